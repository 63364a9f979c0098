package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
)

// A served sandbox is a process of its own that answers on a loopback port.
type served struct {
	URL            string
	ServiceAccount struct {
		ID      string
		JWKFile string `json:"jwk_file"`
	} `json:"service_account"`
	Admin   struct{ Username, Password string }
	PingOne servedPingOne `json:"-"`
}

// serveTenant starts sandbox serve, in a home of its own, until the test ends.
func serveTenant(t *testing.T, flags ...string) served {
	t.Helper()
	cmd := newPerson(t).command("realmctl", append([]string{"sandbox", "serve", "-o", "json"}, flags...)...)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	})
	var said struct {
		AIC     served
		PingOne servedPingOne
	}
	if err := json.NewDecoder(out).Decode(&said); err != nil {
		t.Fatal(err)
	}
	said.AIC.PingOne = said.PingOne
	return said.AIC
}

// counted puts a proxy before a tenant that counts how often somebody signs in.
func counted(t *testing.T, tenant served) (address string, signIns *atomic.Int64) {
	t.Helper()
	target, err := url.Parse(tenant.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // the tenant is known by the address that clients use
	}}
	signIns = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/am/oauth2/access_token" || strings.HasSuffix(r.URL.Path, "/as/token") {
			signIns.Add(1)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, signIns
}

// sealing gives a person the store that a passphrase opens, which every process
// finds in a file.
func sealing(p *person) *person {
	p.set("REALMCTL_PASSPHRASE_FILE", p.write("passphrase", "correct horse battery staple\n"))
	return p
}

// statusOf is what auth status tells of a tenant.
func statusOf(p *person, args ...string) (row struct{ Method, Who, Secret, Expires, Detail string }) {
	p.t.Helper()
	out := p.must(append([]string{"auth", "status", "acme", "-o", "ndjson"}, args...)...)
	if err := json.Unmarshal([]byte(out), &row); err != nil {
		p.t.Fatalf("%v: %s", err, out)
	}
	return row
}

func wantLines(t *testing.T, text string, n int) {
	t.Helper()
	if got := strings.Count(text, "\n"); got != n {
		t.Errorf("%d lines, want %d:\n%.500s", got, n, text)
	}
}

func wantText(t *testing.T, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%q is not in:\n%s", part, text)
	}
}

// needKeyring leaves a test out where nothing says that there is a Secret Service
// to test with; see .ci/with-keyring.
func needKeyring(t *testing.T) {
	t.Helper()
	if os.Getenv("REALMCTL_TEST_KEYRING") != "1" {
		t.Skip("NOT CHECKED: no keyring to test with: REALMCTL_TEST_KEYRING is not 1")
	}
}

// theKeyring is held by the one test that uses it: the persons of these tests all call their tenant acme.
var theKeyring sync.Mutex

// withKeyring gives a person the keyring of the session that the tests run in, and nobody else until their test ends.
func withKeyring(p *person) *person {
	p.t.Helper()
	needKeyring(p.t)
	theKeyring.Lock()
	p.t.Cleanup(theKeyring.Unlock)
	p.set("DBUS_SESSION_BUS_ADDRESS", os.Getenv("DBUS_SESSION_BUS_ADDRESS"))
	return p
}

// A service account's key goes into a real Secret Service, the process ends, and
// further ones work with it.
func TestKeyringSignIn(t *testing.T) {
	t.Parallel()
	needKeyring(t)
	tenant := serveTenant(t)
	for name, size := range map[string]int{"as it is": 0, "as large as one of 4096 bits": 3300} {
		t.Run(name, func(t *testing.T) {
			serviceAccountStory(t, withKeyring(newPerson(t)), tenant, size)
		})
	}
}

// TestSealedSignIn is the same with the file that a passphrase opens.
func TestSealedSignIn(t *testing.T) {
	t.Parallel()
	p := sealing(newPerson(t))
	p.set("REALMCTL_STORE", "file")
	serviceAccountStory(t, p, serveTenant(t), 0)
	wantText(t, p.configuration(), "store: file")
}

