package pingone

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// An exchange is one documented request and its answer.
type exchange struct {
	Request struct {
		Method, Path, ContentType string
		Body                      json.RawMessage
	}
	Response struct {
		Status int
		Body   json.RawMessage
	}
}

func readExchange(t *testing.T, data []byte) exchange {
	t.Helper()
	var x exchange
	if err := json.Unmarshal(data, &x); err != nil {
		t.Fatal(err)
	}
	return x
}

// body is the request's body, compact.
func (x exchange) body(t *testing.T) string {
	t.Helper()
	if text := textOf(x.Request.Body); text != "" || len(x.Request.Body) == 0 || string(x.Request.Body) == `""` {
		return text
	}
	var b bytes.Buffer
	if err := json.Compact(&b, x.Request.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A contract is a documented exchange and the call that has to ask for it, byte
// for byte.
type contract struct {
	file string
	call func(ctx context.Context, c *Client, x exchange) error
	kind identity.Kind // of the error, if the answer is one
	// before is what has to be asked first, with its answer.
	before map[string]string
}

func listUsers(q identity.Query) func(context.Context, *Client, exchange) error {
	return func(ctx context.Context, c *Client, _ exchange) error {
		for u, err := range c.users.List(ctx, q) {
			if err != nil {
				return err
			}
			if _, err := u.Key(); err != nil {
				return err
			}
		}
		return nil
	}
}

func create(ctx context.Context, c *Client, x exchange) error {
	_, err := c.users.Create(ctx, identity.Draft{Document: x.Request.Body})
	return err
}

func patch(ctx context.Context, c *Client, x exchange) error {
	p, err := c.users.ReadPatch(x.Request.Body)
	if err == nil {
		_, err = c.users.Patch(ctx, path.Base(x.Request.Path), identity.AnyRevision, p)
	}
	return err
}

func password(call func(context.Context, *Users, object) (identity.PasswordState, error)) func(context.Context, *Client, exchange) error {
	return func(ctx context.Context, c *Client, x exchange) error {
		o := object{}
		if len(x.Request.Body) > 0 {
			var err error
			if o, err = parseObject(x.Request.Body); err != nil {
				return err
			}
		}
		_, err := call(ctx, &c.users, o)
		return err
	}
}

const (
	schemaID    = "03e7c8ae-69d4-51c0-8d13-991fc4792820"
	schemasPath = "GET /v1/environments/" + env + "/schemas"
)

func contracts() []contract {
	schemas := map[string]string{schemasPath: `{"_embedded":{"schemas":[{"id":"` + schemaID + `","name":"User"}]},"size":1}`}
	return []contract{
		{"environments-list.json", func(ctx context.Context, c *Client, _ exchange) error {
			for e, err := range Environments(ctx, c.rest) {
				if err != nil || e.Name != "Customers EU" || e.Region != "EU" {
					return errors.Join(err, io.ErrUnexpectedEOF)
				}
			}
			return nil
		}, 0, nil},
		{"population-create.json", func(ctx context.Context, c *Client, x exchange) error {
			_, err := c.Populations().Create(ctx, identity.Draft{Document: x.Request.Body})
			return err
		}, 0, nil},
		{"populations-list.json", func(ctx context.Context, c *Client, _ exchange) error {
			q := identity.Query{Filter: identity.Comparison{Attribute: "name", Op: identity.StartsWith, Value: identity.Value{Text: "Cust"}}}
			for p, err := range c.Populations().List(ctx, q) {
				if err != nil {
					return err
				}
				if profile, err := p.Profile(); err != nil || !profile.Default || profile.Users != 2 {
					return errors.Join(err, io.ErrUnexpectedEOF)
				}
			}
			return nil
		}, 0, nil},
		{"user-create.json", create, 0, nil},
		{"user-create-duplicate.json", create, identity.Conflict, nil},
		{"user-import.json", create, 0, nil},
		{"users-list-page.json", listUsers(identity.Query{Limit: 1}), 0, nil},
		{"user-patch-null.json", patch, 0, nil},
		{"user-custom-attributes.json", patch, 0, nil},
		{"user-include-groups.json", func(ctx context.Context, c *Client, _ exchange) error {
			_, err := c.users.GetIncluding(ctx, ada, "memberOfGroupIDs")
			return err
		}, 0, nil},
		{"user-enabled.json", func(ctx context.Context, c *Client, _ exchange) error {
			_, err := c.users.Patch(ctx, ada, "", c.users.StatusPatch(false))
			return err
		}, 0, nil},
		{"user-population.json", func(ctx context.Context, c *Client, _ exchange) error {
			_, err := c.users.Move(ctx, ada, staff)
			return err
		}, 0, nil},
		{"user-unlock.json", func(ctx context.Context, c *Client, _ exchange) error {
			_, err := c.users.Unlock(ctx, ada)
			return err
		}, 0, nil},
		{"error-not-found.json", func(ctx context.Context, c *Client, x exchange) error {
			_, err := c.users.Get(ctx, path.Base(x.Request.Path))
			return err
		}, identity.NotFound, nil},
		{"password-state.json", password(func(ctx context.Context, u *Users, _ object) (identity.PasswordState, error) {
			return u.PasswordState(ctx, ada)
		}), 0, nil},
		{"password-set.json", password(func(ctx context.Context, u *Users, o object) (identity.PasswordState, error) {
			return u.SetPassword(ctx, ada, identity.PasswordChange{Password: o.text("value"), MustChange: true})
		}), 0, nil},
		{"password-reset.json", password(func(ctx context.Context, u *Users, o object) (identity.PasswordState, error) {
			return u.ResetPassword(ctx, ada, o.text("currentPassword"), o.text("newPassword"))
		}), 0, nil},
		{"password-check.json", password(func(ctx context.Context, u *Users, o object) (identity.PasswordState, error) {
			return u.CheckPassword(ctx, ada, o.text("password"))
		}), 0, nil},
		{"schema-attribute-create.json", func(ctx context.Context, c *Client, x exchange) error {
			_, err := c.SchemaAttributes().Create(ctx, identity.Draft{Document: x.Request.Body})
			return err
		}, 0, schemas},
		{"schema-attributes-list.json", func(ctx context.Context, c *Client, _ exchange) error {
			s, err := c.users.Schema(ctx)
			told := []string{"username", "nickname", "name", "shirtSize"}
			if err == nil && !slices.Equal(s.Names()[:len(told)], told) {
				err = io.ErrUnexpectedEOF
			}
			return err
		}, 0, schemas},
		{"idp-create-social.json", createProvider, 0, nil},
		{"idp-create-oidc-authoritative.json", createProvider, 0, nil},
		{"idp-attributes-list.json", func(ctx context.Context, c *Client, x exchange) error {
			var cores []bool
			for a, err := range c.ProviderAttributes(path.Base(path.Dir(x.Request.Path))).List(ctx, identity.Query{}) {
				if err != nil {
					return err
				}
				p, err := a.Profile()
				if err != nil || p.Value != "${providerAttributes.emailAddress.value}" || p.Update != "EMPTY_ONLY" {
					return errors.Join(err, io.ErrUnexpectedEOF)
				}
				cores = append(cores, p.Core)
			}
			if !slices.Equal(cores, []bool{true, false}) {
				return io.ErrUnexpectedEOF
			}
			return nil
		}, 0, nil},
		{"counts-active-by-date.json", func(ctx context.Context, c *Client, _ exchange) error {
			return wantPoints(c.Active(ctx, identity.CountQuery{From: march(1), Limit: 2}), "[03-01 03-02 17] [03-02 03-03 0]")
		}, 0, nil},
		{"counts-total.json", func(ctx context.Context, c *Client, _ exchange) error {
			return wantPoints(c.Totals(ctx, identity.CountQuery{From: march(1), To: march(2)}), "[03-01 03-02 41] [03-02 03-03 42]")
		}, 0, nil},
	}
}

func createProvider(ctx context.Context, c *Client, x exchange) error {
	made, err := c.IdentityProviders().Create(ctx, identity.Draft{Document: x.Request.Body})
	if err != nil {
		return err
	}
	if p, err := made.Profile(); err != nil || !p.Enabled || p.Authoritative != (p.Name == "Partner") {
		return errors.Join(err, io.ErrUnexpectedEOF)
	}
	return nil
}

// TestContract holds what is sent against the documented exchanges.
func TestContract(t *testing.T) {
	t.Parallel()
	for _, c := range append(contracts(), groupContracts()...) {
		t.Run(strings.TrimSuffix(c.file, ".json"), func(t *testing.T) {
			t.Parallel()
			x := readExchange(t, shared(t, "examples", "pingone", c.file))
			keep(t, x, c)
		})
	}
}

// keep plays one exchange. What is asked for besides, before or after it, has to be
// announced or a reading of the user.
func keep(t *testing.T, x exchange, c contract) {
	t.Helper()
	document := `{"id":"` + ada + `","username":"ada.byrne","population":{"id":"` + customers + `"}}`
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked := r.Method + " " + r.RequestURI
		switch {
		case asked == x.Request.Method+" "+x.Request.Path:
			says(x.Response.Status, string(x.Response.Body))(w, r)
		case c.before[asked] != "":
			says(200, c.before[asked])(w, r)
		case r.Method == http.MethodGet:
			says(200, document)(w, r)
		default:
			says(500, `{}`)(w, r)
		}
	})
	err := c.call(t.Context(), s.client(), x)
	if x.Response.Status >= 400 {
		mustBe(t, err, c.kind)
	} else if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, got := range s.requests() {
		switch {
		case got.method == x.Request.Method && got.uri == x.Request.Path:
			found++
			if diff := cmp.Diff(x.body(t), got.body); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if want := x.Request.ContentType; got.header.Get("Content-Type") != want {
				t.Errorf("Content-Type %q, want %q", got.header.Get("Content-Type"), want)
			}
			if got.header.Get("Accept") != "application/json" {
				t.Errorf("Accept %q", got.header.Get("Accept"))
			}
		case got.method != http.MethodGet:
			t.Errorf("asked for %s", got)
		}
	}
	if found != 1 {
		t.Errorf("asked for %s %s %d times, all requests: %v", x.Request.Method, x.Request.Path, found, s.requests())
	}
}

