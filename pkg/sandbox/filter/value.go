package filter

import (
	"cmp"
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// Fold is the form of a text by which letter case does not count. Keys of an
// index that [SQL] searches are folded like this.
func Fold(text string) string { return strings.ToLower(strings.ToUpper(text)) }

// A scalar is a JSON value without parts, ready to be compared. Its zero value
// stands for null, lists and objects, which nothing is compared with.
type scalar struct {
	kind rank
	text string // folded; of numbers and booleans as they are written
	n    number // of a number
	yes  bool   // of a boolean
}

// rank is the order of unlike values.
type rank int

const (
	absent rank = iota
	boolean
	numeric
	textual
)

// scalarOf reads a value of a document or of a filter.
func scalarOf(value any) scalar {
	switch v := value.(type) {
	case string:
		return scalar{kind: textual, text: Fold(v)}
	case bool:
		return scalar{kind: boolean, text: strconv.FormatBool(v), yes: v}
	case json.Number:
		n, ok := parseNumber(v.String())
		if !ok {
			return scalar{}
		}
		return scalar{kind: numeric, text: Fold(v.String()), n: n}
	case int64:
		return scalar{kind: numeric, text: strconv.FormatInt(v, 10), n: number{i: v}}
	case float64:
		return scalar{kind: numeric, text: Fold(strconv.FormatFloat(v, 'g', -1, 64)), n: number{f: v, isFloat: true}}
	default:
		return scalar{}
	}
}

// compare orders two scalars: booleans, numbers, texts, and each among
// themselves.
func (s scalar) compare(o scalar) int {
	if c := cmp.Compare(s.kind, o.kind); c != 0 {
		return c
	}
	switch s.kind {
	case numeric:
		return s.n.compare(o.n)
	case boolean, textual:
		return strings.Compare(s.text, o.text) // "false" comes before "true"
	default:
		return 0
	}
}

// A number is an integer of 64 bits as long as it is one, else a float.
type number struct {
	i       int64
	f       float64
	isFloat bool
}

// parseNumber reads a JSON number; one that is too large is infinite.
func parseNumber(text string) (number, bool) {
	if text == "" || strings.Trim(text, "+-.0123456789eE") != "" {
		return number{}, false
	}
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return number{i: i}, true
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(f, 0) {
		return number{}, false
	}
	return number{f: f, isFloat: true}, true
}

// compare is exact, so that it orders any mixture of integers and floats.
func (n number) compare(o number) int {
	switch {
	case !n.isFloat && !o.isFloat:
		return cmp.Compare(n.i, o.i)
	case n.isFloat && o.isFloat:
		return cmp.Compare(n.f, o.f)
	case n.isFloat:
		return -compareMixed(o.i, n.f)
	default:
		return compareMixed(n.i, o.f)
	}
}

// compareMixed compares an integer with a float that may have no integer.
func compareMixed(i int64, f float64) int {
	switch {
	case f >= 1<<63:
		return -1
	case f < -1<<63:
		return 1
	}
	whole, fraction := math.Modf(f)
	if c := cmp.Compare(i, int64(whole)); c != 0 {
		return c
	}
	return cmp.Compare(0, fraction)
}
