package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// samples is how many leaves and how many older sizes are proven, besides those at borders.
const samples = 32

// check reads the whole log and says what it found.
func check(base, vkey string) error {
	log := open(base)
	tree, err := checkpoint(log, vkey)
	if err != nil {
		return err
	}
	if tree.N == 0 {
		if tree.Hash != sha256.Sum256(nil) {
			return errors.New("the root of the empty log is not the digest of nothing")
		}
		fmt.Println("the log is empty")
		return nil
	}
	wanted := picked(tree.N)
	found, err := readAll(log, tree, wanted)
	if err != nil {
		return err
	}
	if err := prove(log, tree, wanted, found); err != nil {
		return err
	}
	beyond := tlog.Tile{H: tileHeight, L: 0, N: tree.N/tileWidth + 1<<20, W: tileWidth}
	if _, err := log.get(path(beyond), ""); !errors.Is(err, errNotFound) {
		return fmt.Errorf("a tile the log cannot have: %v, not 404", err)
	}
	fmt.Printf("everything holds (%d requests)\n", log.requests)
	return nil
}

// checkpoint opens the signed checkpoint.
func checkpoint(log *log, vkey string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return tlog.Tree{}, err
	}
	text, err := log.get("checkpoint", "text/plain; charset=utf-8")
	if err != nil {
		return tlog.Tree{}, err
	}
	signed, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("checkpoint: %v", err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, fmt.Errorf("checkpoint: not three lines of %s", verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return tlog.Tree{}, fmt.Errorf("checkpoint: size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("checkpoint: root %q", lines[2])
	}
	fmt.Printf("checkpoint of %s: %d entries, root %s\n", lines[0], size, root)
	fmt.Printf("signed by %08x, and by %d keys not looked at\n", verifier.KeyHash(), len(signed.UnverifiedSigs))
	return tlog.Tree{N: size, Hash: root}, nil
}

// found is what was computed from the entries alone, without a tile.
type found struct {
	// leaves by index, of those picked.
	leaves map[int64]tlog.Hash
	// roots by size, of those picked.
	roots map[int64]tlog.Hash
}

// picked are the places that are proven: all borders of a small log, evenly spread ones of a large one.
func picked(size int64) map[int64]bool {
	wanted := map[int64]bool{}
	add := func(n int64) {
		if 0 <= n && n < size {
			wanted[n] = true
		}
	}
	for _, border := range []int64{0, 1, tileWidth, tileWidth * tileWidth, size} {
		for n := border - 2; n <= border+2; n++ {
			add(n)
		}
	}
	for i := int64(1); i < samples; i++ {
		add(size / samples * i)
	}
	return wanted
}

// readAll reads every bundle and every tile, and computes every tile from the entries.
func readAll(log *log, tree tlog.Tree, wanted map[int64]bool) (found, error) {
	found := found{leaves: map[int64]tlog.Hash{}, roots: map[int64]tlog.Hash{}}
	var row []tlog.Hash // the hashes that make up the level above
	var edge compact
	tiles := 0
	lengths := map[int]int{}
	for n := int64(0); n*tileWidth < tree.N; n++ {
		tile := tileOf(0, n, tree.N)
		entries, err := log.entries(tile)
		if err != nil {
			return found, err
		}
		var hashes []tlog.Hash
		for _, entry := range entries {
			lengths[len(entry)]++
			hash := tlog.RecordHash(entry)
			if wanted[edge.size] {
				found.leaves[edge.size] = hash
				found.roots[edge.size] = edge.root()
			}
			edge.push(hash)
			hashes = append(hashes, hash)
		}
		if row, err = same(log, tile, hashes, row); err != nil {
			return found, err
		}
		tiles++
	}
	for level := 1; len(row) > 0; level++ {
		below := row
		row = nil
		for n := 0; n*tileWidth < len(below); n++ {
			tile := tileOf(level, int64(n), tree.N)
			hashes := below[n*tileWidth : n*tileWidth+tile.W]
			var err error
			if row, err = same(log, tile, hashes, row); err != nil {
				return found, err
			}
			tiles++
		}
	}
	if edge.size != tree.N || edge.root() != tree.Hash {
		return found, fmt.Errorf("the entries lead to root %s", edge.root())
	}
	fmt.Printf("%d entries (lengths %v) lead to %d tiles and the root\n", tree.N, lengths, tiles)
	return found, nil
}

// same compares the served tile with the hashes it must have and, if it is full, adds its root to the row above.
func same(log *log, tile tlog.Tile, hashes, above []tlog.Hash) ([]tlog.Hash, error) {
	served, err := log.ReadTiles([]tlog.Tile{tile})
	if err != nil {
		return nil, err
	}
	var wanted bytes.Buffer
	for _, hash := range hashes {
		wanted.Write(hash[:])
	}
	if !bytes.Equal(served[0], wanted.Bytes()) {
		return nil, fmt.Errorf("%s: not the hashes of the entries", path(tile))
	}
	if tile.W == tileWidth {
		above = append(above, perfect(hashes))
	}
	return above, nil
}

// prove makes proofs from the served tiles and checks them against what the entries alone gave.
func prove(log *log, tree tlog.Tree, wanted map[int64]bool, found found) error {
	reader := tlog.TileHashReader(tree, log)
	if root, err := tlog.TreeHash(tree.N, reader); err != nil || root != tree.Hash {
		return fmt.Errorf("the tiles lead to root %s (%v)", root, err)
	}
	consistent := 0
	for n := range wanted {
		inclusion, err := tlog.ProveRecord(tree.N, n, reader)
		if err != nil {
			return fmt.Errorf("inclusion of %d: %v", n, err)
		}
		if err := tlog.CheckRecord(inclusion, tree.N, tree.Hash, n, found.leaves[n]); err != nil {
			return fmt.Errorf("inclusion of %d: %v", n, err)
		}
		if n == 0 {
			continue
		}
		consistency, err := tlog.ProveTree(tree.N, n, reader)
		if err != nil {
			return fmt.Errorf("consistency with size %d: %v", n, err)
		}
		if err := tlog.CheckTree(consistency, tree.N, tree.Hash, n, found.roots[n]); err != nil {
			return fmt.Errorf("consistency with size %d: %v", n, err)
		}
		consistent++
	}
	fmt.Printf("proved %d inclusions and %d consistencies from the tiles\n", len(wanted), consistent)
	return nil
}

// tileOf is a tile as wide as it is in a tree of this size.
func tileOf(level int, n, size int64) tlog.Tile {
	width := size>>(uint(level)*tileHeight) - n*tileWidth
	if width > tileWidth {
		width = tileWidth
	}
	return tlog.Tile{H: tileHeight, L: level, N: n, W: int(width)}
}

// perfect is the root over a power of two of hashes.
func perfect(hashes []tlog.Hash) tlog.Hash {
	if len(hashes) == 1 {
		return hashes[0]
	}
	middle := len(hashes) / 2
	return tlog.NodeHash(perfect(hashes[:middle]), perfect(hashes[middle:]))
}

// compact is a tree's right edge: the roots of its whole subtrees, from the largest to the smallest.
type compact struct {
	size  int64
	parts []tlog.Hash
}

func (c *compact) push(leaf tlog.Hash) {
	c.parts = append(c.parts, leaf)
	c.size++
	for n := c.size; n%2 == 0; n /= 2 {
		last := len(c.parts) - 1
		c.parts[last-1] = tlog.NodeHash(c.parts[last-1], c.parts[last])
		c.parts = c.parts[:last]
	}
}

func (c *compact) root() tlog.Hash {
	if len(c.parts) == 0 {
		return sha256.Sum256(nil)
	}
	root := c.parts[len(c.parts)-1]
	for i := len(c.parts) - 2; i >= 0; i-- {
		root = tlog.NodeHash(c.parts[i], root)
	}
	return root
}
