package pingone

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

// adaDocument is a user as the service sends one.
const adaDocument = `{"_links":{"self":{"href":"x"}},"id":"` + ada + `","environment":{"id":"` + env + `"},"account":{"canAuthenticate":true,"status":"OK"},
 "createdAt":"2025-03-04T09:12:33.481Z","updatedAt":"2025-03-04T09:12:33.481Z","email":"ada@example.com","enabled":true,
 "identityProvider":{"type":"PING_ONE"},"lifecycle":{"status":"ACCOUNT_OK"},"mfaEnabled":false,"name":{"given":"Ada","family":"Byrne"},
 "population":{"id":"` + customers + `"},"username":"ada","verifyStatus":"NOT_INITIATED","tags":["a","b"],"prefs":{"lang":"en","n":1.0}}`

// directory answers as the service would for one user and two populations.
func directory(t *testing.T) *tenant {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/v1/environments/"+env)
		switch {
		case r.Method == http.MethodDelete:
			w.WriteHeader(204)
		case path == "/users" && r.Method == http.MethodGet:
			says(200, pageOf("users", "", adaDocument))(w, r)
		case path == "/schemas":
			says(200, pageOf("schemas", "", `{"id":"s","name":"User"}`))(w, r)
		case path == "/schemas/s/attributes":
			says(200, pageOf("attributes", "", `{"name":"tags","type":"STRING","schemaType":"CUSTOM","multiValued":true}`, `{"name":"more","type":"STRING","schemaType":"CUSTOM","multiValued":true}`))(w, r)
		case path == "/populations" && r.Method == http.MethodGet:
			says(200, pageOf("populations", "", `{"id":"`+customers+`","name":"Customers","userCount":2}`, `{"id":"`+staff+`","name":"Staff"}`))(w, r)
		case path == "/users/"+ada+"/memberOfGroups":
			says(200, pageOf("groupMemberships", "",
				`{"id":"g1","name":"Buyers","_embedded":{"group":{"id":"g1","name":"Buyers","population":{"id":"`+customers+`"}}}}`,
				`{"id":"g2","name":"Everybody","_embedded":{"group":{"id":"g2","name":"Everybody"}}}`))(w, r)
		default:
			says(200, adaDocument)(w, r)
		}
	})
}

// written are the requests that change something, with their bodies.
func (s *tenant) written() []string {
	var lines []string
	for i, r := range s.requests() {
		if r.method != http.MethodGet {
			media := strings.TrimPrefix(r.header.Get("Content-Type"), "application/")
			lines = append(lines, strings.TrimSpace(s.lines()[i]+" "+media+" "+r.body))
		}
	}
	return lines
}

func operations(t *testing.T, args ...string) identity.Patch {
	t.Helper()
	var p identity.Patch
	for _, arg := range args {
		verb, rest, _ := strings.Cut(arg, " ")
		path, value, _ := strings.Cut(rest, "=")
		o := identity.Operation{Op: identity.Change(verb), Path: path}
		if from, isMove := strings.CutPrefix(value, "from "); isMove {
			o.From, value = from, ""
		}
		if value != "" {
			o.Value = json.RawMessage(value)
		}
		p = append(p, o)
	}
	return p
}

