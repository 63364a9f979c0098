package sandbox

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// The addresses of the PingOne face inside this process, without /v1: requests to them go through Transport, which
// tells the faces apart by the path alone. A listener of Serve has both on its own host.
const (
	PingOneAPI  = "https://api.sandbox.localhost"
	PingOneAuth = "https://auth.sandbox.localhost"
)

// pingOne is the tenant as a PingOne organization: what lies below /v1, and the sign-in of each environment below /as.
type pingOne struct {
	*face
	routes func() *http.ServeMux // made with the first request: most commands have none for this face

	mu      sync.Mutex
	schemas map[string]pingSchema // by environment, as they were read last
}

// withPingOne puts the PingOne face beside the other one: they share no path.
func (f *face) withPingOne(others http.Handler) http.Handler {
	p := &pingOne{face: f, schemas: map[string]pingSchema{}}
	p.routes = sync.OnceValue(p.newRoutes)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isPingPath(r.URL.Path) {
			p.serve(w, r)
			return
		}
		others.ServeHTTP(w, r)
	})
}

// isPingPath says whether a path belongs to PingOne: /v1 is its API; /{environment}/as, or /as alone as on a domain of
// the customer's own, is sign-in.
func isPingPath(path string) bool {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	second, _, _ := strings.Cut(rest, "/")
	return first == "v1" || first == "as" || second == "as" && first != "am" && first != "openidm"
}

// clockNow is the time on this listener's clock.
func (p *pingOne) clockNow() time.Time { return p.options.Now().Add(p.clock) }

// serve answers one request: what is not served is 404, a method that is not served there 405, both in the words of
// the platform.
func (p *pingOne) serve(w http.ResponseWriter, r *http.Request) {
	if override := r.Header.Get("X-HTTP-Method-Override"); override != "" && r.Method == http.MethodPost {
		r.Method = strings.ToUpper(override)
	}
	w.Header().Set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate")
	stampTransaction(w, r)
	mux := p.routes()
	handler, pattern := mux.Handler(r)
	if pattern != "" {
		mux.ServeHTTP(w, r)
		return
	}
	probe := &statusProbe{header: http.Header{}}
	handler.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.header.Get("Allow"))
		sendPing(w, r, http.StatusMethodNotAllowed, methodNotAllowed())
		return
	}
	sendPing(w, r, http.StatusNotFound, pingNotFound())
}

// statusProbe learns which refusal the router has for a request, without its text.
type statusProbe struct {
	header http.Header
	status int
}

// Header returns the headers, of which only Allow is looked at.
func (p *statusProbe) Header() http.Header { return p.header }

// Write takes the text of the refusal and drops it.
func (p *statusProbe) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader keeps the status.
func (p *statusProbe) WriteHeader(status int) { p.status = status }
