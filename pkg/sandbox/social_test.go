package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// TestSocialRecorded sends the recorded writes and compares status and members with what was answered.
func TestSocialRecorded(t *testing.T) {
	t.Parallel()
	raw := shared(t, "recordings/aic/social-identity-providers.json")
	var exchanges []struct {
		Request struct {
			Method, URL string
			Body        json.RawMessage
		}
		Response struct {
			Status int
			Body   map[string]any
		}
	}
	if err := json.Unmarshal(raw, &exchanges); err != nil {
		t.Fatal(err)
	}
	c := newClient(t)
	n := 0
	for i, x := range exchanges {
		if x.Request.Method != http.MethodPut || x.Response.Status != http.StatusCreated {
			continue // the others were there before, or were refused for what they do not say
		}
		_, path, _ := strings.Cut(strings.TrimPrefix(x.Request.URL, "https://"), "/")
		got := c.send(http.MethodPut, "/"+path, nil, string(x.Request.Body))
		n++
		if got.status != x.Response.Status {
			t.Errorf("#%d: %d %s, want %d", i, got.status, got.body, x.Response.Status)
			continue
		}
		var body map[string]any
		if err := json.Unmarshal(got.body, &body); err != nil {
			t.Fatal(err)
		}
		for name := range x.Response.Body {
			if _, ok := body[name]; !ok {
				t.Errorf("#%d: lacks %s", i, name)
			}
		}
		if _, told := body["clientSecret"]; told {
			t.Errorf("#%d: tells the secret", i)
		}
	}
	if n < 6 {
		t.Errorf("compared %d writes", n)
	}
}

// TestSocialSecret keeps a secret that a change leaves out, and takes another one.
func TestSocialSecret(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	const path = "/am/json/realms/root/realms/alpha/realm-config/services/SocialIdentityProviders/googleConfig/google"
	revision := func(r reply) string { return r.want(t, http.StatusOK).object(t)["_rev"].(string) }
	first := revision(c.get(path))
	same := c.get(path).object(t)
	delete(same, "_rev")
	unchanged, err := json.Marshal(same)
	if err != nil {
		t.Fatal(err)
	}
	if again := revision(c.send(http.MethodPut, path, nil, string(unchanged))); again != first {
		t.Errorf("the same document has revision %s, had %s: the secret is gone", again, first)
	}
	same["clientSecret"] = "another"
	changed, err := json.Marshal(same)
	if err != nil {
		t.Fatal(err)
	}
	r := c.send(http.MethodPut, path, nil, string(changed))
	if revision(r) == first || strings.Contains(string(r.body), "another") {
		t.Errorf("after another secret: %s", r.body)
	}
	same["redirectAfterFormPostURI"] = "nowhere"
	bad, err := json.Marshal(same)
	if err != nil {
		t.Fatal(err)
	}
	refused := c.send(http.MethodPut, path, nil, string(bad)).want(t, http.StatusInternalServerError).object(t)
	if refused["message"] != "Unable to update SMS config: Data validation failed for the attribute, Redirect after form post URL" {
		t.Errorf("refused: %v", refused)
	}
	unknown := c.send(http.MethodPut, path, nil, `{"nosuch":1}`).want(t, http.StatusBadRequest).object(t)
	if detail, _ := unknown["detail"].(map[string]any); unknown["message"] != "Invalid attribute specified." || detail["validAttributes"] == nil {
		t.Errorf("an unknown member: %v", unknown)
	}
	c.send(http.MethodPut, path, map[string]string{"If-None-Match": "*"}, string(changed)).want(t, http.StatusPreconditionFailed)
	c.send(http.MethodDelete, path, nil, "").want(t, http.StatusOK)
	c.get(path).want(t, http.StatusNotFound)
	c.get("/am/json/realms/root/realms/charlie/realm-config/services/SocialIdentityProviders").want(t, http.StatusNotFound)
	c.token = ""
	c.get(path).want(t, http.StatusUnauthorized)
}
