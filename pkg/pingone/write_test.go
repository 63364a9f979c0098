package pingone

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	s := directory(t)
	document := strings.Replace(adaDocument, `"tags":["a","b"],`, "", 1)
	if _, err := s.users().Replace(t.Context(), ada, "", json.RawMessage(document)); err != nil {
		t.Fatal(err)
	}
	want := []string{`PUT /users/` + ada + ` json {"email":"ada@example.com","identityProvider":{"type":"PING_ONE"},"name":{"given":"Ada","family":"Byrne"},"username":"ada","prefs":{"lang":"en","n":1.0}}`}
	if diff := cmp.Diff(want, s.written()); diff != "" {
		t.Error(diff)
	}
	for document, text := range map[string]string{
		`{"username":"a","population":{"id":"x"}}`:              "population: is changed by a request of its own",
		`{"username":"a","id":"x"}`:                             "id: the document is that of another user",
		`{"username":"a","updatedAt":"2024-01-01T00:00:00.0Z"}`: "it changed meanwhile",
		`[]`: "no JSON object",
	} {
		if _, err := s.users().Replace(t.Context(), ada, "", json.RawMessage(document)); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", document, err)
		}
	}
	if n := len(s.written()); n != 1 {
		t.Errorf("%d writes", n)
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		document, population, want string
	}{
		"plain":             {`{"username":"x"}`, "", `POST /users json {"username":"x"}`},
		"population name":   {`{"username":"x","population":"Staff"}`, "", `POST /users json {"username":"x","population":{"id":"` + staff + `"}}`},
		"population object": {`{"username":"x","population":{"name":"staff"}}`, "", `POST /users json {"username":"x","population":{"id":"` + staff + `"}}`},
		"narrow realm":      {`{"username":"x"}`, "Staff", `POST /users json {"username":"x","population":{"id":"` + staff + `"}}`},
		"nulls":             {`{"username":"x","title":null}`, "", `POST /users json {"username":"x"}`},
		"password":          {`{"username":"x","password":"p"}`, "", `POST /users vnd.pingidentity.user.import+json {"username":"x","password":{"value":"p"}}`},
		"hashed":            {`{"username":"x","password":{"value":"{SSHA}a","forceChange":true}}`, "", `POST /users vnd.pingidentity.user.import+json {"username":"x","password":{"value":"{SSHA}a","forceChange":true}}`},
		"lifecycle":         {`{"username":"x","lifecycle":{"status":"ACCOUNT_OK","suppressVerificationCode":true}}`, "", `POST /users vnd.pingidentity.user.import+json {"username":"x","lifecycle":{"status":"ACCOUNT_OK","suppressVerificationCode":true}}`},
		"copy":              {`{"_links":{},"id":"` + ada + `","account":{"status":"OK"},"username":"x","lifecycle":{"status":"ACCOUNT_OK"},"enabled":true,"emailVerified":false}`, "", `POST /users json {"username":"x","enabled":true}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := directory(t)
			u := s.users(func(o *Options) { o.Population = c.population })
			if _, err := u.Create(t.Context(), identity.Draft{Document: json.RawMessage(c.document)}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{c.want}, s.written()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	s := directory(t)
	_, err := s.users().Create(t.Context(), identity.Draft{ID: ada, Document: json.RawMessage(`{}`)})
	mustBe(t, err, identity.Unsupported)
	_, err = s.users().Create(t.Context(), identity.Draft{Document: json.RawMessage(`[1]`)})
	mustBe(t, err, identity.Invalid)
	narrow := s.users(func(o *Options) { o.Population = "Staff" })
	_, err = narrow.Create(t.Context(), identity.Draft{Document: json.RawMessage(`{"username":"x","population":"Customers"}`)})
	if e := wantKind(t, err, identity.Usage); !strings.Contains(e.Error(), "outside this realm") {
		t.Error(e)
	}
	if w := s.written(); len(w) != 0 {
		t.Errorf("wrote %v", w)
	}
}

// TestNarrowRealmKeepsToItself: users of other populations are not there.
func TestNarrowRealmKeepsToItself(t *testing.T) {
	t.Parallel()
	s := directory(t)
	u := s.users(func(o *Options) { o.Population = staff })
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"get":    func() error { _, err := u.Get(ctx, ada); return err },
		"patch":  func() error { _, err := u.Patch(ctx, ada, "", operations(t, `set title="x"`)); return err },
		"enable": func() error { _, err := u.Patch(ctx, ada, "", u.StatusPatch(true)); return err },
		"delete": func() error { _, err := u.Delete(ctx, ada, ""); return err },
		"lock":   func() error { _, err := u.Lock(ctx, ada); return err },
		"set":    func() error { _, err := u.SetPassword(ctx, ada, identity.PasswordChange{Password: "x"}); return err },
		"move":   func() error { _, err := u.Move(ctx, ada, staff); return err },
		"show":   func() error { _, err := u.Aspect(ctx, ada, "sessions"); return err },
	} {
		if k := identity.KindOf(call()); k != identity.NotFound {
			t.Errorf("%s: %s", name, k)
		}
	}
	if w := s.written(); len(w) != 0 {
		t.Errorf("wrote %v", w)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	s := directory(t)
	gone, err := s.users().Delete(t.Context(), ada, "")
	if err != nil || !strings.Contains(string(gone.Native), `"username":"ada"`) {
		t.Errorf("%s %v", gone.Native, err)
	}
	if diff := cmp.Diff([]string{"GET /users/" + ada, "DELETE /users/" + ada}, s.lines()); diff != "" {
		t.Error(diff)
	}
}

// TestDeleteTwice: the answer of the first try was lost, and the second finds
// nobody.
func TestDeleteTwice(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, adaDocument), hangsUp, says(404, `{"code":"NOT_FOUND"}`))
	if _, err := s.users().Delete(t.Context(), ada, ""); err != nil {
		t.Error(err)
	}
}

func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *Users) error{
		"create": func(ctx context.Context, u *Users) error {
			_, err := u.Create(ctx, identity.Draft{Document: json.RawMessage(`{"username":"ann"}`)})
			return err
		},
		"password": func(ctx context.Context, u *Users) error {
			_, err := u.SetPassword(ctx, ada, identity.PasswordChange{Password: "s3cret"})
			return err
		},
		"lock": func(ctx context.Context, u *Users) error { _, err := u.Lock(ctx, ada); return err },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, hangsUp)
			e := asError(t, call(t.Context(), s.users()))
			if !e.Unknown || e.Hint == "" || strings.Contains(e.Error(), "s3cret") {
				t.Errorf("%+v", e)
			}
			if n := len(s.requests()); n != 1 {
				t.Errorf("sent %d times", n)
			}
		})
	}
}

func TestMoveAndWhatItCosts(t *testing.T) {
	t.Parallel()
	s := directory(t)
	u := s.users()
	lost, err := u.LostByMove(t.Context(), ada, "Staff")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]identity.Key{{ID: "g1", Name: "Buyers"}}, lost); diff != "" {
		t.Error(diff)
	}
	if lost, err = u.LostByMove(t.Context(), ada, "Customers"); err != nil || lost != nil {
		t.Errorf("%v %v", lost, err)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch filter := r.URL.Query().Get("filter"); {
		case filter == `username eq "ada"`, filter == `email eq "ada@x"`:
			says(200, pageOf("users", "", `{"id":"1","username":"ADA"}`, `{"id":"2","username":"ada"}`))(w, r)
		case filter == `email eq "two@x"`:
			says(200, pageOf("users", "", `{"id":"1","username":"a","email":"two@x"}`, `{"id":"2","username":"b","email":"two@x"}`))(w, r)
		case filter != "":
			says(200, pageOf("users", ""))(w, r)
		default:
			says(404, `{"code":"NOT_FOUND"}`)(w, r)
		}
	})
	u := s.users()
	found, err := u.Find(t.Context(), "ada")
	if key, _ := found.Key(); err != nil || key.ID != "2" {
		t.Errorf("%v %v", key, err)
	}
	_, err = u.Find(t.Context(), "two@x")
	if e := wantKind(t, err, identity.Ambiguous); len(e.Matches) != 2 {
		t.Errorf("%+v", e)
	}
	for _, nobody := range []string{"nobody", "nobody@x", ada, "../x"} {
		_, err = u.Find(t.Context(), nobody)
		mustBe(t, err, identity.NotFound)
	}
	_, err = u.Find(t.Context(), "")
	mustBe(t, err, identity.Usage)
}

// TestInterceptedWrites: what is shown instead of sent is no failure of ours.
func TestInterceptedWrites(t *testing.T) {
	t.Parallel()
	s := directory(t)
	transport := &http.Transport{DisableKeepAlives: true}
	shown := 0
	c := rest.New(s.rest().Base(), rest.Intercept(transport, rest.IsWrite, func(*http.Request, []byte) error { shown++; return nil }), rest.Options{})
	u := New(c, Options{Realm: "r", Environment: env}).users
	for _, call := range []func() error{
		func() error {
			_, err := u.Create(t.Context(), identity.Draft{Document: json.RawMessage(`{}`)})
			return err
		},
		func() error { _, err := u.Patch(t.Context(), ada, "", u.StatusPatch(true)); return err },
		func() error { _, err := u.Delete(t.Context(), ada, ""); return err },
		func() error { _, err := u.Unlock(t.Context(), ada); return err },
		func() error { return u.SendRecoveryCode(t.Context(), ada) },
	} {
		if err := call(); !errors.Is(err, rest.ErrIntercepted) {
			t.Error(err)
		}
	}
	if shown != 5 || len(s.written()) != 0 {
		t.Errorf("shown %d, written %v", shown, s.written())
	}
}
