package cli_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// untold is a tenant that tells no secret of an identity provider, but stars.
func untold(t *testing.T) (*boxed, *machine) {
	t.Helper()
	box := newBoxed(t)
	m := box.machineOn(t, "pingone")
	inside := box.Config.Handler
	box.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, "/identityProviders") {
			inside.ServeHTTP(w, r)
			return
		}
		told := httptest.NewRecorder()
		inside.ServeHTTP(told, r)
		body := bytes.ReplaceAll(told.Body.Bytes(), []byte(seededSecret), []byte("****"))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(told.Code)
		_, _ = w.Write(body) // the client may have gone
	})
	return box, m
}

// TestUntoldSecret: a change sends the whole provider, so it has to bring the secret that
// the platform does not tell; the mask is never written back.
func TestUntoldSecret(t *testing.T) {
	t.Parallel()
	box, m := untold(t)
	box.taken()
	for _, args := range [][]string{
		{"idp", "patch", "Google", "--set", "description=new"}, {"idp", "patch", "Google", "--set", "description=new", "-n"}, {"idp", "disable", "Google"},
		{"idp", "patch", "Google", "-f", m.file("p.json", `{"description":"new","clientSecret":"********"}`)},
	} {
		e := m.run(args...)
		if e.code != 2 || e.out != "" || !strings.Contains(e.err, "there is no clientSecret to send") || !strings.Contains(e.err, "--secret-stdin") {
			t.Errorf("%v: exit code %d, stdout %q: %s", args, e.code, e.out, e.err)
		}
	}
	noWrites(t, box)
	if e := m.must("idp", "enable", "Google", "-n"); !strings.Contains(e.out, "nothing would change") {
		t.Errorf("what changes nothing wants a secret: %q", e.out)
	}
	e := m.runIn(providerSecret+"\n", "idp", "patch", "Google", "--set", "description=new", "--secret-stdin", "-o", "json")
	if writes, _ := box.taken(); e.code != 0 || len(writes) != 1 || !strings.HasPrefix(writes[0], "PUT ") || !strings.Contains(e.out, `"description":"new"`) {
		t.Errorf("exit code %d, %v: %s%s", e.code, writes, e.out, e.err)
	}
	watching(seededSecret).clean(t, "the outcome", e.out+e.err)
	if e := m.must("idp", "patch", "Partner Federation", "--set", "description=new"); !strings.Contains(e.err, "patched") {
		t.Errorf("a provider without a secret: %q", e.err)
	}
}

// TestUncountedProvider: a provider stays if nobody can say who signs in with it.
func TestUncountedProvider(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	m := box.machineOn(t, "pingone")
	inside := box.Config.Handler
	box.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/users") {
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, `{"code":"ACCESS_FAILED"}`)
			return
		}
		inside.ServeHTTP(w, r)
	})
	box.taken()
	e := m.run("idp", "delete", "Yahoo", "Acme Login", "--yes")
	if writes, _ := box.taken(); e.code == 0 || len(writes) > 0 || !strings.Contains(e.err, "count who signs in with identity provider Yahoo") {
		t.Errorf("exit code %d, %v: %s", e.code, writes, e.err)
	}
}

// TestCompleteProviders offers the names and the types that the realm has.
func TestCompleteProviders(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	m.env["REALMCTL_REALM"] = "sandbox/pingone"
	m.must("users", "count") // the sandbox has its users from now on
	for _, c := range []struct {
		typed, want []string
	}{
		{[]string{"idp", "get", "G"}, []string{"Google", "GitHub"}},
		{[]string{"idp", "patch", "Google", "G"}, []string{"GitHub"}},
		{[]string{"idp", "create", "--type", "lin"}, []string{"LINKEDIN", "LINKEDIN_OIDC"}},
		{[]string{"idp", "template", "--type", "S"}, []string{"SAML"}},
		{[]string{"users", "set-idp", "ann", "--idp", "P"}, []string{"Partner Federation", "PING_ONE"}},
		{[]string{"idp", "attributes", "get", "--idp", "Acme Login", "name."}, []string{"name.given", "name.family"}},
		{[]string{"idp", "attributes", "create", "--update", "E"}, []string{"EMPTY_ONLY"}},
		{[]string{"idp", "create", "--population", "st"}, []string{"Staff"}},
		{[]string{"idp", "patch", "Apple", "--set", "te"}, []string{"teamId=", "tenantId="}},
		{[]string{"idp", "list", "--columns", "name,clien"}, []string{"name,clientId", "name,clientEnvironment"}},
	} {
		if got := m.someWords(c.typed...); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, want %q", c.typed, got, c.want)
		}
	}
	if got := m.someWords("-R", "sandbox/alpha", "idp", "get", "a"); !slices.Equal(got, []string{"apple", "azure", "acme"}) {
		t.Errorf("of sandbox/alpha %q are offered", got)
	}
	if got := m.words("-R", "sandbox/alpha", "idp", "attributes", "get", ""); len(got) > 0 {
		t.Errorf("sandbox/alpha has none, and %q is offered", got)
	}
}

// TestUncertainUploads: where requests are shown, words stand for the ids that they would
// bring, and nothing is sent.
func TestUncertainUploads(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	m := box.machineOn(t, "pingone")
	icon := m.file("logo.gif", "GIF89a0000000")
	box.taken()
	e := m.must("idp", "patch", "Google", "Yahoo", "--icon", icon, "--curl")
	if n := len(regexp.MustCompile(`(?m)^curl `).FindAllString(e.out, -1)); n != 3 || !strings.Contains(e.out, "(id of logo.gif)") {
		t.Errorf("%d commands: %s", n, e.out)
	}
	noWrites(t, box)
}