func TestPatch(t *testing.T) {
	t.Parallel()
	user := "/users/" + ada
	for name, c := range map[string]struct {
		patch []string
		want  string // what is written
		reads int
	}{
		"whole attributes":   {[]string{`set title="Dr"`, `unset nickname`}, `PATCH ` + user + ` json {"title":"Dr","nickname":null}`, 0},
		"portable names":     {[]string{`set mail="a@b.c"`, `set telephoneNumber="1"`}, `PATCH ` + user + ` json {"email":"a@b.c","primaryPhone":"1"}`, 0},
		"null is unset":      {[]string{`set title=null`}, `PATCH ` + user + ` json {"title":null}`, 0},
		"part keeps others":  {[]string{`set name.family="X"`}, `PATCH ` + user + ` json {"name":{"given":"Ada","family":"X"}}`, 1},
		"portable part":      {[]string{`set sn="X"`, `set givenName="Y"`}, `PATCH ` + user + ` json {"name":{"given":"Y","family":"X"}}`, 1},
		"unset part":         {[]string{`unset name.given`}, `PATCH ` + user + ` json {"name":{"family":"Byrne","given":null}}`, 1},
		"unset all parts":    {[]string{`unset name`}, `PATCH ` + user + ` json {"name":null}`, 0},
		"set whole name":     {[]string{`set name={"family":"X"}`}, `PATCH ` + user + ` json {"name":{"family":"X","given":null}}`, 1},
		"new part":           {[]string{`set address.locality="Bonn"`}, `PATCH ` + user + ` json {"address":{"locality":"Bonn"}}`, 1},
		"part of JSON":       {[]string{`set prefs.lang="de"`}, `PATCH ` + user + ` json {"prefs":{"lang":"de","n":1.0}}`, 1},
		"add to list":        {[]string{`add tags="c"`}, `PATCH ` + user + ` json {"tags":["a","b","c"]}`, 1},
		"add many":           {[]string{`add tags=["c","d"]`}, `PATCH ` + user + ` json {"tags":["a","b","c","d"]}`, 1},
		"add to empty list":  {[]string{`add more="c"`}, `PATCH ` + user + ` json {"more":["c"]}`, 3},
		"add to text":        {[]string{`add title="c"`}, `PATCH ` + user + ` json {"title":"c"}`, 3},
		"remove from list":   {[]string{`remove tags="a"`}, `PATCH ` + user + ` json {"tags":["b"]}`, 1},
		"remove value":       {[]string{`remove email="ada@example.com"`}, `PATCH ` + user + ` json {"email":null}`, 1},
		"remove other value": {[]string{`remove email="x"`}, ``, 1},
		"move":               {[]string{`move title=from email`}, `PATCH ` + user + ` json {"title":"ada@example.com","email":null}`, 1},
		"copy":               {[]string{`copy title=from name.given`}, `PATCH ` + user + ` json {"title":"Ada"}`, 1},
		"nothing changes":    {[]string{`set name.family="Byrne"`}, ``, 1},
		"enable":             {[]string{`set enabled=true`}, `PUT ` + user + `/enabled json {"enabled":true}`, 1},
		"account status":     {[]string{`set accountStatus="inactive"`}, `PUT ` + user + `/enabled json {"enabled":false}`, 1},
		"population by name": {[]string{`set population="Staff"`}, `PUT ` + user + `/population json {"id":"` + staff + `"}`, 2},
		"population by id":   {[]string{`set population.id="` + staff + `"`}, `PUT ` + user + `/population json {"id":"` + staff + `"}`, 1},
		"provider":           {[]string{`set identityProvider.id="p"`}, `PUT ` + user + `/identityProvider json {"identityProvider":{"id":"p"}}`, 1},
		"verify":             {[]string{`set verifyStatus="ENABLED"`}, `PUT ` + user + `/verifyStatus json {"verifyStatus":"ENABLED"}`, 1},
		"mfa":                {[]string{`set mfaEnabled=true`}, `PUT ` + user + `/mfaEnabled json {"mfaEnabled":true}`, 1},
		"password":           {[]string{`set password="x"`}, `PUT ` + user + `/password vnd.pingidentity.password.set+json {"value":"x"}`, 1},
		"password and force": {[]string{`set password.value="x"`, `set password.forceChange=true`}, `PUT ` + user + `/password vnd.pingidentity.password.set+json {"value":"x","forceChange":true}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := directory(t)
			if _, err := s.users().Patch(t.Context(), ada, "", operations(t, c.patch...)); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(s.written(), "\n")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if reads := len(s.requests()) - len(s.written()); reads != c.reads {
				t.Errorf("%d readings, want %d: %v", reads, c.reads, s.lines())
			}
		})
	}
}

func TestPatchRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		patch    []string
		revision string
		kind     identity.Kind
		text     string
	}{
		"own":        {[]string{`set createdAt="x"`}, "", identity.Invalid, "createdAt: is set by the platform"},
		"state":      {[]string{`set account.status="LOCKED"`}, "", identity.Invalid, "account: is set by the platform"},
		"mixed":      {[]string{`set enabled=false`, `set title="x"`}, "", identity.Usage, "enabled is changed by a request of its own"},
		"two apart":  {[]string{`set enabled=false`, `set mfaEnabled=true`}, "", identity.Usage, "request of its own"},
		"unset":      {[]string{`unset enabled`}, "", identity.Unsupported, "cannot unset enabled"},
		"increment":  {[]string{`increment logins=1`}, "", identity.Unsupported, `no patch operation "increment"`},
		"no value":   {[]string{`set title`}, "", identity.Usage, "needs a value"},
		"no part":    {[]string{`set email.x="a"`}, "", identity.Invalid, "has no parts"},
		"empty step": {[]string{`set /name//x="a"`}, "", identity.Usage, "not the name of an attribute"},
		"revision":   {[]string{`set title="x"`}, "2024-01-01T00:00:00.000Z", identity.Conflict, "it changed meanwhile"},
		"stale":      {[]string{`set updatedAt="2024-01-01T00:00:00.000Z"`}, "", identity.Conflict, "it changed meanwhile"},
		"population": {[]string{`set population="Nobody"`}, "", identity.NotFound, "the population Nobody: there is no population"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := directory(t)
			_, err := s.users().Patch(t.Context(), ada, c.revision, operations(t, c.patch...))
			if e := wantKind(t, err, c.kind); !strings.Contains(e.Error(), c.text) {
				t.Error(e)
			}
			if w := s.written(); len(w) != 0 {
				t.Errorf("wrote %v", w)
			}
		})
	}
}

// TestWholeDocumentIsNoChange: what was read can be sent back.
func TestWholeDocumentIsNoChange(t *testing.T) {
	t.Parallel()
	s := directory(t)
	u := s.users()
	patch, err := u.ReadPatch([]byte(adaDocument))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := u.Patch(t.Context(), ada, "", patch); err != nil || len(s.written()) != 0 {
		t.Errorf("%v, wrote %v", err, s.written())
	}
	changed := strings.Replace(adaDocument, `"given":"Ada"`, `"given":"Bea"`, 1)
	if patch, err = u.ReadPatch([]byte(changed)); err != nil {
		t.Fatal(err)
	}
	if _, err := u.Patch(t.Context(), ada, "", patch); err != nil {
		t.Fatal(err)
	}
	want := []string{`PATCH /users/` + ada + ` json {"name":{"given":"Bea","family":"Byrne"}}`}
	if diff := cmp.Diff(want, s.written()); diff != "" {
		t.Error(diff)
	}
}

func TestPreview(t *testing.T) {
	t.Parallel()
	u := New(nil, Options{}).users
	got, err := u.Preview(json.RawMessage(`{"name":{"given":"A","family":"B"},"n":1.50}`), operations(t, `set sn="C"`, `unset name.given`, `set mail="x"`))
	if err != nil || string(got) != `{"name":{"family":"C"},"n":1.50,"email":"x"}` {
		t.Errorf("%s %v", got, err)
	}
}
