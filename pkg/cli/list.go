package cli

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
	"github.com/realmctl/realmctl/pkg/stream"
)

// queryFlags say which objects, for commands that work on a query.
type queryFlags struct {
	where, filter string
	flags         *pflag.FlagSet
}

func (q *queryFlags) bind(cmd *cobra.Command) {
	f := cmd.Flags()
	q.flags = f
	f.StringVar(&q.where, "where", "", "`condition` in the portable language: 'mail sw \"a\" and active = true' (see help filters)")
	f.StringVar(&q.filter, "filter", "", "`filter` in the platform's own language, passed on untouched")
	exclusive(cmd, "where", "filter")
}

func (q *queryFlags) query() (identity.Query, error) {
	for _, name := range []string{"where", "filter"} { // else an unset variable would mean everything
		if f := q.flags.Lookup(name); f.Changed && strings.TrimSpace(f.Value.String()) == "" {
			return identity.Query{}, usagef("--%s is empty; without it all are meant", name)
		}
	}
	if q.where == "" {
		return identity.Query{Native: q.filter}, nil
	}
	f, err := identity.ParseFilter(q.where)
	if err != nil {
		return identity.Query{}, fmt.Errorf("--where: %w", err)
	}
	return identity.Query{Filter: f}, nil
}

type listOptions struct {
	queryFlags
	output outputFlags
	fields []string
	sort   string
	limit  int
}

// list is the verb that streams objects of one or several realms.
func list[T object, L identity.Lister[T]](s *session, n noun, open func(identity.Directory) (L, error)) *cobra.Command {
	var o listOptions
	cmd := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List " + n.many + ", all of them or those that match",
		Args:    noArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error {
			return runList(ctx, s, n, open, o)
		}),
	}
	o.bind(cmd)
	o.output.bind(cmd.Flags())
	f := cmd.Flags()
	f.StringSliceVar(&o.fields, "fields", nil, "`attributes` to ask the server for, comma separated")
	f.StringVar(&o.sort, "sort", "", "`attributes` to sort by, comma separated, -attribute for descending")
	bindParallel(f)
	f.IntVar(&o.limit, "limit", 0, "end after this `number` of objects, over all realms; 0 means all")
	s.bindCurl(cmd)
	return reads(cmd)
}

// bindParallel adds the flag of the setting "parallel" to a command that reads a lot.
func bindParallel(f *pflag.FlagSet) {
	f.Int("parallel", 0, "`number` of requests side by side, for parts of a long listing and for realms: 1 to 64 (default 4 and 8)")
}

func runList[T object, L identity.Lister[T]](ctx context.Context, s *session, n noun, open func(identity.Directory) (L, error), o listOptions) error {
	q, err := o.query()
	if err != nil {
		return err
	}
	if q.Limit, err = o.limited(); err != nil {
		return err
	}
	if q.Sort, err = parseSort(o.sort); err != nil {
		return err
	}
	realms, err := s.targets()
	if err != nil {
		return err
	}
	for i, name := range o.fields {
		o.fields[i] = strings.TrimSpace(name)
	}
	if fields := strings.Join(o.fields, ","); o.output.columns == "" && !strings.Contains(fields, "*") {
		o.output.columns = fields // a column that was not asked for would look empty
	}
	n = fitting(ctx, s, n, realms, open)
	ro, err := s.renderOptions(listing{noun: n, flags: o.output, tagged: len(realms) > 1})
	if err != nil {
		return err
	}
	q.Fields = o.wanted(ro)
	rows := across(ctx, s, realms, len(q.Sort) > 0, func(ctx context.Context, d identity.Directory) (source[T], error) {
		l, err := open(d)
		if err != nil {
			return source[T]{}, err
		}
		return source[T]{rowsOf(ctx, l, q, len(realms) == 1 && !ro.Terminal), l}, nil
	}, o.output.portable)
	count, err := s.print(ctx, ro, stream.Take(rows, q.Limit))
	if err == nil && count == 0 {
		s.sayEmpty(n, realms, q)
	}
	return err
}

// rowsOf lists. Where each row is printed before the next is asked for, their
// memory may be used again.
func rowsOf[T object](ctx context.Context, l identity.Lister[T], q identity.Query, oneByOne bool) iter.Seq2[T, error] {
	if s, ok := l.(identity.Streamer[T]); ok && oneByOne {
		return s.Stream(ctx, q)
	}
	return l.List(ctx, q)
}

func (o *listOptions) limited() (int, error) {
	if o.limit < 0 {
		return 0, usagef("--limit %d: there are no fewer than 0 objects; 0 means all", o.limit)
	}
	return o.limit, nil
}

// wanted are the attributes to ask for: those named, else those that the output shows.
func (o *listOptions) wanted(ro render.Options) []string {
	if o.output.portable {
		return o.fields
	}
	shown, all := render.Needs(ro)
	switch {
	case all:
		return o.fields
	case o.output.columns == "" && len(o.fields) > 0:
		return o.fields
	}
	return distinctNames(append(shown, o.fields...))
}

// parseSort reads "-sn,givenName".
func parseSort(text string) ([]identity.SortKey, error) {
	if text == "" {
		return nil, nil
	}
	var keys []identity.SortKey
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		attribute, descending := strings.CutPrefix(name, "-")
		if !descending {
			attribute = strings.TrimPrefix(name, "+")
		}
		if attribute == "" {
			return nil, usagef("--sort %q: an attribute is missing", text)
		}
		keys = append(keys, identity.SortKey{Attribute: attribute, Descending: descending})
	}
	return keys, nil
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no argument, found %q", spoken(cmd), args[0])
	}
	return nil
}
