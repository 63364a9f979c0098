package cli_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/sandbox"
)

// marker is in every secret that these tests make up.
const marker = "Kan4rie"

// A watch holds secrets, and looks for them where they must not be.
type watch struct {
	secrets map[string]bool
}

func watching(secrets ...string) *watch {
	w := &watch{secrets: map[string]bool{marker: true}}
	for _, s := range secrets {
		w.secrets[s] = true
	}
	return w
}

// clean proves that no secret is in a text.
func (w *watch) clean(t *testing.T, where, text string) {
	t.Helper()
	for s := range w.secrets {
		if at := strings.Index(text, s); at >= 0 {
			t.Errorf("%s holds a secret: …%s…", where, text[max(0, at-60):min(len(text), at+60)])
			return
		}
	}
}

// command proves that a command printed no secret, and left none in its folders
// but encrypted.
func (w *watch) command(t *testing.T, m *machine, e ended, args []string) {
	t.Helper()
	line := strings.Join(args, " ")
	w.clean(t, "stdout of "+line, e.out)
	w.clean(t, "stderr of "+line, e.err)
	for _, folder := range []string{"config", "state", "cache"} {
		for name, content := range m.files(folder) {
			switch {
			case strings.HasPrefix(content, "age-encryption.org/"):
			case strings.Contains(name, "/sandbox/sandbox"): // the tenant itself: its key and its database
			default:
				w.clean(t, name+" after "+line, content)
			}
		}
	}
}

// TestCanary runs every command that asks or changes something in every format with
// --debug, signed in, on every platform, and looks for keys, assertions, tokens and the
// passwords that are set.
func TestCanary(t *testing.T) {
	t.Parallel()
	for _, platform := range platforms() {
		for _, path := range commands("read", "write") {
			if path == "auth token" || rowOn(platform, path).lacked(platform) {
				continue
			}
			t.Run(platform+" "+path, func(t *testing.T) {
				t.Parallel()
				walkCanary(t, platform, path)
			})
		}
	}
}

func walkCanary(t *testing.T, platform, path string) {
	row := rowOn(platform, path)
	box := newBoxed(t)
	m := box.machineOn(t, platform)
	if row.first != nil {
		m.must(row.first...)
	}
	w := watching(append(box.keySecrets(t), box.pingone.ClientSecret, sandbox.SeedPassword, seededSecret)...)
	for _, format := range formats() {
		for _, mode := range []string{"-n", "--curl", "--yes"} {
			args := row.line(path, "--debug", "-o", format, mode)
			if mode == "--curl" && strings.HasPrefix(path, "auth ") {
				continue
			}
			e := m.runIn(row.in, args...)
			if mode == "--yes" && format == "table" && !tracedOn(platform, e.err) {
				t.Errorf("%v: nothing was traced: %q", args, e.err)
			}
			maps.Copy(w.secrets, box.secrets)
			w.command(t, m, e, args)
		}
	}
}

// TestCanaryLocal does the same for commands that ask no tenant, with a token and a
// key in the environment.
func TestCanaryLocal(t *testing.T) {
	t.Parallel()
	m := facing(t, "https://openam-acme.example.com")
	m.env["REALMCTL_TOKEN"] = marker + "-token"
	w := watching()
	for _, path := range commands("local") {
		row := commandRows()[path]
		if row.skip != "" {
			continue
		}
		for _, format := range formats() {
			args := row.line(path, "--debug", "-o", format)
			w.command(t, m, m.runIn(row.in, args...), args)
		}
	}
}

