package aic

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
)

const ann = `{"_id":"7e1f6f2e-0000-4000-8000-000000000001","_rev":"1","userName":"ann","sn":"Lee","city":null,"aliasList":[]}`

const annID = "7e1f6f2e-0000-4000-8000-000000000001"

func setSN(value string) identity.Patch {
	return identity.Patch{{Op: identity.Set, Path: "sn", Value: identity.Quote(value)}}
}

func annWith(rev, sn string) string {
	return strings.NewReplacer(`"_rev":"1"`, `"_rev":"`+rev+`"`, `"Lee"`, `"`+sn+`"`).Replace(ann)
}

func TestFind(t *testing.T) {
	t.Parallel()
	missing := says(404, `{"code":404,"reason":"Not Found","message":"No Such Entry: x"}`)
	other := strings.Replace(ann, `"ann"`, `"ANN"`, 1)
	tests := map[string]struct {
		name    string
		dialect Dialect
		answers []http.HandlerFunc
		found   bool
		kind    identity.Kind
		asked   []string
	}{
		"by id":        {annID, Cloud, []http.HandlerFunc{says(200, ann)}, true, 0, []string{"GET /openidm/managed/alpha_user/" + annID}},
		"by user name": {"ann", Cloud, []http.HandlerFunc{says(200, pageOf("", ann))}, true, 0, []string{"GET /openidm/managed/alpha_user?_queryFilter=userName%20eq%20%22ann%22&_pageSize=10"}},
		"by mail": {"ann@b.c", Cloud, []http.HandlerFunc{says(200, pageOf("")), says(200, pageOf("", ann))}, true, 0,
			[]string{"GET /openidm/managed/alpha_user?_queryFilter=userName%20eq%20%22ann%40b.c%22&_pageSize=10", "GET /openidm/managed/alpha_user?_queryFilter=mail%20eq%20%22ann%40b.c%22&_pageSize=10"}},
		"an id that is a name": {annID, Cloud, []http.HandlerFunc{missing, says(200, pageOf("", ann))}, true, 0, nil},
		"nobody":               {annID, Cloud, []http.HandlerFunc{missing, says(200, pageOf(""))}, false, identity.NotFound, nil},
		"several":              {"Ann", Cloud, []http.HandlerFunc{says(200, pageOf("", ann, other))}, false, identity.Ambiguous, nil},
		"one of them exactly":  {"ann", Cloud, []http.HandlerFunc{says(200, pageOf("", ann, other))}, true, 0, nil},
		"two of them exactly":  {"ann", Cloud, []http.HandlerFunc{says(200, pageOf("", ann, ann))}, false, identity.Ambiguous, nil},
		"any id on idm":        {"ann", IDM, []http.HandlerFunc{says(200, ann)}, true, 0, []string{"GET /openidm/managed/alpha_user/ann"}},
		"then the name on idm": {"ann", IDM, []http.HandlerFunc{missing, says(200, pageOf("", ann))}, true, 0, nil},
		"not signed in":        {annID, Cloud, []http.HandlerFunc{says(401, `{"code":401,"reason":"Unauthorized","message":"Access Denied"}`)}, false, identity.Auth, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, tt.answers...)
			got, err := s.users(tt.dialect).Find(context.Background(), tt.name)
			if tt.found {
				if err != nil || string(got.Native) != ann {
					t.Fatalf("got %s, %v", got.Native, err)
				}
			} else if e := wantKind(t, err, tt.kind); e.Op != "find user" || e.Subject != tt.name {
				t.Errorf("%+v", e)
			} else if tt.kind == identity.Ambiguous && len(e.Matches) != 2 {
				t.Errorf("matches %v", e.Matches)
			}
			if tt.asked != nil {
				if diff := cmp.Diff(tt.asked, s.lines()); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(201, ann))
	got, err := s.users(Cloud).Create(context.Background(), identity.Draft{Document: json.RawMessage(`{"_id":"x","_rev":"y","userName":"ann","sn":"Lee","city":null}`)})
	if err != nil || string(got.Native) != ann {
		t.Fatalf("got %s, %v", got.Native, err)
	}
	r := s.requests()[0]
	id := strings.TrimPrefix(r.uri, "/openidm/managed/alpha_user/")
	if r.method != "PUT" || uuid.Validate(id) != nil || r.header.Get("If-None-Match") != "*" || r.header.Get("Content-Type") != "application/json" {
		t.Errorf("sent %s, If-None-Match %q", r, r.header.Get("If-None-Match"))
	}
	if want := `{"userName":"ann","sn":"Lee"}`; r.body != want {
		t.Errorf("sent %s, want %s", r.body, want)
	}
	s = newTenant(t, says(201, ann))
	if _, err := s.users(Cloud).Create(context.Background(), identity.Draft{ServerID: true, Document: json.RawMessage(`{"userName":"ann"}`)}); err != nil {
		t.Fatal(err)
	}
	if r := s.requests()[0]; r.String() != "POST /openidm/managed/alpha_user?_action=create" || r.header.Get("If-None-Match") != "" || r.body != `{"userName":"ann"}` {
		t.Errorf("sent %s %s", r, r.body)
	}
	for name, d := range map[string]identity.Draft{
		"an id and none": {ID: annID, ServerID: true, Document: json.RawMessage(`{}`)}, "a path": {ID: "../x", Document: json.RawMessage(`{}`)},
		"no object": {Document: json.RawMessage(`[]`)}, "nothing": {}, "a name twice": {Document: json.RawMessage(`{"a":1,"a":2}`)},
	} {
		if _, err := s.users(Cloud).Create(context.Background(), d); err == nil {
			t.Errorf("%s was sent", name)
		}
	}
}

// TestCreateAgain counts as done a creation whose first answer was lost and whose
// second is a refusal, if what is there is what was sent.
func TestCreateAgain(t *testing.T) {
	t.Parallel()
	draft := identity.Draft{ID: annID, Document: json.RawMessage(`{"userName":"ann","sn":"Lee","password":"Passw0rd"}`)}
	exists := says(412, `{"code":412,"reason":"Precondition Failed","message":"Entry Already Exists: The entry &#39;fr-idm-uuid&#61;x&#39; cannot be added because an entry with that name already exists"}`)
	fault := says(502, "<html>bad gateway</html>")
	for name, answers := range map[string][]http.HandlerFunc{
		"after a lost connection": {hangsUp, exists, says(200, ann)},
		"after a gateway error":   {fault, exists, says(200, ann)},
		"at the second try":       {fault, says(201, ann)},
	} {
		s := newTenant(t, answers...)
		got, err := s.users(Cloud).Create(context.Background(), draft)
		if err != nil || string(got.Native) != ann {
			t.Errorf("%s: got %s, %v after %v", name, got.Native, err, s.lines())
		}
	}
	for name, answers := range map[string][]http.HandlerFunc{
		"nothing was lost":       {exists, says(200, ann)},
		"it is somebody else's":  {hangsUp, exists, says(200, strings.Replace(ann, "Lee", "Li", 1))},
		"it cannot be read back": {hangsUp, exists, says(403, `{"code":403,"reason":"Forbidden","message":"Access denied"}`)},
	} {
		s := newTenant(t, answers...)
		_, err := s.users(Cloud).Create(context.Background(), draft)
		if e := wantKind(t, err, identity.Conflict); e.Detail != "there is one with this id already" || e.Subject != "ann" {
			t.Errorf("%s: %v", name, e)
		}
	}
}

// TestCreateUnknown never repeats a POST, and says how to find out.
func TestCreateUnknown(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{"lost": hangsUp, "gateway": says(504, ""), "unreadable": says(200, "<html>")} {
		s := newTenant(t, answer)
		_, err := s.users(Cloud).Create(context.Background(), identity.Draft{ServerID: true, Document: json.RawMessage(`{"userName":"o'neill"}`)})
		e := asError(t, err)
		if want := `realmctl users list -R acme/alpha --where 'userName = "o'\''neill"'`; !e.Unknown || e.Hint != want {
			t.Errorf("%s: unknown %v, hint %s", name, e.Unknown, e.Hint)
		}
		if n := len(s.lines()); n != 1 {
			t.Errorf("%s: sent %d times", name, n)
		}
	}
	s := newTenant(t, says(400, `{"code":400,"message":"no"}`))
	_, err := s.users(Cloud).Create(context.Background(), identity.Draft{ServerID: true, Document: json.RawMessage(`{}`)})
	if e := asError(t, err); e.Unknown {
		t.Error("a refusal is no unknown outcome")
	}
}

func TestPatch(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, annWith("2", "Li")))
	got, err := s.users(Cloud).Patch(context.Background(), annID, "1", setSN("Li"))
	if err != nil || string(got.Native) != annWith("2", "Li") {
		t.Fatalf("got %s, %v", got.Native, err)
	}
	r := s.requests()[0]
	if r.String() != "PATCH /openidm/managed/alpha_user/"+annID || r.header.Get("If-Match") != `"1"` || r.body != `[{"operation":"replace","field":"/sn","value":"Li"}]` {
		t.Errorf("sent %s If-Match %s: %s", r, r.header.Get("If-Match"), r.body)
	}
	if _, err := s.users(Cloud).Patch(context.Background(), annID, identity.AnyRevision, setSN("Li")); err != nil {
		t.Fatal(err)
	}
	if r := s.requests()[1]; r.header.Get("If-Match") != "*" {
		t.Errorf("If-Match %s", r.header.Get("If-Match"))
	}
}

