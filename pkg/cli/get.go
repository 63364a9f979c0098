package cli

import (
	"bufio"
	"context"
	"io"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// get is the verb that shows the objects that people name.
func get[T object, F identity.Finder[T]](s *session, n noun, open func(identity.Directory) (F, error)) *cobra.Command {
	var o outputFlags
	cmd := &cobra.Command{
		Use:   "get <" + n.one + ">...",
		Short: "Show " + n.many + " by " + n.called(),
		Long:  "Show " + n.many + " by " + n.called() + ", tried in that order. - reads names from standard input, one a line.",
		Args:  someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return runGet(ctx, s, n, open, names, o)
		}),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func runGet[T object, F identity.Finder[T]](ctx context.Context, s *session, n noun, open func(identity.Directory) (F, error), names []string, o outputFlags) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	n = fitting(ctx, s, n, realms, open)
	ro, err := s.renderOptions(listing{noun: n, flags: o, tagged: len(realms) > 1, single: len(names) == 1 && len(realms) == 1})
	if err != nil {
		return err
	}
	_, whole := render.Needs(ro)
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[T], error) {
		f, err := open(d)
		if err != nil {
			return source[T]{}, err
		}
		if w, ok := any(f).(wordy); ok && !whole && !o.portable {
			w.useWords()
		}
		return source[T]{findEach(ctx, f, n, names), f}, nil
	}, o.portable)
	_, err = s.print(ctx, ro, rows)
	return err
}

// findEach finds one name after the other; what fails is told last.
func findEach[T any](ctx context.Context, f identity.Finder[T], n noun, names []string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var failed failures
		for _, name := range names {
			found, err := f.Find(ctx, name)
			if err != nil {
				failed.add(err)
				if ctx.Err() != nil || len(names) == 1 {
					break
				}
				continue
			}
			if !yield(found, nil) {
				return
			}
		}
		if err := failed.of(len(names), n.many); err != nil {
			var none T
			yield(none, err)
		}
	}
}

// someArgs wants at least one name.
func someArgs(n noun) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("%s wants the %s of %s", spoken(cmd), n.called(), n.a())
		}
		return nil
	}
}

// names are the arguments, with - replaced by the lines of standard input.
func (s *session) names(args []string) ([]string, error) {
	var names []string
	for _, arg := range args {
		if arg != "-" {
			names = append(names, arg)
			continue
		}
		read, err := readNames(s.app.In)
		if err != nil {
			return nil, err
		}
		names = append(names, read...)
	}
	if len(names) == 0 {
		return nil, usagef("standard input named nothing")
	}
	return names, nil
}

func readNames(r io.Reader) ([]string, error) {
	var names []string
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if name := strings.TrimSpace(lines.Text()); name != "" {
			names = append(names, name)
		}
	}
	return names, lines.Err()
}
