package filter

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestMatchNaively compares Match under Directory with an evaluator that takes
// the table of the platform's behaviour word by word, slowly: every value is a
// text, and a rational number if it writes one.
func TestMatchNaively(t *testing.T) {
	t.Parallel()
	matches := 0
	rapid.Check(t, func(t *rapid.T) {
		n, doc := nodes(3).Draw(t, "node"), documents().Draw(t, "doc")
		if Directory.Check(n) != nil {
			t.Skip("refused")
		}
		got, want := Directory.Match(n, doc), naive(n, doc)
		if got != want {
			t.Fatalf("%s is %v, want %v", Format(n), got, want)
		}
		if got {
			matches++
		}
	})
	if matches == 0 {
		t.Error("nothing ever matched")
	}
}

func naive(n Node, doc any) bool {
	switch n := n.(type) {
	case And:
		for _, part := range n {
			if !naive(part, doc) {
				return false
			}
		}
		return true
	case Or:
		for _, part := range n {
			if naive(part, doc) {
				return true
			}
		}
		return false
	case Not:
		return !naive(n.Of, doc)
	case Present:
		return len(leaves(doc, n.Field)) > 0
	case Comparison:
		return naiveComparison(n, doc)
	default:
		return n == Constant(true)
	}
}

func naiveComparison(c Comparison, doc any) bool {
	if c.Op == In {
		var list []string
		_ = json.Unmarshal([]byte(c.Value.(string)), &list) // Check has looked at it
		for _, value := range list {
			if naiveComparison(Comparison{c.Field, Equal, value}, doc) {
				return true
			}
		}
		return false
	}
	if text, ok := c.Value.(string); ok && strings.ContainsAny(text, `\"`) {
		return false
	}
	for _, leaf := range leaves(doc, c.Field) {
		if _, isObject := leaf.(map[string]any); !isObject && holds(c.Op, leaf, c.Value) {
			return true
		}
	}
	return false
}

// leaves are the values at a path, lists taken apart, null left out.
func leaves(value any, path Pointer) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		var all []any
		for i, element := range v {
			switch rest := path; {
			case len(path) > 0 && path[0] == fmt.Sprint(i):
				rest = path[1:]
				fallthrough
			case len(path) == 0 || path[0] < "0" || path[0] > "9":
				all = append(all, leaves(element, rest)...)
			}
		}
		return all
	case map[string]any:
		if len(path) > 0 {
			return leaves(v[path[0]], path[1:])
		}
	}
	if len(path) > 0 {
		return nil
	}
	return []any{value}
}

func holds(op string, has, wanted any) bool {
	a, b := Fold(fmt.Sprint(has)), Fold(fmt.Sprint(wanted))
	switch op {
	case Contains:
		return strings.Contains(a, b)
	case StartsWith:
		return strings.HasPrefix(a, b)
	}
	c := strings.Compare(a, b)
	_, hasText := has.(string)
	_, wantedText := wanted.(string)
	if x, y := rational(has), rational(wanted); x != nil && y != nil && (!hasText || !wantedText) {
		c = x.Cmp(y)
	}
	return op == Equal && c == 0 || op[0] == 'l' && c < 0 || op[0] == 'g' && c > 0 || op[1] == 'e' && c == 0
}

// rational is the number that a value writes, nil if it writes none.
func rational(value any) *big.Rat {
	if f, ok := value.(float64); ok {
		return new(big.Rat).SetFloat64(f)
	}
	r, ok := new(big.Rat).SetString(fmt.Sprint(value))
	if !ok {
		return nil
	}
	return r
}
