package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
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

// vectors writes one file of trees, proofs and paths, and a signed checkpoint with a leaf's proof.
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

// signed writes a checkpoint with a cosignature and the proof of one leaf in it, and the keys they are signed with.
func signed(folder string, stored *hashes) error {
	log, vkey, err := key("example.com/fixture", 1, 7)
	if err != nil {
		return err
	}
	skey := fmt.Sprintf("PRIVATE+KEY+%s+%s", strings.Join(strings.Split(vkey, "+")[:2], "+"),
		base64.StdEncoding.EncodeToString(append([]byte{1}, log.Seed()...)))
	signer, err := note.NewSigner(skey)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(entries, stored)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("example.com/fixture\n%d\n%s\n", entries, root)
	checkpoint, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return err
	}
	witness, witnessKey, err := key("example.com/witness", 4, 9)
	if err != nil {
		return err
	}
	checkpoint = append(checkpoint, cosignature(witness, witnessKey, text)...)
	const index = 41_999
	inclusion, err := tlog.ProveRecord(entries, index, stored)
	if err != nil {
		return err
	}
	proof := fmt.Sprintf("c2sp.org/tlog-proof@v1\nextra aXppbg==\nindex %d\n", index)
	for _, hash := range inclusion {
		proof += hash.String() + "\n"
	}
	proof += "\n" + string(checkpoint)
	for name, content := range map[string]string{
		"checkpoint.note": string(checkpoint),
		"keys.txt":        vkey + "\n" + witnessKey + "\n",
		"leaf.tlog-proof": proof,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// key is the private key of a seed of 32 such bytes, and the text of the public one of this name and kind.
func key(name string, kind, seed byte) (ed25519.PrivateKey, string, error) {
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	public := append([]byte{kind}, private.Public().(ed25519.PublicKey)...)
	id := sha256.Sum256(append([]byte(name+"\n"), public...))
	vkey := fmt.Sprintf("%s+%x+%s", name, id[:4], base64.StdEncoding.EncodeToString(public))
	if kind == 1 {
		// The library knows this kind only and must agree.
		expected, err := note.NewEd25519VerifierKey(name, private.Public().(ed25519.PublicKey))
		if err != nil || expected != vkey {
			return nil, "", fmt.Errorf("key %s, not %s (%v)", vkey, expected, err)
		}
	}
	return private, vkey, nil
}

// cosignature is the signature line of a witness that saw the text at second 1,700,000,000.
func cosignature(witness ed25519.PrivateKey, vkey, text string) string {
	const time = 1_700_000_000
	parts := strings.SplitN(vkey, "+", 3)
	line, err := hex.DecodeString(parts[1])
	if err != nil {
		panic(err)
	}
	line = binary.BigEndian.AppendUint64(line, time)
	message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", time, text)
	line = append(line, ed25519.Sign(witness, []byte(message))...)
	return fmt.Sprintf("— %s %s\n", parts[0], base64.StdEncoding.EncodeToString(line))
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