// TestPatchLost reads the user after a lost answer: what it finds decides.
func TestPatchLost(t *testing.T) {
	t.Parallel()
	stale := says(412, `{"code":412,"reason":"Precondition Failed","message":"Update rejected"}`)
	fault := says(500, `{"code":500,"reason":"Internal Server Error","message":"boom"}`)
	done := annWith("2", "Li")
	add := identity.Patch{{Op: identity.Add, Path: "aliasList/-", Value: json.RawMessage(`"x"`)}}
	tests := map[string]struct {
		patch    identity.Patch
		revision string
		answers  []http.HandlerFunc
		want     string // the document, or "" for an error
		kind     identity.Kind
		unknown  bool
		sends    int
	}{
		"it was carried out":           {setSN("Li"), "1", []http.HandlerFunc{hangsUp, says(200, done)}, done, 0, false, 1},
		"it was not":                   {setSN("Li"), "1", []http.HandlerFunc{hangsUp, says(200, ann), says(200, done)}, done, 0, false, 2},
		"a fault, and it was not":      {setSN("Li"), "1", []http.HandlerFunc{fault, says(200, ann), says(200, done)}, done, 0, false, 2},
		"late, and then refused":       {setSN("Li"), "1", []http.HandlerFunc{hangsUp, says(200, ann), stale, says(200, done)}, done, 0, false, 2},
		"somebody else was faster":     {setSN("Li"), "1", []http.HandlerFunc{hangsUp, says(200, annWith("2", "Lo"))}, "", identity.Unavailable, true, 1},
		"it stays unknown":             {setSN("Li"), "1", []http.HandlerFunc{hangsUp}, "", identity.Unavailable, true, 1},
		"it never works":               {setSN("Li"), "1", []http.HandlerFunc{fault, says(200, ann), fault, says(200, ann), fault, says(200, ann), fault, says(200, ann)}, "", identity.Unavailable, false, mostSends},
		"the race is lost":             {setSN("Li"), "1", []http.HandlerFunc{stale}, "", identity.Conflict, false, 1},
		"insisting is done":            {setSN("Li"), "*", []http.HandlerFunc{hangsUp, says(200, done)}, done, 0, false, 1},
		"insisting is repeated":        {setSN("Li"), "*", []http.HandlerFunc{hangsUp, says(200, ann), says(200, done)}, done, 0, false, 2},
		"an addition is not repeated":  {add, "*", []http.HandlerFunc{hangsUp, says(200, ann)}, "", identity.Unavailable, true, 1},
		"an addition by its revision":  {add, "1", []http.HandlerFunc{hangsUp, says(200, ann), says(200, done)}, done, 0, false, 2},
		"an addition somebody changed": {add, "1", []http.HandlerFunc{hangsUp, says(200, annWith("2", "Lo"))}, "", identity.Unavailable, true, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, tt.answers...)
			got, err := s.users(Cloud).Patch(context.Background(), annID, tt.revision, tt.patch)
			if tt.want != "" && (err != nil || string(got.Native) != tt.want) {
				t.Errorf("got %s, %v", got.Native, err)
			}
			if tt.want == "" {
				if e := wantKind(t, err, tt.kind); e.Unknown != tt.unknown || e.Unknown && e.Hint != "realmctl users get "+annID+" -R acme/alpha" {
					t.Errorf("%v: unknown %v, hint %q", e, e.Unknown, e.Hint)
				}
			}
			sends := 0
			for _, r := range s.requests() {
				if r.method == "PATCH" {
					sends++
				}
			}
			if sends != tt.sends && tt.sends > 0 {
				t.Errorf("sent %d times, want %d: %v", sends, tt.sends, s.lines())
			}
		})
	}
}

