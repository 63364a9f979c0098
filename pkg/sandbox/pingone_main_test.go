package sandbox

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const formType = "application/x-www-form-urlencoded"

// hour is a clock that a test moves by hand.
type hour struct{ at time.Time }

func (h *hour) now() time.Time { return h.at }

func (h *hour) pass(d time.Duration) { h.at = h.at.Add(d) }

// connectPing signs in as the worker of a sandbox's PingOne face.
func connectPing(t *testing.T, box *Sandbox) *client {
	t.Helper()
	c := &client{t: t, box: box, base: PingOneAPI, round: box.Transport()}
	c.token = c.pingToken(url.Values{"grant_type": {"client_credentials"}}).object(t)["access_token"].(string)
	return c
}

func newPingClient(t *testing.T) *client {
	t.Helper()
	return connectPing(t, newBox(t, Options{}))
}

// timedPing is a client whose sandbox has a clock of its own.
func timedPing(t *testing.T) (*client, *hour) {
	t.Helper()
	h := &hour{time.Now()}
	return connectPing(t, newBox(t, Options{Now: h.now})), h
}

// pingToken asks the token endpoint with the worker's credentials by HTTP basic.
func (c *client) pingToken(form url.Values) reply {
	c.t.Helper()
	access, err := c.box.PingOne(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	basic := base64.StdEncoding.EncodeToString([]byte(access.ClientID + ":" + access.ClientSecret))
	return c.send(http.MethodPost, "/"+homeEnvironment()+"/as/token",
		map[string]string{"Content-Type": formType, "Authorization": "Basic " + basic}, form.Encode())
}

// home is the path of the environment that holds the seed, followed by a path below it.
func home(path string) string { return "/v1/environments/" + homeEnvironment() + path }

// media is the header of a vendor's operation.
func media(name string) map[string]string {
	return map[string]string{"Content-Type": vendorType + name}
}

// ping sends a request to the home environment.
func (c *client) ping(method, path, body string) reply {
	c.t.Helper()
	return c.send(method, home(path), nil, body)
}

// do runs one of the vendor's operations in the home environment.
func (c *client) do(method, path, operation, body string) reply {
	c.t.Helper()
	if body == "" {
		body = "{}"
	}
	return c.send(method, home(path), media(operation), body)
}

// items are the objects of a list.
func (r reply) items(t *testing.T, name string) []map[string]any {
	t.Helper()
	embedded, _ := r.object(t)["_embedded"].(map[string]any)
	list, isList := embedded[name].([]any)
	if !isList {
		t.Fatalf("no list %s in %s", name, r.body)
	}
	all := make([]map[string]any, len(list))
	for i, one := range list {
		all[i] = one.(map[string]any)
	}
	return all
}

// search lists users by a filter.
func (c *client) search(filter string) reply {
	c.t.Helper()
	return c.ping(http.MethodGet, "/users?filter="+url.QueryEscape(filter), "")
}

// newPerson creates a user and returns the path below the environment.
func (c *client) newPerson(body string) string {
	c.t.Helper()
	made := c.ping(http.MethodPost, "/users", body).want(c.t, http.StatusCreated).object(c.t)
	return "/users/" + made["id"].(string)
}

// detail is the first of an error's details: its code and its target.
func (r reply) detail(t *testing.T) string {
	t.Helper()
	details, _ := r.object(t)["details"].([]any)
	if len(details) == 0 {
		return ""
	}
	first := details[0].(map[string]any)
	target, _ := first["target"].(string)
	return strings.TrimSpace(first["code"].(string) + " " + target)
}
