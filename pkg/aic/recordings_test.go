package aic

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A recorded exchange, as the recordings of a self-managed server have it.
type recorded struct {
	Name    string `json:"name"`
	Request struct {
		Method, Path string
		Headers      map[string]string
		Body         json.RawMessage
	} `json:"request"`
	Response struct {
		Status  int
		Headers map[string]string
		Body    *string
	} `json:"response"`
}

func (r recorded) body() string {
	if r.Response.Body == nil {
		return ""
	}
	return *r.Response.Body
}

// cut reports a body that the recording did not keep whole.
func (r recorded) cut() bool { return strings.Contains(r.body(), "characters in all>") }

func (r recorded) answer(w http.ResponseWriter, _ *http.Request) {
	for name, value := range r.Response.Headers {
		switch http.CanonicalHeaderKey(name) {
		case "Content-Length", "Transfer-Encoding", "Location", "Content-Encoding":
		default:
			w.Header().Set(name, value)
		}
	}
	w.WriteHeader(r.Response.Status)
	_, _ = w.Write([]byte(r.body()))
}

// A judged exchange is one line of the table: which class of outcome it has.
type judged struct {
	topic, name, class string
	index              int
}

func classes(t *testing.T) []judged {
	t.Helper()
	file, err := os.ReadFile("testdata/openidm-classes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var table []judged
	for line := range strings.Lines(string(file)) {
		column := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(column) != 5 {
			continue
		}
		j := judged{topic: column[0], class: column[3], name: column[4]}
		if _, err := fmt.Sscan(column[1], &j.index); err != nil {
			t.Fatal(err)
		}
		table = append(table, j)
	}
	return table
}

// TestOpenIDMRecordings sends every recorded answer of a self-managed server through
// the client: by the method that would have asked, where there is one, else as a raw
// request. The table says the class of the outcome.
func TestOpenIDMRecordings(t *testing.T) {
	t.Parallel()
	topics := map[string][]recorded{}
	for _, want := range classes(t) {
		if topics[want.topic] == nil {
			var file struct{ Exchanges []recorded }
			sharedJSON(t, &file, "recordings", "openidm", want.topic+".json")
			topics[want.topic] = file.Exchanges
		}
		exchange := topics[want.topic][want.index]
		if exchange.Name != want.name {
			t.Fatalf("%s.json #%d is %q, the table says %q", want.topic, want.index, exchange.Name, want.name)
		}
		t.Run(fmt.Sprintf("%s.json #%d %s", want.topic, want.index, want.name), func(t *testing.T) {
			t.Parallel()
			how, err := replay(t, exchange)
			got := "ok"
			if err != nil {
				e := asError(t, err)
				got = e.Kind.String()
				checkWords(t, e, exchange)
			}
			if got != want.class {
				t.Errorf("%s by %s: got %s (%v), want %s\n%d %.300s", exchange.Request.Method+" "+exchange.Request.Path, how, got, err, want.class, exchange.Response.Status, exchange.body())
			}
		})
	}
}

// checkWords wants one line of words, decoded, that repeats no record.
func checkWords(t *testing.T, e *identity.Error, exchange recorded) {
	t.Helper()
	words := e.Error()
	for _, bad := range []string{"\n", "&#", "&quot;", "&amp;", "<html", "managed_alpha_user{", "[Source"} {
		if strings.Contains(words, bad) {
			t.Errorf("%q holds %q", words, bad)
		}
	}
	if exchange.Response.Status >= 400 && e.Status != exchange.Response.Status {
		t.Errorf("status %d of the error, %d of the answer", e.Status, exchange.Response.Status)
	}
}

// replay asks for a recorded answer and says how.
func replay(t *testing.T, x recorded) (how string, err error) {
	t.Helper()
	s := newTenant(t, x.answer)
	s.answers = []http.HandlerFunc{x.answer}
	transport := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	base, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	// Without the layer that retries: the answer is there once.
	c := New(rest.New(base, transport, rest.Options{}), Options{Realm: "lab/users", Object: "alpha_user", Dialect: IDM})
	u := c.Users().(*Users)
	path, query, _ := strings.Cut(x.Request.Path, "?")
	values, _ := url.ParseQuery(query)
	id, one := strings.CutPrefix(path, "/openidm/managed/alpha_user/")
	one = one && isStep(id)
	collection := path == "/openidm/managed/alpha_user"
	switch method := x.Request.Method; {
	case method == "GET" && one && x.Response.Status != http.StatusNotModified && !x.cut() && !values.Has("_mimeType"):
		_, err = u.Get(context.Background(), id)
		return "Get", err
	case method == "GET" && collection && values.Has("_queryFilter") && !x.cut():
		return "List", listed(u)
	case method == "POST" && collection && values.Get("_action") == "create" && !x.cut():
		_, err = u.Create(context.Background(), identity.Draft{ServerID: true, Document: json.RawMessage(`{"userName":"x"}`)})
		return "Create", err
	case method == "PUT" && one && x.Request.Headers["If-None-Match"] == "*" && !x.cut():
		_, err = u.Create(context.Background(), identity.Draft{ID: id, Document: json.RawMessage(`{"userName":"x"}`)})
		return "Create", err
	case method == "POST" && collection && values.Get("_action") == "patch" && values.Has("_queryFilter"):
		_, err = u.PatchWhere(context.Background(), identity.Query{Native: "true"}, identity.Patch{{Op: identity.Unset, Path: "x"}})
		return "PatchWhere", err
	case method == "PATCH" && one && x.Response.Status != http.StatusInternalServerError:
		_, err = u.patch(context.Background(), "patch user", id, "1", nil)
		return "Patch", err
	case method == "DELETE" && one:
		_, err = u.Delete(context.Background(), id, "1")
		return "Delete", err
	case strings.HasPrefix(path, "/openidm/policy/managed/alpha_user/") && values.Get("_action") == "validateObject":
		_, err = u.Validate(context.Background(), "", json.RawMessage(`{}`))
		return "Validate", err
	}
	return "Raw", raw(c, x)
}

func listed(u *Users) error {
	for _, err := range u.List(context.Background(), identity.Query{}) {
		// The same page comes again and again, so its own cookie is met twice.
		if err != nil && !strings.Contains(err.Error(), "repeats the cookie") {
			return err
		}
	}
	return nil
}

func raw(c *Client, x recorded) error {
	resp, err := c.Raw(context.Background(), rest.Call{Method: x.Request.Method, Path: "/openidm"})
	if err == nil {
		_ = resp.Body.Close()
	}
	return err
}

// TestCloudErrors sends the recorded errors of real tenants through the decoder.
func TestCloudErrors(t *testing.T) {
	t.Parallel()
	type exchange struct {
		Request  struct{ Method, URL string }
		Response struct {
			Status  int
			Headers map[string]string
			Body    json.RawMessage
		}
	}
	want := map[string][]identity.Kind{
		"idm-errors.json": {identity.NotFound, identity.NotFound, identity.NotFound, identity.Invalid, identity.Conflict, identity.Auth, identity.Auth, identity.Auth, identity.Auth},
		"environment-api-errors.json": {identity.Invalid, identity.NotFound, identity.Invalid, identity.Unavailable, identity.Invalid,
			identity.NotFound, identity.NotFound, identity.NotFound, identity.NotFound, identity.Invalid},
	}
	for file, kinds := range want {
		var exchanges []exchange
		sharedJSON(t, &exchanges, "recordings", "aic", file)
		if len(exchanges) != len(kinds) {
			t.Fatalf("%s has %d exchanges, the table %d", file, len(exchanges), len(kinds))
		}
		for i, x := range exchanges {
			body := []byte(x.Response.Body)
			var text string
			if json.Unmarshal(body, &text) == nil {
				body = []byte(text)
			}
			e := fromStatus(&rest.StatusError{Status: x.Response.Status, Body: body, Header: http.Header{"Content-Type": {x.Response.Headers["content-type"]}}})
			if e.Kind != kinds[i] || strings.Contains(e.Error(), "&#") || e.Error() == "" {
				t.Errorf("%s #%d: got %s (%v), want %s", file, i, e.Kind, e, kinds[i])
			}
		}
	}
}

// TestOpenDJErrors does the same with a directory of the family that stands behind
// the tenants.
func TestOpenDJErrors(t *testing.T) {
	t.Parallel()
	var exchanges []struct {
		Response struct {
			Status int
			Body   json.RawMessage
		}
	}
	sharedJSON(t, &exchanges, "recordings", "opendj", "errors.json")
	kinds := map[int]identity.Kind{
		0: identity.Auth, 2: identity.Auth, 4: identity.Auth, 7: identity.Auth, 8: identity.NotFound, 10: identity.Invalid, 14: identity.Invalid,
		20: identity.Invalid, 25: identity.Invalid, 30: identity.Invalid, 33: identity.Conflict, 34: identity.Unsupported,
	}
	for i, kind := range kinds {
		body := []byte(exchanges[i].Response.Body)
		if string(body) == "null" {
			body = nil
		}
		e := fromStatus(&rest.StatusError{Status: exchanges[i].Response.Status, Body: body, Header: http.Header{}})
		if e.Kind != kind {
			t.Errorf("errors.json #%d: got %s (%v), want %s", i, e.Kind, e, kind)
		}
	}
	if e := fromStatus(&rest.StatusError{Status: 400, Body: exchanges[10].Response.Body, Header: http.Header{}}); len(e.Violations) != 1 || e.Violations[0].Attribute != "_id" {
		t.Errorf("a bad id: %+v", e.Violations)
	}
	if !errors.Is(fromStatus(&rest.StatusError{Status: 501, Header: http.Header{}}), errors.ErrUnsupported) {
		t.Error("501 is not unsupported")
	}
}
