package stream

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var errBroken = errors.New("broken")

// upTo yields 0 to n-1 and then err, if there is one.
func upTo(n int, err error) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for i := range n {
			if !yield(i, nil) {
				return
			}
		}
		if err != nil {
			yield(0, err)
		}
	}
}

func want[T any](t *testing.T, seq iter.Seq2[T, error], values []T, err error) {
	t.Helper()
	got, gotErr := Collect(seq)
	if diff := cmp.Diff(values, got); diff != "" || !errors.Is(gotErr, err) {
		t.Errorf("%s\nerror %v, want %v", diff, gotErr, err)
	}
}

func TestTake(t *testing.T) {
	t.Parallel()
	want(t, Take(upTo(5, nil), 2), []int{0, 1}, nil)
	want(t, Take(upTo(2, errBroken), 2), []int{0, 1}, nil)
	want(t, Take(upTo(1, errBroken), 2), []int{0}, errBroken)
	want(t, Take(upTo(3, errBroken), 0), []int{0, 1, 2}, errBroken)
}

func TestMap(t *testing.T) {
	t.Parallel()
	want(t, Map(upTo(2, errBroken), func(i int) (string, error) { return strconv.Itoa(i), nil }), []string{"0", "1"}, errBroken)
	want(t, Map(upTo(9, nil), func(i int) (int, error) {
		if i == 1 {
			return 7, errBroken
		}
		return i, nil
	}), []int{0}, errBroken)
}

func TestFilter(t *testing.T) {
	t.Parallel()
	want(t, Filter(upTo(5, errBroken), func(i int) bool { return i%2 == 1 }), []int{1, 3}, errBroken)
}

func TestConcat(t *testing.T) {
	t.Parallel()
	want(t, Concat(upTo(2, nil), Of(7), upTo(1, errBroken), upTo(9, nil)), []int{0, 1, 7, 0}, errBroken)
	want(t, Concat(Fail[int](errBroken), upTo(9, nil)), nil, errBroken)
	want(t, Concat[int](), nil, nil)
	after := 0
	for _, err := range Concat(Fail[int](errBroken), upTo(9, nil)) {
		if err == nil {
			after++
		}
	}
	if after > 0 {
		t.Errorf("%d values came after the error", after)
	}
}

// Stopping at any point stops the source there, through any stack of functions.
func TestEarlyStop(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size, stop := rapid.IntRange(0, 20).Draw(t, "size"), rapid.IntRange(1, 25).Draw(t, "stop")
		brought := 0
		seq := Map(upTo(size, errBroken), func(i int) (int, error) { brought++; return i, nil })
		seq = Take(Concat(Filter(seq, func(int) bool { return true })), rapid.IntRange(0, 25).Draw(t, "take"))
		got := 0
		for _, err := range seq {
			if err != nil {
				break
			}
			if got++; got == stop {
				break
			}
		}
		if brought > got {
			t.Fatalf("%d values were brought, %d used", brought, got)
		}
	})
}

// A book of pages: the cursor of a page is its number.
func book(pages ...[]int) Fetch[int] {
	return func(_ context.Context, cursor string) (Page[int], error) {
		n, _ := strconv.Atoi(cursor)
		p := Page[int]{Items: pages[n]}
		if n+1 < len(pages) {
			p.Next = strconv.Itoa(n + 1)
		}
		return p, nil
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	want(t, Pages(ctx, book([]int{1, 2}, []int{3}, nil, []int{4})), []int{1, 2, 3, 4}, nil)
	want(t, Pages(ctx, book(nil)), nil, nil)
	seq := Pages(ctx, book([]int{1}, []int{2}))
	want(t, seq, []int{1, 2}, nil)
	want(t, seq, []int{1, 2}, nil) // it can be ranged over again
}

func TestPagesThatFail(t *testing.T) {
	t.Parallel()
	fetch := func(_ context.Context, cursor string) (Page[int], error) {
		switch cursor {
		case "":
			return Page[int]{Items: []int{1}, Next: "b"}, nil
		case "b":
			return Page[int]{Items: []int{2}, Next: "c"}, errBroken // half a page
		}
		t.Error("a page after the error was fetched")
		return Page[int]{}, nil
	}
	want(t, Pages(t.Context(), fetch), []int{1, 2}, errBroken)
	want(t, Pages(t.Context(), func(context.Context, string) (Page[int], error) { return Page[int]{}, errBroken }), nil, errBroken)
}

func TestRepeatedCursor(t *testing.T) {
	t.Parallel()
	for _, circle := range []int{1, 2, 7} {
		fetches := 0
		fetch := func(context.Context, string) (Page[int], error) {
			fetches++
			return Page[int]{Items: []int{fetches}, Next: fmt.Sprintf("cookie-%d", fetches%circle)}, nil
		}
		got, err := Collect(Pages(t.Context(), fetch))
		if !errors.Is(err, ErrRepeatedCursor) || len(got) != fetches || fetches != circle+1 {
			t.Errorf("circle of %d: %d values of %d pages, %v", circle, len(got), fetches, err)
		}
	}
}

func TestCursorsAreBounded(t *testing.T) {
	t.Parallel()
	var c cursors
	for i := range 3 * maxCursors {
		if err := c.add(strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
		if len(c.seen) > maxCursors {
			t.Fatalf("%d cursors are kept", len(c.seen))
		}
	}
}

// The rows of a page come out before the next page is there, and that one is asked
// for before they are used.
func TestPagesFetchAhead(t *testing.T) {
	t.Parallel()
	asked, release := make(chan struct{}), make(chan struct{})
	fetch := func(_ context.Context, cursor string) (Page[int], error) {
		if cursor == "" {
			return Page[int]{Items: []int{1, 2}, Next: "b"}, nil
		}
		close(asked)
		<-release
		return Page[int]{Items: []int{3}}, nil
	}
	var got []int
	for v, err := range Pages(t.Context(), fetch) {
		if err != nil {
			t.Fatal(err)
		}
		if v == 1 {
			<-asked
		}
		if got = append(got, v); v == 2 {
			close(release) // the second page was held back until here
		}
	}
	if diff := cmp.Diff([]int{1, 2, 3}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPagesAreAtMostOneAhead(t *testing.T) {
	t.Parallel()
	fetched := make(chan int, 100)
	fetch := func(_ context.Context, cursor string) (Page[int], error) {
		n, _ := strconv.Atoi(cursor)
		fetched <- n
		return Page[int]{Items: []int{n, n}, Next: strconv.Itoa(n + 1)}, nil
	}
	for v, err := range Pages(t.Context(), fetch) {
		if err != nil {
			t.Fatal(err)
		}
		if v == 20 {
			break
		}
		if len(fetched) > v+2 {
			t.Fatalf("%d pages were fetched at page %d", len(fetched), v)
		}
	}
}

// The consumer that stops does not wait for the page that is on its way.
func TestPagesStopCancelsTheFetch(t *testing.T) {
	t.Parallel()
	ended := false
	fetch := func(ctx context.Context, cursor string) (Page[int], error) {
		if cursor == "" {
			return Page[int]{Items: []int{1}, Next: "b"}, nil
		}
		<-ctx.Done()
		ended = true
		return Page[int]{}, ctx.Err()
	}
	for _, err := range Pages(t.Context(), fetch) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if !ended { // no lock: the range ends after the fetch, or the race detector tells
		t.Error("the fetch is still under way")
	}
}
