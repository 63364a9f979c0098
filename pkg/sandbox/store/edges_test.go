package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// managers makes ann the manager of bob and of cem.
func managers(t *testing.T, s *Store) (bob, cem Edge) {
	t.Helper()
	link := func(tx *Tx, from string) (Edge, error) {
		return tx.Link(Edge{From: Ref{users, from}, Property: "manager", To: Ref{users, "ann"}, Reverse: "reports", Props: []byte(from)})
	}
	write(t, s, func(tx *Tx) (err error) {
		for _, id := range []string{"ann", "bob", "cem"} {
			_, insert := tx.Insert(users, id, nil, Keys{})
			err = errors.Join(err, insert)
		}
		var errBob, errCem error
		bob, errBob = link(tx, "bob")
		cem, errCem = link(tx, "cem")
		return errors.Join(err, errBob, errCem)
	})
	return bob, cem
}

func edges(t *testing.T, s *Store, end Ref, property string, after int64, limit int) []Edge {
	t.Helper()
	var found []Edge
	read(t, s, func(tx *Tx) error {
		for e, err := range tx.Edges(end, property, after, limit) {
			if err != nil {
				return err
			}
			found = append(found, e)
		}
		return nil
	})
	return found
}

// turned is the edge seen from its other end.
func turned(e Edge) Edge {
	e.From, e.Property, e.To, e.Reverse = e.To, e.Reverse, e.From, e.Property
	return e
}

func TestEdges(t *testing.T) {
	t.Parallel()
	s := open(t)
	bob, cem := managers(t, s)
	if bob.ID == "" || bob.Rev == "" || bob.Rev == cem.Rev || bob.Seq >= cem.Seq {
		t.Errorf("%+v, %+v", bob, cem)
	}
	ann := Ref{users, "ann"}
	for name, c := range map[string]struct{ want, got []Edge }{
		"from one end":  {[]Edge{bob}, edges(t, s, bob.From, "manager", 0, 0)},
		"from other":    {[]Edge{turned(bob), turned(cem)}, edges(t, s, ann, "reports", 0, 0)},
		"first":         {[]Edge{turned(bob)}, edges(t, s, ann, "reports", 0, 1)},
		"after it":      {[]Edge{turned(cem)}, edges(t, s, ann, "reports", bob.Seq, 1)},
		"none":          {nil, edges(t, s, ann, "manager", 0, 0)},
		"no collection": {nil, edges(t, s, Ref{"nosuch", "ann"}, "reports", 0, 0)},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
	if got := ann.String(); got != "managed/alpha_user/ann" {
		t.Error(got)
	}
}

func TestEdgeChanges(t *testing.T) {
	t.Parallel()
	s := open(t)
	bob, cem := managers(t, s)
	write(t, s, func(tx *Tx) error {
		_, err := tx.Link(bob)
		want(t, err, ErrExists)
		_, err = tx.Unlink("nosuch")
		want(t, err, ErrNotFound)
		_, err = tx.Relink("nosuch", nil)
		want(t, err, ErrNotFound)
		changed, err := tx.Relink(bob.ID, []byte("new"))
		if err != nil {
			return err
		}
		stored, err := tx.Edge(bob.ID)
		if diff := cmp.Diff(changed, stored); diff != "" || changed.Rev == bob.Rev || string(stored.Props) != "new" {
			t.Errorf("%+v (-want +got)\n%s", changed, diff)
		}
		return err
	})
	write(t, s, func(tx *Tx) error {
		_, err := tx.Unlink(cem.ID)
		return err
	})
	if got := edges(t, s, Ref{users, "ann"}, "reports", 0, 0); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

// TestEdgesOfDeleted says that an edge goes with either of its ends.
func TestEdgesOfDeleted(t *testing.T) {
	t.Parallel()
	for _, victim := range []string{"ann", "bob"} {
		s := open(t)
		bob, cem := managers(t, s)
		write(t, s, func(tx *Tx) error {
			_, err := tx.Delete(users, victim)
			_, gone := tx.Edge(bob.ID)
			want(t, gone, ErrNotFound)
			_, other := tx.Edge(cem.ID)
			if (other == nil) != (victim == "bob") {
				t.Errorf("without %s: %v", victim, other)
			}
			return err
		})
	}
}
