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
	"github.com/realmctl/realmctl/pkg/pingone"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/sandbox"
	"github.com/realmctl/realmctl/pkg/token"
)

// open makes the live directory of a realm: the one switch on the platform.
// Nothing is sent yet.
func (s *session) open(ctx context.Context, r realm.Realm) (identity.Directory, error) {
	c, err := s.client(ctx, r)
	if err != nil {
		return nil, err
	}
	warn := func(message string) { s.say("warning: %s", message) }
	switch r.Platform() {
	case realm.PingOne:
		return pingone.New(c, pingone.Options{
			Realm: r.Address(), Environment: environmentOf(r), Population: r.Population, Parallel: s.parts(), Warn: warn,
		}), nil
	case realm.IDM:
		return aic.New(c, aic.Options{Realm: r.Address(), Object: r.Object, Dialect: aic.IDM, Warn: warn}), nil
	}
	return aic.New(c, aic.Options{Realm: r.Address(), Object: r.Object, Warn: warn}), nil
}

// parts is how many parts of a long listing are asked for side by side.
func (s *session) parts() int {
	const most = 4
	if v, _ := s.resolved.Value("parallel"); v.Source == realm.SourceDefault {
		return most
	}
	return s.resolved.Parallel()
}

// environmentOf is the id of the environment that a PingOne realm is in.
func environmentOf(r realm.Realm) string {
	if r.Tenant.Platform == realm.Sandbox {
		return sandbox.PingOneHome()
	}
	return r.Environment
}

// test reads as little as proves that a realm works, and says in words what does.
func test(ctx context.Context, d identity.Directory) (version, works string, err error) {
	switch c := d.(type) {
	case *aic.Client:
		r, err := c.Test(ctx)
		return r.Version, r.String(), err
	case *pingone.Client:
		r, err := c.Test(ctx)
		return "", r.String(), err
	}
	return "", "", identity.Lacks(d, "test")
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

// client speaks to the service behind a realm with the tenant's credential. The
// realms of a tenant share it, and with it their connections and one sign-in.
func (s *session) client(ctx context.Context, r realm.Realm) (*rest.Client, error) {
	s.opening.Lock()
	defer s.opening.Unlock()
	base, err := apiURL(r.Tenant, r.Platform())
	if err != nil {
		return nil, err
	}
	key := r.Tenant.Name + " " + base.String()
	if c := s.clients[key]; c != nil {
		return c, nil
	}
	c, err := s.newClient(ctx, r, base)
	if err != nil {
		return nil, err
	}
	if s.clients == nil {
		s.clients = map[string]*rest.Client{}
	}
	s.clients[key] = c
	return c, nil
}

// newClient puts the layers together, from the command to the wire: show instead
// of send, try again, authorise, slow down, trace.
func (s *session) newClient(ctx context.Context, r realm.Realm, base *url.URL) (*rest.Client, error) {
	wire, err := s.wire(r.Tenant)
	if err != nil {
		return nil, err
	}
	auth, err := s.authorizer(ctx, r)
	if err != nil {
		return nil, err
	}
	layers := rest.Limit(wire)
	layers = &token.Transport{Base: layers, Auth: auth, Hosts: []string{token.Origin(base)}}
	layers = rest.Retry(layers, rest.RetryOptions{})
	if s.curl {
		layers = rest.Intercept(layers, s.shows, func(req *http.Request, body []byte) error { return s.showCurl(r.Tenant, req, body) })
	}
	return s.plainClient(base, layers)
}

// plainClient sends requests to an address through a transport as they are.
func (s *session) plainClient(base *url.URL, transport http.RoundTripper) (*rest.Client, error) {
	timeout, err := s.timeout()
	if err != nil {
		return nil, err
	}
	return rest.New(base, transport, rest.Options{Timeout: timeout, UserAgent: "realmctl/" + s.app.Version}), nil
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
		CAFile: t.CAFile, CertFile: t.CertFile, KeyFile: t.KeyFile, HTTP1: t.URL != nil && t.URL.Scheme == "http",
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

// shows reports whether --curl shows a request instead of sending it: the write
// of a command that changes something, the first request of one that reads.
func (s *session) shows(req *http.Request) bool {
	return s.effect == effectRead || rest.IsWrite(req)
}

func (s *session) showCurl(t *realm.Tenant, req *http.Request, body []byte) error {
	secrets := replacements(body, s.hidden)
	s.sayVariables(secrets)
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
