package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// pingTexts are few and similar, so that filters often match.
var pingTexts = []string{"a", "A", "ab", "Ab c", "É", "é", "ς", "Σ", "7", "true", `x"y`, `\`, "日本"}

// pingMembers are the members that are drawn, by path.
var pingMembers = []string{"nickname", "title", "email", "name.given", "name.family", "address.locality",
	"department", "tags"}

// TestPingAgainstNaiveEvaluator creates random users, asks for each by a random filter, patches it at random, and
// compares every outcome with an evaluator written in another way: over a flat map from paths to values.
func TestPingAgainstNaiveEvaluator(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	made, matched := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		for range triples {
			made++
			flat := drawFlat(rt, made)
			r := c.ping(http.MethodPost, "/users", string(encode(nested(flat))))
			if r.status != http.StatusCreated {
				rt.Fatalf("%v: %s", flat, r.body)
			}
			id := r.object(t)["id"].(string)
			if f := drawPingFilter(rt, 3); compareSearch(rt, c, id, flat, f) {
				matched++
			}
			comparePingPatch(rt, c, id, flat)
		}
	})
	if matched == 0 || matched == made {
		t.Errorf("%d of %d filters matched", matched, made)
	}
}

// drawFlat is a user as a map from paths to values; an absent member is not there.
func drawFlat(rt *rapid.T, n int) map[string]any {
	flat := map[string]any{"username": fmt.Sprintf("prop-%d", n), "enabled": rapid.Bool().Draw(rt, "enabled")}
	for _, path := range pingMembers {
		if rapid.Bool().Draw(rt, "has "+path) {
			flat[path] = drawPingValue(rt, path)
		}
	}
	return flat
}

func drawPingValue(rt *rapid.T, path string) any {
	switch path {
	case "email":
		return rapid.SampledFrom([]string{"a@example.com", "A@example.com", "ab@example.com"}).Draw(rt, path)
	case "name.family":
		return rapid.SampledFrom([]string{"a", "A", "O'B", "é", "É x"}).Draw(rt, path)
	case "tags":
		list := rapid.SliceOfN(rapid.SampledFrom(pingTexts), 1, 3).Draw(rt, path)
		values := make([]any, len(list))
		for i, text := range list {
			values[i] = text
		}
		return values
	}
	return rapid.SampledFrom(pingTexts).Draw(rt, path)
}

// nested is the document of a flat map.
func nested(flat map[string]any) map[string]any {
	doc := map[string]any{}
	for path, value := range flat {
		outer, inner, deep := strings.Cut(path, ".")
		if !deep {
			doc[path] = value
			continue
		}
		if doc[outer] == nil {
			doc[outer] = map[string]any{}
		}
		doc[outer].(map[string]any)[inner] = value
	}
	return doc
}

// pingQuestion is a filter with the naive answer beside its text.
type pingQuestion struct {
	text  string
	holds func(flat map[string]any) bool
}

func drawPingFilter(rt *rapid.T, depth int) pingQuestion {
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 3).Draw(rt, "kind")
	}
	switch kind {
	case 1, 2:
		a, b := drawPingFilter(rt, depth-1), drawPingFilter(rt, depth-1)
		word := rapid.SampledFrom([]string{" and ", " AND ", ")and("}).Draw(rt, "and")
		if kind == 2 {
			word = strings.NewReplacer("and", "or", "AND", "Or").Replace(word)
		}
		return pingQuestion{"((" + a.text + ")" + strings.ReplaceAll(strings.ReplaceAll(word, ")", ""), "(",
			"") + "(" + b.text + "))", func(flat map[string]any) bool {
			if kind == 1 {
				return a.holds(flat) && b.holds(flat)
			}
			return a.holds(flat) || b.holds(flat)
		}}
	case 3:
		wanted := rapid.Bool().Draw(rt, "enabled")
		return pingQuestion{fmt.Sprintf("enabled eq %v", wanted),
			func(flat map[string]any) bool { return flat["enabled"] == wanted }}
	}
	path := rapid.SampledFrom(pingMembers).Draw(rt, "path")
	op := rapid.SampledFrom([]string{"eq", "sw", "SW"}).Draw(rt, "op")
	value := rapid.SampledFrom(append([]string{"a@example.com", "A@", "O'", ""}, pingTexts...)).Draw(rt, "value")
	return pingQuestion{path + " " + op + " " + string(encode(value)),
		func(flat map[string]any) bool { return naivePing(flat[path], op, value) }}
}

// naivePing compares one value, or each of a list, letter by letter without minding case.
func naivePing(have any, op, value string) bool {
	switch have := have.(type) {
	case string:
		a, b := []rune(strings.ToLower(strings.ToUpper(have))), []rune(strings.ToLower(strings.ToUpper(value)))
		if len(a) < len(b) || op == "eq" && len(a) != len(b) {
			return false
		}
		for i, c := range b {
			if a[i] != c {
				return false
			}
		}
		return true
	case []any:
		for _, one := range have {
			if naivePing(one, op, value) {
				return true
			}
		}
	}
	return false
}

// compareSearch asks for one user three ways: by id and the filter, by the filter alone, and by population besides.
func compareSearch(rt *rapid.T, c *client, id string, flat map[string]any, f pingQuestion) bool {
	want := f.holds(flat)
	for _, text := range []string{`id eq "` + id + `" and (` + f.text + `)`,
		`(` + f.text + `) and username eq "` + flat["username"].(string) + `"`,
		`population.id eq "` + seedPopulation(0) + `" and username eq "` + flat["username"].(string) + `" and ` + f.text} {
		r := c.search(text)
		if r.status != http.StatusOK {
			rt.Fatalf("%s: %s", text, r.body)
		}
		if got := len(r.items(c.t, "users")) == 1; got != want {
			rt.Fatalf("%s on %v: the sandbox says %v", text, flat, got)
		}
	}
	return want
}

// comparePingPatch merges random values and nulls, and sometimes replaces the whole.
func comparePingPatch(rt *rapid.T, c *client, id string, flat map[string]any) {
	body := map[string]any{}
	replace := rapid.IntRange(0, 3).Draw(rt, "replace") == 0
	if replace {
		body["username"] = flat["username"]
		for _, path := range pingMembers {
			delete(flat, path)
		}
	}
	for _, path := range pingMembers {
		switch rapid.IntRange(0, 3).Draw(rt, "change "+path) {
		case 0:
			value := drawPingValue(rt, path)
			flat[path], body[path] = value, value
		case 1:
			delete(flat, path)
			body[path] = nil
		}
	}
	if !replace && rapid.IntRange(0, 4).Draw(rt, "no name") == 0 {
		delete(body, "name.given")
		delete(body, "name.family")
		body["name"] = nil
		delete(flat, "name.given")
		delete(flat, "name.family")
	}
	method := http.MethodPatch
	if replace {
		method = http.MethodPut
	}
	sent := string(encode(nested(body)))
	r := c.ping(method, "/users/"+id, sent)
	if r.status != http.StatusOK {
		rt.Fatalf("%s: %s", sent, r.body)
	}
	doc := c.ping(http.MethodGet, "/users/"+id, "").object(c.t)
	got := map[string]any{"username": doc["username"], "enabled": doc["enabled"]}
	for _, path := range pingMembers {
		if value := document(doc).path(path); value != nil {
			got[path] = value
		}
	}
	if diff := cmp.Diff(flat, got); diff != "" {
		rt.Fatalf("%s %s: %s", method, sent, diff)
	}
}
