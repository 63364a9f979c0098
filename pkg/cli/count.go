package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// A tally is the number of objects of one realm.
type tally struct {
	Realm string `json:"realm"`
	Count int64  `json:"count"`
}

func (t tally) Document() json.RawMessage {
	doc, _ := json.Marshal(t) // a string and a number always encode
	return doc
}
func (t tally) Portable() (json.RawMessage, error) { return t.Document(), nil }
func (t tally) Key() (identity.Key, error)         { return identity.Key{Name: t.Realm}, nil }

// count is the verb that counts the objects that match.
func count[T object, L identity.Lister[T]](s *session, n noun, open func(identity.Directory) (L, error)) *cobra.Command {
	var q queryFlags
	var o outputFlags
	cmd := &cobra.Command{
		Use:   "count",
		Short: "Count " + n.many + ", all of them or those that match",
		Args:  noArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error {
			return runCount(ctx, s, n, open, q, o)
		}),
	}
	q.bind(cmd)
	bindParallel(cmd.Flags())
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func runCount[T object, L identity.Lister[T]](ctx context.Context, s *session, n noun, open func(identity.Directory) (L, error), q queryFlags, o outputFlags) error {
	query, err := q.query()
	if err != nil {
		return err
	}
	realms, err := s.targets()
	if err != nil {
		return err
	}
	counted := noun{one: "count", many: n.many + " counts", columns: []render.Column{
		{Header: "REALM", Path: "realm"}, {Header: "COUNT", Path: "count", Right: true},
	}}
	if len(realms) == 1 {
		counted.columns = counted.columns[1:]
		o.noHeaders = true
	}
	ro, err := s.renderOptions(listing{noun: counted, flags: o, single: len(realms) == 1})
	if err != nil {
		return err
	}
	ro.IDPath, ro.NamePath = "count", "count"
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[tally], error) {
		l, err := open(d)
		if err != nil {
			return source[tally]{}, err
		}
		return source[tally]{objects: func(yield func(tally, error) bool) {
			total, err := identity.Count(ctx, l, query)
			yield(tally{d.Realm(), total}, err)
		}}, nil
	}, false)
	_, err = s.print(ctx, ro, rows)
	return err
}
