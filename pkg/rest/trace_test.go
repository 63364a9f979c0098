package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A transcript is a writer that several goroutines may use.
type transcript struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestTrace(t *testing.T) {
	t.Parallel()
	var out transcript
	c := New(address(t, "https://x.example"), Trace(tripper(func(*http.Request) (*http.Response, error) {
		return reply(200, `{"_id": "1", "mail": "ann@x.example", "n": 5, "ok": true}`,
			"Content-Type", "application/json", "X-ForgeRock-TransactionId", "t-1", "X-Other", "kept to itself"), nil
	}), &out), Options{UserAgent: "x"})
	if err := do(t.Context(), c, Request{
		Method: "PATCH", Path: "u/1", RawQuery: "_fields=a&who=me",
		Header: http.Header{"If-Match": {`"7"`}, "Authorization": {"Bearer s3cret"}},
		Body:   []byte(`[{"operation": "replace", "field": "/sn", "value": "Lee"}]`),
	}); err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile(`in [0-9.]+[µnm]?s`).ReplaceAllString(out.String(), "in TIME")
	want := `#1 PATCH https://x.example/u/1?_fields=a&who=***: 200 in TIME, id t-1
#1 > content-type: application/json
#1 > if-match: "7"
#1 > authorization: ***
#1 > 58 bytes: [{"operation":"replace","field":"/sn","value":"***"}]
#1 < content-type: application/json
#1 < x-forgerock-transactionid: t-1
#1 < 57 bytes in TIME: {"_id":"1","mail":"***","n":***,"ok":true}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTraceOfAFailure(t *testing.T) {
	t.Parallel()
	var out transcript
	c := New(address(t, "https://x.example"), Trace(tripper(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("broken \x1b[1m")
	}), &out), Options{})
	if err := do(t.Context(), c, Request{}); err == nil {
		t.Fatal("no error")
	}
	if !strings.Contains(out.String(), `#1 GET https://x.example/: broken \x1b[1m after `) {
		t.Errorf("trace %q", out.String())
	}
}

// The marker stands wherever a secret can be; it must not come out.
func TestCanary(t *testing.T) {
	t.Parallel()
	const marker = "CANARY-7f3a"
	var out transcript
	c := New(address(t, "https://x.example"), Trace(tripper(func(r *http.Request) (*http.Response, error) {
		body := `{"access_token":"` + marker + `","tokenId":"` + marker + `","password":["` + marker + `"],"x":{"value":"` + marker + `"}}`
		return reply(400, body, "Content-Type", r.Header.Get("Content-Type"), "Set-Cookie", "iPlanetDirectoryPro="+marker,
			"Location", "https://x.example/cb?code="+marker+"&state="+marker), nil
	}), &out), Options{})
	bodies := []string{
		`{"password":"` + marker + `"}`, `[{"operation":"replace","value":"` + marker + `","field":"/password"}]`,
		`{"callbacks":[{"input":[{"name":"IDToken2","value":"` + marker + `"}]}],"authId":"` + marker + `"}`,
		"grant_type=password&password=" + marker, `"` + marker + `"`, marker, `{"message" "` + marker, `{"_id":{"secret":"` + marker + `"}}`,
		`{"` + strings.Repeat("a", maxTraced-20) + `":"` + marker + `"}`,
	}
	for _, path := range []string{"am/oauth2/access_token", "am/json/alpha/authenticate", "openidm/managed/alpha_user"} {
		for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", "text/html"} {
			for _, body := range bodies {
				err := do(t.Context(), c, Request{
					Method: "POST", Path: path, RawQuery: "code=" + marker + "&client_secret=" + marker, Body: []byte(body),
					Header: http.Header{
						"Content-Type": {kind}, "Authorization": {"Bearer " + marker}, "Cookie": {marker},
						"X-Openidm-Password": {marker}, "X-Openam-Password": {marker},
					},
				})
				_ = wantStatus(t, err, 400)
				if strings.Contains(err.Error(), marker) {
					t.Fatalf("error %v", err)
				}
			}
		}
	}
	if i := strings.Index(out.String(), marker); i >= 0 {
		t.Errorf("the marker is in the trace: …%s…", out.String()[max(0, i-200):i+20])
	}
}

// Where somebody signs in, not even harmless keys are shown.
func TestTraceOfASignIn(t *testing.T) {
	t.Parallel()
	var out transcript
	c := New(address(t, "https://x.example"), Trace(tripper(func(*http.Request) (*http.Response, error) {
		return reply(200, `{"message":"hello"}`, "Content-Type", "application/json"), nil
	}), &out), Options{})
	for path, shown := range map[string]bool{
		"am/oauth2/access_token": false, "am/json/realms/root/authenticate": false, "openidm/managed/alpha_user": true,
	} {
		out.b.Reset()
		if err := do(t.Context(), c, Request{Method: "POST", Path: path, Body: []byte(`{"message":"ping"}`)}); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); strings.Contains(got, "hello") != shown || strings.Contains(got, "ping") != shown {
			t.Errorf("%s: trace %s", path, got)
		}
	}
}

// The first bytes of a body reach the reader before the last ones were sent.
func TestTraceStreams(t *testing.T) {
	t.Parallel()
	read := make(chan struct{})
	c, s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "[1")
		_ = http.NewResponseController(w).Flush()
		<-read
		_, _ = io.WriteString(w, "]")
	})
	var out transcript
	c = New(address(t, s.URL), Trace(c.transport, &out), Options{})
	resp, err := c.Do(t.Context(), Request{})
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 2)
	if _, err := io.ReadFull(resp.Body, first); err != nil || string(first) != "[1" {
		t.Fatalf("%q, %v", first, err)
	}
	close(read)
	if rest, err := resp.Bytes(); err != nil || string(rest) != "]" {
		t.Fatalf("%q, %v", rest, err)
	}
	if !strings.Contains(out.String(), "< 3 bytes in ") {
		t.Errorf("trace %s", out.String())
	}
}

// Wherever a document breaks off, no value of a key that is not known comes out.
func FuzzMaskJSON(f *testing.F) {
	f.Add("password", "x", uint(20), `{"message":"m",`)
	f.Add(`a"\\b`, "\u2028\"", uint(1000), `[{"_id":"1"},`)
	f.Fuzz(func(t *testing.T, key, value string, cut uint, before string) {
		const marker = "CANARY-7f3a"
		if harmlessKey(key) || strings.Contains(key+before, marker) {
			return
		}
		value = marker + value + marker
		doc, err := json.Marshal(map[string]any{"_id": "1", key: value, "z": []any{value, map[string]any{key: []string{value}}, 5}})
		if err != nil {
			t.Fatal(err)
		}
		_ = maskJSON(append([]byte(before), doc...)) // anything may come, and it ends
		if masked := maskJSON(doc[:min(cut, uint(len(doc)))]); strings.Contains(masked, marker) {
			t.Errorf("%s became %s", doc, masked)
		}
	})
}
