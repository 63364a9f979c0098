package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A browser is an http client with cookies that follows redirects, also to this
// machine, and in which an administrator has signed in to the tenant.
type browser struct {
	t      *testing.T
	client *http.Client
}

func newBrowser(t *testing.T, tenant served) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t, &http.Client{Jar: jar}}
	journey := tenant.URL + "/am/json/realms/root/authenticate"
	first := b.answer(journey, "{}", map[string]string{"NameCallback": tenant.Admin.Username, "PasswordCallback": tenant.Admin.Password})
	second := b.post(journey, first)
	code := code(t).text(second)
	if end := b.post(journey, fill(t, second, map[string]string{"NameCallback": code})); !strings.Contains(end, "tokenId") {
		t.Fatalf("the browser could not sign in: %s", end)
	}
	return b
}

// answer posts to a journey and fills in what it asks then.
func (b *browser) answer(journey, body string, answers map[string]string) string {
	b.t.Helper()
	return fill(b.t, b.post(journey, body), answers)
}

func (b *browser) post(address, body string) string {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept-API-Version", "resource=2.0, protocol=1.0")
	_, text := b.do(req)
	return text
}

// open visits an address as a person's browser does.
func (b *browser) open(address string) (status int, page string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

func (b *browser) do(req *http.Request) (status int, page string) {
	b.t.Helper()
	resp, err := b.client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// fill answers the callbacks of a step of a journey.
func fill(t *testing.T, step string, answers map[string]string) string {
	t.Helper()
	var s struct {
		AuthID    string `json:"authId"`
		Callbacks []struct {
			Type   string           `json:"type"`
			Output json.RawMessage  `json:"output"`
			Input  []map[string]any `json:"input,omitempty"`
		} `json:"callbacks"`
	}
	if err := json.Unmarshal([]byte(step), &s); err != nil {
		t.Fatalf("%v: %s", err, step)
	}
	for i, c := range s.Callbacks {
		if text, known := answers[c.Type]; known {
			s.Callbacks[i].Input[0]["value"] = text
		}
	}
	filled, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(filled)
}

// A waiting command is a realmctl that has told where to sign in.
type waiting struct {
	address string
	wait    func() outcome
}

// startSignIn runs a command that prints an address to sign in at.
func startSignIn(p *person, args ...string) waiting {
	p.t.Helper()
	return startUntil(p, "", args...)
}

// startUntil is startSignIn for an address that holds a text.
func startUntil(p *person, part string, args ...string) waiting {
	p.t.Helper()
	cmd := p.command("realmctl", args...)
	pipe, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	stuck := time.AfterFunc(shellPatience, func() { _ = cmd.Process.Kill() })
	p.t.Cleanup(func() { stuck.Stop() })
	talk := bufio.NewReader(pipe)
	var said bytes.Buffer
	for {
		line, err := talk.ReadString('\n')
		said.WriteString(line)
		if address := strings.TrimSpace(line); strings.HasPrefix(address, "http") && strings.Contains(address, part) {
			return waiting{address, func() outcome {
				rest, _ := io.ReadAll(talk)
				said.Write(rest)
				return outcome{p.ended(cmd.Wait()), "", said.String()}
			}}
		}
		if err != nil {
			p.t.Fatalf("realmctl %s told no address: %v\n%s", strings.Join(args, " "), cmd.Wait(), said.String())
		}
	}
}

func TestBrowserSignIn(t *testing.T) {
	t.Parallel()
	tenant, p := serveTenant(t), sealing(newPerson(t))
	b := newBrowser(t, tenant)
	add := startSignIn(p, "realms", "add", "acme", "--platform", "aic", "--url", tenant.URL, "--client-id", "realmctl", "--store", "file", "--no-browser")

	asked, err := url.Parse(add.address)
	if err != nil {
		t.Fatal(err)
	}
	back := asked.Query().Get("redirect_uri")
	for _, forged := range []string{"?code=stolen&state=guessed", "?code=stolen"} {
		if status, page := b.open(back + forged); status != http.StatusBadRequest {
			t.Errorf("%s: status %d, want 400: %s", forged, status, page)
		}
	}
	if status, page := b.open(add.address); status != http.StatusOK || !strings.Contains(page, "signed in") {
		t.Errorf("the browser sees %d: %s", status, page)
	}
	if o := add.wait(); o.code != 0 {
		t.Fatalf("realms add: exit code %d\n%s", o.code, o.err)
	}
	wantLines(t, p.must("users", "list", "-R", "acme/alpha", "-o", "id"), 250)
	wantText(t, p.configuration(), "client_id: realmctl")
	if status := statusOf(p, "--check"); status.Method != "browser" || status.Who != "realmctl" || status.Expires == "" {
		t.Errorf("auth status: %+v", status)
	}
	wantLines(t, p.must("auth", "token"), 1)
	p.must("auth", "logout", "acme")
	p.refused(4, "auth login acme", "users", "list", "-R", "acme/alpha")

	login := startSignIn(p, "auth", "login", "acme", "--no-browser")
	asked, err = url.Parse(login.address)
	if err != nil {
		t.Fatal(err)
	}
	q := url.Values{"error": {"access_denied"}, "error_description": {"The resource owner denied the request"}, "state": {asked.Query().Get("state")}}
	b.open(asked.Query().Get("redirect_uri") + "?" + q.Encode())
	if o := login.wait(); o.code != 4 || !strings.Contains(o.err, "denied the request") {
		t.Errorf("a refused sign-in: exit code %d\n%s", o.code, o.err)
	}
}

// serveOpenIDM is a server that wants user name and password in headers, and has
// one user.
func serveOpenIDM(t *testing.T, name, password string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.Header.Get("X-OpenIDM-Username") != name || r.Header.Get("X-OpenIDM-Password") != password:
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.WriteString(w, `{"code":401,"reason":"Unauthorized","message":"Access Denied"}`)
		case r.URL.Path == "/openidm/managed/user":
			_, _ = io.WriteString(w, `{"result":[{"_id":"1","_rev":"0","userName":"ann"}],"resultCount":1,"pagedResultsCookie":null,
				"totalPagedResultsPolicy":"NONE","totalPagedResults":-1,"remainingPagedResults":-1}`)
		default:
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"code":404,"reason":"Not Found","message":"Resource not found"}`)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func TestHeaderSignIn(t *testing.T) {
	t.Parallel()
	const password = "a word, of its own"
	server, p := serveOpenIDM(t, "openidm-admin", password), sealing(newPerson(t))
	headersStory(t, p, server, password)
}

// A password is small enough to be an item of the keyring itself.
func TestKeyringHeaderSignIn(t *testing.T) {
	t.Parallel()
	p := withKeyring(newPerson(t))
	server := serveOpenIDM(t, "openidm-admin", "Passw0rd")
	headersStory(t, p, server, "Passw0rd", "--store", "keyring")
}

func headersStory(t *testing.T, p *person, server *httptest.Server, password string, store ...string) {
	t.Helper()
	if store == nil {
		store = []string{"--store", "file"}
	}
	add := append([]string{"realms", "add", "acme", "--platform", "idm", "--url", server.URL + "/openidm", "--username", "openidm-admin",
		"--object", "users=user", "--password-stdin"}, store...)
	if o := p.pipe("wrong\n", add...); o.code != 4 {
		t.Errorf("a wrong password: exit code %d\n%s", o.code, o.err)
	}
	p.refused(2, "acme", "users", "list", "-R", "acme/users")
	if o := p.pipe(password+"\n", add...); o.code != 0 {
		t.Fatalf("realms add: exit code %d\n%s", o.code, o.err)
	}
	if names := p.must("users", "list", "-R", "acme/users", "-o", "name"); names != "ann\n" {
		t.Errorf("users list: %q", names)
	}
	nothingInPlain(t, p, password)
	if status := statusOf(p, "--check"); status.Method != "idm-headers" || status.Who != "openidm-admin" || status.Secret == "none" {
		t.Errorf("auth status: %+v", status)
	}
	p.refused(2, "headers", "auth", "token", "acme")
	p.must("auth", "logout", "acme")
	p.refused(4, "not signed in", "users", "list", "-R", "acme/users")
	if o := p.pipe(password, "auth", "login", "acme", "--password-stdin"); o.code != 0 {
		t.Errorf("auth login: exit code %d\n%s", o.code, o.err)
	}
	p.must("users", "list", "-R", "acme/users")
	p.must("realms", "remove", "acme", "--yes")
	nothingInPlain(t, p, "openidm-admin")
}