// TestOwnContract is TestContract with documents of our own, which are always here.
func TestOwnContract(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/exchanges.json")
	if err != nil {
		t.Fatal(err)
	}
	var exchanges []struct {
		Name string
		exchange
	}
	if err := json.Unmarshal(data, &exchanges); err != nil {
		t.Fatal(err)
	}
	calls := map[string]contract{
		"list":    {call: listUsers(identity.Query{Filter: filterOf(t, `userName sw "a" and active = true`)})},
		"create":  {call: create},
		"import":  {call: create},
		"patch":   {call: patch},
		"refused": {call: create, kind: identity.Invalid},
	}
	for _, x := range exchanges {
		t.Run(x.Name, func(t *testing.T) {
			t.Parallel()
			c, known := calls[x.Name]
			if !known {
				t.Fatal("there is no call for it")
			}
			keep(t, x.exchange, c)
		})
	}
}

// TestToken asks for a token as it is documented.
func TestToken(t *testing.T) {
	t.Parallel()
	x := readExchange(t, shared(t, "examples", "pingone", "token-client-credentials.json"))
	s := newTenant(t, says(x.Response.Status, string(x.Response.Body)))
	a := App{Environment: env, ClientID: "id", Secret: func(context.Context) (string, error) { return "s%cret", nil }}
	got, err := WorkerApp(s.rest(), a, nil).Token(t.Context())
	if err != nil || got.Access == "" || got.Expiry.IsZero() {
		t.Fatalf("%v, expiry %v, %v", got, got.Expiry, err)
	}
	r := s.requests()[0]
	if r.method != x.Request.Method || r.uri != x.Request.Path || r.body != x.body(t) || r.header.Get("Content-Type") != x.Request.ContentType {
		t.Errorf("sent %s %q", r, r.body)
	}
	if user, secret, ok := (&http.Request{Header: r.header}).BasicAuth(); !ok || user != "id" || secret != "s%25cret" {
		t.Errorf("basic %q %q %v", user, secret, ok)
	}
}

