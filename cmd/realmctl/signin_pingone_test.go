package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A worker application's secret comes from standard input or a file, into a real Secret
// Service, and further processes work with it.
func TestKeyringPingOneSignIn(t *testing.T) {
	t.Parallel()
	needKeyring(t)
	workerStory(t, withKeyring(newPerson(t)), serveTenant(t), "keyring")
}

// TestSealedPingOneSignIn is the same with the file that a passphrase opens.
func TestSealedPingOneSignIn(t *testing.T) {
	t.Parallel()
	workerStory(t, sealing(newPerson(t)), serveTenant(t), "file")
}

func workerStory(t *testing.T, p *person, tenant served, store string) {
	t.Helper()
	address, signIns := counted(t, tenant)
	one := tenant.PingOne
	add := []string{
		"realms", "add", "acme", "--platform", "pingone", "--url", address, "--client-id", one.ClientID, "--client-secret-stdin",
		"--environment", one.Environments[0].ID + "=staff", "--environment", one.Environments[1].ID + "=spare", "--store", store,
	}
	if o := p.pipe("wrong\n", add...); o.code != 4 || !strings.Contains(o.err, "secret was refused") {
		t.Errorf("a wrong secret: exit code %d\n%s", o.code, o.err)
	}
	p.refused(2, "acme", "users", "list", "-R", "acme/staff")
	if o := p.pipe(one.ClientSecret+"\n", add...); o.code != 0 {
		t.Fatalf("realms add: exit code %d\n%s", o.code, o.err)
	}
	wantLines(t, p.must("users", "list", "-R", "acme/staff", "-o", "id"), 180)
	before := signIns.Load()
	p.must("users", "count", "-R", "acme/*")
	if n := signIns.Load() - before; n != 0 {
		t.Errorf("the token was not kept: the next process signed in %d times", n)
	}
	nothingInPlain(t, p, one.ClientSecret)
	status := statusOf(p, "--check")
	if status.Method != "client-credentials" || status.Who != one.ClientID || status.Expires == "" || status.Secret == "none" {
		t.Errorf("auth status: %+v", status)
	}
	nothingInPlain(t, p, strings.TrimSpace(p.must("auth", "token", "acme")))

	p.must("auth", "logout", "acme")
	p.refused(4, "not signed in", "users", "list", "-R", "acme/staff")
	if status := statusOf(p); status.Secret != "none" || status.Expires != "" {
		t.Errorf("auth status after auth logout: %+v", status)
	}
	p.must("auth", "login", "acme", "--client-secret-file", p.write("worker.secret", one.ClientSecret+"\r\n"))
	p.must("config", "set", "tenants.acme.auth.client_auth", "post")
	p.must("users", "count", "-R", "acme/staff")
	p.must("realms", "remove", "acme", "--yes")
	nothingInPlain(t, p, one.ClientID)
}

// person signs in at a page of the sandbox as its administrator.
func (b *browser) person(tenant served, page string) (status int, text string) {
	b.t.Helper()
	u, err := url.Parse(page)
	if err != nil {
		b.t.Fatal(err)
	}
	form := u.Query()
	form.Set("username", tenant.Admin.Username)
	form.Set("password", tenant.Admin.Password)
	form.Set("decision", "allow")
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, page, strings.NewReader(form.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(req)
}

// personStory signs somebody in and lets access tokens end: the refresh token is what
// makes the next ones.
func personStory(t *testing.T, method, part string, more ...string) {
	t.Helper()
	tenant, p := serveTenant(t, "--token-ttl", "3s"), sealing(newPerson(t))
	b, one := &browser{t, &http.Client{}}, tenant.PingOne
	add := append([]string{
		"realms", "add", "acme", "--platform", "pingone", "--auth", method, "--url", tenant.URL, "--client-id", one.ClientID,
		"--environment", one.Environments[0].ID + "=staff", "--store", "file",
	}, more...)
	signIn := startUntil(p, part, add...)
	if status, page := b.person(tenant, signIn.address); status != http.StatusOK {
		t.Errorf("the browser sees %d: %s", status, page)
	}
	if o := signIn.wait(); o.code != 0 {
		t.Fatalf("realms add: exit code %d\n%s", o.code, o.err)
	}
	for range 2 {
		wantLines(t, p.must("users", "list", "-R", "acme/staff", "-o", "id"), 180)
		time.Sleep(3 * time.Second) // the access token has ended by then
	}
	status := statusOf(p, "--check")
	if status.Method != method || status.Who != one.ClientID || !strings.Contains(status.Secret, "encrypted file") {
		t.Errorf("auth status: %+v", status)
	}
	p.must("auth", "logout", "acme")
	p.refused(4, "auth login acme", "users", "list", "-R", "acme/staff")
	wantText(t, statusOf(p).Detail, "not signed in")

	login := startUntil(p, part, append([]string{"auth", "login", "acme"}, more...)...)
	deny, err := url.Parse(login.address)
	if err != nil {
		t.Fatal(err)
	}
	q := deny.Query()
	q.Set("decision", "deny")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, login.address, strings.NewReader(q.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	b.do(req)
	if o := login.wait(); o.code != 4 {
		t.Errorf("a refused sign-in: exit code %d\n%s", o.code, o.err)
	}
}

func TestDeviceSignIn(t *testing.T) {
	t.Parallel()
	personStory(t, "device-code", "user_code=")
}

func TestPingOneBrowserSignIn(t *testing.T) {
	t.Parallel()
	personStory(t, "browser", "code_challenge=", "--no-browser")
}

// TestDeviceSignInInterrupted: Ctrl-C ends the waiting for a person.
func TestDeviceSignInInterrupted(t *testing.T) {
	t.Parallel()
	tenant, p := serveTenant(t), sealing(newPerson(t))
	one := tenant.PingOne
	o := p.converse([]reply{says("Ctrl-C gives up.", "\x03")}, "realms", "add", "acme", "--platform", "pingone", "--auth", "device-code",
		"--url", tenant.URL, "--client-id", one.ClientID, "--environment", one.Environments[0].ID, "--store", "file")
	if o.code != 130 {
		t.Errorf("exit code %d, want 130\n%s", o.code, o.out)
	}
	p.refused(2, "acme", "users", "list", "-R", "acme/sandbox")
}

// TestServedPingOne: what sandbox serve says of its PingOne face is true.
func TestServedPingOne(t *testing.T) {
	t.Parallel()
	tenant, p := serveTenant(t, "--clock", "24h"), newPerson(t)
	one := tenant.PingOne
	if one.API != tenant.URL || one.Auth != tenant.URL || len(one.Environments) != 2 || one.Environments[0].Name == "" {
		t.Errorf("%+v", one)
	}
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {one.ClientID}, "client_secret": {one.ClientSecret}}
	b := &browser{t, &http.Client{}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, one.Auth+"/"+one.Environments[0].ID+"/as/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	status, body := b.do(req)
	var given struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal([]byte(body), &given); err != nil || status != http.StatusOK {
		t.Fatalf("%d %v", status, err)
	}
	if req, err = http.NewRequestWithContext(t.Context(), http.MethodGet, one.API+"/v1/environments/"+one.Environments[0].ID, http.NoBody); err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+given.AccessToken)
	if status, body := b.do(req); status != http.StatusOK || !strings.Contains(body, one.Organization) {
		t.Errorf("%d %s", status, body)
	}
	p.refused(2, "--clock", "sandbox", "serve", "--clock", "soon")
}
