package render

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

const (
	flushDelay = 10 * time.Millisecond
	bufferSize = 64 << 10
	// keepBuffer bounds what one enormous row leaves behind.
	keepBuffer = 1 << 20
)

// encoder turns rows into bytes. Everything is appended to dst; a row that fails
// leaves the encoder as it was, so that the document can still be ended.
type encoder interface {
	row(ctx context.Context, dst []byte, r Row) ([]byte, error)
	// end closes the document. complete is false when the stream broke off.
	end(dst []byte, complete bool) ([]byte, error)
}

// settler is an encoder that may hold rows back: it appends them now, since the
// producer has paused.
type settler interface {
	settle(dst []byte) ([]byte, error)
}

// Writer shows rows. Its methods may be called from several goroutines; each
// row is written whole.
type Writer struct {
	mu     sync.Mutex
	out    io.Writer
	enc    encoder
	buf    []byte
	rows   int
	timer  *time.Timer
	armed  bool
	closed bool
	err    error // of the output, for good
}

// New returns a writer on w. Nothing is written yet; options that cannot be
// honoured are a *[UsageError].
func New(w io.Writer, o Options) (*Writer, error) {
	enc, err := newEncoder(o.withDefaults())
	if err != nil {
		return nil, err
	}
	return &Writer{out: w, enc: enc}, nil
}

// Write shows one row. The writer may keep r.Doc until Close, so the caller
// must not change it. A row that cannot be shown is a *[RowError]; an output
// that was closed is an error for which errors.Is(err, syscall.EPIPE) holds,
// and every later call returns it again.
func (w *Writer) Write(ctx context.Context, r Row) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return errClosed
	}
	if w.err != nil {
		return w.err
	}
	if err := w.encode(ctx, r); err != nil {
		return err
	}
	if len(w.buf) >= bufferSize {
		return w.flush()
	}
	w.arm()
	return nil
}

var errClosed = errors.New("render row: the writer is closed")

func (w *Writer) encode(ctx context.Context, r Row) error {
	before := len(w.buf)
	buf, err := w.enc.row(ctx, w.buf, r)
	if err != nil {
		w.buf = buf[:before]
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &RowError{Row: w.rows + 1, Realm: r.Realm, Err: err}
	}
	w.buf = buf
	w.rows++
	return nil
}

// Close ends the document, also when there was no row: an empty list is "[]".
// Further calls do nothing.
func (w *Writer) Close() error { return w.finish(true) }

// Abort ends the document after the stream failed. What was written becomes a
// valid document; if there was no row yet, nothing is written at all.
func (w *Writer) Abort() error { return w.finish(false) }

func (w *Writer) finish(complete bool) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return w.err
	}
	w.closed = true
	if w.timer != nil {
		w.timer.Stop()
	}
	if w.err != nil || w.rows == 0 && !complete {
		return w.err
	}
	buf, err := w.enc.end(w.buf, complete)
	w.buf = buf
	return errors.Join(err, w.flush())
}

// Rows returns how many rows were shown.
func (w *Writer) Rows() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rows
}

// arm makes sure that what was buffered is written soon, even if no further row
// comes. It costs nothing while rows come fast: one timer serves them all.
func (w *Writer) arm() {
	if w.armed {
		return
	}
	w.armed = true
	if w.timer == nil {
		w.timer = time.AfterFunc(flushDelay, w.pause)
		return
	}
	w.timer.Reset(flushDelay)
}

func (w *Writer) pause() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.armed = false
	if w.closed || w.err != nil {
		return
	}
	if s, ok := w.enc.(settler); ok {
		if w.buf, w.err = s.settle(w.buf); w.err != nil {
			return
		}
	}
	_ = w.flush() // kept in w.err: the next call reports it
}

func (w *Writer) flush() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	_, w.err = w.out.Write(w.buf)
	w.buf = w.buf[:0]
	if cap(w.buf) > keepBuffer {
		w.buf = nil
	}
	return w.err
}
