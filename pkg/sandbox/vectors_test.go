package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPatchShapeVectors(t *testing.T) {
	t.Parallel()
	vectors := parse[struct {
		Cases []struct {
			ID      string
			Patch   any
			Valid   bool
			Message string
		}
	}](t, shared(t, "vectors/crest/patch-shape.json"))
	for _, c := range vectors.Cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			_, err := parsePatch(c.Patch)
			switch {
			case c.Valid && err != nil:
				t.Error(err)
			case !c.Valid && (err == nil || err.Error() != c.Message || asFailure(err).status != http.StatusBadRequest):
				t.Errorf("got %v, want %s", err, c.Message)
			}
		})
	}
}

func TestPatchApplyVectors(t *testing.T) {
	t.Parallel()
	vectors := parse[struct {
		Cases []struct {
			ID, Name   string
			Before     document
			Operations []any
			After      map[string]any
			Modified   bool
			Error      *struct{ Kind, Message string }
		}
	}](t, shared(t, "vectors/crest/patch-apply.json"))
	for _, c := range vectors.Cases {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			operations, err := parsePatch(c.Operations)
			if err != nil {
				t.Fatal(err)
			}
			after, err := applyPatch(c.Before, operations)
			if c.Error != nil {
				checkPatchError(t, err, c.Error.Kind, c.Error.Message)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !equal(map[string]any(after), c.After) {
				t.Error(cmp.Diff(c.After, map[string]any(after)))
			}
			// pa-052 reports a change that it does not make; the sandbox tells from the documents.
			if changed := !equal(map[string]any(after), map[string]any(c.Before)); changed != c.Modified && c.ID != "pa-052" {
				t.Errorf("changed %v, want %v", changed, c.Modified)
			}
		})
	}
}

func checkPatchError(t *testing.T, err error, kind, message string) {
	t.Helper()
	status := http.StatusInternalServerError
	if kind == "bad-request" {
		status = http.StatusBadRequest
	}
	if err == nil || err.Error() != message || asFailure(err).status != status {
		t.Errorf("got %v, want %s with %d", err, message, status)
	}
}

// vectorRequest is a request as the vectors write it.
type vectorRequest struct {
	Method, Path string
	Query        map[string]string
	Headers      map[string]string
	Body         any
}

func (v vectorRequest) send(t *testing.T, c *client, path string) reply {
	t.Helper()
	query := url.Values{}
	for name, value := range v.Query {
		query.Set(name, value)
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.send(v.Method, path, v.Headers, vectorBody(v))
}

func vectorBody(v vectorRequest) string {
	text, isText := v.Body.(string)
	switch {
	case isText:
		return text
	case v.Body != nil:
		return string(encode(v.Body))
	case v.Method == http.MethodPost || v.Method == http.MethodPut:
		return `{"userName":"vector` + v.Method + `","givenName":"g","sn":"s","mail":"v@example.com"}`
	case v.Method == http.MethodPatch:
		return `[]`
	}
	return ""
}

func TestHTTPRules(t *testing.T) {
	t.Parallel()
	vectors := parse[struct {
		Cases []struct {
			ID        string
			Request   vectorRequest
			Operation operation
			Status    int
			Message   string
		}
	}](t, shared(t, "vectors/crest/http-rules.json"))
	for _, v := range vectors.Cases {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			if v.Operation != "" {
				checkOperation(t, v.Request, v.Operation)
			}
			if v.Status == 0 {
				return
			}
			c := newClient(t)
			r := v.Request.send(t, c, "/openidm"+v.Request.Path).want(t, v.Status)
			if v.Message != "" && r.message(t) != escapeHTML(v.Message) {
				t.Errorf("message %q, want %q", r.message(t), escapeHTML(v.Message))
			}
		})
	}
}

