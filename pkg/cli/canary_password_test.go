package cli_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// withSecret are writes that carry a secret, on a platform.
func withSecret(platform string, m *machine) map[string][]string {
	if platform == "aic" {
		return aicSecrets(m)
	}
	return pingoneSecrets(m)
}

// oldPassword and mailedCode are further secrets of the writes of these tests.
const (
	oldPassword = marker + "-0ld!"
	mailedCode  = marker + "-code"
)

// pingoneSecrets are those on PingOne: a password is a text or an object there, and the
// operations on passwords have names of their own for it.
func pingoneSecrets(m *machine) map[string][]string {
	text := `{"username":"zed","email":"zed@example.com","password":"` + newPassword + `"}`
	object := `{"username":"zac","password":{"value":"` + newPassword + `","forceChange":true}}`
	merge := `{"password":{"value":"` + newPassword + `"}}`
	two := m.file("two.txt", newPassword+"\n")
	return map[string][]string{
		"a file to create":       {"users", "create", "-f", m.file("user.json", text)},
		"an object to create":    {"users", "create", "-f", m.file("user2.json", object)},
		"an object to import":    {"users", "create", "--import", "--must-change", "-f", m.file("user3.json", object)},
		"YAML to create":         {"users", "create", "-f", m.file("user.yaml", "username: zed2\npassword: {value: "+newPassword+"}\n")},
		"standard input":         {"users", "create", "--set", "username=zoe", "--password-stdin", "--must-change"},
		"a file with the secret": {"users", "create", "--set", "username=zoe2", "--password-file", two, "--email-verified"},
		"a file to check":        {"users", "check", "-f", m.file("user4.json", strings.ReplaceAll(object, "zac", "zoo"))},
		"a patch":                {"users", "patch", other, "-f", m.file("patch.json", merge)},
		"a patch by query":       {"users", "patch", "--where", `userName = "` + other + `"`, "-f", m.file("patch2.json", merge)},
		"a new password":         {"users", "password", "set", other, "--password-stdin", "--must-change"},
		"one past the policy":    {"users", "password", "set", other, "--password-file", two, "--bypass-policy"},
		"a weak one":             {"users", "password", "set", seeded, "--password-stdin"},
		"one to try":             {"users", "password", "check", seeded, "--password-stdin"},
		"present and new":        {"users", "password", "reset", seeded, "--password-stdin"},
		"code and new":           {"users", "password", "recover", seeded, "--code-stdin", "--password-stdin"},
		"a code":                 {"users", "verify-email", "confirm", seeded, "--code-stdin"},
		"an argument":            {"users", "patch", seeded, "--set", "password=" + newPassword},
		"an argument within":     {"users", "patch", seeded, "--set", "password.value=" + newPassword},
		"an argument to create":  {"users", "create", "--set", "username=zia", "--set", "password=" + newPassword},
	}
}

// typedFor is what stands on standard input for a write.
func typedFor(name string) string {
	switch name {
	case "a weak one":
		return marker + "\n"
	case "present and new":
		return oldPassword + "\n" + newPassword + "\n"
	case "code and new":
		return mailedCode + "\n" + newPassword + "\n"
	case "a code":
		return mailedCode + "\n"
	}
	return newPassword + "\n"
}

// TestCanaryPasswords: a password or a code is shown by no dry run, printed command,
// trace, answer or refusal.
func TestCanaryPasswords(t *testing.T) {
	t.Parallel()
	for _, platform := range platforms() {
		t.Run(platform, func(t *testing.T) {
			t.Parallel()
			m := newBoxed(t).machineOn(t, platform)
			lines := withSecret(platform, m)
			for _, name := range slices.Sorted(maps.Keys(lines)) {
				for _, more := range [][]string{{"-n"}, {"-n", "-o", "json"}, {"--curl"}, {"--debug", "-o", "json"}, {"--debug", "-o", "table"}} {
					args := append(slices.Clone(lines[name]), more...)
					e := m.runIn(typedFor(name), args...)
					watching().command(t, m, e, []string{name, fmt.Sprint(more)})
					if strings.HasPrefix(name, "an argument") != (e.code == 2) {
						t.Errorf("%s %v: exit code %d: %s", name, more, e.code, e.err)
					}
				}
			}
		})
	}
}

// TestCanaryEchoes: a service that sends back what it was sent, as some gateways do, is
// no way to a person's screen for it.
func TestCanaryEchoes(t *testing.T) {
	t.Parallel()
	for _, code := range []int{http.StatusBadRequest, http.StatusForbidden, http.StatusInternalServerError} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			box := newBoxed(t)
			m := box.machineOn(t, "pingone")
			inside := box.Config.Handler
			box.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/as/token") {
					inside.ServeHTTP(w, r)
					return
				}
				echo(code)(w, r)
			})
			lines := pingoneSecrets(m)
			for _, name := range slices.Sorted(maps.Keys(lines)) {
				args := append(slices.Clone(lines[name]), "--debug", hasty)
				watching().command(t, m, m.runIn(typedFor(name), args...), []string{name})
			}
		})
	}
}
