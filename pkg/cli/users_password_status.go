package cli

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// A passwordState is what a platform keeps of a user's password, as a row.
type passwordState struct {
	ID       string     `json:"id"`
	UserName string     `json:"userName"`
	State    string     `json:"state"`
	Status   string     `json:"status,omitempty"` // the platform's own name of the state
	Changed  *time.Time `json:"changed"`
	Expires  *time.Time `json:"expires"`
	Opens    *time.Time `json:"opens"`    // when a lock opens by itself
	Attempts *int       `json:"attempts"` // wrong tries that are left
	Warnings []string   `json:"warnings"`
	PolicyID string     `json:"policyId,omitempty"`
	Policy   string     `json:"policy,omitempty"`
}

func (p passwordState) Document() json.RawMessage {
	doc, _ := encode(p) // strings and times always encode
	return doc
}
func (p passwordState) Portable() (json.RawMessage, error) { return p.Document(), nil }
func (p passwordState) Key() (identity.Key, error) {
	return identity.Key{ID: p.ID, Name: p.UserName}, nil
}

// passwordNoun has columns with room: each state is a question of its own, and the
// next is there only after the widths are settled.
func passwordNoun() noun {
	return noun{one: "password", many: "passwords", id: "id", columns: []render.Column{
		{Header: "USERNAME", Path: "userName", Priority: 9, Floor: 16, Room: 16},
		{Header: "STATE", Path: "state", Priority: 8, Floor: 37, Room: 37, Style: passwordStyle},
		{Header: "CHANGED", Path: "changed", Priority: 4, Floor: 20},
		{Header: "EXPIRES", Path: "expires", Priority: 7, Floor: 20},
		{Header: "TRIES LEFT", Path: "attempts", Priority: 6},
		{Header: "WARNINGS", Path: "warnings", Priority: 5, Floor: 20},
		{Header: "POLICY", Path: "policy", Wide: true, Priority: 3},
		{Header: "ID", Path: "id", Wide: true, Priority: 2},
	}}
}

// passwordStyle colours the words for a state.
func passwordStyle(words string) render.Style {
	switch {
	case words == "ok":
		return render.Good
	case strings.HasPrefix(words, "locked"):
		return render.Bad
	case strings.HasPrefix(words, "expired"), strings.HasPrefix(words, "has to"), strings.HasPrefix(words, "there is none"):
		return render.Warn
	}
	return render.Plain
}

func passwordStatus(s *session, n noun) *cobra.Command {
	var o outputFlags
	cmd := &cobra.Command{
		Use:   "status <user>...",
		Short: "Tell in which state passwords are, when they were changed and when they expire",
		Long: `Tell in which state passwords are, when they were changed and when they expire, how
many tries are left and what the platform warns of: as far as it tells. -o wide adds
the policy.`,
		Example: `  realmctl users password status ann.adams wei.wang -R sandbox/pingone
  realmctl users list -R sandbox/pingone -o id | realmctl users password status - -R sandbox/pingone`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return runPasswordStatus(ctx, s, n, names, o)
		}),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func runPasswordStatus(ctx context.Context, s *session, n noun, names []string, o outputFlags) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	ro, err := s.renderOptions(listing{noun: passwordNoun(), flags: o, tagged: len(realms) > 1, single: len(names) == 1 && len(realms) == 1})
	if err != nil {
		return err
	}
	shown, all := render.Needs(ro)
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[passwordState], error) {
		store, err := identity.Users(d)
		if err != nil {
			return source[passwordState]{}, err
		}
		read := stateReader(ctx, store, s.app.Now())
		if read == nil {
			return source[passwordState]{}, identity.Lacks(d, "password states")
		}
		states := passwordStates(findEach(ctx, store, n, names), read)
		if all || slices.Contains(shown, "policy") {
			states = withPolicies(ctx, states, d)
		}
		return source[passwordState]{objects: states}, nil
	}, false)
	_, err = s.print(ctx, ro, rows)
	return err
}

// stateReader is how a store tells of the password of a user; nil if it does not.
func stateReader(ctx context.Context, store any, now time.Time) func(identity.User, identity.Key) (passwordState, error) {
	if reader, ok := store.(identity.PasswordReader); ok {
		return func(_ identity.User, key identity.Key) (passwordState, error) {
			state, err := reader.PasswordState(ctx, key.ID)
			return newPasswordState(key, state, now), about(err, "read the password state of user", key)
		}
	}
	if timer, ok := store.(identity.PasswordTimer); ok {
		return func(u identity.User, key identity.Key) (passwordState, error) {
			times, err := timer.PasswordTimes(u)
			return newPasswordState(key, timedState(times, now), now), err
		}
	}
	return nil
}

func passwordStates(users iter.Seq2[identity.User, error], read func(identity.User, identity.Key) (passwordState, error)) iter.Seq2[passwordState, error] {
	return func(yield func(passwordState, error) bool) {
		for u, err := range users {
			var p passwordState
			var key identity.Key
			if err == nil {
				key, err = u.Key()
			}
			if err == nil {
				p, err = read(u, key)
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// timedState is the state as far as times tell it.
func timedState(times identity.PasswordTimes, now time.Time) identity.PasswordState {
	state := identity.PasswordState{Words: "unknown", Changed: times.Changed, Expires: times.Expires, Attempts: -1}
	if !times.Changed.IsZero() {
		state.Words = "ok"
	}
	if !times.Expires.IsZero() && times.Expires.Before(now) {
		state.Words = "expired on " + times.Expires.Format(time.DateOnly)
	}
	return state
}

// newPasswordState is the row of a state.
func newPasswordState(key identity.Key, state identity.PasswordState, now time.Time) passwordState {
	p := passwordState{
		ID: key.ID, UserName: key.Name, State: state.Words, Status: state.Status, PolicyID: state.PolicyID,
		Changed: told(state.Changed), Expires: told(state.Expires), Warnings: append([]string{}, state.Warnings...),
	}
	if state.Opens > 0 {
		p.Opens = told(now.Add(state.Opens).UTC())
	}
	if state.Attempts >= 0 {
		p.Attempts = &state.Attempts
	}
	return p
}

// told is a time to the second, nil if it is not known.
func told(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.Truncate(time.Second)
	return &t
}

// withPolicies names the policies of states. One who may not see them sees no names.
func withPolicies(ctx context.Context, states iter.Seq2[passwordState, error], d identity.Directory) iter.Seq2[passwordState, error] {
	return func(yield func(passwordState, error) bool) {
		var names map[string]string
		for p, err := range states {
			if err == nil && p.PolicyID != "" && names == nil {
				names = policyNames(ctx, d)
			}
			p.Policy = names[p.PolicyID]
			if !yield(p, err) {
				return
			}
		}
	}
}

func policyNames(ctx context.Context, d identity.Directory) map[string]string {
	names := map[string]string{}
	policies, err := identity.PasswordPolicies(d)
	if err != nil {
		return names
	}
	for policy, err := range policies.List(ctx, identity.Query{}) {
		if err != nil {
			return names
		}
		if key, err := policy.Key(); err == nil {
			names[key.ID] = key.Name
		}
	}
	return names
}
