package sandbox

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestEnvironmentLife makes an environment, uses it, and unmakes it: every path below it is then 404.
func TestEnvironmentLife(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	body := `{"name":"Short lived","type":"SANDBOX","region":"EU","license":{"id":"` + licenseID() + `"},"billOfMaterials":{"products":[{"type":"PING_ONE_BASE"},{"type":"PING_ONE_MFA"}]}}`
	made := c.send(http.MethodPost, "/v1/environments", nil, body).want(t, http.StatusCreated).object(t)
	if made["organization"] == nil || len(made["billOfMaterials"].(map[string]any)["products"].([]any)) != 2 {
		t.Errorf("%v", made)
	}
	env := "/v1/environments/" + made["id"].(string)
	populations := c.get(env+"/populations").items(t, "populations")
	if len(populations) != 1 || populations[0]["default"] != true || populations[0]["theme"] == nil {
		t.Errorf("%v", populations)
	}
	user := c.send(http.MethodPost, env+"/users", nil, `{"username":"ann.adams"}`).want(t, http.StatusCreated).object(t)
	schema := c.get(env+"/schemas").items(t, "schemas")[0]["id"].(string)
	below := []string{"", "/users", "/users/" + user["id"].(string), "/populations", "/schemas",
		"/schemas/" + schema + "/attributes", "/passwordPolicies",
		"/billOfMaterials", "/capabilities", "/languages", "/themes", "/verifyPolicies", "/credentialIssuerProfile"}
	for _, path := range below {
		c.get(env+path).want(t, http.StatusOK)
	}
	c.send(http.MethodPost, "/v1/environments", nil, body).want(t, http.StatusBadRequest)
	c.send(http.MethodPut, env+"/billOfMaterials", nil, `{"products":[{"type":"PING_ONE_MFA"}]}`).want(t,
		http.StatusBadRequest)
	c.send(http.MethodPut, env+"/type", nil, `{"type":"PRODUCTION"}`).want(t, http.StatusOK)
	c.send(http.MethodPut, env+"/type", nil, `{"type":"SANDBOX"}`).want(t, http.StatusBadRequest)
	if renamed := c.send(http.MethodPut, env, nil, `{"name":"Renamed","type":"PRODUCTION"}`).want(t,
		200).object(t); renamed["name"] != "Renamed" {
		t.Errorf("%v", renamed)
	}
	found := c.get("/v1/environments?filter="+url.QueryEscape(`name sw "ren" and organization.id eq "`+organizationID()+`"`)).items(t, "environments")
	if len(found) != 1 || found[0]["id"] != made["id"] {
		t.Errorf("%v", found)
	}
	c.send(http.MethodDelete, env, nil, "").want(t, http.StatusNoContent)
	for _, path := range below {
		c.get(env+path).want(t, http.StatusNotFound)
	}
	c.send(http.MethodDelete, home(""), nil, "").want(t, http.StatusBadRequest)
	if left := c.get("/v1/environments").items(t, "environments"); len(left) != 2 || left[0]["id"] != homeEnvironment() {
		t.Errorf("%v", left)
	}
}

func TestOrganization(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	organization := "/v1/organizations/" + c.get("/v1/organizations").items(t, "organizations")[0]["id"].(string)
	c.get(organization).want(t, http.StatusOK)
	licenses := c.get(organization+"/licenses").items(t, "licenses")
	if len(licenses) != 2 {
		t.Fatalf("%v", licenses)
	}
	c.get(organization+"/licenses/"+licenses[1]["id"].(string)).want(t, http.StatusOK)
	if old := c.get(organization+"/licenses?filter="+url.QueryEscape(`beginsAt lt "2024-06-01T00:00:00Z"`)).items(t,
		"licenses"); len(old) != 1 {
		t.Errorf("%v", old)
	}
	regions := licenses[0]["environments"].(map[string]any)["regions"]
	if !reflect.DeepEqual(regions, []any{"NORTH_AMERICA", "CA", "EU", "AU", "SG", "AP"}) {
		t.Errorf("a licence names %v", regions)
	}
	c.get("/v1/organizations/x").want(t, http.StatusNotFound)
	license := organization + "/licenses/" + licenses[1]["id"].(string)
	c.send(http.MethodPut, license+"/name", nil, `{"name":"Renamed"}`).want(t, http.StatusOK)
	for _, path := range []string{license, license + "/name"} {
		if named := c.get(path).want(t, http.StatusOK).object(t); named["name"] != "Renamed" {
			t.Errorf("%v", named)
		}
	}
	c.send(http.MethodPut, license+"/name", nil, `{}`).want(t, http.StatusBadRequest)
	c.send(http.MethodPut, organization+"/licenses/x/name", nil, `{"name":"x"}`).want(t, http.StatusNotFound)
}

