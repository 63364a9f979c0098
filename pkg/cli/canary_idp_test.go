package cli_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// seededSecret is that of every identity provider of the sandbox.
const seededSecret = "sandbox-client-secret"

// providerSecrets are writes that carry the secret of a provider: one that is given, or the
// one that the platform told.
func providerSecrets(m *machine) map[string][]string {
	file := m.file("secret.txt", providerSecret+"\n")
	whole := `{"name":"%s","type":"APPLE","clientId":"a","clientSecretSigningKey":"` + providerSecret + `","keyId":"0123456789","teamId":"0123456789"}`
	return map[string][]string{
		"standard input":        {"idp", "create", "--type", "GITHUB", "--name", "One", "--set", "clientId=x", "--secret-stdin"},
		"a file":                {"idp", "create", "--type", "FACEBOOK", "--name", "Two", "--set", "appId=x", "--secret-file", file, "--population", "Staff"},
		"a document":            {"idp", "create", "-f", m.file("idp.json", fmt.Sprintf(whole, "Three"))},
		"one that lacks more":   {"idp", "create", "-f", m.file("idp2.json", strings.Replace(fmt.Sprintf(whole, "Four"), `"clientId":"a",`, "", 1))},
		"another secret":        {"idp", "patch", "Google", "--secret-stdin"},
		"a patch":               {"idp", "patch", "GitHub", "-f", m.file("patch.json", `{"clientSecret":"`+providerSecret+`","name":"GitHub"}`)},
		"a change of the rest":  {"idp", "patch", "Microsoft", "--set", "description=changed"},
		"a stale change":        {"idp", "patch", "Microsoft", "--set", "description=changed", "--revision", "2001-01-01T00:00:00Z"},
		"a switch":              {"idp", "disable", "Microsoft"},
		"what is there":         {"idp", "list", "--columns", "name,clientSecret,authoritative,population"},
		"one of them":           {"idp", "get", "Google", "Acme Login", "Microsoft"},
		"a query":               {"idp", "list", "--jq", "."},
		"one that goes":         {"idp", "delete", "Yahoo", "--yes"},
		"an argument":           {"idp", "patch", "Google", "--set", "clientSecret=" + providerSecret},
		"an argument to add":    {"idp", "patch", "Google", "--add", "/ClientSecret:=\"" + providerSecret + "\""},
		"an argument to create": {"idp", "create", "--type", "GITHUB", "--name", "Five", "--set", "clientSecret=" + providerSecret},
	}
}

// TestCanaryProviders: the secret of a provider is shown by no listing, dry run, printed
// command, trace or refusal.
func TestCanaryProviders(t *testing.T) {
	t.Parallel()
	m := newBoxed(t).machineOn(t, "pingone")
	lines := providerSecrets(m)
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		for _, more := range [][]string{{"-n"}, {"-n", "-o", "json"}, {"--curl"}, {"--debug", "-o", "json"}, {"--debug", "-o", "yaml"}, {"--debug", "-o", "wide"}} {
			args := append(slices.Clone(lines[name]), more...)
			e := m.runIn(providerSecret+"\n", args...)
			watching(seededSecret).command(t, m, e, []string{name, fmt.Sprint(more)})
			if strings.HasPrefix(name, "an argument") != (e.code == 2) {
				t.Errorf("%s %v: exit code %d: %s", name, more, e.code, e.err)
			}
		}
	}
}

// TestCanaryProviderEchoes: a service that sends back what it was sent is no way to a
// person's screen for it.
func TestCanaryProviderEchoes(t *testing.T) {
	t.Parallel()
	for _, code := range []int{http.StatusBadRequest, http.StatusForbidden, http.StatusConflict, http.StatusInternalServerError} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			t.Parallel()
			box := newBoxed(t)
			m := box.machineOn(t, "pingone")
			inside := box.Config.Handler
			box.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					inside.ServeHTTP(w, r)
					return
				}
				echo(code)(w, r)
			})
			lines := providerSecrets(m)
			for _, name := range slices.Sorted(maps.Keys(lines)) {
				args := append(slices.Clone(lines[name]), "--debug", hasty)
				watching(seededSecret).command(t, m, m.runIn(providerSecret+"\n", args...), []string{name})
			}
		})
	}
}
