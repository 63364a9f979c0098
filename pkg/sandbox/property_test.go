package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// triples is how many random documents, filters and patches one check draws; with the hundred checks that rapid makes
// they are a thousand.
const triples = 10

// TestAgainstNaiveEvaluator creates random users, asks for each by a random filter, patches it at random, and compares
// every outcome with an evaluator that is written in another way: straight over the few members that are drawn.
func TestAgainstNaiveEvaluator(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	made := 0
	rapid.Check(t, func(rt *rapid.T) {
		for range triples {
			made++
			doc := drawDocument(rt, made)
			id := c.create("managed/bravo_user", string(encode(doc)))["_id"].(string)
			filter := drawFilter(rt, 3)
			text := fmt.Sprintf(`_id eq "%s" and (%s)`, id, filter.text())
			answer := c.query("managed/bravo_user", url.Values{"_queryFilter": {text}, "_fields": {"_id"}})
			if got := len(answer["result"].([]any)) == 1; got != filter.holds(doc) {
				rt.Fatalf("%s on %s: the sandbox says %v", filter.text(), encode(doc), got)
			}
			steps := rapid.SliceOfN(rapid.Custom(drawStep), 1, 4).Draw(rt, "patch")
			comparePatch(rt, c, id, doc, steps)
		}
	})
}

func comparePatch(rt *rapid.T, c *client, id string, doc map[string]any, steps []step) {
	want, status := naivePatch(doc, steps)
	var operations []map[string]any
	for _, s := range steps {
		operations = append(operations, s.operation())
	}
	r := c.send(http.MethodPatch, "/openidm/managed/bravo_user/"+id, nil, string(encode(operations)))
	if r.status != status {
		rt.Fatalf("%s on %s: status %d, want %d: %s", encode(operations), encode(doc), r.status, status, r.body)
	}
	if status != http.StatusOK {
		want = doc
	}
	got := c.get("/openidm/managed/bravo_user/" + id).object(c.t)
	for _, name := range drawnMembers() {
		if !cmp.Equal(normal(got[name]), normal(want[name])) {
			rt.Fatalf("%s on %s: %s is %v, want %v", encode(operations), encode(doc), name, got[name], want[name])
		}
	}
}

// normal makes values comparable that are the same on the wire: no value and an empty list, numbers of any Go type.
func normal(v any) string {
	if list, ok := v.([]any); ok && len(list) == 0 || v == nil {
		return ""
	}
	return string(encode(v))
}

func drawnMembers() []string {
	return []string{"sn", "city", "description", "frIndexedInteger1", "frIndexedMultivalued1", "preferences"}
}

func drawText(rt *rapid.T, label string) string {
	return rapid.SampledFrom([]string{"a", "A", "ab", "Ba", "7", "12", "007", "é", "É", "名前", "true", "a b", "z'z", "()"}).Draw(rt, label)
}

func drawDocument(rt *rapid.T, number int) map[string]any {
	doc := map[string]any{
		"userName": fmt.Sprintf("random%d", number), "givenName": "g", "mail": fmt.Sprintf("r%d@example.com", number),
		"sn": drawText(rt, "sn"),
	}
	for _, name := range []string{"city", "description"} {
		if rapid.Bool().Draw(rt, "has "+name) {
			doc[name] = drawText(rt, name)
		}
	}
	if rapid.Bool().Draw(rt, "has number") {
		doc["frIndexedInteger1"] = rapid.IntRange(-20, 20).Draw(rt, "number")
	}
	if n := rapid.IntRange(0, 3).Draw(rt, "list"); n > 0 {
		list := []any{}
		for range n {
			list = append(list, drawText(rt, "element"))
		}
		doc["frIndexedMultivalued1"] = list
	}
	if rapid.Bool().Draw(rt, "has object") {
		doc["preferences"] = map[string]any{"updates": rapid.Bool().Draw(rt, "updates")}
	}
	return doc
}

// naive is a filter that can say itself as text and be decided on a document.
type naive interface {
	text() string
	holds(doc map[string]any) bool
}

type (
	naiveAll   []naive
	naiveSome  []naive
	naiveNot   struct{ of naive }
	naiveConst bool
	naiveHas   struct{ field string }
	naiveIs    struct {
		field, op string
		value     any
	}
)

