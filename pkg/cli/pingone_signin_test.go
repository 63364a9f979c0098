package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/realmctl/realmctl/pkg/pingone"
	"github.com/realmctl/realmctl/pkg/realm"
)

const (
	oneHome     = "5b0d3e6c-2f54-4a0e-8a41-d39b5b1f2c10" // an environment
	oneClient   = "9c4bd3a2-7c55-4a9e-b0f0-2f6a1c8f4e21"
	oneSecret   = marker + "-client +/=%"
	deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"
)

// A pingOneTenant is a PingOne organization of one environment, whose refresh tokens are
// good for one use each.
type pingOneTenant struct {
	*httptest.Server
	mu       sync.Mutex
	post     bool // the client's secret has to come in the body
	rotates  bool // each refresh gives another refresh token
	lonely   bool // no environment can be seen
	noRole   bool // users may not be read
	echoes   bool // errors repeat what was sent
	granted  int  // access tokens so far
	access   string
	refresh  string
	grants   []string // the grant types that were asked for
	attempts int      // requests to the API
}

func newPingOne(t *testing.T) *pingOneTenant {
	t.Helper()
	p := &pingOneTenant{rotates: true}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		_ = r.ParseForm()
		switch {
		case r.URL.Path == "/"+oneHome+"/as/token", r.URL.Path == "/as/token":
			p.token(w, r)
		case r.URL.Path == "/"+oneHome+"/as/device_authorization":
			_, _ = fmt.Fprintf(w, `{"device_code":"%s-device","user_code":"ABCD","verification_uri":"https://x.example/device","interval":0.01,"expires_in":60}`, marker)
		case strings.HasPrefix(r.URL.Path, "/v1/"):
			p.api(w, r)
		default:
			answerOne(w, http.StatusNotFound, `{"code":"NOT_FOUND","message":"The requested resource was not found."}`)
		}
	}))
	t.Cleanup(p.Close)
	return p
}

