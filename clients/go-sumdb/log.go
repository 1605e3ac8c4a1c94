package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	// The longest bundle the format allows: 256 entries of 65,535 bytes, each with its length.
	maxBody = tileWidth * (2 + 65535)
)

// log is a C2SP tlog-tiles log under a URL.
type log struct {
	base   string
	client *http.Client
	// requests counts what was asked for.
	requests int
}

func open(base string) *log {
	transport := &http.Transport{}
	transport.RegisterProtocol("file", http.NewFileTransport(http.Dir("/")))
	return &log{base: strings.TrimSuffix(base, "/"), client: &http.Client{Transport: transport}}
}

var errNotFound = errors.New("not found")

// get reads one resource and, over HTTP, checks the type it is served as.
func (l *log) get(path, mediaType string) ([]byte, error) {
	l.requests++
	response, err := l.client.Get(l.base + "/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %v", path, err)
	case response.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("%s: %w", path, errNotFound)
	case response.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s: status %s", path, response.Status)
	case len(body) > maxBody:
		return nil, fmt.Errorf("%s: more than %d bytes", path, maxBody)
	}
	served := response.Header.Get("Content-Type")
	if strings.HasPrefix(l.base, "http") && served != mediaType {
		return nil, fmt.Errorf("%s: served as %q, not as %q", path, served, mediaType)
	}
	return body, nil
}

// path is the tile's path as C2SP has it: Go's without the height.
func path(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

// Height, ReadTiles and SaveTiles make the log a tlog.TileReader.
func (l *log) Height() int { return tileHeight }

func (l *log) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := l.get(path(tile), "application/octet-stream")
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", path(tile), len(data))
		}
		all = append(all, data)
	}
	return all, nil
}

func (l *log) SaveTiles([]tlog.Tile, [][]byte) {}

// entries reads the bundle with the entries of a tile of level 0.
func (l *log) entries(tile tlog.Tile) ([][]byte, error) {
	name := strings.Replace(path(tile), "tile/0/", "tile/entries/", 1)
	rest, err := l.get(name, "application/octet-stream")
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(rest) > 0 {
		if len(rest) < 2 {
			return nil, fmt.Errorf("%s: ends in a length", name)
		}
		length := int(binary.BigEndian.Uint16(rest))
		if len(rest) < 2+length {
			return nil, fmt.Errorf("%s: ends in entry %d", name, len(entries))
		}
		entries = append(entries, rest[2:2+length])
		rest = rest[2+length:]
	}
	if len(entries) != tile.W {
		return nil, fmt.Errorf("%s: %d entries", name, len(entries))
	}
	return entries, nil
}
