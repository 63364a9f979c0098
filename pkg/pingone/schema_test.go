package pingone

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
)

// attributes answers as an environment with one attribute of each origin.
func attributes(t *testing.T) *tenant {
	t.Helper()
	one := map[string]string{
		"core":     `{"id":"core","name":"username","schemaType":"CORE","type":"STRING","required":true,"unique":true,"enabled":true}`,
		"standard": `{"id":"standard","name":"nickname","schemaType":"STANDARD","type":"STRING","enabled":true,"unique":false}`,
		"custom":   `{"id":"custom","name":"shirt","schemaType":"CUSTOM","type":"STRING","enabled":true,"multiValued":true,"displayName":"Shirt","enumeratedValues":[{"value":"M"},{"value":"XS","archived":true}]}`,
		"free":     `{"id":"free","name":"motto","schemaType":"CUSTOM","type":"JSON","enabled":false,"multiValued":false}`,
		"complex":  `{"id":"complex","name":"name","schemaType":"STANDARD","type":"COMPLEX","enabled":true,"subAttributes":[{"name":"given","type":"STRING"},{"name":"family","type":"STRING"}]}`,
		"country":  `{"id":"country","name":"address","schemaType":"STANDARD","type":"COMPLEX","subAttributes":[{"name":"countryCode","type":"STRING"}]}`,
		"mail":     `{"id":"mail","name":"email","schemaType":"STANDARD","type":"STRING"}`,
		"code":     `{"id":"code","name":"code","schemaType":"CUSTOM","type":"STRING","regexValidation":{"pattern":"[A-Z]{3}","requirements":"three capitals"}}`,
	}
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/v1/environments/"+env)
		switch id := strings.TrimPrefix(path, "/schemas/s/attributes/"); {
		case path == "/schemas":
			says(200, pageOf("schemas", "", `{"id":"other","name":"X"}`, `{"id":"s","name":"User"}`))(w, r)
		case r.Method == http.MethodDelete:
			w.WriteHeader(204)
		case one[id] != "":
			says(200, one[id])(w, r)
		case r.Method == http.MethodPost:
			says(201, one["custom"])(w, r)
		default:
			var rows []string
			for _, id := range []string{"core", "standard", "custom", "free", "complex", "country", "mail", "code"} {
				rows = append(rows, one[id])
			}
			says(200, pageOf("attributes", "", rows...))(w, r)
		}
	})
}

