package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A lesson is one block of commands in README, under its heading.
type lesson struct{ section, commands string }

// TestReadme pastes the commands of README into bash, in their order, from an empty
// home: a section that does not work as it is printed fails.
func TestReadme(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"bash", "jq", "sed"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip("NOT CHECKED: no " + program)
		}
	}
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	pasted := map[string]int{}
	for _, l := range lessons(string(text)) {
		if elsewhere(l.commands) {
			continue
		}
		pasted[l.section]++
		t.Run(l.section, func(t *testing.T) { paste(t, home, l.commands) })
	}
	for _, section := range []string{
		"Users: every documented operation", "Users of PingOne", "Populations", "The schema of PingOne", "Filters", "Several realms", "Output", "Pipelines", "Passwords",
		"Looking before writing", "Deleting", "The sandbox", "Raw requests", "Completion", "Secrets",
	} {
		if pasted[section] == 0 {
			t.Errorf("nothing of %q was run", section)
		}
	}
}

// lessons are the blocks of shell commands in a page.
func lessons(page string) []lesson {
	var found []lesson
	section, inside := "", false
	for line := range strings.Lines(page) {
		switch {
		case inside && strings.HasPrefix(line, "```"):
			inside = false
		case inside:
			found[len(found)-1].commands += line
		case strings.HasPrefix(line, "```sh"):
			inside = true
			found = append(found, lesson{section: section})
		case strings.HasPrefix(line, "## "):
			section = strings.TrimSpace(strings.TrimPrefix(line, "## "))
		}
	}
	return found
}

// elsewhere reports commands for another place than a machine with nothing but
// realmctl: the tenants acme and lab, the Go tools, a second terminal (sandbox_serve
// has a story of its own).
func elsewhere(commands string) bool {
	for _, sign := range []string{"acme", "realms add lab", "go run", "go test", "go install", ":8090", "--port 8090"} {
		if strings.Contains(commands, sign) {
			return true
		}
	}
	return false
}

// paste runs commands as a person's shell would, and stops at the first that fails.
func paste(t *testing.T, home, commands string) {
	t.Helper()
	commands = strings.ReplaceAll(commands, "--port 8091", "--port 0") // a free one
	cmd := exec.CommandContext(t.Context(), "bash", "-e", "-o", "pipefail", "-m", "-c", commands)
	cmd.Dir = home
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LANG=C.UTF-8", "TMPDIR=" + home,
		"XDG_CONFIG_HOME=" + filepath.Join(home, "config"), "XDG_STATE_HOME=" + filepath.Join(home, "state"),
		"XDG_CACHE_HOME=" + filepath.Join(home, "cache"), "DBUS_SESSION_BUS_ADDRESS=", "GORACE=" + os.Getenv("GORACE"),
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, commands, out)
	}
}
