package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

type activeOptions struct {
	span
	chart     chartFlags
	output    outputFlags
	by        string
	license   string
	attribute string
}

func countActive(s *session, n noun) *cobra.Command {
	var o activeOptions
	cmd := &cobra.Command{
		Use:   "active",
		Short: "Show how many people were active, hour by hour, day by day or month by month",
		Long: `Show how many people were active in each hour, day or month: who signed in, or gave
the right password. Without --from it is the last 30 days, or 12 months. A time that
still goes on has no change, and charts leave it out.

PingOne counts them, for an environment or, with --license, for all environments of
a licence. Advanced Identity Cloud and PingIDM do not: where the schema has an
attribute for the last sign-on, the people are counted who have signed in since.`,
		Example: `  realmctl counts active -R sandbox/pingone --plot
  realmctl counts active -R sandbox/pingone --by month --from 2026-01-01 -o csv
  realmctl counts active -R sandbox/pingone --by 6h --from yesterday
  realmctl counts active -R sandbox/pingone --license own --png licence.png
  realmctl counts active -R sandbox/alpha --attribute frIndexedDate1`,
		Args: noArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error { return runActive(ctx, s, n, &o) }),
	}
	f := cmd.Flags()
	o.bind(f)
	f.StringVar(&o.by, "by", "day", "`sampling`: hour, day, month, a number of hours such as 6h, of a licence also year")
	f.StringVar(&o.license, "license", "", "count for a `licence`, by name or id; own: the licence of the realm")
	f.StringVar(&o.attribute, "attribute", "", "`attribute` that holds the last sign-on, and count who signed in since --from")
	o.chart.bind(cmd)
	exclusive(cmd, "license", "attribute")
	exclusive(cmd, "by", "attribute")
	exclusive(cmd, "to", "attribute")
	bindParallel(f)
	o.output.bind(f)
	s.bindCurl(cmd)
	return reads(cmd)
}

func runActive(ctx context.Context, s *session, n noun, o *activeOptions) error {
	for _, name := range []string{"license", "attribute"} { // else an unset variable would mean something else
		if f := o.flags.Lookup(name); f.Changed && f.Value.String() == "" {
			return usagef("--%s is empty", name)
		}
	}
	by, err := identity.ParseSampling(o.by)
	if err != nil {
		return err
	}
	if o.license != "" && !o.flags.Changed("by") {
		by = identity.ByMonth
	}
	q, err := o.query(s.app.Now(), by)
	if err != nil {
		return err
	}
	realms, err := s.targets()
	if err != nil {
		return err
	}
	c := counting{noun: n, realms: realms, query: q, chart: o.chart, output: o.output, title: "Active people of " + titleOf(realms)}
	switch {
	case o.license == ownLicense:
		c.title = "Active people of the licence of " + titleOf(realms)
	case o.license != "":
		c.title = "Active people of the licence " + o.license
	}
	c.ask = func(ctx context.Context, d identity.Directory) (counted, error) { return s.actives(ctx, d, q, o) }
	return c.run(ctx, s)
}

// ownLicense is the word for the licence that a realm has.
const ownLicense = "own"

// actives are the numbers that the platform keeps, of the realm or a licence, else that
// of the people who have signed in since.
func (s *session) actives(ctx context.Context, d identity.Directory, q identity.CountQuery, o *activeOptions) (counted, error) {
	if o.license != "" {
		l, err := identity.Licenses(d)
		if err != nil {
			return counted{}, err
		}
		name := o.license
		if name == ownLicense {
			name = ""
		}
		return counted{points: l.ActiveByLicense(ctx, name, q), by: q.By}, nil
	}
	a, err := identity.Actives(d)
	if err == nil && o.attribute == "" {
		return counted{points: a.Active(ctx, q), by: q.By}, nil
	}
	switch {
	case o.flags.Changed("by"):
		return counted{}, identity.Lacks(d, "numbers of active people by "+q.By.String())
	case o.flags.Changed("to"):
		return counted{}, identity.Lacks(d, "numbers of active people of the past; without --to it tells who has signed in since --from")
	}
	return s.signedOn(ctx, d, q, o.attribute)
}
