package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// The entries are the numbers from 0 as eight bytes, highest first.
const entries = 66_000

// sizes are around powers of two and of 256.
var sizes = []int64{1, 2, 3, 4, 5, 6, 7, 8, 255, 256, 257, 1000, 65_535, 65_536, 65_537, entries}

// vectors writes one file of trees, proofs and paths, and one of a signed note.
func vectors(folder string) error {
	var stored hashes
	for n := int64(0); n < entries; n++ {
		entry := binary.BigEndian.AppendUint64(nil, uint64(n))
		added, err := tlog.StoredHashes(n, entry, &stored)
		if err != nil {
			return err
		}
		stored = append(stored, added...)
	}
	file, err := os.Create(filepath.Join(folder, "trees.txt"))
	if err != nil {
		return err
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	if err := trees(out, &stored); err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return signed(folder, &stored)
}

func trees(out *bufio.Writer, stored *hashes) error {
	for _, size := range sizes {
		root, err := tlog.TreeHash(size, stored)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "root %d %s\n", size, root)
		last := int64(-1)
		for _, n := range []int64{0, size / 3, 255, size - 1} {
			if n <= last || n >= size {
				continue
			}
			last = n
			proof, err := tlog.ProveRecord(size, n, stored)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "inclusion %d %d%s\n", n, size, spaced(proof))
		}
		for _, old := range sizes {
			if old >= size {
				break
			}
			proof, err := tlog.ProveTree(size, old, stored)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "consistency %d %d%s\n", old, size, spaced(proof))
		}
	}
	for _, tile := range tlog.NewTiles(tileHeight, 0, entries) {
		// Old versions name the partial tiles of the sizes in between too.
		if tile != tileOf(tile.L, tile.N, entries) {
			continue
		}
		data, err := tlog.ReadTileData(tile, stored)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "tile %s %s\n", path(tile), tlog.Hash(sha256.Sum256(data)))
	}
	for _, n := range []int64{0, 999, 1000, 1_234_067, 999_999_999, 1 << 40} {
		for _, width := range []int{1, 255, 256} {
			fmt.Fprintf(out, "path 1 %d %d %s\n", n, width, path(tlog.Tile{H: tileHeight, L: 1, N: n, W: width}))
		}
	}
	return nil
}

func spaced(hashes []tlog.Hash) string {
	var text strings.Builder
	for _, hash := range hashes {
		fmt.Fprintf(&text, " %s", hash)
	}
	return text.String()
}

// signed writes a checkpoint and the key it is signed with, made from the seed of 32 bytes 7.
func signed(folder string, stored *hashes) error {
	const name = "example.com/fixture"
	seed := make([]byte, ed25519.SeedSize)
	for i := range seed {
		seed[i] = 7
	}
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	vkey, err := note.NewEd25519VerifierKey(name, public)
	if err != nil {
		return err
	}
	id := strings.Split(vkey, "+")[1]
	secret := base64.StdEncoding.EncodeToString(append([]byte{1}, seed...))
	signer, err := note.NewSigner("PRIVATE+KEY+" + name + "+" + id + "+" + secret)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(entries, stored)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("%s\n%d\n%s\n", name, entries, root)
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "checkpoint.note"), signed, 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "checkpoint.vkey"), []byte(vkey+"\n"), 0o666)
}

// hashes are a tree's, in the order tlog numbers them.
type hashes []tlog.Hash

func (h *hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, index := range indexes {
		found = append(found, (*h)[index])
	}
	return found, nil
}
