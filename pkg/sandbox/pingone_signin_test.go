package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const (
	loopback     = "http://127.0.0.1:7001/callback"
	testVerifier = "a-verifier-of-forty-three-characters-or-more-1"
)

// authorizeCode signs a person in by the page and returns where the browser is sent.
func (c *client) authorizeCode(form url.Values) *url.URL {
	c.t.Helper()
	for name, value := range map[string]string{"response_type": "code", "client_id": workerID(), "redirect_uri": loopback,
		"code_challenge": challenge(testVerifier), "code_challenge_method": "S256", "state": "s1"} {
		if !form.Has(name) {
			form.Set(name, value)
		}
	}
	r := c.send(http.MethodPost, "/"+homeEnvironment()+"/as/authorize", map[string]string{"Content-Type": formType},
		form.Encode()).
		want(c.t, http.StatusFound)
	location, err := url.Parse(r.header.Get("Location"))
	if err != nil {
		c.t.Fatal(err)
	}
	return location
}

// askPing asks the token endpoint without a secret, as a person's client does.
func (c *client) askPing(form url.Values) reply {
	c.t.Helper()
	form.Set("client_id", workerID())
	return c.send(http.MethodPost, "/"+homeEnvironment()+"/as/token",
		map[string]string{"Content-Type": formType, "Authorization": ""}, form.Encode())
}

func (c *client) exchange(code string) reply {
	c.t.Helper()
	return c.askPing(url.Values{"grant_type": {grantCode}, "code": {code}, "redirect_uri": {loopback},
		"code_verifier": {testVerifier}})
}

// personToken is the token of the first user of the seed.
func personToken(t *testing.T, c *client, scope string) string {
	t.Helper()
	back := c.authorizeCode(url.Values{"username": {"ann.adams"}, "password": {SeedPassword}, "scope": {scope}})
	return c.exchange(back.Query().Get("code")).want(t, http.StatusOK).object(t)["access_token"].(string)
}

func TestPingTokenEndpoint(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	access, err := c.box.PingOne(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	post := url.Values{"grant_type": {grantClient}, "client_id": {access.ClientID}, "client_secret": {access.ClientSecret}}
	wrong := url.Values{"grant_type": {grantClient}, "client_id": {access.ClientID}, "client_secret": {"nearly"}}
	bare := url.Values{"grant_type": {grantClient}, "client_id": {access.ClientID}}
	for _, test := range []struct {
		name, env string
		form      url.Values
		status    int
		code      string
	}{
		{"post", access.Environments[0].ID, post, 200, ""},
		{"a domain of one's own", "", post, 200, ""},
		{"wrong secret", access.Environments[0].ID, wrong, 401, "invalid_client"},
		{"no secret", access.Environments[0].ID, bare, 401, "invalid_client"},
		{"the worker lives elsewhere", access.Environments[1].ID, post, 401, "invalid_client"},
		{"unknown grant", access.Environments[0].ID, url.Values{"grant_type": {"magic"},
			"client_id": {access.ClientID}}, 400, "unsupported_grant_type"},
		{"no grant", access.Environments[0].ID, url.Values{"client_id": {access.ClientID}}, 400, "invalid_request"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := strings.TrimPrefix("/"+test.env+"/as/token", "/")
			r := c.send(http.MethodPost, "/"+strings.TrimPrefix(path, "/"),
				map[string]string{"Content-Type": formType, "Authorization": ""}, test.form.Encode())
			r.want(t, test.status)
			answer := r.object(t)
			if code, _ := answer["error"].(string); code != test.code {
				t.Errorf("error %q: %s", code, r.body)
			}
			if test.code != "" && (answer["error_description"] == nil || answer["id"] == nil) {
				t.Errorf("%s", r.body)
			}
		})
	}
	c.send(http.MethodPost, "/"+docMissing+"/as/token", map[string]string{"Content-Type": formType},
		post.Encode()).want(t, http.StatusNotFound)
}

func TestPingBearer(t *testing.T) {
	t.Parallel()
	c, clock := timedPing(t)
	good := c.token
	aic := connect(t, c.box).token
	for name, token := range map[string]string{"none": "", "nonsense": "x", "changed": good + "x",
		"the other face's": aic} {
		c.token = token
		if r := c.ping(http.MethodGet, "/users", "").want(t, http.StatusUnauthorized); r.detail(t) != "INVALID_TOKEN" {
			t.Errorf("%s: %s", name, r.body)
		}
	}
	c.token = good
	c.ping(http.MethodGet, "/users?limit=1", "").want(t, http.StatusOK)
	other := connect(t, c.box)
	other.token = good
	other.get(alphaPath+"?_queryFilter=true").want(t, http.StatusUnauthorized)
	clock.pass(pingTokenTTL)
	c.ping(http.MethodGet, "/users", "").want(t, http.StatusUnauthorized)
}

