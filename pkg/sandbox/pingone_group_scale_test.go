package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// fillGroups puts every user of the home environment into one of two groups, whose ids it is given, and every tenth
// into both.
func fillGroups(c *client, inner, outer string) {
	c.t.Helper()
	err := c.box.store.Write(c.t.Context(), func(tx *store.Tx) error {
		p := &pingCall{tx: tx, env: &environment{ID: homeEnvironment()}}
		i := 0
		return p.eachUserRaw(func(o store.Object) error {
			i++
			u := &pingUser{id: o.ID, seq: o.Seq}
			if i%10 == 1 {
				return firstError(p.join(u, &pingGroup{id: outer}), p.join(u, &pingGroup{id: inner}))
			}
			return p.join(u, &pingGroup{id: []string{inner, outer}[i%2]})
		})
	})
	if err != nil {
		c.t.Fatal(err)
	}
}

// eachUserRaw calls do with every user as it rests in the store.
func (c *pingCall) eachUserRaw(do func(store.Object) error) error {
	all, err := collect(c.tx, c.users(), "", nil, 0, 1<<20)
	for _, o := range all {
		err = firstError(err, do(o))
	}
	return err
}

// walk follows next links from the first page of a search for users and returns their ids and the count that every
// page gives, "<nil>" for none.
func (c *client) walk(filter string) (ids []string, count string) {
	c.t.Helper()
	for next := home("/users?limit=150&filter=" + url.QueryEscape(filter)); next != ""; {
		r := c.get(next).want(c.t, http.StatusOK)
		for _, u := range r.items(c.t, "users") {
			ids = append(ids, u["id"].(string))
		}
		doc := r.object(c.t)
		count = fmt.Sprint(doc["count"])
		link, _ := doc["_links"].(map[string]any)["next"].(map[string]any)
		href, _ := link["href"].(string)
		next = strings.TrimPrefix(href, PingOneAPI)
	}
	return ids, count
}

// TestLargeGroups walks over the pages of large groups: every member once, in the order of users.
func TestLargeGroups(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	const more = 600
	if err := c.box.SeedPingOne(t.Context(), more, 0, nil); err != nil {
		t.Fatal(err)
	}
	inner, outer := c.newGroup(`{"name":"inner"}`), c.newGroup(`{"name":"outer"}`)
	selected := c.newGroup(`{"name":"selected","userFilter":"enabled eq false"}`)
	c.nest(inner, outer).want(t, http.StatusCreated)
	fillGroups(c, inner, outer)
	all, _ := c.walk(`username sw ""`)
	disabled, _ := c.walk(`enabled eq false`)
	in := func(group string) string { return `memberOfGroups[id eq "` + group + `"]` }
	halves, counted := c.walk(in(inner))
	if len(halves) != (more+pingUsers)*6/10 || counted != fmt.Sprint(len(halves)) {
		t.Errorf("%d of %d in the inner group, counted %s", len(halves), len(all), counted)
	}
	population, _ := c.walk(`population.id eq "` + seedPopulation(0) + `"`)
	for filter, want := range map[string][]string{
		in(outer):                         all,
		in(selected):                      disabled,
		in(inner) + ` and ` + in(outer):   halves,
		in(selected) + ` or ` + in(outer): all,
		`population.id eq "` + seedPopulation(0) + `" and (` + in(outer) + `)`: population,
		in("no") + ` or ` + in(selected):                                       disabled,
		in("no"):                                                               nil,
	} {
		if got, _ := c.walk(filter); !slices.Equal(got, want) {
			t.Errorf("%s: %d users, want %d", filter, len(got), len(want))
		}
	}
}
