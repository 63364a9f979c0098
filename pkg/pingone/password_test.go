package pingone

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

func TestPasswordOperations(t *testing.T) {
	t.Parallel()
	type call = func(ctx context.Context, u *Users) (identity.PasswordState, error)
	for want, c := range map[string]call{
		`PUT vnd.pingidentity.password.set+json {"value":"p","bypassPolicy":true}`: func(ctx context.Context, u *Users) (identity.PasswordState, error) {
			return u.SetPassword(ctx, ada, identity.PasswordChange{Password: "p", BypassPolicy: true})
		},
		`PUT vnd.pingidentity.password.setValue+json {}`: func(ctx context.Context, u *Users) (identity.PasswordState, error) { return u.UnsetPassword(ctx, ada) },
		`PUT vnd.pingidentity.password.reset+json {"currentPassword":"a","newPassword":"b"}`: func(ctx context.Context, u *Users) (identity.PasswordState, error) {
			return u.ResetPassword(ctx, ada, "a", "b")
		},
		`POST vnd.pingidentity.password.check+json {"password":"a"}`: func(ctx context.Context, u *Users) (identity.PasswordState, error) {
			return u.CheckPassword(ctx, ada, "a")
		},
		`POST vnd.pingidentity.password.forceChange `: func(ctx context.Context, u *Users) (identity.PasswordState, error) {
			return u.ForcePasswordChange(ctx, ada)
		},
		`POST vnd.pingidentity.password.unlock+json `: func(ctx context.Context, u *Users) (identity.PasswordState, error) { return u.UnlockPassword(ctx, ada) },
		`POST vnd.pingidentity.password.recover+json {"recoveryCode":"1","newPassword":"b"}`: func(ctx context.Context, u *Users) (identity.PasswordState, error) {
			return u.RecoverPassword(ctx, ada, "1", "b")
		},
		`POST vnd.pingidentity.password.sendRecoveryCode `: func(ctx context.Context, u *Users) (identity.PasswordState, error) {
			return identity.PasswordState{Status: "OK"}, u.SendRecoveryCode(ctx, ada)
		},
	} {
		s := newTenant(t, says(200, `{"status":"OK"}`))
		state, err := c(t.Context(), s.users())
		if err != nil || state.Status != "OK" {
			t.Errorf("%s: %+v %v", want, state, err)
		}
		r := s.requests()[0]
		got := r.method + " " + strings.TrimPrefix(r.header.Get("Content-Type"), "application/") + " " + r.body
		if got != want || !strings.HasSuffix(r.uri, "/users/"+ada+"/password") {
			t.Errorf("sent %s to %s, want %s", got, r.uri, want)
		}
	}
}

// TestSpellings: an operation that one server does not know under one name is
// asked for under the other.
func TestSpellings(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(415, `{"code":"INVALID_REQUEST"}`), func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	if err := s.users().SendRecoveryCode(t.Context(), ada); err != nil {
		t.Error(err)
	}
	var media []string
	for _, r := range s.requests() {
		media = append(media, strings.TrimPrefix(r.header.Get("Content-Type"), vendor))
	}
	if diff := cmp.Diff([]string{"password.sendRecoveryCode", "password.sendRecoveryCode+json"}, media); diff != "" {
		t.Error(diff)
	}
}

func TestPasswordStates(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		`{"status":"OK"}`:          "ok",
		`{"status":"NO_PASSWORD"}`: "there is none",
		`{"status":"PASSWORD_LOCKED_OUT","secondsUntilUnlock":821}`:   "locked, opens in 14 min",
		`{"status":"PASSWORD_LOCKED_OUT","secondsUntilUnlock":"30"}`:  "locked, opens in 30 s",
		`{"status":"PASSWORD_LOCKED_OUT","secondsUntilUnlock":10800}`: "locked, opens in 3 h",
		`{"status":"PASSWORD_LOCKED_OUT"}`:                            "locked",
		`{"status":"MUST_CHANGE_PASSWORD"}`:                           "has to be changed at the next sign-in",
		`{"status":"EXTERNAL"}`:                                       "kept by another directory",
		`{"status":"SOMETHING_NEW"}`:                                  "something new",
		`{"status":7}`:                                                "",
	} {
		if got := readPasswordState(json.RawMessage(document)); got.Words != want {
			t.Errorf("%s: %q", document, got.Words)
		}
	}
	warned := readPasswordState(json.RawMessage(`{"status":"OK","attemptsRemaining":2,"warnings":{"expiry":{"message":"Expires soon"},"lockout":{"attemptsRemaining":2}}}`))
	if diff := cmp.Diff([]string{"expiry: Expires soon", "lockout: attempts remaining 2"}, warned.Warnings); diff != "" || warned.Attempts != 2 {
		t.Errorf("%s %d", diff, warned.Attempts)
	}
}

const standardPolicy = `{"id":"p1","name":"Standard","default":true,"length":{"min":8,"max":20},"minCharacters":{"0123456789":1,"~!@":1},
 "maxRepeatedCharacters":2,"minUniqueCharacters":5,"history":{"count":6},"lockout":{"failureCount":5,"durationSeconds":900},
 "excludesCommonlyUsed":true,"excludesProfileData":true,"notSimilarToCurrent":true,"maxAgeDays":182,"minAgeDays":1}`

