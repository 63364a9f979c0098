// Gendocs writes what is made from the command tree: the pages of docs/commands,
// the completion scripts, and man pages for packages.
//
//	go run ./cmd/gendocs            # docs/commands and completions
//	go run ./cmd/gendocs -check     # fail if they are stale, write nothing
//	go run ./cmd/gendocs -man DIR   # man pages
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/realmctl/realmctl/pkg/cli"
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	check := flag.Bool("check", false, "fail if a generated file is stale; write nothing")
	man := flag.String("man", "", "write man pages into this folder, and nothing else")
	flag.Parse()
	if err := run(*root, *check, *man); err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
}

func run(root string, check bool, man string) error {
	if man != "" {
		return manPages(man)
	}
	files, err := generate()
	if err != nil {
		return err
	}
	if check {
		return compare(root, files)
	}
	return write(root, files)
}

// tree is the command tree as a user sees it, apart from this machine.
func tree() *cobra.Command {
	return cli.Commands(&cli.App{
		Out: os.Stdout, Err: os.Stderr, Now: time.Now,
		Env: func(string) string { return "" },
	})
}

// generate returns every generated file by its path.
func generate() (map[string][]byte, error) {
	files := map[string][]byte{}
	if err := pages(tree(), files); err != nil {
		return nil, err
	}
	for shell, name := range map[string]string{
		"bash": "realmctl.bash", "zsh": "_realmctl", "fish": "realmctl.fish", "powershell": "realmctl.ps1",
	} {
		var script bytes.Buffer
		if err := cli.WriteCompletion(tree(), shell, &script); err != nil {
			return nil, err
		}
		files["completions/"+name] = script.Bytes()
	}
	return files, nil
}

// pages writes the page of a command and those below it.
func pages(cmd *cobra.Command, files map[string][]byte) error {
	cmd.DisableAutoGenTag = true
	var page bytes.Buffer
	link := func(name string) string { return name }
	if err := doc.GenMarkdownCustom(cmd, &page, link); err != nil {
		return err
	}
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "_") + ".md"
	files["docs/commands/"+name] = page.Bytes()
	for _, child := range cmd.Commands() {
		if child.Hidden || child.Name() == "help" {
			continue
		}
		if err := pages(child, files); err != nil {
			return err
		}
	}
	return nil
}

// compare names every generated file that is missing, stale or left over.
func compare(root string, files map[string][]byte) error {
	var stale []string
	for name, want := range files {
		have, err := os.ReadFile(filepath.Join(root, name))
		if err != nil || !bytes.Equal(have, want) {
			stale = append(stale, name)
		}
	}
	extra, err := leftover(root, files)
	if err != nil {
		return err
	}
	if stale = append(stale, extra...); len(stale) == 0 {
		return nil
	}
	slices.Sort(stale)
	return fmt.Errorf("stale, run go generate ./...:\n  %s", strings.Join(stale, "\n  "))
}

// leftover are files in the generated folders that nothing generates any more.
func leftover(root string, files map[string][]byte) ([]string, error) {
	var extra []string
	for _, dir := range []string{"docs/commands", "completions"} {
		entries, err := os.ReadDir(filepath.Join(root, dir))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			if name := dir + "/" + e.Name(); files[name] == nil {
				extra = append(extra, name)
			}
		}
	}
	return extra, nil
}

func write(root string, files map[string][]byte) error {
	extra, err := leftover(root, files)
	if err != nil {
		return err
	}
	for _, name := range extra {
		if err := os.Remove(filepath.Join(root, name)); err != nil {
			return err
		}
	}
	for name, data := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// manPages writes a man page for every command. The date is left out, so that
// the same source makes the same pages.
func manPages(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	date := time.Unix(0, 0).UTC()
	header := &doc.GenManHeader{Title: "REALMCTL", Section: "1", Source: "realmctl", Manual: "realmctl", Date: &date}
	return doc.GenManTree(tree(), header, dir)
}
