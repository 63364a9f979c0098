package cli

import (
	"context"
	"encoding/json"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func passwordCmd(s *session, n noun) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "password",
		Short: "Set passwords, and see how old they are",
		Args:  unknownCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(setPassword(s, n), passwordStatus(s, n))
	return local(cmd)
}

func setPassword(s *session, n noun) *cobra.Command {
	var f writeFlags
	var p passwordFlags
	var rev revisionFlags
	cmd := &cobra.Command{
		Use:   "set <user>",
		Short: "Give a user a new password",
		Long: `Give a user a new password: asked for on the terminal, read from standard input,
or made here. It is held against the realm's policy before it is sent, and every
rule that it breaks is named.`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			if len(args) != 1 {
				return usagef("users password set takes one user, found %d", len(args))
			}
			if p.generate && s.outputFlag() {
				return usagef("--generate prints the password on stdout, where -o prints the user: use one of them")
			}
			return runSetPassword(ctx, s, n, args[0], f, p, rev)
		}),
	}
	p.bind(cmd.Flags(), "generate")
	rev.bind(cmd)
	f.bind(s, cmd)
	return writes(cmd)
}

func runSetPassword(ctx context.Context, s *session, n noun, name string, f writeFlags, p passwordFlags, rev revisionFlags) error {
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	patcher, ok := store.(identity.PasswordPatcher)
	if !ok {
		return identity.Lacks(d, "passwords to set")
	}
	u, err := store.Find(ctx, name)
	if err != nil {
		return err
	}
	password, err := s.newPassword(ctx, store, p, u.Native, false)
	if err != nil {
		return err
	}
	patch, err := patcher.PasswordPatch(password)
	if err != nil {
		return err
	}
	w, err := s.writer(n, f, true)
	if err != nil {
		return err
	}
	if p.generate && !s.dryRun {
		w.shown = nil // stdout is the password's
	}
	change := userPatcher{s: s, n: n, realm: r, store: store, patch: patch, op: "set the password of", revisionFlags: rev}
	if err := change.one(ctx, w, u); err != nil {
		return err
	}
	if p.generate && !s.dryRun {
		s.reveal(password)
	}
	return w.close()
}

// A passwordState is what a platform keeps of a user's password, as a row.
type passwordState struct {
	ID       string     `json:"id"`
	UserName string     `json:"userName"`
	Changed  *time.Time `json:"changed"`
	Expires  *time.Time `json:"expires"`
	State    string     `json:"state"`
}

func (p passwordState) Document() json.RawMessage {
	doc, _ := json.Marshal(p) // strings and times always encode
	return doc
}
func (p passwordState) Portable() (json.RawMessage, error) { return p.Document(), nil }
func (p passwordState) Key() (identity.Key, error) {
	return identity.Key{ID: p.ID, Name: p.UserName}, nil
}

func passwordStatus(s *session, n noun) *cobra.Command {
	var o outputFlags
	state := noun{one: "password", many: "passwords", columns: []render.Column{
		{Header: "USERNAME", Path: "userName", Priority: 4},
		{Header: "STATE", Path: "state", Priority: 3, Style: render.StatusStyle},
		{Header: "CHANGED", Path: "changed", Priority: 2, Floor: 20},
		{Header: "EXPIRES", Path: "expires", Priority: 1, Floor: 20},
	}}
	cmd := &cobra.Command{
		Use:   "status <user>...",
		Short: "Tell when passwords were changed and when they expire",
		Args:  someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return runPasswordStatus(ctx, s, n, state, names, o)
		}),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func runPasswordStatus(ctx context.Context, s *session, n, state noun, names []string, o outputFlags) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	ro, err := s.renderOptions(listing{noun: state, flags: o, tagged: len(realms) > 1, single: len(names) == 1 && len(realms) == 1})
	if err != nil {
		return err
	}
	ro.IDPath = "id"
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[passwordState], error) {
		store, err := identity.Users(d)
		if err != nil {
			return source[passwordState]{}, err
		}
		timer, ok := store.(identity.PasswordTimer)
		if !ok {
			return source[passwordState]{}, identity.Lacks(d, "password states")
		}
		return source[passwordState]{objects: passwordStates(findEach(ctx, store, n, names), timer, s.app.Now())}, nil
	}, false)
	_, err = s.print(ctx, ro, rows)
	return err
}

func passwordStates(users iter.Seq2[identity.User, error], timer identity.PasswordTimer, now time.Time) iter.Seq2[passwordState, error] {
	return func(yield func(passwordState, error) bool) {
		for u, err := range users {
			var p passwordState
			if err == nil {
				p, err = stateOf(u, timer, now)
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

func stateOf(u identity.User, timer identity.PasswordTimer, now time.Time) (passwordState, error) {
	key, err := u.Key()
	if err != nil {
		return passwordState{}, err
	}
	times, err := timer.PasswordTimes(u)
	p := passwordState{ID: key.ID, UserName: key.Name, State: "unknown"}
	times.Changed, times.Expires = times.Changed.Truncate(time.Second), times.Expires.Truncate(time.Second)
	if !times.Changed.IsZero() {
		p.Changed, p.State = &times.Changed, "ok"
	}
	if !times.Expires.IsZero() {
		p.Expires = &times.Expires
		if times.Expires.Before(now) {
			p.State = "expired"
		}
	}
	return p, err
}