func TestPatchWhere(t *testing.T) {
	t.Parallel()
	q := identity.Query{Filter: identity.Comparison{Attribute: "userName", Op: identity.Equal, Value: identity.Value{Text: "ann"}}}
	s := newTenant(t, says(200, ann))
	if _, err := s.users(Cloud).PatchWhere(context.Background(), q, setSN("Li")); err != nil {
		t.Fatal(err)
	}
	r := s.requests()[0]
	if want := "POST /openidm/managed/alpha_user?_action=patch&_queryFilter=userName%20eq%20%22ann%22"; r.String() != want || r.header.Get("If-Match") != "" {
		t.Errorf("sent %s", r)
	}
	s = newTenant(t, says(404, `{"code":404,"reason":"Not Found","message":"Query returned no results"}`))
	_, err := s.users(Cloud).PatchWhere(context.Background(), q, setSN("Li"))
	_ = wantKind(t, err, identity.NotFound)
	s = newTenant(t, says(500, `{"code":500,"reason":"Internal Server Error","message":"Query result must yield one matching object"}`), says(200, pageOf("", ann, row(2))))
	_, err = s.users(Cloud).PatchWhere(context.Background(), q, setSN("Li"))
	if e := wantKind(t, err, identity.Ambiguous); len(e.Matches) != 2 || e.Matches[0].Name != "ann" {
		t.Errorf("%+v", e)
	}
	s = newTenant(t, hangsUp)
	_, err = s.users(Cloud).PatchWhere(context.Background(), q, setSN("Li"))
	if e := asError(t, err); !e.Unknown || len(s.lines()) != 1 || !strings.HasSuffix(e.Hint, ` --filter 'userName eq "ann"'`) {
		t.Errorf("%v after %v; %s", e, s.lines(), e.Hint)
	}
	if _, err := s.users(Cloud).PatchWhere(context.Background(), identity.Query{}, setSN("Li")); identity.KindOf(err) != identity.Usage {
		t.Errorf("a patch of everybody: %v", err)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, ann))
	got, err := s.users(Cloud).Delete(context.Background(), annID, "1")
	if err != nil || string(got.Native) != ann {
		t.Fatalf("got %s, %v", got.Native, err)
	}
	if r := s.requests()[0]; r.String() != "DELETE /openidm/managed/alpha_user/"+annID || r.header.Get("If-Match") != `"1"` || r.body != "" {
		t.Errorf("sent %s, If-Match %s", r, r.header.Get("If-Match"))
	}
	missing := says(404, `{"code":404,"reason":"Not Found","message":"No Such Entry"}`)
	_, err = newTenant(t, missing).users(Cloud).Delete(context.Background(), annID, "1")
	_ = wantKind(t, err, identity.NotFound)
	got, err = newTenant(t, hangsUp, missing).users(Cloud).Delete(context.Background(), annID, "1")
	if want := `{"_id":"` + annID + `","_rev":"1"}`; err != nil || string(got.Native) != want {
		t.Errorf("after a lost answer: %s, %v", got.Native, err)
	}
	got, err = newTenant(t, hangsUp, says(200, ann), says(200, ann)).users(Cloud).Delete(context.Background(), annID, "1")
	if err != nil || string(got.Native) != ann {
		t.Errorf("at the second try: %s, %v", got.Native, err)
	}
}