func checkOperation(t *testing.T, v vectorRequest, want operation) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), v.Method, BaseURL+v.Path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range v.Headers {
		req.Header.Set(name, value)
	}
	params := parameters{}
	for name, value := range v.Query {
		params[name] = []string{value}
	}
	asked, err := parseVersion(req.Header.Get("Accept-API-Version"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decide(req, params, asked); got != want || err != nil {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

// observedSkips are the observations that this sandbox does not repeat, each with its reason.
func observedSkips() map[string]string {
	return map[string]string{
		"ao-029": "no types of one's own: the schema of the sandbox cannot be changed",
	}
}

func TestAICObserved(t *testing.T) {
	t.Parallel()
	vectors := parse[struct {
		Cases []struct {
			ID                string
			Request           vectorRequest
			Status            int
			Message           string
			MessageStartsWith string
			ResultCount       *int
			Given             map[string]any
			AbsentKeys        []string
			BodyHas           []string
			Detail            any
		}
	}](t, shared(t, "vectors/crest/aic-observed.json"))
	for _, v := range vectors.Cases {
		t.Run(v.ID, func(t *testing.T) {
			t.Parallel()
			if reason, left := observedSkips()[v.ID]; left {
				t.Skip(reason)
			}
			c := newClient(t)
			path, request := arrange(t, c, v.Request, v.Given)
			r := request.send(t, c, path).want(t, v.Status)
			object := r.object(t)
			message, _ := object["message"].(string)
			if v.Message != "" && message != escapeHTML(v.Message) {
				t.Errorf("message %q, want %q", message, escapeHTML(v.Message))
			}
			if !strings.HasPrefix(message, v.MessageStartsWith) {
				t.Errorf("message %q, want it to begin with %q", message, v.MessageStartsWith)
			}
			if v.ResultCount != nil && object["resultCount"] != json.Number(string(encode(*v.ResultCount))) {
				t.Errorf("resultCount %v, want %d", object["resultCount"], *v.ResultCount)
			}
			if v.Detail != nil && !cmp.Equal(object["detail"], v.Detail) {
				t.Error(cmp.Diff(v.Detail, object["detail"]))
			}
			for _, name := range v.AbsentKeys {
				if _, there := object[name]; there {
					t.Errorf("%s is in the answer", name)
				}
			}
			for _, name := range v.BodyHas {
				if _, there := object[name]; !there {
					t.Errorf("%s is not in the answer", name)
				}
			}
		})
	}
}

// arrange makes what an observation takes for granted and puts its id into the path.
func arrange(t *testing.T, c *client, v vectorRequest, given map[string]any) (string, vectorRequest) {
	t.Helper()
	body := map[string]any{"userName": "given", "givenName": "g", "sn": "s", "mail": "g@example.com",
		"password": "Passw0rd"}
	maps.Copy(body, given)
	realm := "alpha"
	if strings.Contains(v.Path, "bravo") {
		realm = "bravo"
	}
	made := c.send(http.MethodPost, "/openidm/managed/"+realm+"_user?_action=create", nil, string(encode(body)))
	id, _ := made.want(t, http.StatusCreated).object(t)["_id"].(string)
	role := c.send(http.MethodPut, "/openidm/managed/alpha_role/existing", nil, `{"name":"existing"}`)
	role.want(t, http.StatusCreated)
	path := strings.NewReplacer("alpha_role/<existing>", "alpha_role/existing",
		"<absent uuid>", "00000000-0000-4000-8000-000000000000",
		"<existing uuid>", id, "<existing>", id, "<created with password>", id, "<id>", "x").Replace(v.Path)
	if text, ok := v.Body.(string); ok && strings.Contains(text, "myClients") {
		v.Body = map[string]any{"objects": []any{map[string]any{"name": "bravo_user",
			"schema": map[string]any{"properties": map[string]any{"myClients": map[string]any{}}}}}}
	}
	if list, ok := v.Body.([]any); ok {
		list = slices.Clone(list)
		for _, item := range list {
			if operation, ok := item.(map[string]any); ok && operation["value"] == "<current>" {
				operation["value"] = "Passw0rd"
			}
		}
	}
	return path, v
}
