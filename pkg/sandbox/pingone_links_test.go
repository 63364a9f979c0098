package sandbox

import (
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestSelfLinksLead reads the first object of every list once more by its own link.
func TestSelfLinksLead(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for path, name := range map[string]string{
		"/v1/organizations": "organizations", "/v1/organizations/" + organizationID() + "/licenses": "licenses", "/v1/environments": "environments",
		home("/populations"): "populations", home("/users"): "users", home("/schemas"): "schemas",
		home("/schemas/" + homeSchema() + "/attributes"): "attributes", home("/passwordPolicies"): "passwordPolicies",
		home("/languages"): "languages", home("/themes"): "themes", home("/verifyPolicies"): "verifyPolicies",
		home("/users/" + seedID("pingone", "user 0") + "/sessions"): "sessions",
	} {
		item := c.get(path).want(t, http.StatusOK).items(t, name)[0]
		self := item["_links"].(map[string]any)["self"].(map[string]any)["href"].(string)
		if !strings.HasPrefix(self, PingOneAPI+path+"/") {
			t.Errorf("%s: self is %s", path, self)
		}
		again := c.get(strings.TrimPrefix(self, PingOneAPI)).want(t, http.StatusOK).object(t)
		if again["id"] != item["id"] {
			t.Errorf("%s leads to %v", self, again["id"])
		}
		c.get(path+"/00000000-0000-0000-0000-000000000000").want(t, http.StatusNotFound)
		c.get(path+"/").want(t, http.StatusNotFound)
	}
	found := c.send(http.MethodGet, "/"+homeEnvironment()+"/as/.well-known/openid-configuration", nil, "").want(t, http.StatusOK).object(t)
	if found["token_endpoint"] != PingOneAPI+"/"+homeEnvironment()+"/as/token" {
		t.Errorf("%v", found)
	}
}

func TestTransactionIDs(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for sent, want := range map[string]string{"a-1_é": "a-1_é", "a b;c": "a_b_c", strings.Repeat("x", 101): strings.Repeat("x", 100)} {
		r := c.send(http.MethodGet, home("/populations"), map[string]string{transactionHeader: sent}, "")
		if got := r.header.Get(transactionHeader); got != want {
			t.Errorf("%q came back as %q", sent, got)
		}
		if r.header.Get(sessionHeader) == "" {
			t.Error("no session id")
		}
	}
}

// TestPingAtOnce lets several clients write: every user is made once, every failure counts.
func TestPingAtOnce(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newPerson(`{"username":"shared","email":"shared@example.com"}`)
	c.do(http.MethodPut, user+"/password", "password.set+json", `{"value":"`+firstPassword+`"}`).want(t, http.StatusOK)
	var all sync.WaitGroup
	statuses := make(chan int, 8)
	for range cap(statuses) {
		all.Go(func() {
			statuses <- c.ping(http.MethodPost, "/users", `{"username":"contested"}`).status
			c.do(http.MethodPost, user+"/password", "password.check+json", `{"password":"wrong"}`)
		})
	}
	all.Wait()
	close(statuses)
	made := 0
	for status := range statuses {
		if status == http.StatusCreated {
			made++
		}
	}
	state := c.ping(http.MethodGet, user+"/password", "").object(t)["status"]
	if made != 1 || state != passwordLocked {
		t.Errorf("made %d times, the password is %v", made, state)
	}
}
