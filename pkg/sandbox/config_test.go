package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	const path = "/openidm/policy/managed/alpha_user/*?_action="
	for _, test := range []struct {
		action, body string
		good         bool
	}{
		{"validateObject", newUser("fine"), true},
		{"validateObject", `{"userName":"x"}`, false},
		{"validateObject", newUser("ann.adams"), false},
		{"validateProperty", `{"mail":"a@example.com"}`, true},
		{"validateProperty", `{"mail":"nobody"}`, false},
		{"validateProperty", `{"password":"x"}`, false},
	} {
		r := c.send(http.MethodPost, path+test.action, nil, test.body).want(t, http.StatusOK).object(t)
		if r["result"] != test.good || (len(r["failedPolicyRequirements"].([]any)) == 0) != test.good {
			t.Errorf("%s %s: %v", test.action, test.body, r)
		}
	}
	c.send(http.MethodPost, path+"nosuch", nil, `{}`).want(t, http.StatusBadRequest)
	if len(c.get("/openidm/policy/managed/alpha_user/*").want(t, http.StatusOK).object(t)["properties"].([]any)) < 4 {
		t.Error("policies are missing")
	}
	if found := c.query("managed/alpha_user", map[string][]string{"_queryFilter": {`userName eq "fine"`}}); len(found["result"].([]any)) != 0 {
		t.Error("a check wrote something")
	}
}

func TestSchemaAndConfig(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	r := c.get("/openidm/schema/managed/alpha_user").want(t, http.StatusOK)
	schema := r.object(t)
	if r.header.Get("Content-API-Version") != schemaLabel || schema["resourceCollection"] != "managed/alpha_user" {
		t.Errorf("%v", r.header)
	}
	if fmt.Sprint(schema["required"]) != "[userName givenName sn mail]" {
		t.Errorf("required %v", schema["required"])
	}
	if objects := c.get("/openidm/config/managed").want(t, http.StatusOK).object(t)["objects"].([]any); len(objects) != 12 {
		t.Errorf("%d objects", len(objects))
	}
	c.get("/openidm/config?_queryFilter=_id+sw+'fieldPolicy'").want(t, http.StatusOK)
	c.get("/openidm/config/nosuch").want(t, http.StatusNotFound)
	c.get("/openidm/nosuch").want(t, http.StatusNotFound)
	c.get("/openidm/managed/nosuch?_queryFilter=true").want(t, http.StatusNotFound)
	plain := c.get("/nosuch").want(t, http.StatusNotFound)
	if strings.HasPrefix(plain.header.Get("Content-Type"), "application/json") {
		t.Errorf("%v", plain.header)
	}
	gateway := c.send(http.MethodPut, "/openidm/config/emailTemplate/x", nil, `{}`).want(t, http.StatusForbidden)
	if gateway.header.Get("Content-Type") != "text/html; charset=UTF-8" {
		t.Errorf("%v", gateway.header)
	}
}
