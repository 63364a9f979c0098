package cli_test

import (
	"context"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestAddresses: what is wrong with the name of a realm is told before anything is sent.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, story := range []struct {
		name  string
		env   map[string]string
		args  []string
		words []string
	}{
		{"unknown realm", nil, []string{"-R", "env/alhpa"}, []string{"env/alhpa", "env/alpha", "realmctl realms list"}},
		{"unknown tenant", nil, []string{"-R", "sanbox/alpha"}, []string{"sanbox", "sandbox/alpha"}},
		{"no default realm", map[string]string{"REALMCTL_REALM": ""}, nil, []string{"realmctl realms add", "realmctl users list -R sandbox/alpha"}},
		{"plain http", map[string]string{"REALMCTL_URL": "http://openam-acme.example.com"}, nil, []string{"openam-acme.example.com", "https"}},
		{"a broken filter", nil, []string{"--where", "mail sw"}, []string{"column", "sw"}},
		{"an unknown format", nil, []string{"-o", "xml"}, []string{"xml", "ndjson"}},
		{"an unknown flag", nil, []string{"--colums", "mail"}, []string{"--colums"}},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			m := facing(t, tenant.URL)
			for name, value := range story.env {
				m.env[name] = value
			}
			e := m.run(append([]string{"users", "list"}, story.args...)...)
			faultStory{code: 2, words: story.words}.check(t, e, "text")
			m.env["REALMCTL_ERRORS"] = "json"
			e = m.run(append([]string{"users", "list"}, story.args...)...)
			faultStory{code: 2, class: "usage"}.check(t, e, "json")
			if len(tenant.seen) > 0 {
				t.Errorf("the server saw %v", tenant.seen)
			}
		})
	}
}

// TestUnreachable: a server that is not there is not asked twice.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	nobody := &net.DNSError{Err: "no such host", Name: "openam-acme.invalid", IsNotFound: true}
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("network is unreachable")}
	for _, story := range []struct {
		name  string
		dial  error // nil: really dials
		url   string
		words []string
	}{
		{"no such host", nobody, "https://openam-acme.invalid", []string{"there is no host openam-acme.invalid", "address of the tenant may be wrong"}},
		{"no way there", refused, "https://openam-acme.invalid", []string{"openam-acme.invalid", "cannot be reached"}},
		{"refused connection", nil, "http://" + closedPort(t), []string{"nothing answers at 127.0.0.1", "connection refused"}},
	} {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			m := facing(t, story.url)
			dials := 0
			m.transport = &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
				dials++
				if story.dial != nil {
					return nil, story.dial
				}
				return new(net.Dialer).DialContext(ctx, network, address)
			}}
			m.env["REALMCTL_ERRORS"] = "json"
			e := m.run("users", "list")
			faultStory{code: 8, class: "unavailable", words: story.words}.check(t, e, "json")
			if dials != 1 {
				t.Errorf("dialled %d times", dials)
			}
		})
	}
}

// closedPort is an address on this machine where nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return address
}

