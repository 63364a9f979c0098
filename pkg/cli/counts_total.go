package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

type totalOptions struct {
	span
	chart  chartFlags
	output outputFlags
	by     string
	record bool
}

func countTotal(s *session, n noun) *cobra.Command {
	var o totalOptions
	cmd := &cobra.Command{
		Use:   "total",
		Short: "Show how many people there were day by day, or how many there are by an attribute",
		Long: `Show how many people a realm had at the end of each day: of the last 30 days, or
from one day to another. Days of which nothing is known are left out, never zero.

PingOne keeps these numbers. Advanced Identity Cloud and PingIDM do not: there it is
the number of now. With --record each run keeps that number in the state directory;
run every day, it builds the days that the platform does not have, and they are shown.

With --by the people of now are counted by the values of an attribute.`,
		Example: `  realmctl counts total -R sandbox/pingone --from 2026-01-01 --plot
  realmctl counts total -R sandbox/pingone,sandbox/alpha --html people.html
  realmctl counts total -R sandbox/alpha --by accountStatus
  realmctl counts total -R sandbox/alpha --record`,
		Args: noArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error { return runTotal(ctx, s, n, &o) }),
	}
	f := cmd.Flags()
	o.bind(f)
	f.StringVar(&o.by, "by", "", "count the people of now by the values of an `attribute`")
	f.BoolVar(&o.record, "record", false, "keep the number in the state directory, where the platform keeps none")
	o.chart.bind(cmd)
	for _, other := range []string{"from", "to", "record", "plot", "html", "png"} {
		exclusive(cmd, "by", other)
	}
	exclusive(cmd, "record", "from")
	exclusive(cmd, "record", "to")
	bindParallel(f)
	o.output.bind(f)
	s.bindCurl(cmd)
	_ = cmd.RegisterFlagCompletionFunc("by", s.offering(offerAttributeList, thenBlank)) // of users, unlike that of counts active
	return reads(cmd)
}

func runTotal(ctx context.Context, s *session, n noun, o *totalOptions) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	if o.by != "" || o.flags.Changed("by") {
		return countValues(ctx, s, realms, o.by, o.output)
	}
	q, err := o.query(s.app.Now(), identity.ByDay)
	if err != nil {
		return err
	}
	n.columns[0].Header = "DATE"
	c := counting{noun: n, realms: realms, query: q, chart: o.chart, output: o.output, title: "People of " + titleOf(realms)}
	c.ask = func(ctx context.Context, d identity.Directory) (counted, error) {
		return s.totals(ctx, d, q, o)
	}
	return c.run(ctx, s)
}

// totals are the numbers that the platform keeps, else those that were recorded, with
// that of now.
func (s *session) totals(ctx context.Context, d identity.Directory, q identity.CountQuery, o *totalOptions) (counted, error) {
	if t, err := identity.Totals(d); err == nil {
		if o.record {
			s.say("%s (%s) keeps the numbers of each day: nothing was recorded", d.Realm(), d.Platform())
		}
		return counted{points: t.Totals(ctx, q), by: identity.ByDay, settled: true}, nil
	}
	store, err := identity.Users(d)
	if err != nil {
		return counted{}, err
	}
	p := presence{session: s, store: store, realm: d.Realm()}
	if !o.dated() {
		return counted{points: p.recent(ctx, q, o.record), by: identity.ByDay, settled: true}, nil
	}
	points, err := p.recorded(q)
	if err == nil && points == nil {
		e := identity.Lacks(d, "numbers of people by day, and none were recorded here")
		e.Hint = commandLine("realmctl", "counts", "total", "--record", "-R", d.Realm())
		err = e
	}
	return counted{points: all(points), by: identity.ByDay, settled: true}, err
}

// titleOf names one realm, or how many they are.
func titleOf(realms []realm.Realm) string {
	if len(realms) == 1 {
		return realms[0].Address()
	}
	return strconv.Itoa(len(realms)) + " realms"
}
