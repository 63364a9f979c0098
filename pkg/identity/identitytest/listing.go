package identitytest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
)

func listings() []question {
	return []question{
		{"pages of every size", listPages},
		{"limit", listLimit},
		{"stop early", listStop},
		{"cancel", listCancel},
		{"nobody matches", listNobody},
		{"fields", listFields},
		{"stream", listStream},
		{"two filters at once", listTwoFilters},
		{"create and change while listing", listWhileChanging},
		{"delete while listing", listWhileDeleting},
		{"list many, each once", listMany},
	}
}

func listPages(a *asker) {
	names := a.createFour()
	for _, size := range []int{0, 1, 2, 3, len(names), len(names) + 1} {
		a.wantEach(fmt.Sprintf("pages of %d", size), a.list(identity.Query{Filter: a.mine(), PageSize: size}), names)
	}
}

func listLimit(a *asker) {
	names := a.createFour()
	for _, size := range []int{0, 1, 2, 3} {
		for limit := 1; limit <= len(names)+1; limit++ {
			got := a.list(identity.Query{Filter: a.mine(), PageSize: size, Limit: limit})
			if distinct := slices.Compact(slices.Sorted(slices.Values(got))); len(got) != min(limit, len(names)) || len(distinct) != len(got) {
				a.Errorf("limit %d with pages of %d: listed %q", limit, size, got)
			}
		}
	}
}

func listStop(a *asker) {
	names := a.createFour()
	for stop := 1; stop <= len(names); stop++ {
		seen := 0
		for _, err := range a.users.List(a.Context(), identity.Query{Filter: a.mine(), PageSize: 1}) {
			a.must(err)
			if seen++; seen == stop {
				break
			}
		}
	}
	a.wantMine("after stopping early", names...)
}

func listCancel(a *asker) {
	a.createFour()
	ctx, cancel := context.WithCancel(a.Context())
	defer cancel()
	var last error
	seen := 0
	for _, err := range a.users.List(ctx, identity.Query{Filter: a.mine(), PageSize: 1}) {
		if last != nil {
			a.Fatalf("the listing went on after %v", last)
		}
		if last = err; err == nil {
			seen++
		}
		cancel()
	}
	if !errors.Is(last, context.Canceled) || seen > 3 {
		a.Errorf("a listing that was cancelled after its first of 4 gave %d and ended with %v", seen, last)
	}
}

func listNobody(a *asker) {
	for _, size := range []int{0, 1, 2} {
		a.wantEach("a name that nobody has", a.list(identity.Query{Filter: a.mine(), PageSize: size}), nil)
	}
}

// listFields: what was asked for comes, and nothing else unless the platform knows
// only whole users.
func listFields(a *asker) {
	a.create("a", attributes{a.names.Note: "hello", a.names.Other: "spare", a.names.Number: 7})
	query := identity.Query{Filter: a.mine(), Fields: []string{a.names.userName, a.names.Note}}
	listed := 0
	for u, err := range a.users.List(a.Context(), query) {
		a.must(err)
		listed++
		a.want(u, a.names.userName, a.prefix+"a")
		a.want(u, a.names.Note, "hello")
		for _, path := range []string{a.names.Other, a.names.Number, a.names.mail} {
			if !a.WholeUsers {
				a.want(u, path, nil)
			}
		}
	}
	if listed != 1 {
		a.Errorf("listed %d users, want 1", listed)
	}
}

// listStream: the listing whose memory is used again gives the same users.
func listStream(a *asker) {
	s := able[identity.Streamer[identity.User]](a)
	names := a.createFour()
	for _, size := range []int{0, 1, 3} {
		var got []string
		for u, err := range s.Stream(a.Context(), identity.Query{Filter: a.mine(), PageSize: size}) {
			a.must(err)
			got = append(got, a.key(u).Name)
		}
		a.wantEach(fmt.Sprintf("a stream in pages of %d", size), got, names)
	}
}

func listTwoFilters(a *asker) {
	a.wantKind(a.listError(a.users, identity.Query{Filter: a.mine(), Native: "x"}), identity.Usage, "a filter of ours and one of the platform's")
}

func listWhileChanging(a *asker) {
	a.listWhile(func() {
		a.create("g", nil)
		for u, err := range a.users.List(a.Context(), identity.Query{Filter: a.mine(), Limit: 5}) {
			a.must(err)
			a.patch(u, set(a.names.Note, "changed"))
		}
	})
}

func listWhileDeleting(a *asker) {
	leave := []identity.User{a.create("x", nil), a.create("y", nil), a.create("z", nil)}
	a.listWhile(func() {
		for _, u := range leave {
			_, err := a.users.Delete(a.Context(), a.key(u).ID, identity.AnyRevision)
			a.must(err)
		}
	})
}

// listWhile makes four users, does something after the first user of a listing
// has come, and demands that each of the four is listed once: whoever is there
// from beginning to end is, whatever happens to the others.
func (a *asker) listWhile(change func()) {
	a.Helper()
	stay := a.createFour()
	var got []string
	for u, err := range a.users.List(a.Context(), identity.Query{Filter: a.mine(), PageSize: 2}) {
		a.must(err)
		if got = append(got, a.key(u).Name); len(got) == 1 {
			change()
		}
	}
	kept := slices.DeleteFunc(got, func(name string) bool { return !slices.Contains(stay, name) })
	a.wantEach("those who stayed", kept, stay)
}

func listMany(a *asker) {
	if a.Many.Users == 0 {
		a.Skip("NOT CHECKED: nothing was loaded before")
	}
	loaded, err := identity.ParseFilter(a.Many.Filter)
	a.must(err)
	for _, size := range []int{0, 77} {
		seen := map[string]int{}
		for u, err := range a.users.List(a.Context(), identity.Query{Filter: loaded, PageSize: size}) {
			a.must(err)
			seen[a.key(u).ID]++
		}
		if len(seen) != a.Many.Users {
			a.Errorf("pages of %d: listed %d users, want %d", size, len(seen), a.Many.Users)
		}
		for id, times := range seen {
			if times != 1 {
				a.Fatalf("pages of %d: user %s was listed %d times", size, id, times)
			}
		}
	}
}