func joined(parts []naive, word string) string {
	var texts []string
	for _, p := range parts {
		texts = append(texts, "("+p.text()+")")
	}
	return strings.Join(texts, " "+word+" ")
}

func (n naiveAll) text() string   { return joined(n, "and") }
func (n naiveSome) text() string  { return joined(n, "or") }
func (n naiveNot) text() string   { return "!(" + n.of.text() + ")" }
func (n naiveConst) text() string { return strconv.FormatBool(bool(n)) }
func (n naiveHas) text() string   { return n.field + " pr" }

func (n naiveIs) text() string {
	if s, ok := n.value.(string); ok {
		return fmt.Sprintf(`%s %s "%s"`, n.field, n.op, s)
	}
	return fmt.Sprintf("%s %s %v", n.field, n.op, n.value)
}

func (n naiveAll) holds(doc map[string]any) bool {
	for _, p := range n {
		if !p.holds(doc) {
			return false
		}
	}
	return true
}

func (n naiveSome) holds(doc map[string]any) bool {
	for _, p := range n {
		if p.holds(doc) {
			return true
		}
	}
	return false
}

func (n naiveNot) holds(doc map[string]any) bool { return !n.of.holds(doc) }
func (n naiveConst) holds(map[string]any) bool   { return bool(n) }
func (n naiveHas) holds(doc map[string]any) bool { return len(valuesOf(doc, n.field)) > 0 }

// holds is true when one of the field's values compares: as numbers where both can be read as such and one is a
// number, else as texts in which case does not count.
func (n naiveIs) holds(doc map[string]any) bool {
	for _, v := range valuesOf(doc, n.field) {
		if compares(n.op, v, n.value) {
			return true
		}
	}
	return false
}

