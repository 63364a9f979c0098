package realm

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestMain lets the test binary stand in for another realmctl: with the
// variable set it edits a file and ends.
func TestMain(m *testing.M) {
	if order := os.Getenv("REALM_TEST_EDITS"); order != "" {
		os.Exit(editAsHelper(order))
	}
	os.Exit(m.Run())
}

// editAsHelper adds groups NAME0, NAME1, ... to PATH; order is "COUNT NAME PATH".
func editAsHelper(order string) int {
	part := strings.SplitN(order, " ", 3)
	count, err := strconv.Atoi(part[0])
	if err != nil {
		return 2
	}
	for i := range count {
		if err := Edit(context.Background(), part[2], set(fmt.Sprintf("groups.%s%d", part[1], i), "acme/alpha")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return 0
}

func TestTwoProcessesLoseNothing(t *testing.T) {
	t.Parallel()
	const edits = 25
	path, before := commented(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for _, name := range []string{"a", "b"} {
		wg.Go(func() {
			cmd := exec.CommandContext(t.Context(), self)
			cmd.Env = append(os.Environ(), fmt.Sprintf("REALM_TEST_EDITS=%d %s %s", edits, name, path))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	wg.Wait()
	c, _, err := Load(LoadOptions{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Groups) != 2+2*edits {
		t.Errorf("%d groups, want %d:\n%s", len(c.Groups), 2+2*edits, read(t, path))
	}
	if got := read(t, path); strings.Count(got, "#") != strings.Count(before, "#") {
		t.Errorf("a comment is gone:\n%s", got)
	}
}