func answerOne(w http.ResponseWriter, status int, body string) {
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

// token is the token endpoint.
func (p *pingOneTenant) token(w http.ResponseWriter, r *http.Request) {
	grant := r.PostForm.Get("grant_type")
	p.grants = append(p.grants, grant)
	id, secret, basic := r.BasicAuth()
	if basic {
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	said := ""
	if p.echoes {
		said = " " + secret + " " + r.PostForm.Encode() + r.Header.Get("Authorization")
	}
	refuse := func(status int, code, why string) {
		text, _ := json.Marshal(why + said)
		answerOne(w, status, `{"error":"`+code+`","error_description":`+string(text)+`}`)
	}
	worker := grant == "client_credentials"
	switch {
	case worker && p.post == basic:
		refuse(http.StatusUnauthorized, "invalid_client", "Request denied: Unsupported authentication method")
		return
	case id != oneClient, worker && secret != oneSecret:
		refuse(http.StatusUnauthorized, "invalid_client", "Request denied: Invalid client credentials")
		return
	case grant == "refresh_token" && r.PostForm.Get("refresh_token") != p.refresh:
		refuse(http.StatusBadRequest, "invalid_grant", "The refresh token is no longer good")
		return
	case grant == deviceGrant && r.PostForm.Get("device_code") != marker+"-device":
		refuse(http.StatusBadRequest, "invalid_grant", "no such code")
		return
	}
	p.granted++
	p.access = fmt.Sprintf("%s-access-%d", marker, p.granted)
	answer := map[string]any{"access_token": p.access, "token_type": "Bearer", "expires_in": 3600}
	if !worker {
		if p.rotates || p.refresh == "" {
			p.refresh = fmt.Sprintf("%s-refresh-%d", marker, p.granted)
		}
		answer["refresh_token"] = p.refresh
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// api is what the token opens.
func (p *pingOneTenant) api(w http.ResponseWriter, r *http.Request) {
	p.attempts++
	environment := `{"id":"` + oneHome + `","name":"Our Staff","status":"ACTIVE"}`
	list := func(key, rows string) string { return `{"_embedded":{"` + key + `":[` + rows + `]}}` }
	switch {
	case r.Header.Get("Authorization") != "Bearer "+p.access:
		said := ""
		if p.echoes {
			said = r.Header.Get("Authorization")
		}
		answerOne(w, http.StatusUnauthorized, `{"code":"ACCESS_FAILED","message":"The request could not be completed. `+said+`"}`)
	case r.URL.Path == "/v1/environments" && p.lonely:
		_, _ = w.Write([]byte(list("environments", "")))
	case r.URL.Path == "/v1/environments":
		_, _ = w.Write([]byte(list("environments", environment)))
	case p.noRole:
		answerOne(w, http.StatusForbidden, `{"code":"ACCESS_FAILED","message":"x","details":[{"code":"INSUFFICIENT_PERMISSIONS","message":"Insufficient permissions"}]}`)
	case strings.HasSuffix(r.URL.Path, "/users"):
		_, _ = w.Write([]byte(list("users", `{"id":"5b0d3e6c-2f54-4a0e-8a41-d39b5b1f2c11","username":"ann","enabled":true}`)))
	default:
		answerOne(w, http.StatusNotFound, `{"code":"NOT_FOUND","message":"The requested resource was not found."}`)
	}
}

// revoke ends the access token that was given last.
func (p *pingOneTenant) revoke() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.access = "none"
}

// set changes how the tenant behaves.
func (p *pingOneTenant) set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// asked returns the grant types since it was last asked.
func (p *pingOneTenant) asked() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	grants := strings.Join(p.grants, " ")
	p.grants = nil
	return grants
}

func (p *pingOneTenant) add(more ...string) []string {
	return append([]string{
		"realms", "add", "one", "--platform", "pingone", "--url", p.URL, "--client-id", oneClient, "--client-environment", oneHome,
	}, more...)
}

// mustIn is must with standard input.
func (m *machine) mustIn(in string, args ...string) {
	m.t.Helper()
	if e := m.runIn(in, args...); e.code != 0 {
		m.t.Fatalf("realmctl %s: exit code %d\n%s", strings.Join(args, " "), e.code, e.err)
	}
}

// kept is the long-lived secret of the tenant one in the machine's keyring.
func (m *machine) kept() string {
	r := m.ring.(*ring)
	r.mu.Lock()
	defer r.mu.Unlock()
	for name, value := range r.items {
		if strings.HasSuffix(name, "tenant:one") {
			return value
		}
	}
	return ""
}

// TestPingOneRefresh: a person's sign-in lives on by its refresh token, which is replaced
// by the next one as it is used; one that is refused means to sign in again.
func TestPingOneRefresh(t *testing.T) {
	t.Parallel()
	tenant, m := newPingOne(t), newMachine(t)
	m.must(tenant.add("--auth", "device-code", "--environment", "Our Staff")...)
	if !strings.Contains(m.kept(), marker+"-refresh-1") {
		t.Fatalf("the refresh token is not in the keyring: %q", m.kept())
	}
	tenant.asked()
	m.must("users", "list", "-R", "one/our-staff")
	if grants := tenant.asked(); grants != "" {
		t.Errorf("the access token was not kept: %s", grants)
	}
	for i := 2; i < 4; i++ { // a 401 in the middle: the second time with what the first has kept
		tenant.revoke()
		m.must("users", "list", "-R", "one/our-staff")
		if grants := tenant.asked(); grants != "refresh_token" || !strings.Contains(m.kept(), fmt.Sprintf("%s-refresh-%d", marker, i)) {
			t.Errorf("asked for %q, and kept %q", grants, m.kept())
		}
	}
	tenant.revoke()
	tenant.set(func() { tenant.refresh = "another" })
	e := m.run("users", "list", "-R", "one/our-staff")
	if e.code != 4 || !strings.Contains(e.err, "sign in again") || !strings.Contains(e.err, "realmctl auth login one") {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
	m.must("auth", "login", "one")
	m.must("users", "list", "-R", "one/our-staff")
	m.must("auth", "logout", "one")
	if m.kept() != "" {
		t.Errorf("after auth logout: %q", m.kept())
	}
}

// TestPingOneRefreshStays: a service that does not rotate goes on with the same one.
func TestPingOneRefreshStays(t *testing.T) {
	t.Parallel()
	tenant, m := newPingOne(t), newMachine(t)
	tenant.rotates = false
	m.must(tenant.add("--auth", "device-code", "--environment", oneHome+"=staff")...)
	for range 2 {
		tenant.revoke()
		m.must("users", "list", "-R", "one/staff")
	}
	if !strings.Contains(m.kept(), marker+"-refresh-1") {
		t.Errorf("kept %q", m.kept())
	}
}

// TestPingOneTokenEnds: a worker's token that is refused is fetched anew, once.
func TestPingOneTokenEnds(t *testing.T) {
	t.Parallel()
	tenant, m := newPingOne(t), newMachine(t)
	m.mustIn(oneSecret+"\n", tenant.add("--client-secret-stdin", "--environment", "Our Staff=staff")...)
	tenant.asked()
	tenant.revoke()
	m.must("users", "list", "-R", "one/staff")
	if grants := tenant.asked(); grants != "client_credentials" {
		t.Errorf("asked for %q", grants)
	}
}

// TestPingOneClientAuth: a secret that is sent the other way is told with the way out.
func TestPingOneClientAuth(t *testing.T) {
	t.Parallel()
	tenant, m := newPingOne(t), newMachine(t)
	tenant.post = true
	add := tenant.add("--client-secret-stdin", "--environment", "Our Staff=staff")
	e := m.runIn(oneSecret, add...)
	if e.code != 4 || !strings.Contains(e.err, "does not take its secret this way") || !strings.Contains(e.err, "--client-auth post") {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
	m.mustIn(oneSecret, append(add, "--client-auth", "post")...)
	m.must("users", "list", "-R", "one/staff")
	tenant.set(func() { tenant.post = false })
	tenant.revoke()
	e = m.run("users", "list", "-R", "one/staff")
	if e.code != 4 || !strings.Contains(e.err, "realmctl config set tenants.one.auth.client_auth basic") {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
	m.must("config", "set", "tenants.one.auth.client_auth", "basic")
	m.must("users", "list", "-R", "one/staff")
}

// TestPingOneRefused: what is wrong with roles is told before anything is written.
func TestPingOneRefused(t *testing.T) {
	t.Parallel()
	tenant, m := newPingOne(t), newMachine(t)
	for _, story := range []struct {
		change func()
		words  string
	}{
		{func() { tenant.lonely = true }, "can see no environment at all"},
		{func() { tenant.lonely, tenant.noRole = false, true }, "the environment Our Staff is there, but its users may not be read"},
	} {
		tenant.set(story.change)
		e := m.runIn(oneSecret, tenant.add("--client-secret-stdin", "--environment", "Our Staff")...)
		if e.code != 4 || !strings.Contains(e.err, story.words) || len(m.files("config")) > 0 || m.kept() != "" {
			t.Errorf("exit code %d: %s", e.code, e.err)
		}
	}
}

// TestCanaryPingOne goes the way of a person and of a worker: nothing of a client's
// secret, a device code, a refresh token or an access token is printed or lies open in a
// file, not even where the service repeats what it was sent.
func TestCanaryPingOne(t *testing.T) {
	t.Parallel()
	tenant, m := newPingOne(t), newMachine(t)
	w := watching(oneSecret, url.QueryEscape(oneSecret))
	told := func(in string, code int, args ...string) {
		t.Helper()
		args = append(args, "--debug")
		e := m.runIn(in, args...)
		w.command(t, m, e, args)
		if e.code != code {
			t.Errorf("%v: exit code %d, want %d: %s", args, e.code, code, e.err)
		}
	}
	for _, method := range []string{"client-credentials", "device-code"} {
		credential := []string{"--auth", method, "--environment", "Our Staff=staff"}
		if method == "client-credentials" {
			credential = append(credential, "--client-secret-stdin")
		}
		told(oneSecret, 0, tenant.add(credential...)...)
		for _, args := range [][]string{
			{"users", "list", "-R", "one/staff"}, {"users", "list", "-R", "one/staff", "--curl"}, {"auth", "status", "--check"},
			{"realms", "show", "one/staff", "-o", "json"}, {"realms", "list", "-o", "wide"}, {"config", "get"},
		} {
			told("", 0, args...)
		}
		tenant.set(func() { tenant.echoes, tenant.refresh = true, "another" })
		tenant.revoke()
		if method == "device-code" {
			told("", 4, "users", "list", "-R", "one/staff")
		}
		tenant.set(func() { tenant.echoes = false })
		told("", 0, "realms", "remove", "one", "--yes")
	}
	for _, post := range []bool{false, true} {
		tenant.set(func() { tenant.echoes, tenant.post = true, post })
		for _, way := range []string{"basic", "post"} {
			told(marker+"-wrong-secret", 4, tenant.add("--client-secret-stdin", "--environment", "Our Staff", "--client-auth", way)...)
		}
	}
}

// TestRegions: the configuration knows the regions that the client has hosts for.
func TestRegions(t *testing.T) {
	t.Parallel()
	var codes []string
	for _, r := range pingone.Regions() {
		codes = append(codes, r.Code)
	}
	if fmt.Sprint(codes) != fmt.Sprint(realm.Regions()) {
		t.Errorf("%v, in the configuration %v", codes, realm.Regions())
	}
}

// A detour sends every request to one server, and notes where it should have gone.
type detour struct {
	to   *url.URL
	mu   sync.Mutex
	seen []string
}

func (d *detour) RoundTrip(r *http.Request) (*http.Response, error) {
	d.mu.Lock()
	d.seen = append(d.seen, r.Method+" "+r.URL.Scheme+"://"+r.URL.Host+r.URL.Path)
	d.mu.Unlock()
	c := r.Clone(r.Context())
	c.URL.Scheme, c.URL.Host = d.to.Scheme, d.to.Host
	return http.DefaultTransport.RoundTrip(c)
}

// TestPingOneHosts: one signs in at the region's host or at a domain of one's own, whose
// addresses have no environment; the token goes to the API of the region.
func TestPingOneHosts(t *testing.T) {
	t.Parallel()
	for _, story := range []struct {
		flags  []string
		signIn string
	}{
		{[]string{"--region", "eu", "--client-environment", oneHome}, "POST https://auth.pingone.eu/" + oneHome + "/as/token"},
		{[]string{"--region", "EU", "--domain", "auth.example.org"}, "POST https://auth.example.org/as/token"},
	} {
		tenant, m := newPingOne(t), newMachine(t)
		to, err := url.Parse(tenant.URL)
		if err != nil {
			t.Fatal(err)
		}
		way := &detour{to: to}
		m.transport = way
		m.mustIn(oneSecret, append([]string{
			"realms", "add", "one", "--platform", "pingone", "--client-id", oneClient, "--client-secret-stdin", "--environment", "Our Staff=staff",
		}, story.flags...)...)
		m.must("users", "list", "-R", "one/staff")
		if way.seen[0] != story.signIn || way.seen[1] != "GET https://api.pingone.eu/v1/environments" {
			t.Errorf("%v", way.seen)
		}
		for _, line := range way.seen[1:] {
			if line != story.signIn && !strings.HasPrefix(line, "GET https://api.pingone.eu/v1/environments") {
				t.Errorf("%s", line)
			}
		}
	}
}
