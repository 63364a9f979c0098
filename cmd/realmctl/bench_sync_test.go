package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	syncedMembers = 10_000
	syncedChanges = 100 // half of them go in, half of them go out
)

// A syncWork is a group of many members and a file that differs from it a little.
type syncWork struct {
	platform string
	hall     http.Handler
	env      func(address string) []string
	realm    string
	reads    int // that are enough
}

// lookUps is how many questions tell who the people are that a file names and the group
// does not have: one for 25 names.
const lookUps = syncedChanges / 2 / 25

// pingoneSync reads, beside the pages of members and the look-ups, the group by its id,
// its counts, and whom it takes: that at most once for each of the four requests that
// are under way at a time. Nothing is read for each person.
func pingoneSync() syncWork {
	h := newPingoneHall(syncedMembers, syncedChanges/2)
	return syncWork{"PingOne", h, pingoneEnv, "env/pingone", len(joined(h.members).pages) + lookUps + 2 + 4}
}

// aicSync reads, beside the pages of members and the look-ups, the group by its id.
// Nothing is read for each person.
func aicSync() syncWork {
	h := newAICHall(syncedMembers, syncedChanges/2)
	return syncWork{"Advanced Identity Cloud", h, aicEnv, "env/alpha", len(h.members.pages) + lookUps + 1}
}

// sync runs realmctl in an environment and returns what the tenant saw of it.
func (y syncWork) sync(tb testing.TB, path string, env []string) tally {
	tb.Helper()
	s := newBenchServer(tb, y.hall, latency(0))
	var people strings.Builder
	for i := range syncedMembers {
		fmt.Fprintln(&people, benchName(i+syncedChanges/2))
	}
	file := filepath.Join(tb.TempDir(), "people.txt")
	if err := os.WriteFile(file, []byte(people.String()), 0o600); err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), path, "groups", "members", "sync", benchGroup, "-f", file, "--confirm", y.realm)
	cmd.Env = append(append(env, "REALMCTL_TOKEN="+benchToken), y.env(s.URL)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		tb.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	if want := fmt.Sprintf("%d added, %[1]d removed", syncedChanges/2); !strings.Contains(string(out), want) {
		tb.Errorf("%s: want %q in:\n%s", cmd, want, out)
	}
	return s.take()
}

// judge fails where there was a write too many or too few, or a reading too many.
func (y syncWork) judge(tb testing.TB, seen tally) {
	tb.Helper()
	if seen.writes != syncedChanges || seen.reads > y.reads || seen.refused != "" {
		tb.Errorf("%s: the tenant saw %+v, want %d writes and at most %d readings", y.platform, seen, syncedChanges, y.reads)
	}
}

// TestSyncWritesNoMore: to sync a group costs its pages, a write for each difference, and
// little more.
func TestSyncWritesNoMore(t *testing.T) {
	t.Parallel()
	for name, work := range map[string]func() syncWork{"pingone": pingoneSync, "aic": aicSync} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPerson(t)
			y := work()
			y.judge(t, y.sync(t, p.command("realmctl").Path, p.env))
		})
	}
}
