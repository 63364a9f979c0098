package secret

import "context"

// gate is a mutex whose waiting ends with a context: what it guards may wait for
// a person.
type gate chan struct{}

func newGate() gate { return make(gate, 1) }

// enter waits until the gate is free or ctx ends.
func (g gate) enter(ctx context.Context) error {
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g gate) leave() { <-g }