func valuesOf(doc map[string]any, field string) []any {
	v := doc[field]
	if field == "preferences/updates" {
		object, _ := doc["preferences"].(map[string]any)
		v = object["updates"]
	}
	if list, ok := v.([]any); ok {
		return list
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

func compares(op string, have, want any) bool {
	a, b := strings.ToLower(fmt.Sprint(have)), strings.ToLower(fmt.Sprint(want))
	switch op {
	case "co":
		return strings.Contains(a, b)
	case "sw":
		return strings.HasPrefix(a, b)
	}
	order := strings.Compare(a, b)
	_, haveNumber := have.(int)
	_, wantNumber := want.(int)
	x, err1 := strconv.Atoi(a)
	y, err2 := strconv.Atoi(b)
	if (haveNumber || wantNumber) && err1 == nil && err2 == nil {
		order = x - y
	}
	switch op {
	case "eq":
		return order == 0
	case "lt":
		return order < 0
	case "le":
		return order <= 0
	case "gt":
		return order > 0
	}
	return order >= 0
}

func drawFilter(rt *rapid.T, depth int) naive {
	kind := rapid.IntRange(0, 7).Draw(rt, "kind")
	if depth == 0 {
		kind = 4 + kind%4
	}
	switch kind {
	case 0, 1:
		parts := []naive{drawFilter(rt, depth-1), drawFilter(rt, depth-1)}
		if kind == 0 {
			return naiveAll(parts)
		}
		return naiveSome(parts)
	case 2, 3:
		return naiveNot{drawFilter(rt, depth-1)}
	case 4:
		return naiveHas{drawField(rt)}
	case 5:
		return naiveConst(rapid.Bool().Draw(rt, "constant"))
	}
	op := rapid.SampledFrom([]string{"eq", "co", "sw", "lt", "le", "gt", "ge"}).Draw(rt, "op")
	var value any = drawText(rt, "value")
	switch rapid.IntRange(0, 4).Draw(rt, "value kind") {
	case 0:
		value = rapid.IntRange(-20, 20).Draw(rt, "number")
	case 1:
		value = rapid.Bool().Draw(rt, "bool")
	}
	return naiveIs{drawField(rt), op, value}
}

func drawField(rt *rapid.T) string {
	return rapid.SampledFrom([]string{"sn", "city", "description", "frIndexedInteger1", "frIndexedMultivalued1",
		"preferences/updates", "nosuch"}).Draw(rt, "field")
}

// step is one operation of a random patch.
type step struct {
	Kind, Field, From string
	Value             any
}

func (s step) operation() map[string]any {
	o := map[string]any{"operation": s.Kind, "field": "/" + s.Field}
	if s.From != "" {
		o["from"] = "/" + s.From
	}
	if s.Value != nil {
		o["value"] = s.Value
	}
	return o
}

func drawStep(rt *rapid.T) step {
	field := rapid.SampledFrom([]string{"city", "description", "sn", "frIndexedInteger1", "frIndexedMultivalued1"}).Draw(rt, "field")
	switch rapid.IntRange(0, 7).Draw(rt, "step") {
	case 0:
		return step{Kind: "add", Field: field, Value: drawValue(rt)}
	case 1:
		return step{Kind: "replace", Field: field, Value: drawValue(rt)}
	case 2:
		return step{Kind: "remove", Field: field}
	case 3:
		return step{Kind: "remove", Field: field, Value: drawText(rt, "value")}
	case 4:
		return step{Kind: "increment", Field: field, Value: rapid.IntRange(-3, 3).Draw(rt, "by")}
	case 5:
		return step{Kind: "add", Field: "frIndexedMultivalued1/-", Value: drawText(rt, "value")}
	case 6:
		return step{Kind: "copy", Field: field, From: rapid.SampledFrom([]string{"city", "description"}).Draw(rt, "from")}
	}
	return step{Kind: "move", Field: field, From: rapid.SampledFrom([]string{"city", "description"}).Draw(rt, "from")}
}

func drawValue(rt *rapid.T) any {
	switch rapid.IntRange(0, 3).Draw(rt, "value kind") {
	case 0:
		return rapid.IntRange(-20, 20).Draw(rt, "number")
	case 1:
		return []any{drawText(rt, "element")}
	}
	return drawText(rt, "text")
}

// naivePatch walks the steps over a flat copy and says with which status the patch ends.
func naivePatch(doc map[string]any, steps []step) (map[string]any, int) {
	after := map[string]any{}
	for name, v := range doc {
		after[name] = v
	}
	touched := map[string]bool{}
	for _, s := range steps {
		name, appends := strings.CutSuffix(s.Field, "/-")
		touched[name] = true
		if s.Kind == "move" {
			touched[s.From] = true
		}
		if status := naiveStep(after, s, name, appends); status != http.StatusOK {
			return nil, status
		}
	}
	for name := range touched {
		if !fitsType(name, after[name]) {
			return nil, http.StatusForbidden
		}
	}
	return after, http.StatusOK
}

func naiveStep(after map[string]any, s step, name string, appends bool) int {
	list, isList := after[name].([]any)
	switch {
	case appends && after[name] == nil:
		after[name] = []any{s.Value}
	case appends && !isList:
		return http.StatusInternalServerError
	case appends:
		after[name] = append(append([]any{}, list...), s.Value)
	case s.Kind == "add", s.Kind == "replace":
		after[name] = s.Value
	case s.Kind == "remove" && (s.Value == nil || after[name] == s.Value && !isList):
		delete(after, name)
	case s.Kind == "remove" && isList:
		kept := []any{}
		for _, v := range list {
			if v != s.Value {
				kept = append(kept, v)
			}
		}
		after[name] = kept
	case s.Kind == "increment":
		return naiveIncrement(after, name, s.Value.(int))
	case s.Kind == "copy", s.Kind == "move":
		value := after[s.From]
		if value == nil {
			return http.StatusOK
		}
		if s.Kind == "move" {
			delete(after, s.From)
		}
		after[name] = value
	}
	return http.StatusOK
}

func naiveIncrement(after map[string]any, name string, by int) int {
	switch v := after[name].(type) {
	case int:
		after[name] = v + by
		return http.StatusOK
	case []any:
		sums := []any{}
		for _, element := range v {
			n, ok := element.(int)
			if !ok {
				return http.StatusBadRequest
			}
			sums = append(sums, n+by)
		}
		after[name] = sums
		return http.StatusOK
	}
	return http.StatusBadRequest
}

func fitsType(name string, v any) bool {
	switch v.(type) {
	case nil:
		return name != "sn"
	case string:
		return name == "sn" || name == "city" || name == "description"
	case int, json.Number:
		return name == "frIndexedInteger1"
	}
	return name == "frIndexedMultivalued1"
}
