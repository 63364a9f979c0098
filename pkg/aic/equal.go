package aic

import (
	"bytes"
	"encoding/json"
	"math/big"
	"strings"
)

// decode reads a JSON value with its numbers exact.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	return v, err
}

// equal reports whether two JSON values are the same: numbers by what they are,
// objects whatever the order of their members. What is no JSON equals nothing.
func equal(a, b json.RawMessage) bool {
	if len(a) > 0 && bytes.Equal(a, b) {
		return true
	}
	x, err := decode(a)
	if err != nil {
		return false
	}
	y, err := decode(b)
	return err == nil && same(x, y, false)
}

// contains is equal, but objects may have more members than those of part: the
// service adds ids to references, for instance.
func contains(whole, part json.RawMessage) bool {
	x, err := decode(whole)
	if err != nil {
		return false
	}
	y, err := decode(part)
	return err == nil && same(x, y, true)
}

func same(a, b any, more bool) bool {
	switch a := a.(type) {
	case json.Number:
		n, ok := b.(json.Number)
		return ok && sameNumber(a, n)
	case []any:
		list, ok := b.([]any)
		if !ok || len(list) != len(a) {
			return false
		}
		for i := range a {
			if !same(a[i], list[i], more) {
				return false
			}
		}
		return true
	case map[string]any:
		m, ok := b.(map[string]any)
		return ok && sameMembers(a, m, more)
	}
	return a == b
}

func sameMembers(a, b map[string]any, more bool) bool {
	if !more && len(a) != len(b) {
		return false
	}
	for name, value := range b {
		mine, found := a[name]
		if !found || !same(mine, value, more) {
			return false
		}
	}
	return true
}

func sameNumber(a, b json.Number) bool {
	if a == b {
		return true
	}
	x, ok := number(a)
	if !ok {
		return false
	}
	y, ok := number(b)
	return ok && x.Cmp(y) == 0
}

// number is the exact value of a JSON number; one whose exponent is out of all
// proportion is not computed.
func number(n json.Number) (*big.Rat, bool) {
	text := n.String()
	if e := strings.IndexAny(text, "eE"); e >= 0 && len(text)-e > 5 {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}
