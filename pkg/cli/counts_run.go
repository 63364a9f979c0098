package cli

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
)

// A counting is one run of a verb of counts: what is asked, and how it is shown.
type counting struct {
	noun   noun
	realms []realm.Realm
	query  identity.CountQuery
	chart  chartFlags
	output outputFlags
	title  string
	ask    func(context.Context, identity.Directory) (counted, error)
}

func (c *counting) run(ctx context.Context, s *session) error {
	ro, err := s.renderOptions(listing{noun: c.noun, flags: c.output, tagged: len(c.realms) > 1})
	if err != nil {
		return err
	}
	if err := c.chart.check(s); err != nil {
		return err
	}
	now := s.app.Now()
	rows := across(ctx, s, c.realms, true, func(ctx context.Context, d identity.Directory) (source[countRow], error) {
		answer, err := c.ask(ctx, d)
		if err != nil {
			return source[countRow]{}, err
		}
		return source[countRow]{objects: answer.rows(now)}, nil
	}, c.output.portable)
	if c.chart.wanted() {
		return c.draw(ctx, s, ro, rows)
	}
	shown, err := s.print(ctx, ro, rows)
	if err == nil && shown == 0 {
		c.sayNothing(s)
	}
	return err
}

func (c *counting) sayNothing(s *session) {
	last := c.query.To
	if last.IsZero() {
		last = s.app.Now()
	}
	s.say("no numbers from %s to %s in %s", c.query.From.UTC().Format(time.DateOnly), last.UTC().Format(time.DateOnly), addresses(c.realms))
}

// draw shows the numbers as charts, and as rows as well where somebody asks for a
// format. Nothing is written to a file if a realm fails: a chart does not tell what is
// missing in it.
func (c *counting) draw(ctx context.Context, s *session, ro render.Options, rows iter.Seq2[render.Row, error]) error {
	var held []render.Row
	var failure error
	for row, err := range rows {
		if failure = err; err != nil {
			break
		}
		held = append(held, row)
	}
	if len(held) == 0 && failure != nil {
		return failure
	}
	drawing, err := c.drawing(s, held)
	if err != nil {
		return err
	}
	if c.chart.plot {
		fmt.Fprint(s.app.Out, drawing.plot(s))
	} else if s.outputGiven() {
		if _, err := s.print(ctx, ro, all(held)); err != nil {
			return err
		}
	}
	if failure == nil {
		failure = drawing.write(s, c.chart)
	}
	return failure
}

// all is a stream of what is there.
func all[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range list {
			if !yield(v, nil) {
				return
			}
		}
	}
}
