package cli

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"math"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
)

// A valueRow is how many people have a value.
type valueRow struct {
	Value json.RawMessage `json:"value"` // null for those who have none
	Count int64           `json:"count"`
	Share float64         `json:"share"` // of all, in per cent
}

func (r valueRow) Document() json.RawMessage {
	doc, _ := json.Marshal(r) // the value was JSON before
	return doc
}
func (r valueRow) Portable() (json.RawMessage, error) { return r.Document(), nil }
func (r valueRow) Key() (identity.Key, error)         { return identity.Key{Name: string(r.Value)}, nil }

// countValues counts the people of now by the values of an attribute.
func countValues(ctx context.Context, s *session, realms []realm.Realm, attribute string, o outputFlags) error {
	attribute = strings.TrimSpace(attribute)
	if attribute == "" || strings.Contains(attribute, ",") {
		return usagef("--by %q: wants one attribute", attribute)
	}
	columns := []render.Column{
		{Header: strings.ToUpper(attribute), Path: "value", Priority: 9, Style: render.StatusStyle},
		{Header: "COUNT", Path: "count", Priority: 8, Right: true},
		{Header: "SHARE %", Path: "share", Priority: 7},
	}
	n := noun{one: "count", many: "counts by value", id: "value", name: "value", columns: columns, portable: columns}
	ro, err := s.renderOptions(listing{noun: n, flags: o, tagged: len(realms) > 1})
	if err != nil {
		return err
	}
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[valueRow], error) {
		store, err := identity.Users(d)
		return source[valueRow]{objects: valueRows(ctx, d, store, attribute)}, err
	}, o.portable)
	_, err = s.print(ctx, ro, rows)
	return err
}

func valueRows(ctx context.Context, d identity.Directory, store identity.UserStore, attribute string) iter.Seq2[valueRow, error] {
	return func(yield func(valueRow, error) bool) {
		counts, err := identity.CountBy(ctx, store, attribute)
		if err != nil {
			yield(valueRow{}, attempted(d, "count people by "+attribute, err))
			return
		}
		var total int64
		for _, c := range counts {
			total += c.Count
		}
		for _, c := range counts {
			row := valueRow{Value: commonValue(store, attribute, c.Value), Count: c.Count}
			if total > 0 {
				row.Share = math.Round(float64(c.Count)/float64(total)*1000) / 10
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// attempted says what failed in which realm, of an error that does not.
func attempted(d identity.Directory, op string, err error) error {
	e, known := errors.AsType[*identity.Error](err)
	if !known || e.Op != "" || e.Realm != "" {
		return err
	}
	told := *e
	told.Op, told.Realm = op, d.Realm()
	return &told
}

// commonValue is a value as people know it from elsewhere.
func commonValue(store any, path string, value json.RawMessage) json.RawMessage {
	if v, ok := store.(identity.Valuer); ok && value != nil {
		return v.CommonValue(path, value)
	}
	return value
}
