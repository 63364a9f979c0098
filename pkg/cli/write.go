package cli

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
)

// A change is one write to one object, known before it is sent.
type change struct {
	op     string // "patch", "create", "delete"
	noun   noun
	realm  realm.Realm
	store  any // whose names the documents have
	key    identity.Key
	before json.RawMessage // nil for an object that does not exist yet
	after  json.RawMessage // nil for one that will not exist any more
	secret []string        // attributes whose values are never shown
	hidden []string        // secret texts that the requests of this change hold
	send   func(context.Context) (object, error)
	reread func(context.Context) (object, error) // nil where there is nothing to read
}

// writeFlags are the flags of every command that changes something.
type writeFlags struct {
	output   outputFlags
	exitCode bool
}

func (w *writeFlags) bind(s *session, cmd *cobra.Command) {
	w.output.bind(cmd.Flags())
	cmd.Flags().BoolVar(&w.exitCode, "exit-code", false, "with --dry-run: exit 9 when something would change")
	s.bindCurl(cmd)
}

// bindCurl adds --curl to a command that sends requests.
func (s *session) bindCurl(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&s.curl, "curl", false, "print the equivalent curl command and send nothing")
}

// A writer performs the changes of one command. Every write of realmctl passes
// through its do, or perform below it: it is here that a dry run ends, and that a
// journal can sit.
type writer struct {
	s       *session
	flags   writeFlags
	shown   *rowPrinter
	dialect *render.Dialect
	changed bool // a dry run found a difference
}

// writer begins the writes of a command over so many objects.
func (s *session) writer(n noun, flags writeFlags, single bool) (*writer, error) {
	w := &writer{s: s, flags: flags}
	ro, err := s.renderOptions(listing{noun: n, flags: flags.output, single: single})
	if err != nil {
		return nil, err
	}
	if s.dryRun {
		ro.IDPath, ro.NamePath = "id", "name"
		if flags.output.columns == "" {
			ro.Columns = dryRunColumns()
		}
	}
	if s.dryRun || s.outputGiven() || flags.output.jq != "" || flags.output.template != "" || flags.output.columns != "" {
		w.shown = s.rows(ro)
	}
	return w, nil
}

// do shows the change in a dry run, else sends it and tells the outcome.
func (w *writer) do(ctx context.Context, c change) error {
	w.s.hidden = c.hidden
	done, err := w.perform(ctx, c)
	if err != nil || done == nil {
		return err
	}
	if key, err := done.Key(); err == nil {
		c.key = key
	}
	w.s.sayDone(c)
	return w.present(ctx, c.realm, c.store, done)
}

// present prints an object as it now is, where objects are printed.
func (w *writer) present(ctx context.Context, r realm.Realm, store any, o object) error {
	if w.shown == nil {
		return nil
	}
	doc, err := document(store, o, w.flags.output.portable)
	if err != nil {
		return err
	}
	row := render.Row{Realm: r.Address(), Doc: doc}
	if w.dialect == nil && !w.flags.output.portable {
		w.dialect = dialectOf(store)
	}
	row.Dialect = w.dialect
	return w.show(ctx, row)
}

// perform is do for a change of which nothing is told: a step of a larger one. It
// returns nil after a dry run. Changes may be sent side by side.
func (w *writer) perform(ctx context.Context, c change) (object, error) {
	if w.s.dryRun {
		return nil, w.preview(ctx, c)
	}
	done, err := c.send(ctx)
	if err != nil {
		return nil, c.lostRace(ctx, c.named(err))
	}
	return done, nil
}

// show prints an object that was changed. A reader who closed the pipe does not stop
// the changes that are still to be made: they were asked for, their rows were not read.
func (w *writer) show(ctx context.Context, row render.Row) error {
	err := w.shown.print(ctx, row)
	if closedPipe(err) {
		w.shown = nil
		return nil
	}
	return err
}

// named makes an error that knows the object by its id alone call it as the person does.
func (c change) named(err error) error {
	if e, ok := errors.AsType[*identity.Error](err); ok && e.Subject != "" && e.Subject == c.key.ID {
		return about(err, c.op+" "+c.noun.one, c.key)
	}
	return err
}

// about makes an error say what was attempted on which object.
func about(err error, op string, key identity.Key) error {
	e, ok := errors.AsType[*identity.Error](err)
	if !ok {
		return err
	}
	told := *e
	told.Op, told.Subject = op, key.String()
	return &told
}

// close ends the output, and turns the differences of a dry run into an exit code.
func (w *writer) close() error {
	if err := w.shown.close(); err != nil {
		return err
	}
	if w.flags.exitCode && w.changed {
		return identity.Errorf(identity.Differences, "something would change")
	}
	return nil
}

// sayDone tells a person what happened, on stderr.
func (s *session) sayDone(c change) {
	s.say("%s %s %s in %s (%s)", past(c.op), c.noun.one, c.key, c.realm.Address(), c.key.ID)
}

// past is the past tense of a verb of ours, or of one with words behind it.
func past(words string) string {
	verb, behind, more := strings.Cut(words, " ")
	if more {
		behind = " " + behind
	}
	switch verb {
	case "set", "reset", "unset":
	case "send":
		verb = "sent"
	case "verify":
		verb = "verified"
	default:
		verb = strings.TrimSuffix(verb, "e") + "ed"
	}
	return verb + behind
}
