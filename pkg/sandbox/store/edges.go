package store

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
)

// A Ref names an object, which need not be in the store.
type Ref struct{ Collection, ID string }

// String is the reference as Advanced Identity Cloud writes it in _ref.
func (r Ref) String() string { return r.Collection + "/" + r.ID }

// An Edge is a relationship between two objects. It is one thing seen from two
// ends: From has To under Property, To has From under Reverse.
type Edge struct {
	ID       string // unique in the store
	Rev      string // changes with every Relink
	Seq      int64  // order of creation
	From     Ref
	Property string // "manager"
	To       Ref
	Reverse  string // "reports"; "" if To does not show the edge
	Props    []byte // the edge's own properties, not looked into; nil if it has none
}

// Link stores a new edge, with an ID made here if it has none, and returns it
// with ID, Rev and Seq. Whether the ends exist, and how many edges a property
// may have, is the caller's business. It answers ErrExists if the ID is taken.
func (t *Tx) Link(e Edge) (Edge, error) {
	if err := t.mayWrite(); err != nil {
		return Edge{}, err
	}
	from, errFrom := t.number(e.From.Collection)
	to, errTo := t.number(e.To.Collection)
	if err := cmp.Or(errFrom, errTo); err != nil {
		return Edge{}, err
	}
	e.ID = cmp.Or(e.ID, newUUID())
	e.Seq = t.next()
	e.Rev = t.rev(e.Seq)
	err := t.exec(`INSERT INTO edges (seq, id, change, from_collection, from_id, property, to_collection, to_id, reverse, props)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.Seq, e.ID, e.Seq, from, e.From.ID, e.Property, to, e.To.ID, e.Reverse, e.Props)
	if primary(err) == codeConstraint {
		err = ErrExists
	}
	if err != nil {
		return Edge{}, fmt.Errorf("link %s to %s: %w", e.From, e.To, err)
	}
	return e, nil
}

// Relink replaces the properties of an edge and gives it a new revision, or
// answers ErrNotFound.
func (t *Tx) Relink(id string, props []byte) (Edge, error) {
	if err := t.mayWrite(); err != nil {
		return Edge{}, err
	}
	e, err := t.Edge(id)
	if err != nil {
		return Edge{}, err
	}
	change := t.next()
	if err := t.exec("UPDATE edges SET change = ?, props = ? WHERE id = ?", change, props, id); err != nil {
		return Edge{}, edgeError("update", id, err)
	}
	e.Rev, e.Props = t.rev(change), props
	return e, nil
}

// Unlink removes an edge and returns what it was, or ErrNotFound.
func (t *Tx) Unlink(id string) (Edge, error) {
	if err := t.mayWrite(); err != nil {
		return Edge{}, err
	}
	e, err := t.Edge(id)
	if err != nil {
		return Edge{}, err
	}
	if err := t.exec("DELETE FROM edges WHERE id = ?", id); err != nil {
		return Edge{}, edgeError("delete", id, err)
	}
	return e, nil
}

// Edge returns the edge in the direction in which it was linked, or
// ErrNotFound.
func (t *Tx) Edge(id string) (Edge, error) {
	const query = `SELECT seq, id, change, from_collection, from_id, property, to_collection, to_id, reverse, props
		FROM edges WHERE id = ?`
	var r edgeRow
	err := t.row(query, []any{id}, r.fields()...)
	if err != nil {
		return Edge{}, edgeError("read", id, err)
	}
	return t.edge(r)
}

// Edges yields the edges that end has under property, in whichever direction
// they were linked, in order of creation: those whose Seq is greater than
// after, at most limit of them (0: all). Each is turned so that From is end.
// An error comes once, last. The caller leaves edges alone while it ranges.
func (t *Tx) Edges(end Ref, property string, after int64, limit int) iter.Seq2[Edge, error] {
	const query = `SELECT seq, id, change, from_collection, from_id, property, to_collection, to_id, reverse, props
		FROM edges WHERE from_collection = ?1 AND from_id = ?2 AND property = ?3 AND seq > ?4
		UNION ALL SELECT seq, id, change, to_collection, to_id, reverse, from_collection, from_id, property, props
		FROM edges WHERE to_collection = ?1 AND to_id = ?2 AND reverse = ?3 AND seq > ?4
		ORDER BY seq LIMIT ?5`
	if limit <= 0 {
		limit = -1
	}
	return func(yield func(Edge, error) bool) {
		num, err := t.number(end.Collection)
		if err == nil {
			err = t.edges(query, []any{num, end.ID, property, after, limit}, yield)
		}
		if err != nil {
			yield(Edge{}, fmt.Errorf("read %s of %s: %w", property, end, err))
		}
	}
}

// edges runs a query for edges and returns the error that is still to be
// yielded.
func (t *Tx) edges(query string, args []any, yield func(Edge, error) bool) error {
	rows, err := t.query(query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err has told what there is to tell
	for rows.Next() {
		var r edgeRow
		if err := errors.Join(t.live(), rows.Scan(r.fields()...)); err != nil {
			return err
		}
		e, err := t.edge(r)
		if err != nil {
			return err
		}
		if !yield(e, nil) {
			return nil
		}
	}
	return rows.Err()
}

// unlinkAll removes the edges that end at an object.
func (t *Tx) unlinkAll(num int64, id string) error {
	return cmp.Or(
		t.exec("DELETE FROM edges WHERE from_collection = ? AND from_id = ?", num, id),
		t.exec("DELETE FROM edges WHERE to_collection = ? AND to_id = ?", num, id),
	)
}

// An edgeRow is an edge as it lies in the table.
type edgeRow struct {
	Edge
	change   int64
	from, to int64 // collections
}

// fields are the targets for the columns, in the order of the queries.
func (r *edgeRow) fields() []any {
	return []any{&r.Seq, &r.ID, &r.change, &r.from, &r.From.ID, &r.Property, &r.to, &r.To.ID, &r.Reverse, &r.Props}
}

// edge completes a row with its revision and the names of its collections.
func (t *Tx) edge(r edgeRow) (Edge, error) {
	var errFrom, errTo error
	r.Rev = t.rev(r.change)
	r.From.Collection, errFrom = t.name(r.from)
	r.To.Collection, errTo = t.name(r.to)
	return r.Edge, cmp.Or(errFrom, errTo)
}

func edgeError(attempt, id string, err error) error {
	return fmt.Errorf("%s edge %s: %w", attempt, id, err)
}
