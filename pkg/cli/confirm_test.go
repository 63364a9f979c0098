package cli_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/realmctl/realmctl/pkg/cli"
)

// A person sits at a terminal, and answers when a question appears on it.
type person struct {
	question string // the end of what is asked
	answer   string // what is typed then; "\x03" stands for Ctrl-C
}

// converse runs a command that asks a person, and returns what was on the screen.
func (p person) converse(t *testing.T, m *machine, args ...string) (code int, screen string) {
	t.Helper()
	side, tty, err := pty.Open()
	if err != nil {
		t.Skipf("NOT CHECKED: no terminal to be had: %v", err)
	}
	t.Cleanup(func() { _ = side.Close() })
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	shown := make(chan string, 1)
	go func() {
		var seen strings.Builder
		buffer, answered := make([]byte, 1024), false
		for {
			n, err := side.Read(buffer)
			seen.Write(buffer[:n])
			if err != nil {
				shown <- seen.String()
				return
			}
			if answered || !strings.Contains(seen.String(), p.question) {
				continue
			}
			answered = true
			if p.answer == "\x03" {
				interrupt() // what the signal does in main
				_, _ = io.WriteString(side, "\n")
				continue
			}
			_, _ = io.WriteString(side, p.answer+"\n")
		}
	}()
	code = cli.Main(ctx, m.app(tty, tty, tty), args)
	_ = tty.Close()
	return code, <-shown
}

// TestDeletionPrompt: a deletion names object and realm, and takes nothing for a yes
// but a yes; in a protected realm and for ten objects it wants the realm's name.
func TestDeletionPrompt(t *testing.T) {
	t.Parallel()
	many := []string{"users", "delete"}
	for _, u := range people("alpha", 10) {
		many = append(many, u["userName"].(string))
	}
	one := many[:3]
	for _, story := range []struct {
		name   string
		args   []string
		person person
		code   int
		gone   int
	}{
		{"yes", one, person{"from env/alpha? [y/N]", "y"}, 0, 1},
		{"no", one, person{"[y/N]", "n"}, 2, 0},
		{"nothing", one, person{"[y/N]", ""}, 2, 0},
		{"something else", one, person{"[y/N]", "yess"}, 2, 0},
		{"Ctrl-C", one, person{"[y/N]", "\x03"}, 130, 0},
		{"yes to many", many, person{"Type env/alpha to go on", "y"}, 2, 0},
		{"the name to many", many, person{"Type env/alpha to go on", "env/alpha"}, 0, 10},
		{"--yes to many", append(many[:12:12], "--yes"), person{"Type env/alpha to go on", ""}, 2, 0},
		{"--confirm", append(many[:12:12], "--confirm", "env/alpha"), person{"never", ""}, 0, 10},
		{"--confirm of another", append(many[:12:12], "--confirm", "env/bravo"), person{"never", ""}, 2, 0},
		{"--no-input", append(one[:3:3], "--no-input"), person{"never", ""}, 2, 0},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			tenant.users["alpha_user"], tenant.page = people("alpha", 10), 10
			m := facing(t, tenant.URL)
			m.env["NO_COLOR"] = "1"
			code, screen := story.person.converse(t, m, story.args...)
			if gone := len(tenant.requests("DELETE")); code != story.code || gone != story.gone {
				t.Errorf("exit code %d, %d deletions:\n%s", code, gone, screen)
			}
			if story.person.question != "never" {
				mustSay(t, screen, "alpha-0", ann)
			}
		})
	}
}

// TestProtectedRealm: in a protected realm one object is enough for the realm's name
// to be wanted.
func TestProtectedRealm(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	m := newMachine(t)
	m.env["NO_COLOR"] = "1"
	m.must("realms", "add", "acme", "--platform", "aic", "--url", box.URL, "--service-account-id", box.credentials.ServiceAccountID,
		"--jwk-file", box.credentials.JWKFile, "--protected", "alpha", "--no-test")
	remove := []string{"users", "delete", seeded, "-R", "acme/alpha"}
	e := m.run(append(remove, "--yes")...)
	if writes, all := box.taken(); e.code != 2 || all > 0 {
		t.Errorf("--yes: exit code %d, %d requests, %v", e.code, all, writes)
	}
	mustSay(t, e.err, "acme/alpha is protected", "--confirm acme/alpha")
	code, screen := person{"Type acme/alpha to go on", "acme/alpha"}.converse(t, m, remove...)
	if writes, _ := box.taken(); code != 0 || len(writes) != 1 {
		t.Errorf("exit code %d, %v:\n%s", code, writes, screen)
	}
}
