package stream

import "iter"

// Take yields the first n values of seq and then stops it; all of them if n is 0
// or less. An error on the way is yielded as it is.
func Take[T any](seq iter.Seq2[T, error], n int) iter.Seq2[T, error] {
	if n <= 0 {
		return seq
	}
	return func(yield func(T, error) bool) {
		left := n
		for v, err := range seq {
			left--
			if !yield(v, err) || left == 0 {
				return
			}
		}
	}
}

// Map yields change(v) for every value v of seq. An error of change ends the
// sequence as one of seq would.
func Map[T, U any](seq iter.Seq2[T, error], change func(T) (U, error)) iter.Seq2[U, error] {
	return func(yield func(U, error) bool) {
		for v, err := range seq {
			var u U
			if err == nil {
				u, err = change(v)
			}
			if err != nil {
				var zero U
				yield(zero, err)
				return
			}
			if !yield(u, nil) {
				return
			}
		}
	}
}

// Filter yields the values of seq for which keep is true, and its error.
func Filter[T any](seq iter.Seq2[T, error], keep func(T) bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for v, err := range seq {
			if (err != nil || keep(v)) && !yield(v, err) {
				return
			}
		}
	}
}

// Concat yields the values of the sources one source after the other. The error
// of a source ends the whole; see [Merge] for sources that do not hang together.
func Concat[T any](sources ...iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, seq := range sources {
			for v, err := range seq {
				if !yield(v, err) || err != nil {
					return
				}
			}
		}
	}
}

// Collect returns all values of seq, and its error with those that came before.
func Collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for v, err := range seq {
		if err != nil {
			return all, err
		}
		all = append(all, v)
	}
	return all, nil
}

// Of is a sequence of values that are there already.
func Of[T any](values ...T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// Fail is a sequence of nothing but an error.
func Fail[T any](err error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		yield(zero, err)
	}
}
