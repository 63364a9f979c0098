package cli_test

import (
	"strings"
	"testing"
)

// TestMoveNamesGroups: the groups that a move costs are named first: in a dry run, in
// the question, and where nobody is asked.
func TestMoveNamesGroups(t *testing.T) {
	t.Parallel()
	tenant := newFake(t, "pingone")
	move := []string{"users", "move", ann, "--population", "Population 3"}
	e := tenant.machine(t).must(append(move, "-n")...)
	const preview = "would move user alpha-0 in acme/home (" + ann + ")\n" +
		"  - groups      [\"Night Shift\"]\n  ~ population  \"Population 0\" → \"Population 3\"\n"
	if e.out != preview {
		t.Errorf("-n shows %q", e.out)
	}
	m := tenant.machine(t)
	m.env["NO_COLOR"] = "1"
	code, screen := person{"[y/N]", "n"}.converse(t, m, move...)
	if code != 2 || !strings.Contains(screen, "from Population 0, leaves Night Shift") || !strings.Contains(screen, "Move this user to Population 3 in acme/home? [y/N]") {
		t.Errorf("exit code %d: %q", code, screen)
	}
	if writes := tenant.requests("PUT"); len(writes) > 0 {
		t.Errorf("the server saw %v", writes)
	}
	e = tenant.machine(t).must(append(move, "--yes")...)
	const said = "alpha-0 leaves the groups of Population 0: Night Shift\nmoved user alpha-0 in acme/home (" + ann + ")\n"
	if e.err != said {
		t.Errorf("--yes says %q", e.err)
	}
	if now := tenant.user(ann)["population"].(map[string]any)["id"]; now != populationOf(3) {
		t.Errorf("the user is in %v", now)
	}
}

// TestMoveEverybodyThere: who is in the population already needs no yes.
func TestMoveEverybodyThere(t *testing.T) {
	t.Parallel()
	tenant := newFake(t, "pingone")
	code, screen := person{"never", ""}.converse(t, tenant.machine(t), "users", "move", ann, "--population", "Population 0")
	if code != 0 || !strings.Contains(screen, "user alpha-0 is in Population 0 already: nothing to do") || strings.Contains(screen, "[y/N]") {
		t.Errorf("exit code %d: %q", code, screen)
	}
}