// TestErrorsDocumented reads the documented errors that no single call leads to.
func TestErrorsDocumented(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]struct {
		kind identity.Kind
		text string
	}{
		"error-forbidden.json":    {identity.Auth, "list users in ping-eu/staff: the actor attempting to perform the request is not authorized; the one who signed in may lack the administrator role for this environment"},
		"error-rate-limited.json": {identity.Throttled, "list users in ping-eu/staff: too many requests, and asks to wait 2s"},
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			x := readExchange(t, shared(t, "examples", "pingone", file))
			s := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", "2")
				says(x.Response.Status, string(x.Response.Body))(w, r)
			})
			c := New(rest.New(s.rest().Base(), &http.Transport{DisableKeepAlives: true}, rest.Options{}), Options{Realm: "ping-eu/staff", Environment: env})
			e := wantKind(t, listUsers(identity.Query{})(t.Context(), c, x), want.kind)
			if e.Error() != want.text || e.RequestID == "" || e.Code == "" {
				t.Errorf("%s\nid %q code %q", e, e.RequestID, e.Code)
			}
		})
	}
}

// TestContractsNamed finds documents that nobody plays.
func TestContractsNamed(t *testing.T) {
	t.Parallel()
	shared(t, "examples", "pingone", "README.md")
	played := map[string]bool{"token-client-credentials.json": true, "error-forbidden.json": true, "error-rate-limited.json": true}
	for _, c := range append(contracts(), groupContracts()...) {
		played[c.file] = true
	}
	files, err := os.ReadDir("../../../shared/examples/pingone")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, ours := range []string{"user-", "users-", "password-", "population", "schema-", "error-", "environments-", "token-", "group-", "role-"} {
			if strings.HasPrefix(f.Name(), ours) && !strings.HasPrefix(f.Name(), "user-credential") && !played[f.Name()] {
				t.Errorf("%s is played by no test", f.Name())
			}
		}
	}
}