func serviceAccountStory(t *testing.T, p *person, tenant served, size int) {
	key := keyOf(t, tenant, size)
	file := p.write("acme.jwk", key)
	address, signIns := counted(t, tenant)
	p.must("realms", "add", "acme", "--platform", "aic", "--url", address, "--service-account-id", tenant.ServiceAccount.ID, "--jwk-file", file)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	wantLines(t, p.must("users", "list", "-R", "acme/alpha", "-o", "id"), 250)
	before := signIns.Load()
	wantLines(t, p.must("users", "list", "-R", "acme/bravo", "-o", "id"), 40)
	if n := signIns.Load() - before; n != 0 {
		t.Errorf("the token was not kept: the next process signed in %d times", n)
	}
	nothingInPlain(t, p, secretOf(t, key))

	status := statusOf(p, "--check")
	if status.Method != "service-account" || status.Who != tenant.ServiceAccount.ID || status.Expires == "" || status.Secret == "none" {
		t.Errorf("auth status: %+v", status)
	}
	token := p.must("auth", "token", "acme")
	wantLines(t, token, 1)
	nothingInPlain(t, p, strings.TrimSpace(token))

	p.must("auth", "logout", "acme")
	p.refused(4, "not signed in", "users", "list", "-R", "acme/alpha")
	if status := statusOf(p); status.Secret != "none" || status.Expires != "" {
		t.Errorf("auth status after auth logout: %+v", status)
	}
	p.must("auth", "login", "acme", "--jwk-file", p.write("acme.jwk", key))
	before = signIns.Load()
	atOnce(t, p, 2)
	if n := signIns.Load() - before; n != 1 {
		t.Errorf("two processes at once signed in %d times, want 1", n)
	}
}

// keyOf is the key of the tenant's service account, made larger if need be.
func keyOf(t *testing.T, tenant served, size int) string {
	t.Helper()
	data, err := os.ReadFile(tenant.ServiceAccount.JWKFile)
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimSpace(string(data))
	if missing := size - len(key); missing > 0 {
		key = strings.TrimSuffix(key, "}") + `,"description":"` + strings.Repeat("x", missing) + `"}`
	}
	return key
}

// secretOf is the part of a key that nobody may see.
func secretOf(t *testing.T, key string) string {
	t.Helper()
	var parts struct{ D string }
	if err := json.Unmarshal([]byte(key), &parts); err != nil || parts.D == "" {
		t.Fatal("the key has no private part", err)
	}
	return parts.D
}

// nothingInPlain looks for a secret in every file of the home.
func nothingInPlain(t *testing.T, p *person, secret string) {
	t.Helper()
	out, err := p.command("grep", "-rlF", "-e", secret, p.home).Output()
	if len(out) > 0 {
		t.Errorf("these files hold a secret (%v):\n%s", err, out)
	}
}

// atOnce lists in several processes at the same time.
func atOnce(t *testing.T, p *person, n int) {
	t.Helper()
	outcomes := make(chan outcome, n)
	for range n {
		go func() { outcomes <- p.run("users", "list", "-R", "acme/alpha", "-o", "id") }()
	}
	for range n {
		if o := <-outcomes; o.code != 0 {
			t.Errorf("one of %d processes at once: exit code %d\n%s", n, o.code, o.err)
		}
	}
}

// code is the second factor, which the sandbox tells on the screen.
func code(t *testing.T) reply {
	digits := regexp.MustCompile(`your code is (\d{6})`)
	return reply{question: "verification code: ", text: func(screen string) string {
		found := digits.FindAllStringSubmatch(screen, -1)
		if len(found) == 0 {
			t.Errorf("the screen shows no code:\n%s", screen)
			return ""
		}
		return found[len(found)-1][1]
	}}
}

func TestAdministratorSignIn(t *testing.T) {
	t.Parallel()
	tenant, p := serveTenant(t), sealing(newPerson(t))
	password := whispers("Password: ", tenant.Admin.Password)

	o := p.converse([]reply{
		says("Name of the tenant", "acme"), says("Platform: ", ""), says("Address", tenant.URL),
		says("User name of the administrator", tenant.Admin.Username), password, code(t),
	}, "realms", "add", "--auth", "administrator", "--store", "file")
	if o.code != 0 {
		t.Fatalf("realms add: exit code %d\n%s", o.code, o.out)
	}
	if strings.Contains(o.out, tenant.Admin.Password) {
		t.Errorf("the password is on the screen")
	}
	wantLines(t, p.must("users", "list", "-R", "acme/alpha", "-o", "id"), 250)
	nothingInPlain(t, p, tenant.Admin.Password)
	if status := statusOf(p, "--check"); status.Method != "administrator" || status.Who != tenant.Admin.Username || status.Expires == "" {
		t.Errorf("auth status: %+v", status)
	}
	wantLines(t, p.must("auth", "token"), 1)

	p.must("auth", "logout", "acme")
	p.refused(4, "auth login acme", "users", "list", "-R", "acme/alpha")
	wantText(t, statusOf(p).Detail, "not signed in")
	p.refused(2, "terminal", "auth", "login", "acme")

	o = p.converse([]reply{whispers("Password: ", "wrong")}, "auth", "login", "acme")
	if o.code != 4 {
		t.Errorf("a wrong password: exit code %d, want 4\n%s", o.code, o.out)
	}
	o = p.converse([]reply{password, says("verification code: ", "no code")}, "auth", "login", "acme")
	if o.code != 4 {
		t.Errorf("a wrong code: exit code %d, want 4\n%s", o.code, o.out)
	}
	o = p.converse([]reply{password, code(t)}, "auth", "login", "acme")
	if o.code != 0 {
		t.Errorf("auth login: exit code %d\n%s", o.code, o.out)
	}
	wantLines(t, p.must("users", "list", "-R", "acme/bravo", "-o", "id"), 40)
	o = p.converse(nil, "auth", "token", "acme")
	if o.code != 2 || !strings.Contains(o.out, "--show") {
		t.Errorf("auth token on a terminal: exit code %d\n%s", o.code, o.out)
	}
	if o = p.converse(nil, "auth", "token", "acme", "--show"); o.code != 0 {
		t.Errorf("auth token --show on a terminal: exit code %d\n%s", o.code, o.out)
	}
}

