package sandbox

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// serve runs a sandbox on a loopback port for the time of a test.
func serve(t *testing.T, box *Sandbox, o ServeOptions) *client {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- box.Serve(ctx, l, o) }()
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return &client{t: t, box: box, base: "http://" + l.Addr().String(), round: transport}
}

func TestServe(t *testing.T) {
	t.Parallel()
	c := serve(t, newBox(t, Options{}), ServeOptions{TokenTTL: 5 * time.Second, Latency: time.Millisecond})
	answer := c.askToken(c.grantForm(scopeIDM, nil)).want(t, http.StatusOK).object(t)
	if answer["expires_in"].(interface{ String() string }).String() != "5" {
		t.Errorf("life %v", answer["expires_in"])
	}
	c.token, _ = answer["access_token"].(string)
	r := c.send(http.MethodPost, alphaPath+"?_action=create", nil, newUser("tcp")).want(t, http.StatusCreated)
	if !strings.HasPrefix(r.header.Get("Location"), c.base+alphaPath+"/") {
		t.Errorf("location %s", r.header.Get("Location"))
	}
	c.get(alphaPath+"?_queryFilter=true").want(t, http.StatusOK)
	r = c.send(http.MethodPost, tokenPath, map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
		c.grantForm(scopeIDM, func(m map[string]any) { m["aud"] = BaseURL + tokenPath }).Encode())
	r.want(t, http.StatusBadRequest)
}

// A program that ends TLS in front of the sandbox says so, and the tenant has the
// address that the client used.
func TestServeBehindTLS(t *testing.T) {
	t.Parallel()
	c := serve(t, newBox(t, Options{}), ServeOptions{})
	form := c.grantForm(scopeIDM, func(m map[string]any) { m["aud"] = "https" + strings.TrimPrefix(c.base, "http") + tokenPath })
	headers := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	c.send(http.MethodPost, tokenPath, headers, form.Encode()).want(t, http.StatusBadRequest)
	headers["X-Forwarded-Proto"] = "https"
	c.send(http.MethodPost, tokenPath, headers, form.Encode()).want(t, http.StatusOK)
}

func TestServeWithPolicy(t *testing.T) {
	t.Parallel()
	c := serve(t, newBox(t, Options{}), ServeOptions{PasswordPolicy: RecordedPasswords})
	c.token = c.signIn(scopeIDM)
	c.send(http.MethodPost, alphaPath+"?_action=create", nil, `{"password":"Passw0rd",`+newUser("p")[1:]).want(t, http.StatusForbidden)
}

func TestFaults(t *testing.T) {
	t.Parallel()
	box := newBox(t, Options{})
	busy := serve(t, box, ServeOptions{Faults: Faults{TooMany: 1}})
	if r := busy.get("/am/json/serverinfo/*").want(t, http.StatusTooManyRequests); r.header.Get("Retry-After") != "1" {
		t.Errorf("%v", r.header)
	}
	serve(t, box, ServeOptions{Faults: Faults{Unavailable: 1}}).get("/x").want(t, http.StatusServiceUnavailable)
	broken := serve(t, box, ServeOptions{Faults: Faults{Reset: 1}})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, broken.base, nil)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := broken.round.RoundTrip(req); err == nil {
		res.Body.Close()
		t.Error("the connection held")
	}
}

func TestParseFaults(t *testing.T) {
	t.Parallel()
	got, err := ParseFaults("429=0.1, 503=0.05,reset=0.02")
	if want := (Faults{0.1, 0.05, 0.02}); got != want || err != nil {
		t.Errorf("%v %v", got, err)
	}
	for _, bad := range []string{"429", "429=x", "500=0.1", "429=-1", "429=2", "429=0.6,503=0.6", "reset=NaN"} {
		if _, err := ParseFaults(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func FuzzParseFaults(f *testing.F) {
	f.Add("429=0.1,reset=1")
	f.Fuzz(func(t *testing.T, text string) {
		faults, err := ParseFaults(text)
		if sum := faults.TooMany + faults.Unavailable + faults.Reset; err == nil && !(sum >= 0 && sum <= 1) {
			t.Errorf("%q gives %v", text, faults)
		}
	})
}

func TestParsePasswordPolicy(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]PasswordPolicy{
		"": LenientPasswords, "lenient": LenientPasswords, "recorded": RecordedPasswords,
	} {
		if got, err := ParsePasswordPolicy(name); got != want || err != nil {
			t.Errorf("%q: %v %v", name, got, err)
		}
	}
	if _, err := ParsePasswordPolicy("strong"); err == nil {
		t.Error("an unknown policy is accepted")
	}
}