// TestEnvironmentStatus puts an environment of production away, and takes it back.
func TestEnvironmentStatus(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	made := c.send(http.MethodPost, "/v1/environments", nil, `{"name":"In use","type":"PRODUCTION"}`).want(t,
		http.StatusCreated).object(t)
	env := "/v1/environments/" + made["id"].(string)
	away := c.send(http.MethodPut, env+"/status", nil, `{"status":"DELETE_PENDING"}`).want(t, http.StatusOK).object(t)
	if away["status"] != "DELETE_PENDING" || away["softDeletedAt"] == nil || away["hardDeletedAllowedAt"] == nil {
		t.Errorf("%v", away)
	}
	if read := c.get(env).object(t); read["status"] != "DELETE_PENDING" {
		t.Errorf("%v", read)
	}
	back := c.send(http.MethodPut, env+"/status", nil, `{"status":"ACTIVE"}`).want(t, http.StatusOK).object(t)
	if back["status"] != "ACTIVE" || back["softDeletedAt"] != nil || back["hardDeletedAllowedAt"] != nil {
		t.Errorf("%v", back)
	}
	for _, path := range []string{env, home("")} {
		r := c.send(http.MethodPut, path+"/status", nil, `{"status":"GONE"}`).want(t, http.StatusBadRequest)
		if r.detail(t) != "INVALID_VALUE status" {
			t.Errorf("%s", r.body)
		}
	}
	c.send(http.MethodPut, home("/status"), nil, `{"status":"DELETE_PENDING"}`).want(t, http.StatusBadRequest)
}

func TestPopulationLife(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	c.ping(http.MethodDelete, "/populations/"+seedPopulation(1), "").want(t, http.StatusBadRequest)
	for body, want := range map[string]string{`{}`: "REQUIRED_VALUE name", `{"name":"STAFF"}`: "UNIQUENESS_VIOLATION name",
		`{"name":"x","passwordPolicy":{"id":"no"}}`: "INVALID_VALUE passwordPolicy.id", `{"name":"x","default":1}`: "INVALID_VALUE default"} {
		if r := c.ping(http.MethodPost, "/populations", body).want(t, 400); r.detail(t) != want {
			t.Errorf("%s: %s", body, r.body)
		}
	}
	made := c.ping(http.MethodPost, "/populations", `{"name":"New","preferredLanguage":"en","default":true}`).want(t,
		http.StatusCreated).object(t)
	path := "/populations/" + made["id"].(string)
	defaults := 0
	for _, p := range c.ping(http.MethodGet, "/populations", "").items(t, "populations") {
		if p["default"] == true {
			defaults++
		}
	}
	if defaults != 1 {
		t.Errorf("%d default populations", defaults)
	}
	c.ping(http.MethodDelete, path, "").want(t, http.StatusBadRequest)
	user := c.newPerson(`{"username":"counted"}`)
	if n := c.ping(http.MethodGet, path, "").object(t)["userCount"]; string(encode(n)) != "1" {
		t.Errorf("userCount %v", n)
	}
	c.ping(http.MethodPut, user+"/population", `{"id":"`+seedPopulation(0)+`"}`).want(t, http.StatusOK)
	c.ping(http.MethodPut, "/populations/"+seedPopulation(0), `{"name":"Customers","default":true}`).want(t, http.StatusOK)
	for _, name := range []string{"/defaultIdentityProvider", "/defaultIdp"} {
		c.ping(http.MethodPut, path+name, `{"id":"`+seedProviderID()+`","type":"OPENID_CONNECT"}`).want(t, http.StatusOK)
		if idp := c.ping(http.MethodGet, path+name, "").object(t); idp["type"] != "OPENID_CONNECT" {
			t.Errorf("%v", idp)
		}
	}
	c.ping(http.MethodPut, path+"/defaultIdp", `{"id":"x"}`).want(t, http.StatusBadRequest)
	c.ping(http.MethodDelete, path, "").want(t, http.StatusNoContent)
	c.ping(http.MethodGet, path, "").want(t, http.StatusNotFound)
}

