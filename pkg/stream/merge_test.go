package stream

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// numbered yields n values that tell their source and place.
func numbered(source, n int, err error) iter.Seq2[[2]int, error] {
	return Map(upTo(n, err), func(i int) ([2]int, error) { return [2]int{source, i}, nil })
}

// Whatever the sources, all values come, those of a source in order, and an error
// for each source that failed.
func TestMerge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sizes := rapid.SliceOfN(rapid.IntRange(0, 3*laneSize), 0, 6).Draw(t, "sizes")
		limit := rapid.IntRange(0, 4).Draw(t, "limit")
		var sources []iter.Seq2[[2]int, error]
		var failing []int
		for i, n := range sizes {
			var err error
			if rapid.Bool().Draw(t, "fails") {
				err = fmt.Errorf("source %d: %w", i, errBroken)
				failing = append(failing, i)
			}
			sources = append(sources, numbered(i, n, err))
		}
		next := make([]int, len(sizes))
		var last error
		for v, err := range Merge(context.Background(), limit, sources...) {
			if last != nil {
				t.Fatal("something came after the error")
			}
			if last = err; err != nil {
				continue
			}
			if v[1] != next[v[0]] {
				t.Fatalf("source %d: value %d, want %d", v[0], v[1], next[v[0]])
			}
			next[v[0]]++
		}
		if !slices.Equal(next, sizes) {
			t.Fatalf("%v values came of %v", next, sizes)
		}
		var failed []int
		for _, e := range SourceErrors(last) {
			failed = append(failed, e.Index)
		}
		if !slices.Equal(failed, failing) || (last != nil) != (len(failing) > 0) {
			t.Fatalf("failed %v, want %v: %v", failed, failing, last)
		}
	})
}

func TestMergeErrors(t *testing.T) {
	t.Parallel()
	other := errors.New("other")
	_, err := Collect(Merge(t.Context(), 0, Fail[int](errBroken), Of(1), Fail[int](other)))
	if !errors.Is(err, errBroken) || !errors.Is(err, other) {
		t.Errorf("error %v", err)
	}
	if want := "source 1: broken\nsource 3: other"; err.Error() != want {
		t.Errorf("text %q, want %q", err, want)
	}
	if SourceErrors(errBroken) != nil || SourceErrors(nil) != nil {
		t.Error("the errors of sources in an error that has none")
	}
}

// A value comes out while its source, and all others, wait.
func TestMergeDoesNotHoldValuesBack(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	waiting := func(yield func(int, error) bool) {
		if !yield(1, nil) {
			return
		}
		<-release
		yield(2, nil)
	}
	var got []int
	for v, err := range Merge(t.Context(), 0, waiting, waiting) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, v); len(got) == 2 {
			close(release)
		}
	}
	if diff := cmp.Diff([]int{1, 1, 2, 2}, got); diff != "" {
		t.Error(diff)
	}
}

func TestMergeLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var opened atomic.Int32
		source := func(yield func(int, error) bool) {
			opened.Add(1)
			for i := 1; i <= 3*laneSize && yield(i, nil); i++ { //nolint:revive // the values are the work
			}
		}
		n := 0
		for _, err := range Merge(t.Context(), 2, source, source, source, source, source) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 1 {
				synctest.Wait() // the sources have brought what they can
				if opened.Load() != 2 {
					t.Errorf("%d sources are open, want 2", opened.Load())
				}
			}
		}
		if n != 5*3*laneSize {
			t.Errorf("%d values", n)
		}
	})
}

// The consumer that stops ends sources that wait for the network, and those that
// wait for space.
func TestMergeStop(t *testing.T) {
	t.Parallel()
	ended := false
	blocked := func(ctx context.Context) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			<-ctx.Done()
			time.Sleep(time.Millisecond)
			ended = true
			yield(0, ctx.Err())
		}
	}
	endless := func(context.Context) iter.Seq2[int, error] {
		return func(yield func(int, error) bool) {
			for yield(1, nil) { //nolint:revive // the values are the work
			}
		}
	}
	never := func(context.Context) iter.Seq2[int, error] {
		t.Error("a source was opened after the end")
		return Of(0)
	}
	for _, err := range MergeFunc(t.Context(), 2, blocked, endless, never) {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if !ended { // no lock: the range ends after its sources, or the race detector tells
		t.Error("a source is still at work")
	}
}

func TestMergeCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	endless := func(yield func(int, error) bool) {
		for yield(1, nil) { //nolint:revive // the values are the work
		}
	}
	n := 0
	var last error
	for _, err := range Merge(ctx, 0, endless, endless) {
		if n++; n == 1000 {
			cancel()
		}
		last = err
	}
	if !errors.Is(last, context.Canceled) || len(SourceErrors(last)) != 2 {
		t.Errorf("error %v", last)
	}
}

// TestInOrder holds the first source back until the second has brought a value:
// they run side by side, and still come one after the other.
func TestInOrder(t *testing.T) {
	t.Parallel()
	second := make(chan struct{})
	got, err := Collect(InOrder(t.Context(), 0,
		func(context.Context) iter.Seq2[int, error] {
			return func(yield func(int, error) bool) {
				<-second
				_ = yield(1, nil) && yield(2, nil)
			}
		},
		func(context.Context) iter.Seq2[int, error] {
			return func(yield func(int, error) bool) {
				close(second)
				_ = yield(3, nil)
			}
		},
		func(context.Context) iter.Seq2[int, error] { return Fail[int](errors.New("third")) },
	))
	if failed := SourceErrors(err); len(failed) != 1 || failed[0].Index != 2 {
		t.Errorf("error %v, want that of the third source", err)
	}
	if want := []int{1, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
