package pingone

import (
	"bufio"
	"cmp"
	"container/heap"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// mostSorted is how many users are sorted in memory. More are sorted in runs of that
// many, each in a file that is gone when the listing ends, and merged.
const mostSorted = 50_000

// A sorter orders documents by attributes: numbers before texts, texts without
// regard to case, and what has no value last.
type sorter struct {
	keys []sortPath
	most int // in memory
	runs []*run
}

type sortPath struct {
	path       []string
	descending bool
}

// A sortable is a document with the values that it is ordered by.
type sortable struct {
	keys     []string // as rank prints them
	document json.RawMessage
}

// sorted orders rows by the keys of a query, up to its limit. Names of attributes
// are what native makes of them.
func (c *Client) sorted(rows iter.Seq2[json.RawMessage, error], q identity.Query, native func(string) string) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		s := &sorter{most: c.sortable}
		for _, key := range q.Sort {
			path, err := steps(key.Attribute, native)
			if err != nil {
				yield(nil, err)
				return
			}
			s.keys = append(s.keys, sortPath{path, key.Descending})
		}
		defer s.close()
		n := 0
		for row, err := range s.sort(rows) {
			if !yield(row, err) {
				return
			}
			if n++; n == q.Limit {
				return
			}
		}
	}
}

// sort reads all rows and yields them in order.
func (s *sorter) sort(rows iter.Seq2[json.RawMessage, error]) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		var here []sortable
		var failed error
		for row, err := range rows {
			if failed = err; err != nil {
				break
			}
			if len(here) == s.most {
				if failed = s.spill(here); failed != nil {
					break
				}
				here = here[:0]
			}
			here = append(here, s.sortable(slices.Clone(row)))
		}
		s.order(here)
		for row, err := range s.merge(here) {
			if !yield(row, err) || err != nil {
				return
			}
		}
		if failed != nil { // what was read before it is not lost
			yield(nil, failed)
		}
	}
}

func (s *sorter) order(rows []sortable) { slices.SortStableFunc(rows, s.compare) }

func (s *sorter) sortable(document json.RawMessage) sortable {
	keys := make([]string, len(s.keys))
	for i, k := range s.keys {
		keys[i] = rank(lookUp(document, k.path))
	}
	return sortable{keys, document}
}

// rank prints a value so that values compare as their texts do.
func rank(value json.RawMessage) string {
	if isNull(value) {
		return ""
	}
	var n float64
	if json.Unmarshal(value, &n) == nil {
		return "1" + orderedNumber(n)
	}
	if value[0] == '"' {
		return "2" + strings.ToLower(textOf(value))
	}
	return "3" + string(compact(value))
}

func (s *sorter) compare(a, b sortable) int {
	for i, k := range s.keys {
		x, y := a.keys[i], b.keys[i]
		c := cmp.Compare(x, y)
		switch {
		case c == 0:
			continue
		case x == "": // no value is last in either direction
			return 1
		case y == "":
			return -1
		case k.descending:
			return -c
		}
		return c
	}
	return 0
}

// A run is a sorted part of the rows on disk.
type run struct {
	file *os.File
	r    *bufio.Reader
	head sortable
	last int // its place among the runs, so that the order is stable
}

// spill writes sorted rows to a file that nobody else can open.
func (s *sorter) spill(rows []sortable) error {
	s.order(rows)
	f, err := os.CreateTemp("", "realmctl-sort-*")
	if err != nil {
		return fmt.Errorf("sort more than %d rows: %w", s.most, err)
	}
	_ = os.Remove(f.Name()) // where an open file can lose its name, nothing is left of it; see close
	s.runs = append(s.runs, &run{file: f, last: len(s.runs)})
	w := bufio.NewWriterSize(f, 1<<20)
	var size [binary.MaxVarintLen64]byte
	for _, row := range rows {
		// An error of the writer stays until Flush.
		_, _ = w.Write(size[:binary.PutUvarint(size[:], uint64(len(row.document)))])
		_, _ = w.Write(row.document)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("sort more than %d rows: %w", s.most, err)
	}
	return nil
}

// close removes the files, whose names may be gone already.
func (s *sorter) close() {
	for _, r := range s.runs {
		_ = r.file.Close()
		_ = os.Remove(r.file.Name())
	}
}

// next reads the row at the head of a run; ok is false at its end.
func (r *run) next(s *sorter) (ok bool, err error) {
	n, err := binary.ReadUvarint(r.r)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	document := make([]byte, n)
	if _, err := io.ReadFull(r.r, document); err != nil {
		return false, err
	}
	r.head = s.sortable(document)
	return true, nil
}

// runHeap is the runs by their heads.
type runHeap struct {
	s    *sorter
	runs []*run
}

func (h *runHeap) Len() int { return len(h.runs) }
func (h *runHeap) Less(i, j int) bool {
	c := h.s.compare(h.runs[i].head, h.runs[j].head)
	return c < 0 || c == 0 && h.runs[i].last < h.runs[j].last
}
func (h *runHeap) Swap(i, j int) { h.runs[i], h.runs[j] = h.runs[j], h.runs[i] }
func (h *runHeap) Push(x any)    { h.runs = append(h.runs, x.(*run)) }
func (h *runHeap) Pop() any {
	last := h.runs[len(h.runs)-1]
	h.runs = h.runs[:len(h.runs)-1]
	return last
}

// merge yields the rows of the runs and of memory, in order.
func (s *sorter) merge(here []sortable) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		h := &runHeap{s: s}
		for _, r := range s.runs {
			if _, err := r.file.Seek(0, io.SeekStart); err != nil {
				yield(nil, err)
				return
			}
			r.r = bufio.NewReaderSize(r.file, 256<<10)
			if !s.advance(h, r, yield) {
				return
			}
		}
		for len(here) > 0 || h.Len() > 0 {
			if h.Len() == 0 || len(here) > 0 && s.compare(here[0], h.runs[0].head) < 0 {
				if !yield(here[0].document, nil) {
					return
				}
				here = here[1:]
				continue
			}
			r := heap.Pop(h).(*run)
			if !yield(r.head.document, nil) || !s.advance(h, r, yield) {
				return
			}
		}
	}
}

// advance puts a run with its next row into the heap, unless it is at its end.
func (s *sorter) advance(h *runHeap, r *run, yield func(json.RawMessage, error) bool) bool {
	ok, err := r.next(s)
	if err != nil {
		yield(nil, err)
		return false
	}
	if ok {
		heap.Push(h, r)
	}
	return true
}
