// Package stream is what one does to a sequence that may fail: an
// iter.Seq2[T, error] from a server's pages to whoever consumes it.
//
// Sequences here keep three rules, and expect them of their sources: an error is
// yielded once, with a zero value, and last; a consumer that stops early stops
// the work behind the sequence; and no goroutine outlives the range over it.
//
//	users := stream.Pages(ctx, fetch)       // the next page comes while this one is used
//	for u, err := range stream.Take(users, 10) {
//		...
//	}
package stream
