package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the stories run realmctl as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"realmctl": main})
}

// TestStories runs the stories of testdata. Each has a home of its own, and in it
// a sandbox as a newcomer finds it; one that wants to see the very first command
// takes it away: rm $XDG_STATE_HOME.
func TestStories(t *testing.T) {
	t.Parallel()
	seeded := sync.OnceValues(func() (string, error) { return seed(t) })
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			home(env)
			env.Values[storyKey{}] = &story{}
			state, err := seeded()
			if err != nil {
				return err
			}
			return os.CopyFS(env.Getenv("XDG_STATE_HOME"), os.DirFS(state))
		},
		Cmds: commands(),
	})
}

// home is the environment of a person who has nothing yet: no configuration, no
// keyring, no variables of ours.
func home(env *testscript.Env) {
	folder := func(name string) string { return filepath.Join(env.WorkDir, "home", name) }
	env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
	env.Setenv("XDG_CONFIG_HOME", folder("config"))
	env.Setenv("XDG_STATE_HOME", folder("state"))
	env.Setenv("XDG_CACHE_HOME", folder("cache"))
	env.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	env.Setenv("XDG_RUNTIME_DIR", folder("run"))
	env.Setenv("LANG", "C.UTF-8")
	env.Setenv("TERM", "xterm")
	env.Setenv("PAGER", "cat")
}

// seed makes a state folder whose sandbox has its first users, once for all
// stories: they copy it, which is cheaper than making it.
func seed(t *testing.T) (string, error) {
	state := t.TempDir()
	cmd := exec.CommandContext(t.Context(), "realmctl", "users", "count", "-R", "sandbox/alpha,sandbox/pingone")
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+state, "XDG_CONFIG_HOME="+state)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Logf("%s", out)
	}
	return state, err
}