// TestUnknownAuthority: a certificate of an unknown authority is refused in words
// that help, and taken once that authority is named.
func TestUnknownAuthority(t *testing.T) {
	t.Parallel()
	tenant := unstarted(t)
	tenant.StartTLS()
	m := facing(t, tenant.URL)
	m.env["REALMCTL_ERRORS"] = "json"
	e := m.run("users", "list")
	faultStory{code: 8, class: "unavailable", words: []string{"authority", "Acme Co", "ca_file"}}.check(t, e, "json")
	if len(tenant.seen) > 0 {
		t.Errorf("the server saw %v", tenant.seen)
	}
	m.env["REALMCTL_CA_FILE"] = m.home + "/nowhere.pem"
	faultStory{code: 2, class: "usage", words: []string{"ca_file", "nowhere.pem"}}.check(t, m.run("users", "list"), "json")
	m.env["REALMCTL_CA_FILE"] = m.file("ca.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: tenant.Certificate().Raw})))
	if e := m.must("users", "list", "-o", "name"); e.out != "alpha-0\nalpha-1\nalpha-2\n" {
		t.Errorf("with ca_file: %q", e.out)
	}
}

// TestTLSWhereThereIsNone: an https address of a server that speaks none.
func TestTLSWhereThereIsNone(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	m := facing(t, strings.Replace(tenant.URL, "http:", "https:", 1))
	m.env["REALMCTL_ERRORS"] = "json"
	faultStory{code: 1, class: "api", words: []string{"does not speak TLS"}}.check(t, m.run("users", "list"), "json")
}

// TestRedirect: the token never goes to another host.
func TestRedirect(t *testing.T) {
	t.Parallel()
	for _, write := range []bool{false, true} {
		other, tenant := newTenant(t), newTenant(t)
		tenant.always(func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, other.URL+r.URL.String(), http.StatusTemporaryRedirect)
			return true
		})
		m := facing(t, tenant.URL)
		m.env["REALMCTL_ERRORS"] = "json"
		args := []string{"users", "list"}
		if write {
			args = []string{"api", "POST", "/openidm/managed/alpha_user?_action=create", "-d", "-"}
		}
		e := m.runIn("{}", args...)
		if told := e.told(t); e.code != 1 || told.Class != "api" || e.out != "" {
			t.Errorf("write %v: exit code %d, stdout %q, stderr %s", write, e.code, e.out, e.err)
		}
		if len(other.seen) > 0 {
			t.Errorf("write %v: the other host saw %v with %q", write, other.seen, other.seen[0].Header)
		}
		if sent := len(tenant.requests()); sent != 1 {
			t.Errorf("write %v: the server saw %d requests", write, sent)
		}
	}
}

// TestInterruptedWait: Ctrl-C ends the wait for another try as well.
func TestInterruptedWait(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	ctx, interrupt := context.WithCancel(t.Context())
	tenant.always(func(w http.ResponseWriter, r *http.Request) bool {
		time.AfterFunc(time.Millisecond, interrupt)
		return status(429, "Too many requests", "Retry-After: 20")(w, r)
	})
	m := facing(t, tenant.URL)
	m.env["REALMCTL_ERRORS"] = "json"
	e := m.runContext(ctx, "", "users", "list")
	if told := e.told(t); e.code != 130 || told.Class != "interrupted" || e.out != "" {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
	if sent := len(tenant.requests()); sent != 1 {
		t.Errorf("the server saw %d requests", sent)
	}
}

// TestInterruptedWrite: a write that Ctrl-C catches may have been applied, and that is told.
func TestInterruptedWrite(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	ctx, interrupt := context.WithCancel(t.Context())
	tenant.onceOn("POST", tenant.carriedOut(func(w http.ResponseWriter, r *http.Request) bool {
		interrupt()
		return hang(w, r)
	}))
	m := facing(t, tenant.URL)
	m.env["REALMCTL_ERRORS"] = "json"
	e := m.runContext(ctx, "", create("--server-id")...)
	if told := e.told(t); e.code != 130 || told.Class != "interrupted" || !told.Unknown || !strings.Contains(told.Hint, "realmctl users list") {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
}

// TestInterrupted: Ctrl-C in the middle of a list keeps the rows that were there,
// ends the document and is code 130, with one realm and with two.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	for _, realms := range []string{"env/alpha", "env/alpha,env/bravo"} {
		t.Run(realms, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			tenant.page = 1
			ctx, interrupt := context.WithCancel(t.Context())
			tenant.always(func(w http.ResponseWriter, r *http.Request) bool {
				if r.URL.Query().Get("_pagedResultsCookie") == "" {
					return false
				}
				interrupt()
				return hang(w, r)
			})
			m := facing(t, tenant.URL)
			m.env["REALMCTL_ERRORS"] = "json"
			e := m.runContext(ctx, "", "users", "list", "-R", realms, "-o", "json")
			if told := e.told(t); e.code != 130 || told.Class != "interrupted" {
				t.Errorf("exit code %d: %s", e.code, e.err)
			}
			if e.out != "" {
				parseJSON(t, e.out)
			}
		})
	}
}
