package identitytest

import (
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

func signingIn() []question {
	return []question{
		{"switch an account off and on", status},
		{"set a password", passwordSet},
		{"passwords that break a rule", passwordRules},
		{"set a password by its own request", passwordSetter},
		{"a password stays", passwordStays},
	}
}

func status(a *asker) {
	k := able[identity.StatusKeeper](a)
	u := a.create("a", attributes{a.names.Note: "stays"})
	for _, enabled := range []bool{false, false, true, true} {
		u = a.patch(u, k.StatusPatch(enabled)...)
		for _, seen := range []identity.User{u, a.get(a.key(u).ID)} {
			if a.profile(seen).Enabled != enabled {
				a.Errorf("the account is switched on: %t, want %t", !enabled, enabled)
			}
			a.want(seen, a.names.Note, "stays")
		}
	}
}

// A passwordKeeper knows the rules for passwords, and how a change sets one.
type passwordKeeper interface {
	identity.PasswordRuler
	identity.PasswordPatcher
}

// password is one that satisfies the rules for a user.
func (a *asker) password(k passwordKeeper, u identity.User) (password string, rules []identity.PasswordRule) {
	a.Helper()
	rules, err := k.PasswordRules(a.Context())
	a.must(err)
	password, err = identity.GeneratePassword(rules, a.profile(u))
	a.must(err)
	return password, rules
}

// passwordSet: a password that satisfies the rules is taken, and never shown.
func passwordSet(a *asker) {
	k := able[passwordKeeper](a)
	u := a.create("a", attributes{a.names.Note: "stays"})
	password, _ := a.password(k, u)
	patch, err := k.PasswordPatch(password)
	a.must(err)
	after, err := a.users.Patch(a.Context(), a.key(u).ID, a.key(u).Revision, patch)
	a.must(err)
	for _, seen := range []identity.User{after, a.get(a.key(u).ID)} {
		a.want(seen, a.names.Note, "stays")
		if strings.Contains(string(seen.Native), password) {
			a.Error("the user shows the password")
		}
		if t, ok := a.users.(identity.PasswordTimer); ok {
			_, err := t.PasswordTimes(seen)
			a.must(err)
		}
	}
	a.wantTried(a.key(u).ID, password)
	_, err = k.PasswordPatch("")
	if identity.KindOf(err) != identity.Usage {
		a.Errorf("an empty password: %v", err)
	}
}

// wantTried tries a password, where that can be done, and a wrong one.
func (a *asker) wantTried(id, password string) {
	a.Helper()
	c, ok := a.users.(identity.PasswordChecker)
	if !ok {
		return
	}
	_, err := c.CheckPassword(a.Context(), id, password)
	a.must(err)
	_, err = c.CheckPassword(a.Context(), id, password+"x")
	a.wantKind(err, identity.Invalid, "a wrong password")
}

// passwordRules: what the rules say does not hold is refused, and not repeated.
func passwordRules(a *asker) {
	k := able[passwordKeeper](a)
	u := a.create("a", nil)
	good, rules := a.password(k, u)
	if len(rules) == 0 {
		a.Skip("the realm tells no rules")
	}
	const weak = "Zq7"
	broken := 0
	for _, r := range rules {
		if r.Words == "" || !r.Holds(good, a.profile(u)) {
			a.Errorf("the rule %q does not hold for a password that was made by it", r.Name)
		}
		if !r.Holds(weak, a.profile(u)) {
			broken++
		}
	}
	if broken == 0 {
		a.Fatalf("no rule is broken by a password of three letters: %v", rules)
	}
	patch, err := k.PasswordPatch(weak)
	a.must(err)
	_, err = a.users.Patch(a.Context(), a.key(u).ID, a.key(u).Revision, patch)
	a.wantKind(err, identity.Invalid, "a password that breaks a rule")
	if len(violationsOf(err)) == 0 || err != nil && strings.Contains(err.Error(), weak) {
		a.Errorf("the refusal names no rule, or shows the password: %v", err)
	}
}

func passwordSetter(a *asker) {
	s := able[identity.PasswordSetter](a)
	k := able[passwordKeeper](a)
	u := a.create("a", nil)
	id := a.key(u).ID
	_, err := s.SetPassword(a.Context(), id, identity.PasswordChange{Password: "Zq7"})
	a.wantKind(err, identity.Invalid, "a password that breaks a rule")
	password, _ := a.password(k, u)
	state, err := s.SetPassword(a.Context(), id, identity.PasswordChange{Password: password})
	a.must(err)
	if !state.Usable || state.Words == "" {
		a.Errorf("after a new password its state is %+v", state)
	}
	if r, ok := a.users.(identity.PasswordReader); ok {
		read, err := r.PasswordState(a.Context(), id)
		a.must(err)
		if read.Status != state.Status || !read.Usable {
			a.Errorf("the state of the password is %s, then %s was read", state.Status, read.Status)
		}
	}
	a.wantTried(id, password)
	_, err = s.SetPassword(a.Context(), newID(), identity.PasswordChange{Password: password})
	a.wantKind(err, identity.NotFound, "a password of nobody")
}

// passwordStays: other changes of a user leave the password alone.
func passwordStays(a *asker) {
	able[identity.PasswordChecker](a)
	k := able[passwordKeeper](a)
	u := a.create("a", nil)
	id := a.key(u).ID
	password, _ := a.password(k, u)
	patch, err := k.PasswordPatch(password)
	a.must(err)
	for _, patch := range []identity.Patch{patch, {set(a.names.Note, "x")}, {set(a.names.userName, a.prefix+"b")}} {
		_, err := a.users.Patch(a.Context(), id, identity.AnyRevision, patch)
		a.must(err)
	}
	_, err = a.users.Replace(a.Context(), id, identity.AnyRevision, a.encode(a.document("c", nil)))
	a.must(err)
	a.wantTried(id, password)
}
