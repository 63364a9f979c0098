package sandbox

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func compareHeaders(t *testing.T, got http.Header, want map[string]string) {
	t.Helper()
	for _, name := range []string{"cache-control", "content-api-version", "content-type", "etag", "location",
		"x-not-modified", "x-robots-tag"} {
		value, wanted := want[name]
		if (got.Get(name) != "") != wanted && !(name == "x-robots-tag" && value == "") {
			t.Errorf("header %s: %q, recorded %q", name, got.Get(name), value)
		}
	}
	if value := want["content-api-version"]; value != got.Get("Content-API-Version") {
		t.Errorf("content-api-version %q, recorded %q", got.Get("Content-API-Version"), value)
	}
	gotType, _, _ := mime.ParseMediaType(got.Get("Content-Type"))
	if wantType, _, _ := mime.ParseMediaType(want["content-type"]); gotType != wantType {
		t.Errorf("content type %q, recorded %q", gotType, wantType)
	}
}

func compareBodies(t *testing.T, r replay, got reply, want any) {
	t.Helper()
	if text, isText := want.(string); isText {
		if string(got.body) != text {
			t.Errorf("body %s", got.body)
		}
		return
	}
	have := parse[any](t, got.body)
	if r.top {
		have, want = outermost(have), outermost(want)
	} else {
		have, want = shape(have), shape(want)
	}
	if problem := fits("", have, want, r.newer); problem != "" {
		t.Error(problem)
	}
	if failed, ok := parse[any](t, got.body).(map[string]any); ok && got.status >= 400 {
		recordedMessage, _ := want.(map[string]any)["message"].(string)
		if message, _ := failed["message"].(string); recordedMessage != "" && message != recordedMessage {
			t.Error(cmp.Diff(recordedMessage, message))
		}
	}
}

// outermost is an object without what lies in its members.
func outermost(v any) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	top := map[string]any{}
	for name := range object {
		top[name] = nil
	}
	return top
}

// shape is a value without its content: names and types, of a list the first element. Messages stay.
func shape(v any) any {
	switch v := v.(type) {
	case map[string]any:
		s := map[string]any{}
		for name, value := range v {
			if s[name] = shape(value); name == "message" {
				s[name] = value
			}
		}
		return s
	case []any:
		if len(v) == 0 {
			return []any{}
		}
		return []any{shape(v[0])}
	}
	if v == nil {
		return nil
	}
	return typeName(v)
}

// fits says where the shape we have is not the recorded one. A null fits every scalar and object, an empty list every list.
func fits(at string, have, want any, newer bool) string {
	switch want := want.(type) {
	case nil:
		return ""
	case map[string]any:
		object, ok := have.(map[string]any)
		if !ok && have != nil {
			return fmt.Sprintf("%s is %v, recorded an object", at, have)
		}
		return fitsMembers(at, object, want, newer)
	case []any:
		list, ok := have.([]any)
		switch {
		case !ok:
			return fmt.Sprintf("%s is %v, recorded a list", at, have)
		case len(list) == 0 || len(want) == 0:
			return ""
		}
		return fits(at+"/0", list[0], want[0], newer)
	}
	if have != nil && have != want && !strings.HasSuffix(at, "/message") {
		return fmt.Sprintf("%s is %v, recorded %v", at, have, want)
	}
	return ""
}

func fitsMembers(at string, have, want map[string]any, newer bool) string {
	for _, name := range slices.Sorted(maps.Keys(want)) {
		value, there := have[name]
		if !there && have != nil {
			return fmt.Sprintf("%s/%s is missing", at, name)
		}
		if problem := fits(at+"/"+name, value, want[name], newer); problem != "" {
			return problem
		}
	}
	for name := range have {
		if _, there := want[name]; !there && !newer {
			return fmt.Sprintf("%s/%s was not recorded", at, name)
		}
	}
	return ""
}
