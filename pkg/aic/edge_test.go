package aic

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// FuzzEdgeWalk compares the walk that reads a row with the one that finds its end: both
// end at the same place, or find the same fault.
func FuzzEdgeWalk(f *testing.F) {
	for _, row := range []string{
		`{"_id":"e","_ref":"managed/alpha_user/u","_refProperties":{"_id":"e","_grantType":"conditional"},"userName":"ann"},{}`,
		`{ "_refProperties" : { "_id" : [ {} ] , } }`, `{"_refProperties":{"a":1`, `{"_refProperties":7,"_":"\u00e9","":0}`, `{"a" "b"}`, `{,}`, `[{"_id":1}]`, `"x"`, ``,
		`{"_refProperties":{"a":` + strings.Repeat("[", jsonscan.MostNested-2) + strings.Repeat("]", jsonscan.MostNested-2) + `}}`,
		`{"_refProperties":{"a":` + strings.Repeat("[", jsonscan.MostNested-1) + strings.Repeat("]", jsonscan.MostNested-1) + `}}`,
		`{"a":` + strings.Repeat("[", jsonscan.MostNested-1) + strings.Repeat("]", jsonscan.MostNested-1) + `}`,
		`{"a":` + strings.Repeat("[", jsonscan.MostNested) + strings.Repeat("]", jsonscan.MostNested) + `}`,
	} {
		f.Add([]byte(row))
	}
	f.Fuzz(func(t *testing.T, row []byte) {
		var r edgeRow
		s := jsonscan.Scanner{Doc: row}
		if got, want := r.walk(&s, 0), s.Value(0); got != want {
			t.Errorf("the row ends at %d, want %d", got, want)
		}
	})
}

// TestStreamMembers lists in memory that is used again, over pages of different sizes: it
// gives what Members gives.
func TestStreamMembers(t *testing.T) {
	t.Parallel()
	pages := make([]string, 4)
	for i := range pages {
		var rows []string
		for j := range 1 + 3*i%5 {
			rows = append(rows, fmt.Sprintf(`{"_id":"e%[1]d%[2]d","_ref":"managed/alpha_user/u%[1]d%[2]d", "_refResourceRev":"%[2]d","mail":"%[3]s","_refProperties":{"_id":"e","_grantType":"%[4]s"},"sn":null}`,
				i, j, strings.Repeat("x", 40*j), []string{"", "conditional"}[j%2]))
		}
		pages[i] = pageOf([]string{"c1", "c2", "c3", ""}[i], rows...)
	}
	for _, q := range []identity.MemberQuery{{}, {DirectOnly: true}, {Query: identity.Query{Limit: 3}}, {DirectOnly: true, Query: identity.Query{Limit: 4}}} {
		groups := func() *Groups {
			s := newTenant(t, says(200, pages[0]), says(200, pages[1]), says(200, pages[2]), says(200, pages[3]))
			return New(s.rest(), Options{Realm: "acme/alpha", Object: "alpha_user"}).Groups().(*Groups)
		}
		var want, got []string
		for _, m := range collect(t, groups().Members(context.Background(), "g", q)) {
			want = append(want, string(m.Native))
		}
		for u, err := range groups().StreamMembers(context.Background(), "g", q) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(u.Native))
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) < 3 || q.Limit > 0 && len(got) != q.Limit {
			t.Errorf("%+v: %d members %s", q, len(got), diff)
		}
	}
}

// TestStreamMembersNowhere: a row that leads nowhere is an error after those before it.
func TestStreamMembersNowhere(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("", `{"_ref":"managed/alpha_user/u"}`, `{"userName":"ann"}`, `{"_ref":"managed/alpha_user/v"}`)))
	g := New(s.rest(), Options{Realm: "acme/alpha", Object: "alpha_user"}).Groups().(*Groups)
	var got []string
	var last error
	for u, err := range g.StreamMembers(context.Background(), "g", identity.MemberQuery{}) {
		if last = err; err == nil {
			got = append(got, string(u.Native))
		}
	}
	e := wantKind(t, last, identity.API)
	if len(got) != 1 || !strings.Contains(e.Error(), "list members of group g in acme/alpha: the service sent a reference that leads nowhere") {
		t.Errorf("got %v, then %v", got, e)
	}
}

// FuzzReadEdge makes a JSON object of any row, or an error; the members that were asked
// for stay as they came.
func FuzzReadEdge(f *testing.F) {
	for _, row := range []string{
		`{"_id":"e","_rev":"1","_ref":"managed/alpha_user/u","_refResourceCollection":"managed/alpha_user","_refResourceId":"u","_refResourceRev":"7","_refProperties":{"_id":"e","_rev":"1","_grantType":"conditional"},"userName":"ann"}`,
		`{"_id":"u","_rev":"7","_ref":"managed/alpha_user/u","_refProperties":{"_id":"e","_rev":"1"},"userName":"ann"}`,
		`{"_ref":"managed/alpha_user/\u0075","_refProperties":{"_id":"e"}}`, `{"userName":"ann"}`, `{}`, `{ "_ref" : 1 , "x" : [ {} ] }`,
		`{"_ref":"a/b","_refProperties":7}`,
	} {
		f.Add([]byte(row))
	}
	f.Fuzz(func(t *testing.T, row []byte) {
		s := jsonscan.Scanner{Doc: row}
		if len(row) == 0 || row[0] != '{' || s.Value(0) != len(row) {
			return // the page would have been refused
		}
		e, err := readEdge(row)
		if err != nil {
			return
		}
		var target map[string]json.RawMessage
		if err := json.Unmarshal(e.target, &target); err != nil {
			t.Fatalf("%q became %q: %v", row, e.target, err)
		}
		var id string
		if err := json.Unmarshal(target["_id"], &id); err != nil {
			t.Errorf("%q has the id %s", e.target, target["_id"])
		}
	})
}

func TestReadEdge(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]string{
		`{"_id":"e","_rev":"1","_ref":"managed/alpha_user/u","_refResourceCollection":"managed/alpha_user","_refResourceId":"u","_refResourceRev":"7","_refProperties":{"_id":"e","_rev":"1"},"n":1.50}`: `{"_id":"u","_rev":"7","n":1.50}`,
		`{"_id":"u","_rev":"7","_ref":"managed/alpha_user/u","_refProperties":{"_id":"e","_rev":"1"},"userName":"ann"}`:                                                                                  `{"_id":"u","_rev":"7","userName":"ann"}`,
		`{"_ref":"managed/alpha_user/u","_refProperties":{"_id":"e"}}`:                                                                                                                                   `{"_id":"u"}`,
	} {
		e, err := readEdge([]byte(row))
		if err != nil || string(e.target) != want || e.id != "e" || e.to != "managed/alpha_user/u" {
			t.Errorf("%s became %+v %s, %v", row, e, e.target, err)
		}
	}
	if _, err := readEdge([]byte(`{"userName":"ann"}`)); err == nil {
		t.Error("a row without a reference is read")
	}
}
