package pingone

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

// sortedOnDisk is a client that sorts no more than three users in memory, and a folder
// for the rest.
func sortedOnDisk(t *testing.T) (u *Users, folder string) {
	t.Helper()
	folder = t.TempDir()
	t.Setenv("TMPDIR", folder)
	var pages [][]string
	for page := range 4 {
		var rows []string
		for i := range 5 {
			rows = append(rows, row(fmt.Sprintf("u%02d", (page*5+i)*7%20)))
		}
		pages = append(pages, rows)
	}
	c := chain(t, pages...).client()
	c.sortable = 3
	return &c.users, folder
}

// TestSortOnDisk: what does not fit into memory is sorted in files, of which nothing is
// left, however the listing ends.
func TestSortOnDisk(t *testing.T) {
	for name, stop := range map[string]int{"to the end": 0, "stopped at once": 1, "stopped later": 12} {
		t.Run(name, func(t *testing.T) {
			u, folder := sortedOnDisk(t)
			var got, want []string
			for user, err := range u.List(t.Context(), identity.Query{Sort: []identity.SortKey{{Attribute: "userName"}}}) {
				if err != nil {
					t.Fatal(err)
				}
				p, err := user.Profile()
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, fmt.Sprintf("u%02d", len(got)))
				got = append(got, p.UserName)
				if len(got) == stop {
					break
				}
			}
			if diff := cmp.Diff(want, got); diff != "" || stop == 0 && len(got) != 20 {
				t.Errorf("%d users: %s", len(got), diff)
			}
			if left, err := filepath.Glob(folder + "/*"); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
}

// TestSortWithoutDisk: that there is no room for the files is an error that says what
// for, and without which the test above would prove nothing.
func TestSortWithoutDisk(t *testing.T) {
	u, folder := sortedOnDisk(t)
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	got, err := userNames(t, u, identity.Query{Sort: []identity.SortKey{{Attribute: "userName"}}})
	if err == nil || !strings.Contains(err.Error(), "sort more than 3 rows") {
		t.Errorf("%v, %v", got, err)
	}
}