// aicSecrets are writes that carry a password, by where they get it from.
func aicSecrets(m *machine) map[string][]string {
	document := `{"userName":"zed","givenName":"Zed","sn":"Zander","mail":"zed@example.com","password":"` + newPassword + `"}`
	patch := `[{"operation":"replace","field":"/password","value":"` + newPassword + `"}]`
	return map[string][]string{
		"a file to create":      {"users", "create", "-f", m.file("user.json", document)},
		"YAML to create":        {"users", "create", "-f", m.file("user.yaml", "userName: zed2\ngivenName: Z\nsn: Z\nmail: z@example.com\npassword: "+newPassword+"\n")},
		"standard input":        append(append([]string{"users", "create"}, attributes("zoe")...), "--password-stdin"),
		"a file to replace":     {"users", "replace", seeded, "-f", m.file("user2.json", strings.ReplaceAll(document, "zed", "zac"))},
		"a file to check":       {"users", "check", "-f", m.file("user3.json", strings.ReplaceAll(document, "zed", "zoo"))},
		"a patch":               {"users", "patch", other, "-f", m.file("patch.json", patch)},
		"a patch by query":      {"users", "patch", "--where", `userName = "` + other + `"`, "-f", m.file("patch2.json", patch)},
		"a new password":        {"users", "password", "set", other, "--password-stdin"},
		"a raw request":         {"api", "PATCH", "/openidm/managed/alpha_user/1c80f8c7-b1f6-5a05-aab5-3bb4d78616af", "-d", m.file("patch3.json", patch)},
		"a weak one":            {"users", "password", "set", seeded, "--password-stdin"},
		"an argument":           {"users", "patch", seeded, "--set", "password=" + newPassword},
		"an argument to create": append(append([]string{"users", "create"}, attributes("zia")...), "--set", "password="+newPassword),
	}
}

// TestCanaryErrors: servers that send back what they were sent find no way to a
// person's screen for it.
func TestCanaryErrors(t *testing.T) {
	t.Parallel()
	for _, code := range []int{400, 401, 403, 404, 409, 412, 429, 500, 503} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			tenant.onceOn("PUT", echo(code))
			tenant.onceOn("PATCH", echo(code))
			tenant.onceOn("POST", echo(code))
			m := facing(t, tenant.URL)
			m.env["REALMCTL_TOKEN"] = marker + "-token"
			for _, form := range []string{"text", "json"} {
				m.env["REALMCTL_ERRORS"] = form
				for _, args := range [][]string{
					append(create("--id", newID), "--password-stdin"), append(create("--server-id"), "--password-stdin"),
					{"users", "patch", ann, "-f", m.file("p.json", `[{"operation":"replace","field":"/password","value":"`+newPassword+`"}]`)},
				} {
					args = append(args, "--debug", hasty)
					watching().command(t, m, m.runIn(newPassword+"\n", args...), args)
				}
			}
			always := newTenant(t)
			always.always(echo(code))
			m.env["REALMCTL_URL"] = always.URL
			for _, args := range [][]string{{"users", "list"}, {"users", "get", "x"}, {"users", "count"}, {"schema", "show", "users"}, {"realms", "test"}, {"api", "GET", "/x"}} {
				args = append(args, "--debug", hasty)
				watching().command(t, m, m.run(args...), args)
			}
		})
	}
}

// TestCanaryConfigured goes the way of a person: a tenant is added with its key, which
// comes to rest encrypted; header credentials rest in the keyring. Nothing of either
// is printed or lies open in a file.
func TestCanaryConfigured(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	m := newMachine(t)
	w := watching(box.keySecrets(t)...)
	for _, args := range [][]string{
		{"realms", "add", "acme", "--platform", "aic", "--url", box.URL, "--service-account-id", box.credentials.ServiceAccountID, "--jwk-file", box.credentials.JWKFile},
		{"users", "list", "-R", "acme/alpha", "-o", "id"}, {"auth", "status", "--check"}, {"auth", "status", "-o", "json"}, {"realms", "list", "-o", "json"},
		{"config", "get"}, {"users", "get", seeded, "-R", "acme/alpha"}, {"auth", "logout", "acme"}, {"users", "list", "-R", "acme/alpha"},
		{"auth", "login", "acme", "--jwk-file", box.credentials.JWKFile}, {"realms", "remove", "acme", "--yes"},
	} {
		args = append(args, "--debug")
		e := m.run(args...)
		maps.Copy(w.secrets, box.secrets)
		w.command(t, m, e, args)
		if refused := args[0] == "users" && e.code == 4; e.code != 0 && !refused {
			t.Errorf("%v: exit code %d: %s", args, e.code, e.err)
		}
	}
	m.must("realms", "add", "acme", "--platform", "aic", "--url", box.URL, "--service-account-id", box.credentials.ServiceAccountID,
		"--jwk-file", box.credentials.JWKFile)
	for _, key := range []string{"password", "client_secret", "token", "jwk"} {
		args := []string{"config", "set", "tenants.acme.auth." + key, newPassword}
		e := m.run(args...)
		w.command(t, m, e, args)
		if e.code != 2 {
			t.Errorf("%v: exit code %d: %s", args[:3], e.code, e.err)
		}
	}
	m.must("realms", "remove", "acme", "--yes")
	if left := m.ring.(*ring).items; len(left) > 1 {
		t.Errorf("%d items are left in the keyring", len(left))
	}
}

