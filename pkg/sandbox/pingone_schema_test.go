package sandbox

import (
	"net/http"
	"strings"
	"testing"
)

// attributePathOf is the path of an attribute of the home environment, by name.
func attributePathOf(t *testing.T, c *client, name string) string {
	t.Helper()
	for _, a := range c.ping(http.MethodGet, "/schemas/"+homeSchema()+"/attributes", "").items(t, "attributes") {
		if a["name"] == name {
			return "/schemas/" + homeSchema() + "/attributes/" + a["id"].(string)
		}
	}
	t.Fatalf("no attribute %s", name)
	return ""
}

// TestMutability is the table of what may be done with attributes of each kind.
func TestMutability(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, method, body string
		want               string // detail of the refusal, "" where it is allowed
	}{
		{"username", "PATCH", `{"enabled":false}`, "INVALID_VALUE enabled"},
		{"username", "PATCH", `{"displayName":"Login"}`, "INVALID_VALUE displayName"},
		{"username", "PATCH", `{"unique":false}`, "INVALID_VALUE unique"},
		{"population", "DELETE", "", "INVALID_VALUE schemaType"},
		{"nickname", "PATCH", `{"enabled":false}`, ""},
		{"externalId", "PATCH", `{"unique":true}`, ""},
		{"nickname", "PATCH", `{"unique":true}`, "UNIQUENESS_VIOLATION unique"},
		{"nickname", "PATCH", `{"displayName":"Alias"}`, "INVALID_VALUE displayName"},
		{"nickname", "PATCH", `{"multiValued":true}`, "INVALID_VALUE multiValued"},
		{"nickname", "PATCH", `{"required":true}`, "INVALID_VALUE required"},
		{"nickname", "DELETE", "", "INVALID_VALUE schemaType"},
		{"department", "PATCH", `{"displayName":"Dept","description":null,"enabled":false}`, ""},
		{"department", "PATCH", `{"name":"dept"}`, "INVALID_VALUE name"},
		{"department", "PATCH", `{"type":"JSON"}`, "INVALID_VALUE type"},
		{"department", "PATCH", `{"schema":{"id":"x"}}`, "INVALID_VALUE schema"},
		{"department", "PATCH", `{"required":true}`, "INVALID_VALUE required"},
		{"department", "PATCH", `{"multiValued":true}`, ""},
		{"tags", "PATCH", `{"multiValued":false}`, "INVALID_VALUE multiValued"},
		{"department", "PATCH", `{"enumeratedValues":[{"value":"A"}]}`, "INVALID_VALUE enumeratedValues"},
		{"tier", "PATCH", `{"enumeratedValues":[{"value":"Gold"},{"value":"Platinum"}]}`, ""},
		{"tier", "PATCH", `{"enumeratedValues":[{"value":"Gold"},{"value":"gold"}]}`,
			"INVALID_VALUE enumeratedValues.value"},
		{"badge", "PATCH", `{"regexValidation":{"pattern":"(","requirements":"r"}}`,
			"INVALID_VALUE regexValidation.pattern"},
		{"preferences", "PATCH", `{"unique":true}`, "INVALID_VALUE unique"},
		{"department", "PUT", `{"name":"department","type":"STRING","enabled":true,"unique":false}`, ""},
		{"department", "PATCH", `{"enabled":"yes"}`, "INVALID_VALUE enabled"},
		{"department", "DELETE", "", ""},
	} {
		t.Run(strings.TrimSpace(test.name+" "+test.method+" "+test.body), func(t *testing.T) {
			t.Parallel()
			c := newPingClient(t)
			path := attributePathOf(t, c, test.name)
			r := c.ping(test.method, path, test.body)
			if r.detailOr(t) != test.want || test.want != "" && r.status != http.StatusBadRequest {
				t.Errorf("%d %s, want %q", r.status, r.body, test.want)
			}
		})
	}
}

func TestNewAttributes(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	path := "/schemas/" + homeSchema() + "/attributes"
	for body, want := range map[string]string{
		`{"name":"shoe","type":"STRING","enabled":true,"required":true}`:   "",
		`{"name":"house","type":"JSON","enabled":true,"multiValued":true}`: "",
		`{"type":"STRING"}`:                        "REQUIRED_VALUE name",
		`{"name":"1st","type":"STRING"}`:           "INVALID_VALUE name",
		`{"name":"a_b","type":"STRING"}`:           "INVALID_VALUE name",
		`{"name":"Department","type":"STRING"}`:    "UNIQUENESS_VIOLATION name",
		`{"name":"Email","type":"STRING"}`:         "UNIQUENESS_VIOLATION name",
		`{"name":"flag","type":"BOOLEAN"}`:         "INVALID_VALUE type",
		`{"name":"tree","type":"COMPLEX"}`:         "INVALID_VALUE type",
		`{"name":"j","type":"JSON","unique":true}`: "INVALID_VALUE unique",
		`{"name":"e","enumeratedValues":[{"value":"a"}],"regexValidation":{"pattern":"a","requirements":"a"}}`:    "INVALID_VALUE regexValidation",
		`{"name":"r","regexValidation":{"pattern":"^a$","requirements":"an a","valuesPatternShouldMatch":["b"]}}`: "INVALID_VALUE regexValidation.valuesPatternShouldMatch",
	} {
		r := c.ping(http.MethodPost, path, body)
		if r.detailOr(t) != want {
			t.Errorf("%s: %d %s", body, r.status, r.body)
		}
		if want == "" && r.object(t)["required"] != false {
			t.Errorf("required is not ignored: %s", r.body)
		}
	}
	c.ping(http.MethodGet, "/schemas/x/attributes", "").want(t, http.StatusNotFound)
	if s := c.ping(http.MethodGet, "/schemas", "").items(t, "schemas")[0]; s["name"] != "User" || s["id"] != homeSchema() {
		t.Errorf("%v", s)
	}
}

// TestSwitchedOff is an attribute that is ignored on writing and left out on reading until it is switched on again.
func TestSwitchedOff(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newPerson(`{"username":"off","nickname":"kept","department":"gone"}`)
	nickname, department := attributePathOf(t, c, "nickname"), attributePathOf(t, c, "department")
	c.ping(http.MethodPatch, nickname, `{"enabled":false}`).want(t, http.StatusOK)
	if u := c.ping(http.MethodPatch, user, `{"nickname":"other","title":"t"}`).want(t,
		http.StatusOK).object(t); u["nickname"] != nil {
		t.Errorf("%v", u)
	}
	if u := c.search(`username eq "off"`).items(t, "users")[0]; u["nickname"] != nil {
		t.Errorf("%v", u)
	}
	c.ping(http.MethodPatch, nickname, `{"enabled":true}`).want(t, http.StatusOK)
	if u := c.ping(http.MethodGet, user, "").object(t); u["nickname"] != "kept" {
		t.Errorf("%v", u)
	}
	c.ping(http.MethodDelete, department, "").want(t, http.StatusNoContent)
	if u := c.ping(http.MethodGet, user, "").object(t); u["department"] != nil {
		t.Errorf("%v", u)
	}
	c.ping(http.MethodPatch, user, `{"department":"x"}`).want(t, http.StatusBadRequest)
	c.search(`department eq "x"`).want(t, http.StatusBadRequest)
}
