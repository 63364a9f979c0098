package identitytest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
)

func setListings[P identity.Keyed]() []setQuestion[P] {
	return []setQuestion[P]{
		{"pages of every size", (*setAsker[P]).askPages},
		{"limit", (*setAsker[P]).askLimit},
		{"stop early", (*setAsker[P]).askStop},
		{"cancel", (*setAsker[P]).askCancel},
		{"fields", (*setAsker[P]).askFields},
		{"stream", (*setAsker[P]).askStream},
		{"count", (*setAsker[P]).askCount},
		{"filter by the name", (*setAsker[P]).askFilter},
		{"filter by another attribute", (*setAsker[P]).askFilterNote},
		{"two filters at once", (*setAsker[P]).askTwoFilters},
		{"sort", (*setAsker[P]).askSort},
	}
}

func (s *setAsker[P]) askPages() {
	names := s.makeEach("abcd")
	for _, size := range []int{0, 1, 2, 3, 4, 5} {
		q := s.all()
		q.PageSize = size
		s.wantEach(fmt.Sprintf("pages of %d", size), s.listed(q), names)
		q.Filter = ours(s.prefix + "x")
		s.wantEach(fmt.Sprintf("pages of %d of nothing", size), s.listed(q), nil)
	}
}

func (s *setAsker[P]) askLimit() {
	names := s.makeEach("abcd")
	for _, size := range []int{0, 1, 2, 3} {
		for limit := 1; limit <= len(names)+1; limit++ {
			q := s.all()
			q.PageSize, q.Limit = size, limit
			got := s.listed(q)
			if distinct := slices.Compact(slices.Sorted(slices.Values(got))); len(got) != min(limit, len(names)) || len(distinct) != len(got) {
				s.Errorf("limit %d with pages of %d: listed %q", limit, size, got)
			}
		}
	}
}

func (s *setAsker[P]) askStop() {
	names := s.makeEach("abcd")
	for stop := 1; stop <= len(names); stop++ {
		seen := 0
		q := s.all()
		q.PageSize = 1
		for _, err := range s.sets.List(s.Context(), q) {
			s.must(err)
			if seen++; seen == stop {
				break
			}
		}
	}
	s.wantOurs("after stopping early", names...)
}

func (s *setAsker[P]) askCancel() {
	s.makeEach("abcd")
	ctx, cancel := context.WithCancel(s.Context())
	defer cancel()
	q := s.all()
	q.PageSize = 1
	seen := 0
	var last error
	for _, err := range s.sets.List(ctx, q) {
		if last != nil {
			s.Fatalf("the listing went on after %v", last)
		}
		if last = err; err == nil {
			seen++
		}
		cancel()
	}
	if !errors.Is(last, context.Canceled) || seen > 3 {
		s.Errorf("a listing that was cancelled after its first of 4 gave %d and ended with %v", seen, last)
	}
}

// askFields: what was asked for comes, and nothing else unless the platform knows only
// whole documents.
func (s *setAsker[P]) askFields() {
	s.make("a", attributes{note: "hello"})
	for _, fields := range [][]string{{"name"}, {"name", note}} {
		q := s.all()
		q.Fields = fields
		listed := 0
		for r, err := range s.sets.List(s.Context(), q) {
			s.must(err)
			listed++
			s.wantIn(r.Native, "name", s.prefix+"a")
			if wanted := any("hello"); len(fields) == 2 {
				s.wantIn(r.Native, note, wanted)
			} else if !s.WholeUsers {
				s.wantIn(r.Native, note, nil)
			}
		}
		if listed != 1 {
			s.Errorf("listed %d, want 1", listed)
		}
	}
}

// askStream: the listing whose memory is used again gives the same sets.
func (s *setAsker[P]) askStream() {
	streamer := ableSet[identity.Streamer[identity.Resource[P]]](s)
	names := s.makeEach("abcd")
	for _, size := range []int{0, 1, 3} {
		q := s.all()
		q.PageSize = size
		var got []string
		for r, err := range streamer.Stream(s.Context(), q) {
			s.must(err)
			got = append(got, s.keyOf(r).Name)
		}
		s.wantEach(fmt.Sprintf("a stream in pages of %d", size), got, names)
	}
}