func TestPingCode(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	page := c.send(http.MethodGet, "/"+homeEnvironment()+"/as/authorize?"+url.Values{"response_type": {"code"},
		"client_id":    {workerID()},
		"redirect_uri": {loopback}, "code_challenge": {challenge(testVerifier)}, "code_challenge_method": {"S256"}}.Encode(), nil, "")
	if page.want(t, 200); !strings.Contains(string(page.body), `name="password"`) {
		t.Errorf("%s", page.body)
	}
	credentials, err := c.box.Credentials(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	back := c.authorizeCode(url.Values{"username": {credentials.AdminUsername}, "password": {credentials.AdminPassword}})
	if back.Query().Get("state") != "s1" || !strings.HasPrefix(back.String(), loopback) {
		t.Errorf("%s", back)
	}
	code := back.Query().Get("code")
	wrong := url.Values{"grant_type": {grantCode}, "code": {code}, "redirect_uri": {loopback}, "code_verifier": {"another"}}
	c.askPing(wrong).want(t, http.StatusBadRequest)
	grant := c.exchange(code).want(t, http.StatusOK).object(t)
	c.exchange(code).want(t, http.StatusBadRequest)
	renewed := c.askPing(url.Values{"grant_type": {grantRefresh},
		"refresh_token": {grant["refresh_token"].(string)}}).want(t, 200).object(t)
	c.token = renewed["access_token"].(string)
	c.ping(http.MethodGet, "/users?limit=1", "").want(t, http.StatusOK)
	if denied := c.authorizeCode(url.Values{"decision": {"deny"}}); denied.Query().Get("error") != "access_denied" {
		t.Errorf("%s", denied)
	}
	c.send(http.MethodPost, "/"+homeEnvironment()+"/as/authorize", map[string]string{"Content-Type": formType},
		"client_id="+workerID()+"&redirect_uri=https://example.com/").want(t, http.StatusBadRequest)
}

// TestPingPerson signs a user in, who may then do with himself what the scopes say and nothing else.
func TestPingPerson(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	ann := c.search(`username eq "ann.adams"`).items(t, "users")[0]["id"].(string)
	sean := c.search(`username eq "sean.obrien"`).items(t, "users")[0]["id"].(string)
	worker := c.token
	c.token = personToken(t, c, "p1:read:user p1:validate:userPassword")
	c.ping(http.MethodGet, "/users/"+ann, "").want(t, http.StatusOK)
	c.do(http.MethodPost, "/users/"+ann+"/password", "password.check+json", `{"password":"`+SeedPassword+`"}`).want(t,
		http.StatusOK)
	for _, path := range []string{"/users", "/users/" + sean, "/populations", "/users/" + ann + "/password"} {
		if r := c.ping(http.MethodGet, path, "").want(t, http.StatusForbidden); r.detail(t) != "INSUFFICIENT_PERMISSIONS" {
			t.Errorf("%s", r.body)
		}
	}
	c.ping(http.MethodPatch, "/users/"+ann, `{"title":"Queen"}`).want(t, http.StatusForbidden)
	c.token = worker
	sessions := c.ping(http.MethodGet, "/users/"+ann+"/sessions", "").items(t, "sessions")
	last := sessions[len(sessions)-1]["id"].(string)
	c.ping(http.MethodGet, "/users/"+ann+"/sessions/"+last, "").want(t, http.StatusOK)
	c.ping(http.MethodDelete, "/users/"+ann+"/sessions/"+last, "").want(t, http.StatusNoContent)
	c.ping(http.MethodDelete, "/users/"+ann+"/sessions/"+last, "").want(t, http.StatusNotFound)
}

func TestPingDevice(t *testing.T) {
	t.Parallel()
	c, clock := timedPing(t)
	begin := func() map[string]any {
		return c.send(http.MethodPost, "/"+homeEnvironment()+"/as/device_authorization",
			map[string]string{"Content-Type": formType,
				"Authorization": ""}, "client_id="+workerID()).want(t, 200).object(t)
	}
	poll := func(d map[string]any, wait time.Duration, want string) reply {
		t.Helper()
		clock.pass(wait)
		r := c.askPing(url.Values{"grant_type": {grantDevice}, "device_code": {d["device_code"].(string)}})
		if code, _ := r.object(t)["error"].(string); code != want || (want != "") != (r.status == http.StatusBadRequest) {
			t.Fatalf("%d %s, want %q", r.status, r.body, want)
		}
		return r
	}
	decide := func(d map[string]any, decision string) {
		credentials, err := c.box.Credentials(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		form := url.Values{"user_code": {d["user_code"].(string)}, "decision": {decision},
			"username": {credentials.AdminUsername}, "password": {credentials.AdminPassword}}
		c.send(http.MethodPost, "/"+homeEnvironment()+"/as/device", map[string]string{"Content-Type": formType},
			form.Encode()).want(t, 200)
	}
	d := begin()
	poll(d, 0, "authorization_pending")
	poll(d, 0, "slow_down")
	poll(d, deviceInterval, "authorization_pending")
	decide(d, "allow")
	c.token = poll(d, 0, "").object(t)["access_token"].(string)
	c.ping(http.MethodGet, "/users?limit=1", "").want(t, http.StatusOK)
	poll(d, deviceInterval, "invalid_grant")
	d = begin()
	decide(d, "deny")
	poll(d, 0, "access_denied")
	poll(begin(), deviceLife, "expired_token")
}
