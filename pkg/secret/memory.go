package secret

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
)

// errNone is what mode None answers to Set.
var errNone = errors.New(`the setting store is "none", which keeps no secrets: set it to "keyring" or "file"`)

// nowhere is the place of a Store that keeps nothing; refusal says why.
type nowhere struct{ refusal error }

func (n nowhere) get(_ context.Context, name string) ([]byte, error) { return nil, notFound(name) }

func (n nowhere) set(context.Context, string, []byte) error { return n.refusal }

func (n nowhere) delete(_ context.Context, name string) error { return notFound(name) }

func (n nowhere) probe(context.Context) (Mode, error) {
	if errors.Is(n.refusal, errNone) {
		return None, nil
	}
	return "", n.refusal
}

func (n nowhere) words() string { return "nowhere" }

// memory is a place that ends with the process.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
}

func newMemory() *memory { return &memory{values: map[string][]byte{}} }

func (m *memory) get(_ context.Context, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.values[name]
	if !ok {
		return nil, notFound(name)
	}
	return bytes.Clone(value), nil
}

func (m *memory) set(_ context.Context, name string, value []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[name] = append([]byte{}, value...)
	return nil
}

func (m *memory) delete(_ context.Context, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.values[name]; !ok {
		return notFound(name)
	}
	delete(m.values, name)
	return nil
}

func (m *memory) probe(context.Context) (Mode, error) { return Keyring, nil }

func (m *memory) words() string { return "memory of this process" }

// memorySealed holds blobs for the life of the process. Its gates keep two
// updates of one name apart for as long as change takes, as the files do.
type memorySealed struct {
	memory
	gates map[string]gate
}

func newMemorySealed() *memorySealed {
	return &memorySealed{memory: memory{values: map[string][]byte{}}, gates: map[string]gate{}}
}

func (m *memorySealed) read(ctx context.Context, name string) ([]byte, error) {
	return m.get(ctx, name)
}

func (m *memorySealed) update(ctx context.Context, name string, change func([]byte) ([]byte, error)) error {
	g := m.gate(name)
	if err := g.enter(ctx); err != nil {
		return err
	}
	defer g.leave()

	old, err := m.get(ctx, name)
	if ignoreNotFound(err) != nil {
		return err
	}
	updated, err := change(old)
	if err != nil {
		return err
	}
	if updated == nil {
		return ignoreNotFound(m.delete(ctx, name))
	}
	return m.set(ctx, name, updated)
}

func (m *memorySealed) gate(name string) gate {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.gates[name] == nil {
		m.gates[name] = newGate()
	}
	return m.gates[name]
}

func (m *memorySealed) remove(ctx context.Context, name string) error {
	g := m.gate(name)
	if err := g.enter(ctx); err != nil {
		return err
	}
	defer g.leave()
	return m.delete(ctx, name)
}

func (m *memorySealed) path(string) (string, bool) { return "", false }

func notFound(name string) error { return fmt.Errorf("%w: %q", ErrNotFound, name) }