func (s *setAsker[P]) askCount() {
	s.makeEach("abc")
	for filter, want := range map[identity.Filter]int64{
		text("name", identity.StartsWith, s.prefix): 3, text("name", identity.Equal, s.prefix+"b"): 1, text("name", identity.Equal, s.prefix): 0,
	} {
		for _, q := range []identity.Query{{Filter: filter}, {Filter: filter, Limit: 2}, {Filter: filter, PageSize: 1}} {
			wanted := want
			if q.Limit > 0 {
				wanted = min(want, int64(q.Limit))
			}
			if n, err := identity.Count(s.Context(), s.sets, q); err != nil || n != wanted {
				s.Errorf("%s with limit %d: counted %d, %v, want %d", filter, q.Limit, n, err, wanted)
			}
		}
	}
}

func (s *setAsker[P]) askFilter() {
	id := s.keyOf(s.make("a", nil)).ID
	s.make("b", nil)
	s.make("ab", nil)
	is := func(suffix string) identity.Filter { return text("name", identity.Equal, s.prefix+suffix) }
	begins := func(suffix string) identity.Filter { return text("name", identity.StartsWith, s.prefix+suffix) }
	for _, c := range []struct {
		filter identity.Filter
		want   []string
	}{
		{is("a"), []string{"a"}},
		{is(""), nil},
		{is("c"), nil},
		{begins("a"), []string{"a", "ab"}},
		{begins("c"), nil},
		{text(identity.NativeName(s.sets, "id"), identity.Equal, id), []string{"a"}},
		{identity.Or{is("a"), is("b")}, []string{"a", "b"}},
		{identity.And{begins(""), is("b")}, []string{"b"}},
		{identity.And{begins("a"), is("b")}, nil},
		{identity.And{begins(""), identity.Or{is("a"), begins("ab")}}, []string{"a", "ab"}},
		{identity.Or{is("b"), identity.And{begins("a"), is("ab")}}, []string{"b", "ab"}},
	} {
		want := make([]string, len(c.want))
		for i, suffix := range c.want {
			want[i] = s.prefix + suffix
		}
		s.wantEach(c.filter.String(), s.listed(identity.Query{Filter: c.filter}), want)
	}
}

// askFilterNote: another attribute narrows too, or is refused by name.
func (s *setAsker[P]) askFilterNote() {
	s.make("a", attributes{note: "red"})
	s.make("b", attributes{note: "green"})
	s.make("c", nil)
	q := identity.Query{Filter: ours(s.prefix, text(note, identity.Equal, "red"))}
	if !s.about.NamesOnly {
		s.wantEach("by the note", s.listed(q), s.named("a"))
		return
	}
	var last error
	for _, err := range s.sets.List(s.Context(), q) {
		last = err
	}
	s.wantUnsupported(last, "a filter by the note", note)
}

func (s *setAsker[P]) askTwoFilters() {
	var last error
	for _, err := range s.sets.List(s.Context(), identity.Query{Filter: ours(s.prefix), Native: "x"}) {
		last = err
	}
	s.wantKind(last, identity.Usage, "a filter of ours and one of the platform's")
}

func (s *setAsker[P]) askSort() {
	s.makeEach("bdac")
	for _, size := range []int{0, 1, 3} {
		for _, limit := range []int{0, 2} {
			for _, descending := range []bool{false, true} {
				want := s.named("abcd")
				if descending {
					slices.Reverse(want)
				}
				if limit > 0 {
					want = want[:limit]
				}
				q := s.all()
				q.PageSize, q.Limit, q.Sort = size, limit, []identity.SortKey{{Attribute: "name", Descending: descending}}
				if got := s.listed(q); !slices.Equal(got, want) {
					s.Errorf("sorted by name, downwards %t, pages of %d, limit %d: %q, want %q", descending, size, limit, got, want)
				}
			}
		}
	}
}