func TestExpiry(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"status":"PASSWORD_EXPIRED","lastChangedAt":"2025-03-05T16:40:02.007Z","passwordPolicy":{"id":"p1"}}`),
		says(200, pageOf("passwordPolicies", "", standardPolicy)))
	state, err := s.users().PasswordState(t.Context(), ada)
	if err != nil || state.Words != "expired on 2025-09-03" || !state.Expires.Equal(time.Date(2025, 9, 3, 16, 40, 2, 7e6, time.UTC)) {
		t.Errorf("%+v %v", state, err)
	}
	denied := newTenant(t, says(200, `{"status":"OK","lastChangedAt":"2025-03-05T16:40:02.007Z","passwordPolicy":{"id":"p1"}}`), says(403, `{}`))
	if state, err = denied.users().PasswordState(t.Context(), ada); err != nil || !state.Expires.IsZero() {
		t.Errorf("%+v %v", state, err)
	}
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("passwordPolicies", "", `{"id":"p0"}`, standardPolicy)))
	u := s.users()
	rules, err := u.PasswordRules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	broken := func(password string) []string {
		var words []string
		for _, r := range rules {
			if !r.Holds(password, identity.Profile{UserName: "annelee", Mail: "a@b.c"}) {
				words = append(words, r.Words)
			}
		}
		return words
	}
	if diff := cmp.Diff([]string{"at least 8 characters", "at least 1 of 0-9", "at least 1 of ~!@", "no character more than 2 times in a row", "at least 5 different characters"}, broken("aaa")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"nothing of the user's profile"}, broken("AnneLee1~!")); diff != "" {
		t.Error(diff)
	}
	made, err := identity.GeneratePassword(rules, identity.Profile{UserName: "annelee"})
	if err != nil || len(broken(made)) != 0 {
		t.Errorf("%q %v", made, err)
	}
	policy, err := s.client().PasswordPolicies().Find(t.Context(), "standard")
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := policy.Profile(); len(p.Rules) != 13 {
		t.Errorf("%q", p.Rules)
	}
	denied := newTenant(t, says(403, `{}`))
	if rules, err := denied.users().PasswordRules(t.Context()); err != nil || rules != nil {
		t.Errorf("%v %v", rules, err)
	}
}

func TestVerification(t *testing.T) {
	t.Parallel()
	s := newTenant(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }, says(200, adaDocument))
	u := s.users()
	if err := u.SendVerification(t.Context(), ada); err != nil {
		t.Error(err)
	}
	if _, err := u.ConfirmVerification(t.Context(), ada, "123"); err != nil {
		t.Error(err)
	}
	want := []string{
		`POST /users/` + ada + ` vnd.pingidentity.user.sendVerificationCode+json`,
		`POST /users/` + ada + ` vnd.pingidentity.user.verify+json {"verificationCode":"123"}`,
	}
	if diff := cmp.Diff(want, s.written()); diff != "" {
		t.Error(diff)
	}
}

func TestAspects(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "s") {
			says(200, pageOf("x", "", `{"id":"1","createdAt":"2025-03-05T16:40:02.007Z"}`))(w, r)
			return
		}
		says(200, `{"a":1}`)(w, r)
	})
	u := s.users()
	for _, name := range u.Aspects() {
		document, err := u.Aspect(t.Context(), ada, name)
		want := `{"a":1}`
		if name == "linked" || name == "sessions" || name == "verify" {
			want = `[{"id":"1","createdAt":"2025-03-05T16:40:02.007Z"}]`
		}
		if name == "verify" { // its address ends in s as well
			continue
		}
		if err != nil || string(document) != want {
			t.Errorf("%s: %s %v", name, document, err)
		}
	}
	_, err := u.Aspect(t.Context(), ada, "shoes")
	mustBe(t, err, identity.Usage)
}

func TestSessions(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("sessions", "", `{"id":"s1","createdAt":"2025-03-05T16:40:02.007Z","browser":{"name":"Firefox"},"lastSignOn":{"at":"2025-03-06T00:00:00Z","remoteIp":"10.0.0.1"}}`)))
	store, err := identity.Sessions(s.client(), ada)
	if err != nil {
		t.Fatal(err)
	}
	for session, err := range store.List(t.Context(), identity.Query{}) {
		p, readErr := session.Profile()
		if err != nil || readErr != nil || p.ID != "s1" || p.Browser != "Firefox" || p.Address != "10.0.0.1" || p.Used.Day() != 6 {
			t.Errorf("%+v %v %v", p, err, readErr)
		}
	}
	d := directory(t)
	linked, err := identity.LinkedAccounts(d.client(), ada)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := linked.Delete(t.Context(), "l1", ""); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"DELETE /users/" + ada + "/linkedAccounts/l1"}, func() (w []string) {
		for _, line := range d.written() {
			w = append(w, strings.TrimSpace(line))
		}
		return w
	}()); diff != "" {
		t.Error(diff)
	}
}

// TestRefusedPassword: what the request calls a value is a password to a person.
func TestRefusedPassword(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(400, `{"code":"INVALID_DATA","details":[{"code":"INVALID_VALUE","target":"value","innerError":{"unsatisfiedRequirements":["history","length"]}}]}`))
	_, err := s.users().SetPassword(t.Context(), ada, identity.PasswordChange{Password: "p"})
	mustBe(t, err, identity.Invalid)
	if e, ok := errors.AsType[*identity.Error](err); !ok || len(e.Violations) != 2 || e.Violations[0].String() != "password: was used before" {
		t.Errorf("%+v", e)
	}
}
