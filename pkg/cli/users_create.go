package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

type createOptions struct {
	draftFlags
	passwordFlags
	id       string
	serverID bool
	arrivalFlags
}

func createUser(s *session, n noun) *cobra.Command {
	var o createOptions
	cmd := &cobra.Command{
		Use:   "create --set name=value...",
		Short: "Create a user",
		Long: `Create a user from attributes, a file, or both.

The id is a UUID made here, unless --id gives one or --server-id leaves it to the
server. A value takes its attribute's type from the realm's schema; name:=JSON is
explicit, name=@file reads a file. What is missing is named before anything is sent.

On PingOne --population says where the user goes, by name or id: else it is the
realm's population, or the environment's default one. A user who was elsewhere before
is imported: with --import, and with a password, --must-change, --lifecycle,
--suppress-verification or --email-verified, which only an import takes. A password
that is hashed already ({SSHA512}...) is passed on as it is.`,
		Example: `  realmctl users create -R sandbox/alpha --set userName=ann --set givenName=Ann --set sn=Lee --set mail=ann@example.com
  realmctl users template -R sandbox/alpha > ann.yaml && realmctl users create -R sandbox/alpha -f ann.yaml
  realmctl users create -R sandbox/pingone --set userName=ann --population Partners --password-file hash.txt --email-verified`,
		Args: noArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error { return runCreate(ctx, s, n, o) }),
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.set, "set", nil, "`name=value` of an attribute; may be given several times")
	f.StringVarP(&o.draftFlags.file, "file", "f", "", "`file` with the user as JSON or YAML; - reads standard input")
	f.StringVar(&o.id, "id", "", "the user's `UUID`")
	f.BoolVar(&o.serverID, "server-id", false, "let the server make the id (a lost answer leaves the outcome unknown)")
	exclusive(cmd, "id", "server-id")
	o.passwordFlags.bind(f, "generate-password")
	o.arrivalFlags.bind(f)
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runCreate(ctx context.Context, s *session, n noun, o createOptions) error {
	assignments, err := parseAssignments(o.set)
	if err != nil {
		return err
	}
	if len(assignments) == 0 && o.draftFlags.file == "" {
		return usagef("users create wants --set name=value or -f FILE")
	}
	if o.generate && s.outputFlag() {
		return usagef("--generate-password prints the password on stdout, where -o prints the user: use one of them")
	}
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	a, err := o.arrivalFlags.open(d, store)
	if err != nil {
		return err
	}
	schema, err := s.schemaOf(ctx, store, d.Realm())
	if err != nil {
		return err
	}
	draft, err := o.draft(ctx, s, n, store, schema, assignments, d.Realm())
	if err != nil {
		return err
	}
	if draft.Document, err = a.house(ctx, draft.Document); err != nil {
		return err
	}
	password, err := s.newPassword(ctx, store, wantedPassword{passwordFlags: o.passwordFlags, document: draft.Document, optional: true, hashed: a.drafter != nil})
	if err != nil {
		return err
	}
	if draft.Document, err = a.draft(store, draft.Document, password); err != nil {
		return err
	}
	w, err := s.writer(n, o.writeFlags, true)
	if err != nil {
		return err
	}
	if o.generate && !s.dryRun {
		w.shown = nil // stdout is the password's
	}
	err = w.do(ctx, change{
		op: "create", noun: n, realm: r, store: store, key: draftKey(store, draft), after: draft.Document,
		secret: secrets(schema), hidden: documentSecrets(draft.Document, schema),
		send: func(ctx context.Context) (object, error) { return a.create(ctx, store, draft) },
	})
	if err != nil {
		return err
	}
	if o.generate && !s.dryRun {
		s.reveal(password)
	}
	return w.close()
}

// draft is the new user, with the id that the flags ask for.
func (o createOptions) draft(ctx context.Context, s *session, n noun, store any, schema *identity.Schema, assignments []identity.Assignment, realm string) (identity.Draft, error) {
	draft, err := s.newDraft(ctx, n, store, schema, o.draftFlags, assignments, realm)
	switch {
	case o.serverID:
		draft.ID, draft.ServerID = "", true
	case o.id != "":
		draft.ID = o.id
	}
	if checker, ok := store.(identity.IDChecker); ok && err == nil {
		err = about(checker.CheckID(draft.ID), "create "+n.one, draftKey(store, draft))
	}
	return draft, err
}

// draftKey is how a user that does not exist yet is called.
func draftKey(store any, d identity.Draft) identity.Key {
	return identity.Key{ID: d.ID, Name: profileOf(store, d.Document).UserName}
}
