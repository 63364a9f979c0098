package cli

import (
	"cmp"
	"context"
	"iter"
	"strings"

	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/render"
)

// outputFlags are the flags of commands that print objects.
type outputFlags struct {
	columns   string
	jq        string
	template  string
	noHeaders bool
	portable  bool
	csvRaw    bool
}

func (o *outputFlags) bind(f *pflag.FlagSet) {
	f.StringVar(&o.columns, "columns", "", "`attributes` to show, comma separated: userName,preferences.updates")
	f.StringVar(&o.jq, "jq", "", "run a jq `expression` on each object")
	f.StringVar(&o.template, "template", "", "run a Go `template` on each object")
	f.BoolVar(&o.noHeaders, "no-headers", false, "leave the header line out")
	f.BoolVar(&o.portable, "portable", false, "one stable shape for every platform, not the platform's own")
	f.BoolVar(&o.csvRaw, "csv-raw", false, "write CSV cells as they are, also those that a spreadsheet would run")
}

// A listing is what a command prints: objects of a noun.
type listing struct {
	noun   noun
	flags  outputFlags
	single bool // exactly one object was named
	tagged bool // rows come from several realms
}

// renderOptions joins flags, settings, configuration and terminal.
func (s *session) renderOptions(l listing) (render.Options, error) {
	o := render.Options{
		JQ: l.flags.jq, Template: l.flags.template, NoHeaders: l.flags.noHeaders, CSVRaw: l.flags.csvRaw,
		Single: l.single, Tagged: l.tagged, Columns: l.noun.columns,
		Notify: func(message string) { s.say("%s", message) },
	}
	set, err := s.settings()
	if err != nil {
		return o, err
	}
	if o.Format, err = render.ParseFormat(set.Output()); err != nil {
		return o, err
	}
	if err := s.chooseColumns(&o, l); err != nil {
		return o, err
	}
	if terminal(s.app.Out) != nil {
		o.Terminal, o.Width = true, width(s.app.Out)
		o.ASCII = !utf8Locale(s.app.Env)
	}
	o.Color = s.colored(s.app.Out)
	return o, nil
}

// chooseColumns takes them from the flag, else the configuration, else the noun.
func (s *session) chooseColumns(o *render.Options, l listing) (err error) {
	o.IDPath, o.NamePath = l.noun.id, l.noun.name
	switch configured := s.conf.Columns(l.noun.word()); {
	case l.flags.columns != "":
		o.Columns, err = l.noun.named(l.flags.columns)
	case l.flags.portable && l.noun.portable != nil:
		o.Columns, o.IDPath, o.NamePath = l.noun.portable, "id", cmp.Or(l.noun.name, "userName")
	case len(configured) > 0:
		o.Columns, err = l.noun.named(strings.Join(configured, ","))
	}
	return err
}

// outputGiven reports whether somebody asked for a format, by flag or
// environment; commands that change something print the object only then.
func (s *session) outputGiven() bool { return s.outputFlag() || s.app.Env("REALMCTL_OUTPUT") != "" }

// outputFlag reports whether -o was given.
func (s *session) outputFlag() bool {
	_, given := s.flag("output")
	return given
}

// print writes rows as they arrive. It prints nothing at all when the first
// thing that arrives is an error.
func (s *session) print(ctx context.Context, o render.Options, rows iter.Seq2[render.Row, error]) (n int, err error) {
	out, done := s.pager(o)
	defer func() {
		// A pager that failed closed the pipe; one that was left did so too, and is well.
		if e := done(); e != nil && (err == nil || closedPipe(err)) {
			err = e
		}
	}()
	w, err := render.New(out, o)
	if err != nil {
		return 0, err
	}
	busy := s.progress(o)
	defer busy.stop()
	for row, failure := range rows {
		if failure != nil {
			err = failure
			break
		}
		if err = w.Write(ctx, row); err != nil {
			break
		}
		n++
		busy.tick(n)
	}
	if n == 0 && err != nil {
		return 0, err
	}
	if e := w.Close(); err == nil {
		err = e
	}
	return n, err
}

// once is a stream of one row.
func once(row render.Row) iter.Seq2[render.Row, error] {
	return func(yield func(render.Row, error) bool) { yield(row, nil) }
}
