package sandbox

import (
	"errors"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// datesOf is the collection beside the users that says when each was made and changed. Its objects have the id of
// their user. Users of the seed have none until they are changed.
func (s *schemas) datesOf(t *objectType) (*objectType, bool) {
	if !t.isUser() {
		return nil, false
	}
	return s.find(strings.TrimSuffix(t.Collection, "user") + "usermeta")
}

// saveDates notes a change of a user.
func (d *draft) saveDates() error {
	t, ok := d.schemas.datesOf(d.t)
	if !ok || d.unchanged {
		return nil
	}
	now := d.options.Now().UTC().Format(timeLayout)
	o, err := d.tx.Get(t.Collection, d.id)
	known := err == nil
	doc := document{"_id": d.id}
	switch {
	case known:
		if doc, err = readDocument(o); err != nil {
			return err
		}
	case !errors.Is(err, store.ErrNotFound):
		return err
	case d.old == nil:
		doc["createDate"] = now
	}
	doc["lastChanged"] = map[string]any{"date": now}
	if known {
		_, err = d.tx.Update(t.Collection, d.id, doc.stored(t), doc.keys(t))
	} else {
		_, err = d.tx.Insert(t.Collection, d.id, doc.stored(t), doc.keys(t))
	}
	return err
}

// eraseDates forgets when a user was made and changed.
func (s *schemas) eraseDates(tx *store.Tx, t *objectType, id string) error {
	dates, ok := s.datesOf(t)
	if !ok {
		return nil
	}
	_, err := tx.Delete(dates.Collection, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}