const smallSchema = `{"type":"object","resourceCollection":"managed/alpha_user","order":["userName","sn"],"required":["userName"],"properties":{
	"_id":{"type":"string"},"userName":{"type":"string"},"sn":{"type":["string","null"]},"city":{"type":"string"},"password":{"type":"string","scope":"private"},
	"aliasList":{"type":"array","items":{"type":"string"}},"effectiveRoles":{"type":"array","isVirtual":true},"manager":{"type":"relationship"},
	"roles":{"type":"array","items":{"type":"relationship"}},"passwordLastChangedTime":{"type":"string"}}}`

func TestReplace(t *testing.T) {
	t.Parallel()
	document := json.RawMessage(`{"_id":"` + annID + `","_rev":"1","userName":"ann","sn":"Li","city":null,"aliasList":["x"],"effectiveRoles":[1],"manager":{"_ref":"m"},"roles":[{"_ref":"r"}],"passwordLastChangedTime":"t"}`)
	s := newTenant(t, says(200, smallSchema), says(200, annWith("2", "Li")))
	if _, err := s.users(Cloud).Replace(context.Background(), annID, "", document); err != nil {
		t.Fatal(err)
	}
	r := s.requests()[1]
	if r.method != "PUT" || r.header.Get("If-Match") != `"1"` || r.body != `{"_id":"`+annID+`","userName":"ann","sn":"Li","aliasList":["x"]}` {
		t.Errorf("sent %s If-Match %s %s", r, r.header.Get("If-Match"), r.body)
	}
	// What the schema does not declare and is as it was is not sent back.
	s = newTenant(t, says(200, smallSchema), says(200, `{"_id":"1","_rev":"9","displayName":"Ann","other":1}`), says(200, ann))
	if _, err := s.users(Cloud).Replace(context.Background(), annID, "1", json.RawMessage(`{"userName":"ann","displayName":"Ann","other":2}`)); err != nil {
		t.Fatal(err)
	}
	if r := s.requests()[2]; r.header.Get("If-Match") != `"1"` || r.body != `{"userName":"ann","other":2,"_id":"`+annID+`"}` {
		t.Errorf("sent If-Match %s %s", r.header.Get("If-Match"), r.body)
	}
	noSchema := says(403, `{"code":403,"reason":"Forbidden","message":"Access denied"}`)
	s = newTenant(t, noSchema, noSchema, says(200, ann), says(200, annWith("2", "Li")))
	if _, err := s.users(Cloud).Replace(context.Background(), annID, "", json.RawMessage(`{"userName":"ann"}`)); err != nil {
		t.Fatal(err)
	}
	if r := s.requests()[3]; r.header.Get("If-Match") != `"1"` || r.body != `{"userName":"ann","_id":"`+annID+`"}` {
		t.Errorf("without a revision: If-Match %s, %s", r.header.Get("If-Match"), r.body)
	}
	for name, document := range map[string]string{"another's": `{"_id":"other"}`, "no object": `[]`} {
		_, err := s.users(Cloud).Replace(context.Background(), annID, "1", json.RawMessage(document))
		if identity.KindOf(err) != identity.Invalid || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReplaceOnIDM sends the difference as a patch: a PUT would delete the password.
func TestReplaceOnIDM(t *testing.T) {
	t.Parallel()
	schema := says(200, smallSchema)
	document := json.RawMessage(`{"_id":"` + annID + `","userName":"ann","aliasList":["x"],"effectiveRoles":[]}`)
	s := newTenant(t, schema, says(200, ann), says(200, annWith("2", "Li")))
	if _, err := s.users(IDM).Replace(context.Background(), annID, "1", document); err != nil {
		t.Fatal(err)
	}
	r := s.requests()[2]
	if want := `[{"operation":"replace","field":"/aliasList","value":["x"]},{"operation":"remove","field":"/sn"}]`; r.method != "PATCH" || r.header.Get("If-Match") != `"1"` || r.body != want {
		t.Errorf("sent %s If-Match %s %s", r, r.header.Get("If-Match"), r.body)
	}
	s = newTenant(t, schema, says(200, ann))
	if got, err := s.users(IDM).Replace(context.Background(), annID, "", json.RawMessage(ann)); err != nil || string(got.Native) != ann || len(s.lines()) != 2 {
		t.Errorf("a replacement by itself: %v after %v", err, s.lines())
	}
	s = newTenant(t, schema, says(200, annWith("5", "Lo")))
	_, err := s.users(IDM).Replace(context.Background(), annID, "1", document)
	_ = wantKind(t, err, identity.Conflict)
}

func TestChanged(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, `{"_id":"1","_rev":"2","userName":"ann","sn":"Li","city":"Oslo","n":1.0,"aliasList":null}`))
	got, err := s.users(Cloud).Changed(context.Background(), annID, json.RawMessage(`{"_id":"1","_rev":"1","userName":"ann","sn":"Lee","n":1,"aliasList":[],"gone":true}`))
	if want := []string{"sn", "gone", "city"}; err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("got %v, %v", got, err)
	}
}
