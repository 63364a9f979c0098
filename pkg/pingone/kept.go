package pingone

import "sync"

// kept is a value that is read once and kept for the life of a client. An error is
// not kept: the next one who asks tries again.
type kept[T any] struct {
	mu    sync.Mutex
	value T
	known bool
}

func (k *kept[T]) get(read func() (T, error)) (T, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.known {
		return k.value, nil
	}
	value, err := read()
	if err == nil {
		k.value, k.known = value, true
	}
	return value, err
}

// peek returns the value if it was read before.
func (k *kept[T]) peek() (value T, known bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.value, k.known
}

// forget makes the next one who asks read the value again.
func (k *kept[T]) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known = false
}