func TestSchema(t *testing.T) {
	t.Parallel()
	s := attributes(t)
	u := s.users()
	for range 2 {
		schema, err := u.Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		username, _ := schema.Attribute("username")
		shirt, _ := schema.Attribute("shirt")
		given, isPart := schema.Attribute("name.given")
		motto, _ := schema.Attribute("motto")
		if !username.Required || shirt.Type != identity.List || shirt.Items != identity.String || !isPart || given.Type != identity.String ||
			motto.Type != identity.Object || !motto.ReadOnly || cmp.Diff([]string{"M"}, shirt.Enum) != "" {
			t.Errorf("%+v\n%+v\n%+v\n%+v", username, shirt, given, motto)
		}
	}
	if n := len(s.requests()); n != 2 {
		t.Errorf("%d requests", n)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	u := attributes(t).users()
	for document, want := range map[string][]string{
		`{"username":"a","email":"a@b.c","name":{"given":"Ann","family":"O'Hara"},"shirt":["M"],"code":"ABC","enabled":true,"population":{"id":"x"}}`: nil,
		`{}`:                            {"username: is required"},
		`{"username":"a","sn":"x"}`:     {"sn: is not an attribute of users in this environment"},
		`{"username":"a","email":"x"}`:  {"email: is not a mail address"},
		`{"username":7}`:                {"username: wants a string, not 7"},
		`{"username":"a","code":"abc"}`: {"code: three capitals (pattern [A-Z]{3})"},
		`{"username":"a","shirt":"M"}`:  {`shirt: wants an array, not "M"`},
		`{"username":"a","name":{"family":"<b>","given":""}}`:  {"name.family: may hold letters, digits, blanks and ' . - only", "name.given: has to have 1 to 256 characters"},
		`{"username":"a","address":{"countryCode":"Germany"}}`: {"address.countryCode: has to be two capital letters, such as DE"},
		`{"username":"` + strings.Repeat("x", 129) + `"}`:      {"username: has to have 1 to 128 characters"},
	} {
		vs, err := u.Validate(t.Context(), "", json.RawMessage(document))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range vs {
			got = append(got, v.String())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", document, diff)
		}
	}
}

func TestNewAttributes(t *testing.T) {
	t.Parallel()
	many := strings.TrimSuffix(strings.Repeat(`{"value":"%"},`, mostValues+1), ",")
	for document, want := range map[string]string{
		`{"name":"shoe","type":"STRING","enabled":true}`: "",
		`{"name":"1shoe"}`:                         "name: has to begin with a letter",
		`{"name":"shoe size"}`:                     "name: has to begin with a letter",
		`{}`:                                       "name: is required",
		`{"name":"a","type":"BOOLEAN"}`:            "type: has to be STRING or JSON",
		`{"name":"a","type":"COMPLEX"}`:            "type: has to be STRING or JSON",
		`{"name":"a","required":true}`:             "required: is the platform's own",
		`{"name":"a","type":"JSON","unique":true}`: "unique: only a STRING",
		`{"name":"a","type":"JSON","enumeratedValues":[{"value":"x"}]}`:                     "enumeratedValues: is for a STRING only",
		`{"name":"a","enumeratedValues":[{"value":"x"}],"regexValidation":{"pattern":"x"}}`: "regexValidation: cannot be joined",
		`{"name":"a","enumeratedValues":[{"value":"x"},{"value":"X"}]}`:                     "enumeratedValues: X is there twice",
		`{"name":"a","enumeratedValues":[{}]}`:                                              "enumeratedValues: each needs a value",
		`{"name":"a","enumeratedValues":[` + many + `]}`:                                    "enumeratedValues: may hold at most 100",
	} {
		s := attributes(t)
		_, err := s.client().SchemaAttributes().Create(t.Context(), identity.Draft{Document: json.RawMessage(document)})
		if want == "" {
			if err != nil || len(s.written()) != 1 {
				t.Errorf("%s: %v", document, err)
			}
			continue
		}
		if e := wantKind(t, err, identity.Invalid); !strings.Contains(e.Error(), want) || len(s.requests()) != 0 {
			t.Errorf("%s: %v, %v", document, e, s.lines())
		}
	}
}

func TestMutability(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ id, patch, want string }{
		{"core", `set enabled=false`, "!enabled: belongs to a core attribute"},
		{"standard", `set enabled=false`, `{"enabled":false}`},
		{"standard", `set unique=true`, `{"unique":true}`},
		{"standard", `set displayName="x"`, "!displayName: belongs to a standard attribute"},
		{"custom", `set displayName="x"`, `{"displayName":"x"}`},
		{"custom", `unset displayName`, `{"displayName":null}`},
		{"custom", `set displayName="Shirt"`, ``},
		{"custom", `set name="x"`, "!name: cannot be changed"},
		{"custom", `set type="JSON"`, "!type: cannot be changed"},
		{"custom", `set multiValued=false`, "!multiValued: can go from false to true only"},
		{"free", `set multiValued=true`, `{"multiValued":true}`},
		{"custom", `set required=true`, "!required: cannot be changed"},
		{"free", `set unique=true`, "!unique: only a STRING"},
		{"code", `set enumeratedValues=[{"value":"x"}]`, "!enumeratedValues: cannot be added"},
		{"custom", `add enumeratedValues={"value":"L"}`, `{"enumeratedValues":[{"value":"M"},{"value":"XS","archived":true},{"value":"L"}]}`},
		{"custom", `set regexValidation={"pattern":"x"}`, "!regexValidation: cannot be joined"},
	} {
		s := attributes(t)
		_, err := s.client().SchemaAttributes().Patch(t.Context(), c.id, "", operations(t, c.patch))
		if words, refused := strings.CutPrefix(c.want, "!"); refused {
			if e := wantKind(t, err, identity.Invalid); !strings.Contains(e.Error(), words) || len(s.written()) != 0 {
				t.Errorf("%s %s: %v", c.id, c.patch, e)
			}
			continue
		}
		var want []string
		if c.want != "" {
			want = []string{"PATCH /schemas/s/attributes/" + c.id + " json " + c.want}
		}
		if diff := cmp.Diff(want, s.written()); err != nil || diff != "" {
			t.Errorf("%s %s: %v %s", c.id, c.patch, err, diff)
		}
	}
}