// TestSeed counts the states of the people that a newcomer meets.
func TestPingSeed(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	states, locked, disabled := map[string]int{}, 0, 0
	for _, u := range c.ping(http.MethodGet, "/users", "").items(t, "users") {
		if u["account"].(map[string]any)["status"] == "LOCKED" {
			locked++
		}
		if u["enabled"] == false {
			disabled++
		}
		state := c.ping(http.MethodGet, "/users/"+u["id"].(string)+"/password", "").object(t)["status"].(string)
		states[state]++
	}
	total := 0
	for _, state := range []string{passwordOK, passwordNone, passwordExpired, passwordLocked, passwordMustChange} {
		if states[state] < 3 {
			t.Errorf("%d users with %s", states[state], state)
		}
		total += states[state]
	}
	if total != pingUsers || locked < 5 || disabled < 5 {
		t.Errorf("%d users, %d locked, %d disabled", total, locked, disabled)
	}
}

// TestServedPing serves both faces on one port: links stand on the host that was asked, or on that of a proxy here; the
// clock may be moved; a limit has the shape of each face.
func TestServedPing(t *testing.T) {
	t.Parallel()
	box := newBox(t, Options{})
	access, err := box.PingOne(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	base := servePing(t, box, ServeOptions{})
	c := &client{t: t, box: box, base: base, round: http.DefaultTransport}
	c.token = c.pingToken(url.Values{"grant_type": {grantClient}}).object(t)["access_token"].(string)
	for header, want := range map[string]string{"": base, "api.example.com": "https://api.example.com", `x"y`: base} {
		proxy := map[string]string{}
		if header != "" {
			proxy = map[string]string{"X-Forwarded-Host": header}
		}
		if header == "api.example.com" {
			proxy["X-Forwarded-Proto"] = "https"
		}
		doc := c.send(http.MethodGet, home("/users?limit=1"), proxy, "").want(t, http.StatusOK).object(t)
		next := doc["_links"].(map[string]any)["next"].(map[string]any)["href"].(string)
		if !strings.HasPrefix(next, want+"/v1/environments/"+access.Environments[0].ID+"/users?") {
			t.Errorf("%q: %s", header, next)
		}
	}
	user := c.newPerson(`{"username":"served"}`)
	c.do(http.MethodPut, user+"/password", "password.set+json", `{"value":"`+firstPassword+`"}`).want(t, http.StatusOK)
	later := &client{t: t, box: box, base: servePing(t, box, ServeOptions{Clock: 200 * day}), round: http.DefaultTransport}
	later.token = later.pingToken(url.Values{"grant_type": {grantClient}}).object(t)["access_token"].(string)
	if state := later.ping(http.MethodGet, user+"/password", "").object(t)["status"]; state != passwordExpired {
		t.Errorf("200 days later the password is %v", state)
	}
	limited := &client{t: t, box: box, base: servePing(t, box, ServeOptions{Faults: Faults{TooMany: 1}}),
		round: http.DefaultTransport}
	if r := limited.get(home("/users")).want(t,
		http.StatusTooManyRequests); r.object(t)["code"] != "REQUEST_LIMITED" || r.header.Get("Retry-After") == "" {
		t.Errorf("%s", r.body)
	}
	if r := limited.get(alphaPath).want(t, http.StatusTooManyRequests); string(encode(r.object(t)["code"])) != "429" {
		t.Errorf("%s", r.body)
	}
}

// servePing serves a sandbox on a loopback port until the test ends.
func servePing(t *testing.T, box *Sandbox, o ServeOptions) string {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- box.Serve(ctx, l, o) }()
	t.Cleanup(func() {
		http.DefaultTransport.(*http.Transport).CloseIdleConnections()
		stop()
		select {
		case err := <-ended:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the listener does not end")
		}
	})
	return "http://" + l.Addr().String()
}

func TestSeedPingOne(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	if err := c.box.SeedPingOne(t.Context(), 40, 4, nil); err != nil {
		t.Fatal(err)
	}
	if err := c.box.SeedPingOne(t.Context(), 7, 0, nil); err != nil {
		t.Fatal(err)
	}
	counts := map[string]string{}
	for _, p := range c.ping(http.MethodGet, "/populations", "").items(t, "populations") {
		counts[p["name"].(string)] = string(encode(p["userCount"]))
	}
	for name, want := range map[string]string{"Part 1": "11", "Part 4": "11", "Customers": "121", "Partners": "21"} {
		if counts[name] != want {
			t.Errorf("%s has %s users, want %s", name, counts[name], want)
		}
	}
}
