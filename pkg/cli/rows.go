package cli

import (
	"context"

	"github.com/realmctl/realmctl/pkg/render"
)

// A rowPrinter prints the objects of a command one by one, as each is done, and
// nothing at all before the first. The nil printer prints nothing.
type rowPrinter struct {
	s       *session
	options render.Options
	out     *render.Writer
}

func (s *session) rows(o render.Options) *rowPrinter { return &rowPrinter{s: s, options: o} }

func (r *rowPrinter) print(ctx context.Context, row render.Row) (err error) {
	if r.out == nil {
		if r.out, err = render.New(r.s.app.Out, r.options); err != nil {
			return err
		}
	}
	return r.out.Write(ctx, row)
}

func (r *rowPrinter) close() error {
	if r == nil || r.out == nil {
		return nil
	}
	return r.out.Close()
}
