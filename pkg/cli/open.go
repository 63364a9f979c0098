package cli

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"github.com/realmctl/realmctl/pkg/aic"
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/sandbox"
	"github.com/realmctl/realmctl/pkg/token"
)

// open makes the live directory of a realm: the one switch on the platform.
// Nothing is sent yet.
func (s *session) open(ctx context.Context, r realm.Realm) (identity.Directory, error) {
	options := aic.Options{
		Realm: r.Address(), Object: r.Object,
		Warn: func(message string) { s.say("warning: %s", message) },
	}
	switch r.Tenant.Platform {
	case realm.AIC, realm.Sandbox:
	case realm.IDM:
		options.Dialect = aic.IDM
	default:
		return nil, identity.Errorf(identity.Unsupported, "%s: this release does not speak to %s yet", r.Address(), r.Tenant.Platform.Title())
	}
	c, err := s.client(ctx, r.Tenant)
	if err != nil {
		return nil, err
	}
	return aic.New(c, options), nil
}

// openUsers opens the users of the one realm that a command is about.
func (s *session) openUsers(ctx context.Context) (realm.Realm, identity.Directory, identity.UserStore, error) {
	r, err := s.target()
	if err != nil {
		return r, nil, nil, err
	}
	d, err := s.open(ctx, r)
	if err != nil {
		return r, nil, nil, err
	}
	store, err := identity.Users(d)
	return r, d, store, err
}

// client speaks to a tenant with its credential. The realms of a tenant share it,
// and with it their connections and one sign-in.
func (s *session) client(ctx context.Context, t *realm.Tenant) (*rest.Client, error) {
	s.opening.Lock()
	defer s.opening.Unlock()
	if c := s.clients[t.Name]; c != nil {
		return c, nil
	}
	c, err := s.newClient(ctx, t)
	if err != nil {
		return nil, err
	}
	if s.clients == nil {
		s.clients = map[string]*rest.Client{}
	}
	s.clients[t.Name] = c
	return c, nil
}

// newClient puts the layers together, from the command to the wire: show instead
// of send, try again, authorise, slow down, trace.
func (s *session) newClient(ctx context.Context, t *realm.Tenant) (*rest.Client, error) {
	wire, err := s.wire(t)
	if err != nil {
		return nil, err
	}
	auth, err := s.authorizer(ctx, t)
	if err != nil {
		return nil, err
	}
	base := tenantURL(t)
	layers := rest.Limit(wire)
	layers = &token.Transport{Base: layers, Auth: auth, Hosts: []string{token.Origin(base)}}
	layers = rest.Retry(layers, rest.RetryOptions{})
	if s.curl {
		layers = rest.Intercept(layers, s.shows, func(req *http.Request, body []byte) error { return s.showCurl(t, req, body) })
	}
	return s.plainClient(t, layers)
}

// plainClient sends requests of a tenant through a transport as they are.
func (s *session) plainClient(t *realm.Tenant, transport http.RoundTripper) (*rest.Client, error) {
	timeout, err := s.timeout()
	if err != nil {
		return nil, err
	}
	return rest.New(tenantURL(t), transport, rest.Options{Timeout: timeout, UserAgent: "realmctl/" + s.app.Version}), nil
}

// wire is the way to a tenant, the same for its sign-in and its requests: they share
// connections, and a trace numbers them together.
func (s *session) wire(t *realm.Tenant) (http.RoundTripper, error) {
	s.mu.Lock()
	known := s.wires[t.Name]
	s.mu.Unlock()
	if known != nil {
		return known, nil
	}
	made, err := s.newWire(t)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.wires == nil {
		s.wires = map[string]http.RoundTripper{}
	}
	s.wires[t.Name] = made
	return made, nil
}

// newWire is the network of a tenant, or the sandbox, traced if somebody asked.
func (s *session) newWire(t *realm.Tenant) (http.RoundTripper, error) {
	network, err := s.network(t)
	if err != nil {
		return nil, err
	}
	wire := rest.Conceal(network, bodySecrets)
	trace, err := s.trace()
	if err != nil || trace == nil {
		return wire, err
	}
	return rest.Trace(wire, trace), nil
}

func (s *session) network(t *realm.Tenant) (http.RoundTripper, error) {
	switch {
	case t.Platform == realm.Sandbox:
		return s.sandbox().Transport(), nil
	case s.app.Transport != nil:
		return s.app.Transport, nil
	}
	transport, err := rest.NewTransport(rest.TLSOptions{
		CAFile: t.CAFile, CertFile: t.CertFile, KeyFile: t.KeyFile, HTTP1: t.URL.Scheme == "http",
	})
	if err != nil { // the configuration names a file that cannot be used
		return nil, &usageError{err}
	}
	return transport, nil
}

// trace is where requests are traced to: nowhere, stderr or a file of 0600.
func (s *session) trace() (io.Writer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.traced != nil:
	case s.debugTo != "":
		f, err := os.OpenFile(s.debugTo, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err != nil {
			return nil, &usageError{fmt.Errorf("--debug-file: %w", err)}
		}
		s.closers = append(s.closers, f.Close)
		s.traced = f
	case s.debug:
		s.traced = s.app.Err
	}
	return s.traced, nil
}

func tenantURL(t *realm.Tenant) *url.URL {
	if t.Platform == realm.Sandbox {
		u, _ := url.Parse(sandbox.BaseURL) // a constant
		return u
	}
	return t.URL
}

// shows reports whether --curl shows a request instead of sending it: the write
// of a command that changes something, the first request of one that reads.
func (s *session) shows(req *http.Request) bool {
	return s.effect == effectRead || rest.IsWrite(req)
}

func (s *session) showCurl(t *realm.Tenant, req *http.Request, body []byte) error {
	secrets := make([]rest.Replacement, len(s.hidden))
	for i, text := range s.hidden {
		secrets[i] = rest.Replacement{Secret: text, Variable: "REALMCTL_NEW_PASSWORD"}
	}
	if len(s.hidden) > 0 {
		s.say("REALMCTL_NEW_PASSWORD is the password as it stands in JSON: \\\" for a quote, \\\\ for a backslash")
	}
	if t.Auth.Method == realm.MethodIDMHeaders { // the layer of the credential was not reached
		req = req.Clone(req.Context())
		req.Header.Set("X-OpenIDM-Username", t.Auth.Username)
	}
	if t.Platform == realm.Sandbox {
		s.say("this address is inside realmctl; for one that curl can reach: realmctl sandbox serve")
	}
	_, err := fmt.Fprintln(s.app.Out, rest.Curl(req, body, secrets...))
	return err
}