func TestEnvironmentNeedsNoStore(t *testing.T) {
	t.Parallel()
	tenant, p := serveTenant(t), newPerson(t)
	for name, value := range map[string]string{
		"REALMCTL_PLATFORM": "aic", "REALMCTL_URL": tenant.URL, "REALMCTL_REALM": "env/alpha", "REALMCTL_AUTH": "service-account",
		"REALMCTL_SERVICE_ACCOUNT_ID": tenant.ServiceAccount.ID, "REALMCTL_JWK_FILE": tenant.ServiceAccount.JWKFile,
	} {
		p.set(name, value)
	}
	wantLines(t, p.must("users", "list", "-o", "id"), 250)
	if files, err := os.ReadDir(p.home); err != nil || len(files) > 0 {
		t.Errorf("something was left in the home: %v %v", files, err)
	}
}

func TestStores(t *testing.T) {
	t.Parallel()
	tenant := serveTenant(t)
	add := []string{
		"realms", "add", "acme", "--platform", "aic", "--url", tenant.URL,
		"--service-account-id", tenant.ServiceAccount.ID, "--jwk-file", tenant.ServiceAccount.JWKFile,
	}
	t.Run("none, with the file named", func(t *testing.T) {
		t.Parallel()
		p := newPerson(t)
		p.must(slices.Concat(add, []string{"--store", "none"})...)
		wantText(t, p.configuration(), "jwk_file: "+tenant.ServiceAccount.JWKFile)
		wantLines(t, p.must("users", "list", "-R", "acme/alpha", "-o", "id"), 250)
		wantText(t, statusOf(p, "--check").Secret, tenant.ServiceAccount.JWKFile)
		if _, err := os.Stat(p.home + "/state"); !os.IsNotExist(err) {
			t.Errorf("the store none left something in the state directory: %v", err)
		}
		p.must("auth", "logout", "acme")
	})
	t.Run("no keyring, off a terminal", func(t *testing.T) {
		t.Parallel()
		p := newPerson(t)
		p.refused(4, "setting store", add...)
		p.refused(4, "config set store file", add...)
		if _, err := os.Stat(p.home + "/config"); !os.IsNotExist(err) {
			t.Errorf("a refused sign-in left a configuration: %v", err)
		}
	})
	t.Run("no keyring, on a terminal", func(t *testing.T) {
		t.Parallel()
		p := newPerson(t)
		o := p.converse([]reply{
			says("Keep secrets in a file that a passphrase opens? [y/N]", "y"), whispers("Passphrase", "horse staple"), whispers("Once more", "horse staple"),
		}, add...)
		if o.code != 0 {
			t.Fatalf("exit code %d\n%s", o.code, o.out)
		}
		wantText(t, p.configuration(), "store: file")
		o = p.converse([]reply{whispers("Passphrase", "horse staple")}, "users", "count", "-R", "acme/alpha")
		if o.code != 0 || !strings.Contains(o.out, "250") {
			t.Errorf("exit code %d\n%s", o.code, o.out)
		}
		o = p.converse([]reply{whispers("Passphrase", "wrong")}, "users", "count", "-R", "acme/alpha")
		if o.code != 4 || !strings.Contains(o.out, "wrong passphrase") {
			t.Errorf("a wrong passphrase: exit code %d\n%s", o.code, o.out)
		}
		p.refused(4, "REALMCTL_PASSPHRASE_FILE", "users", "count", "-R", "acme/alpha")
	})
}
