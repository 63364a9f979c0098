package sandbox

import (
	"net/http"
	"testing"
)

func TestPolicyLife(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	body := `{"name":"Digits","excludesCommonlyUsed":false,"excludesProfileData":false,"notSimilarToCurrent":false,
		"length":{"min":10},"minCharacters":{"0123456789":10},"id":"x","createdAt":"never"}`
	made := c.ping(http.MethodPost, "/passwordPolicies", body).want(t, http.StatusCreated).object(t)
	if made["name"] != "Digits" || made["default"] != false || made["id"] == "x" || made["createdAt"] == "never" {
		t.Errorf("%v", made)
	}
	path := "/passwordPolicies/" + made["id"].(string)
	population := c.ping(http.MethodPost, "/populations",
		`{"name":"Counters","passwordPolicy":{"id":"`+made["id"].(string)+`"}}`).want(t, http.StatusCreated).object(t)
	counter := c.newPerson(`{"username":"counter","population":{"id":"` + population["id"].(string) + `"}}`)
	c.do(http.MethodPut, counter+"/password", "password.set+json", `{"value":"2FederateM0re!"}`).want(t, http.StatusBadRequest)
	c.do(http.MethodPut, counter+"/password", "password.set+json", `{"value":"7294518360"}`).want(t, http.StatusOK)
	if r := c.ping(http.MethodDelete, path, "").want(t, http.StatusBadRequest); r.detail(t) != "CONSTRAINT_VIOLATION id" {
		t.Errorf("in use: %s", r.body)
	}
	changed := c.ping(http.MethodPut, path, `{"name":"Anything"}`).want(t, http.StatusOK).object(t)
	if changed["name"] != "Anything" || changed["length"] != nil || changed["createdAt"] != made["createdAt"] {
		t.Errorf("%v", changed)
	}
	c.do(http.MethodPut, counter+"/password", "password.set+json", `{"value":"short"}`).want(t, http.StatusOK)
	c.ping(http.MethodDelete, counter, "").want(t, http.StatusNoContent)
	c.ping(http.MethodDelete, "/populations/"+population["id"].(string), "").want(t, http.StatusNoContent)
	c.ping(http.MethodDelete, path, "").want(t, http.StatusNoContent)
	c.ping(http.MethodGet, path, "").want(t, http.StatusNotFound)
	c.ping(http.MethodPut, path, body).want(t, http.StatusNotFound)
}

// TestDefaultPolicy makes another policy the default one, which populations get that name none.
func TestDefaultPolicy(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	made := c.ping(http.MethodPost, "/passwordPolicies", `{"name":"House","default":true}`).want(t, http.StatusCreated).object(t)
	for _, p := range c.ping(http.MethodGet, "/passwordPolicies", "").items(t, "passwordPolicies") {
		if p["default"] != (p["id"] == made["id"]) {
			t.Errorf("%s is the default: %v", p["name"], p["default"])
		}
	}
	population := c.ping(http.MethodPost, "/populations", `{"name":"Of the house"}`).want(t, http.StatusCreated).object(t)
	if population["passwordPolicy"].(map[string]any)["id"] != made["id"] {
		t.Errorf("%v", population)
	}
	path := "/passwordPolicies/" + made["id"].(string)
	if kept := c.ping(http.MethodPut, path, `{"name":"House","default":false}`).want(t, 200).object(t); kept["default"] != true {
		t.Errorf("no default any more: %v", kept)
	}
	if r := c.ping(http.MethodDelete, path, "").want(t, http.StatusBadRequest); r.detail(t) != "CONSTRAINT_VIOLATION default" {
		t.Errorf("default: %s", r.body)
	}
}

func TestPolicyRules(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for body, want := range map[string]string{
		`{}`:                                         "REQUIRED_VALUE name",
		`{"name":"standard"}`:                        "UNIQUENESS_VIOLATION name",
		`{"name":1}`:                                 "INVALID_VALUE name",
		`{"name":"x","length":{"min":7}}`:            "OUT_OF_RANGE length.min",
		`{"name":"x","length":{"min":33}}`:           "OUT_OF_RANGE length.min",
		`{"name":"x","length":{"max":256}}`:          "OUT_OF_RANGE length.max",
		`{"name":"x","minAgeDays":-1}`:               "OUT_OF_RANGE minAgeDays",
		`{"name":"x","maxAgeDays":21}`:               "OUT_OF_RANGE maxAgeDays",
		`{"name":"x","history":{"count":-1}}`:        "OUT_OF_RANGE history.count",
		`{"name":"x","lockout":{"failureCount":-1}}`: "OUT_OF_RANGE lockout.failureCount",
	} {
		if r := c.ping(http.MethodPost, "/passwordPolicies", body).want(t, 400); r.detail(t) != want {
			t.Errorf("%s: %s, want %s", body, r.body, want)
		}
	}
}
