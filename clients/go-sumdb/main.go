// Command go-sumdb reads a log with golang.org/x/mod/sumdb, the code that guards Go's own modules and that nobody of
// this project wrote.
//
//	go-sumdb check <url> <vkey>   reads the whole log under the URL (http, https or file) and checks all of it
//	go-sumdb vectors <folder>     writes what this code makes of known leaves, for other code to compare with
//
// It ends with 0 when everything holds, 1 when something does not, 2 when it was called wrongly.
package main

import (
	"fmt"
	"os"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 4 && os.Args[1] == "check":
		err = check(os.Args[2], os.Args[3])
	case len(os.Args) == 3 && os.Args[1] == "vectors":
		err = vectors(os.Args[2])
	default:
		fmt.Fprintln(os.Stderr, "usage: go-sumdb check <url> <vkey> | vectors <folder>")
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