func TestDeleteAttribute(t *testing.T) {
	t.Parallel()
	s := attributes(t)
	store, err := identity.SchemaAttributes(s.client())
	if err != nil {
		t.Fatal(err)
	}
	found, err := store.Find(t.Context(), "shirt")
	if err != nil {
		t.Fatal(err)
	}
	if p, _ := found.Profile(); p.ID != "custom" || p.Origin != "custom" || !p.Many {
		t.Errorf("%+v", p)
	}
	if _, err := store.Delete(t.Context(), "custom", ""); err != nil {
		t.Error(err)
	}
	_, err = store.Delete(t.Context(), "standard", "")
	mustBe(t, err, identity.Invalid)
	if n := len(s.written()); n != 1 {
		t.Errorf("%v", s.written())
	}
}

// TestCustomNameWins: an attribute of the environment that is called like one of
// another platform is meant as it is, once the schema is known.
func TestCustomNameWins(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("schemas", "", `{"id":"s","name":"User"}`)), says(200, pageOf("attributes", "", `{"name":"city","type":"STRING","schemaType":"CUSTOM"}`)))
	u := s.users()
	if got := u.NativeName("city"); got != "address.locality" {
		t.Error(got)
	}
	if _, err := u.Schema(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := u.NativeName("city"); got != "city" {
		t.Error(got)
	}
	if got := u.NativeName("mail"); got != "email" {
		t.Error(got)
	}
}

func TestPopulations(t *testing.T) {
	t.Parallel()
	s := directory(t)
	store, err := identity.Populations(s.client())
	if err != nil {
		t.Fatal(err)
	}
	found, err := store.Find(t.Context(), "customers")
	if key, _ := found.Key(); err != nil || key.ID != customers {
		t.Errorf("%v %v", key, err)
	}
	_, err = store.Find(t.Context(), "Nobody")
	mustBe(t, err, identity.NotFound)
	if _, err := store.Patch(t.Context(), customers, "", operations(t, `set default=true`, `set passwordPolicy.id="p"`)); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Delete(t.Context(), staff, ""); err != nil {
		t.Fatal(err)
	}
	p := store.(identity.PopulationProviderKeeper)
	if _, err := p.SetProvider(t.Context(), staff, identity.Provider{ID: "i", Type: "GOOGLE"}); err != nil {
		t.Fatal(err)
	}
	got := s.written()
	if len(got) != 3 || !strings.HasPrefix(got[0], "PUT /populations/"+customers+` json {"account"`) || !strings.HasSuffix(got[0], `"default":true,"passwordPolicy":{"id":"p"}}`) ||
		got[1] != "DELETE /populations/"+staff || got[2] != "PUT /populations/"+staff+`/defaultIdentityProvider json {"id":"i","type":"GOOGLE"}` {
		t.Errorf("%q", got)
	}
	for _, err := range store.List(t.Context(), identity.Query{Filter: filterOf(t, `name co "x"`)}) {
		mustBe(t, err, identity.Unsupported)
	}
}
