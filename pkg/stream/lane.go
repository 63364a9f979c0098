package stream

import "sync"

// laneSize is how many values a source may be ahead of the consumer of a Merge.
const laneSize = 256

// A lane holds the values that a source has brought and the consumer has not
// taken. The consumer takes all there are, so that neither side pays for a switch
// of goroutines per value, and none waits for a batch to fill.
type lane[T any] struct {
	ready chan<- struct{} // of the merger

	mu      sync.Mutex
	space   sync.Cond
	items   []T
	ended   bool
	stopped bool
	err     error
}

func newLane[T any](ready chan<- struct{}) *lane[T] {
	l := &lane[T]{ready: ready}
	l.space.L = &l.mu
	return l
}

// put adds a value, waiting for space, and reports whether more are wanted.
func (l *lane[T]) put(v T) bool {
	l.mu.Lock()
	for len(l.items) >= laneSize && !l.stopped {
		l.space.Wait()
	}
	l.items = append(l.items, v)
	first, stopped := len(l.items) == 1, l.stopped
	l.mu.Unlock()
	if first {
		l.wake()
	}
	return !stopped
}

// end says that no more values come.
func (l *lane[T]) end(err error) {
	l.mu.Lock()
	l.ended, l.err = true, err
	l.mu.Unlock()
	l.wake()
}

// take returns the values that are there and whether they are the last ones. It
// keeps used, a batch taken before, to be filled again.
func (l *lane[T]) take(used []T) (batch []T, ended bool) {
	clear(used)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.items) >= laneSize {
		l.space.Signal()
	}
	batch, l.items = l.items, used[:0]
	return batch, l.ended
}

func (l *lane[T]) stop() {
	l.mu.Lock()
	l.stopped = true
	l.mu.Unlock()
	l.space.Signal()
}

func (l *lane[T]) wake() {
	select {
	case l.ready <- struct{}{}:
	default:
	}
}
