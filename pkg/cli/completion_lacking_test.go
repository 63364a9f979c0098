package cli_test

import (
	"slices"
	"strings"
	"testing"
)

// Completion for a realm leaves out what its platform lacks; without a realm, and for a
// realm of each platform, everything is offered.
func TestCompletionLeavesOutWhatIsLacking(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	realms := map[string]string{"aic": "sandbox/alpha", "pingone": "sandbox/pingone"}
	for path, row := range commandRows() {
		words := strings.Fields(path)
		last := words[len(words)-1]
		offered := func(realm string) bool {
			line := slices.Clone(words[:len(words)-1])
			if realm != "" {
				line = append([]string{"-R", realm}, line...)
			}
			return slices.Contains(m.words(append(line, last)...), last)
		}
		for platform, realm := range realms {
			if got, want := offered(realm), !row.lacked(platform); got != want {
				t.Errorf("%s in %s: offered is %v, not %v", path, realm, got, want)
			}
		}
		if !offered("") || !offered("sandbox/alpha,sandbox/pingone") {
			t.Errorf("%s is not offered without a realm, or where one of two has it", path)
		}
	}
}

func TestCompletionOfANounThatIsLacking(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	for _, args := range [][]string{{"-R", "sandbox/alpha", "popul"}, {"--realm=sandbox/alpha", "popul"}, {"--realm", "sandbox/alpha", "popul"}} {
		if got := m.words(args...); len(got) > 0 {
			t.Errorf("%v: %v", args, got)
		}
	}
}