// TestCanaryHeaders is that of header credentials on a self-managed server.
func TestCanaryHeaders(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.users["user"] = people("lab", 2)
	m := newMachine(t)
	add := []string{"realms", "add", "lab", "--platform", "idm", "--url", tenant.URL, "--username", "openidm-admin", "--object", "users=user", "--password-stdin", "--debug"}
	e := m.runIn(newPassword+"\n", add...)
	if e.code != 0 {
		t.Fatalf("exit code %d: %s", e.code, e.err)
	}
	watching().command(t, m, e, add)
	if sent := tenant.requests("GET"); len(sent) == 0 || sent[0].Header.Get("X-Openidm-Password") != newPassword {
		t.Errorf("the server saw %v", sent)
	}
	tenant.onceOn("GET", echo(400))
	tenant.always(echo(401))
	for _, args := range [][]string{
		{"users", "count", "-R", "lab/users"}, {"users", "list", "-R", "lab/users"}, {"users", "list", "-R", "lab/users", "--curl"}, {"auth", "status", "--check"}, {"auth", "token", "lab"},
	} {
		args = append(args, "--debug")
		watching().command(t, m, m.run(args...), args)
	}
}

// TestToken: the one command that prints a token prints nothing else, and not on a
// terminal unless it is told to.
func TestToken(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	if e := withAccount(t, tenant.URL).must("auth", "token"); e.out != "token-1\n" || e.err != "" {
		t.Errorf("stdout %q, stderr %q", e.out, e.err)
	}
	m := facing(t, tenant.URL)
	if e := m.must("auth", "token", "--debug"); e.out != "a-token\n" {
		t.Errorf("stdout %q", e.out)
	}
	if code, screen := onTerminal(t, m, 80, "auth", "token"); code != 2 || strings.Contains(screen, "a-token") {
		t.Errorf("on a terminal: exit code %d: %q", code, screen)
	}
	if code, screen := onTerminal(t, m, 80, "auth", "token", "--show"); code != 0 || !strings.Contains(screen, "a-token") {
		t.Errorf("on a terminal with --show: exit code %d: %q", code, screen)
	}
}

// TestDebugFile: the trace in a file is masked too, and nobody else's to read.
func TestDebugFile(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	m := box.machine(t)
	trace := filepath.Join(m.home, "trace.txt")
	m.must("users", "list", "--debug-file", trace)
	info, err := os.Stat(trace)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Fatalf("%v, %v", info, err)
	}
	content, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	w := watching(box.keySecrets(t)...)
	maps.Copy(w.secrets, box.secrets)
	w.clean(t, "the trace", string(content))
	mustSay(t, string(content), "/openidm/managed/alpha_user", tokenPath)
}

// tracedOn reports whether a trace shows a request for objects of a platform.
func tracedOn(platform, trace string) bool {
	if platform == "pingone" {
		return strings.Contains(trace, "/v1/environments")
	}
	return strings.Contains(trace, "/openidm/") || strings.Contains(trace, "/realm-config/")
}
