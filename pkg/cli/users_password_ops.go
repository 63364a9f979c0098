package cli

import (
	"context"
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// A stateCall is an operation on the password of the user with an id; its answer is
// the state that the password is in then.
type stateCall func(ctx context.Context, id string) (identity.PasswordState, error)

// A passwordChange is an operation on passwords as one writes it: what it is called,
// what a dry run shows of it, and how it is sent.
type passwordChange struct {
	op            string // "unlock the password of"
	n             noun
	realm         realm.Realm
	before, after json.RawMessage
	hidden        []string
	send          stateCall
}

// one does it to one user.
func (p passwordChange) one(ctx context.Context, s *session, w *writer, u identity.User) error {
	key, err := u.Key()
	if err != nil {
		return err
	}
	return w.do(ctx, change{
		op: p.op, noun: p.n, realm: p.realm, key: key, before: p.before, after: p.after, secret: secrets(nil), hidden: p.hidden,
		send: func(ctx context.Context) (object, error) {
			state, err := p.send(ctx, key.ID)
			return newPasswordState(key, state, s.app.Now()), err
		},
	})
}

// tell does it to one user and prints a password that was made here.
func (p passwordChange) tell(ctx context.Context, s *session, u identity.User, f writeFlags, made bool, password string) error {
	w, err := s.stateWriter(f, true)
	if err != nil {
		return err
	}
	if made && !s.dryRun {
		w.shown = nil // stdout is the password's
	}
	if err := p.one(ctx, s, w, u); err != nil {
		return err
	}
	if made && !s.dryRun {
		s.reveal(password)
	}
	return w.close()
}

// passwordDocument is what a new password is in the difference that a dry run shows.
func passwordDocument(password string, mustChange bool) json.RawMessage {
	document := map[string]any{"password": password}
	if mustChange {
		document["mustChange"] = true
	}
	encoded, _ := encode(document) // texts and truths always encode
	return encoded
}

// member is a document of one attribute, for the difference that a dry run shows.
func member(name string, value any) json.RawMessage {
	encoded, _ := encode(map[string]any{name: value}) // texts and truths always encode
	return encoded
}

// stateWriter is a writer whose objects are states of passwords.
func (s *session) stateWriter(f writeFlags, single bool) (*writer, error) {
	return s.writer(passwordNoun(), f, single)
}

// A passwordVerb is an operation on passwords that needs no secret, and so takes
// several users.
type passwordVerb struct {
	use, short, long, example string
	op                        string
	lacks                     string
	asks                      bool // the password is gone for good
	able                      func(store any) stateCall
	// effect is the difference that it makes to a password, as a dry run shows it.
	effect func(now identity.PasswordState) (before, after json.RawMessage)
}

func (v passwordVerb) command(s *session, n noun) *cobra.Command {
	var f writeFlags
	var confirm string
	cmd := &cobra.Command{
		Use: v.use + " <user>...", Short: v.short, Long: v.long, Example: v.example,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error { return v.run(ctx, s, n, args, f, confirm) }),
	}
	if v.asks {
		cmd.Flags().StringVar(&confirm, "confirm", "", "the `realm` whose passwords shall go, where a yes is not enough")
	}
	f.bind(s, cmd)
	return writes(cmd)
}

func (v passwordVerb) run(ctx context.Context, s *session, n noun, args []string, f writeFlags, confirm string) error {
	r, d, store, err := s.openUsers(ctx)
	if err != nil {
		return err
	}
	send := v.able(store)
	if send == nil {
		return identity.Lacks(d, v.lacks)
	}
	names, err := s.names(args)
	if err != nil {
		return err
	}
	names = distinctNames(names)
	if v.asks {
		if names, err = v.agreed(ctx, s, r, store, names, confirm); err != nil {
			return err
		}
	}
	w, err := s.stateWriter(f, len(names) == 1)
	if err != nil {
		return err
	}
	return w.each(ctx, n, names, func(ctx context.Context, w *writer, name string) error {
		u, err := store.Find(ctx, name)
		if err != nil {
			return err
		}
		p := passwordChange{op: v.op, n: n, realm: r, send: send}
		if s.dryRun {
			if p.before, p.after, err = v.foreseen(ctx, store, u); err != nil {
				return err
			}
		}
		return p.one(ctx, s, w, u)
	})
}

// agreed asks before a password goes that nobody can bring back.
func (v passwordVerb) agreed(ctx context.Context, s *session, r realm.Realm, store identity.UserStore, names []string, confirm string) ([]string, error) {
	c := confirmation{op: "remove", noun: passwordNoun(), realm: r, count: len(names), confirm: confirm}
	ask, err := c.beforehand(s)
	if err != nil || !ask {
		return names, err
	}
	return c.agreed(ctx, s, names, finds(store))
}

// foreseen is what a dry run shows: what the operation makes of the state now.
func (v passwordVerb) foreseen(ctx context.Context, store any, u identity.User) (before, after json.RawMessage, err error) {
	reader, ok := store.(identity.PasswordReader)
	if !ok {
		before, after = v.effect(identity.PasswordState{})
		return before, after, nil
	}
	key, err := u.Key()
	if err != nil {
		return nil, nil, err
	}
	now, err := reader.PasswordState(ctx, key.ID)
	if err != nil {
		return nil, nil, err
	}
	before, after = v.effect(now)
	return before, after, nil
}

func unsetPassword(s *session, n noun) *cobra.Command {
	return passwordVerb{
		use: "unset", short: "Take users' passwords away",
		long: `Take the passwords of users away: who has none cannot sign in with one until
another is set. Nobody can bring a password back, so you are asked first; off a
terminal --yes is needed, for many and in a protected realm --confirm.`,
		example: "  realmctl users password unset ann.adams -R sandbox/pingone --yes",
		op:      "unset the password of", lacks: "unsetting of passwords", asks: true,
		able: func(store any) stateCall {
			if u, ok := store.(identity.PasswordUnsetter); ok {
				return u.UnsetPassword
			}
			return nil
		},
		effect: func(now identity.PasswordState) (before, after json.RawMessage) {
			if now.None {
				return nil, nil
			}
			return member("password", true), nil // its value is hidden, and not known
		},
	}.command(s, n)
}

func forcePasswordChange(s *session, n noun) *cobra.Command {
	return passwordVerb{
		use: "force-change", short: "Make users choose another password at the next sign-in",
		example: "  realmctl users password force-change ann.adams -R sandbox/pingone",
		op:      "force a password change of", lacks: "passwords that have to be changed at the next sign-in",
		able: func(store any) stateCall {
			if f, ok := store.(identity.PasswordForcer); ok {
				return f.ForcePasswordChange
			}
			return nil
		},
		effect: func(now identity.PasswordState) (before, after json.RawMessage) {
			return member("mustChange", now.MustChange), member("mustChange", true)
		},
	}.command(s, n)
}

func unlockPassword(s *session, n noun) *cobra.Command {
	return passwordVerb{
		use: "unlock", short: "Let users try again whose password was wrong too often",
		long: `Let users try again whose password was wrong too often, before the lock opens by
itself. An account that an administrator locked is another thing.`,
		example: "  realmctl users password unlock ann.adams -R sandbox/pingone",
		op:      "unlock the password of", lacks: "unlocking of passwords",
		able: func(store any) stateCall {
			if u, ok := store.(identity.PasswordUnlocker); ok {
				return u.UnlockPassword
			}
			return nil
		},
		effect: func(now identity.PasswordState) (before, after json.RawMessage) {
			return member("locked", now.Locked), member("locked", false)
		},
	}.command(s, n)
}
