package stream

import (
	"context"
	"iter"
	"strconv"
	"testing"
)

// perPage is the size of a page that the platform serves at most by default.
const perPage = 1000

func consume(b *testing.B, seq iter.Seq2[int, error]) {
	b.Helper()
	sum := 0
	for v, err := range seq {
		if err != nil {
			b.Fatal(err)
		}
		sum += v
	}
	if sum == 0 {
		b.Fatal("nothing came")
	}
}

// BenchmarkBare is the loop to compare with: pages without this package.
func BenchmarkBare(b *testing.B) {
	fetch := endlessBook(b.N)
	sum := 0
	for cursor, more := "", true; more; {
		p, err := fetch(context.Background(), cursor)
		if err != nil {
			b.Fatal(err)
		}
		for _, v := range p.Items {
			sum += v
		}
		cursor, more = p.Next, p.Next != ""
	}
}

func BenchmarkPages(b *testing.B) { consume(b, Pages(context.Background(), endlessBook(b.N))) }

func BenchmarkPagesMapTake(b *testing.B) {
	seq := Map(Pages(context.Background(), endlessBook(b.N)), func(i int) (int, error) { return i, nil })
	consume(b, Take(seq, b.N))
}

func BenchmarkMergeOne(b *testing.B) {
	consume(b, Merge(context.Background(), 0, upTo(b.N+2, nil)))
}

func BenchmarkMergeTwo(b *testing.B) {
	consume(b, Merge(context.Background(), 0, upTo(b.N/2+2, nil), upTo(b.N/2+2, nil)))
}

func BenchmarkMergeTwoOfPages(b *testing.B) {
	ctx := context.Background()
	consume(b, Merge(ctx, 0, Pages(ctx, endlessBook(b.N/2)), Pages(ctx, endlessBook(b.N/2))))
}

// endlessBook has n items on pages that cost nothing.
func endlessBook(n int) Fetch[int] {
	items := make([]int, perPage)
	for i := range items {
		items[i] = i + 1
	}
	pages := 0
	return func(context.Context, string) (Page[int], error) {
		pages++
		if pages*perPage >= n {
			return Page[int]{Items: items}, nil
		}
		return Page[int]{Items: items, Next: strconv.Itoa(pages)}, nil
	}
}
