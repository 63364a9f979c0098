package identity

import (
	"encoding/json"
	"strings"
)

// A Filter is a condition on objects: a tree of [And], [Or], [Not], [Present]
// and [Comparison]. A back end prints it in its own language, or refuses, naming
// the operator that it cannot say.
type Filter interface {
	// String prints the filter in the language that [ParseFilter] reads.
	String() string
	filter()
}

// And holds when all of its parts do.
type And []Filter

// Or holds when any of its parts does.
type Or []Filter

// Not holds when its part does not.
type Not struct{ Filter Filter }

// Present holds when the attribute has a value.
type Present struct{ Attribute string }

// A Comparison holds when the attribute's value stands in the relation Op to Value.
type Comparison struct {
	Attribute string
	Op        Op
	Value     Value
}

func (And) filter()        {}
func (Or) filter()         {}
func (Not) filter()        {}
func (Present) filter()    {}
func (Comparison) filter() {}

// An Op is a relation between an attribute and a value.
type Op string

// The relations of the filter language.
const (
	Equal          Op = "="
	NotEqual       Op = "!="
	Less           Op = "<"
	LessOrEqual    Op = "<="
	Greater        Op = ">"
	GreaterOrEqual Op = ">="
	StartsWith     Op = "sw"
	EndsWith       Op = "ew"
	Contains       Op = "co"
	Has            Op = "has" // a list that holds the value
)

// A ValueKind says what a literal in a filter is.
type ValueKind int

// The kinds of literals.
const (
	Text ValueKind = iota
	Number
	Bool
	Date
)

// A Value is a literal of a filter. Text holds the string itself, or the
// literal as it was written for numbers, booleans and dates.
type Value struct {
	Kind ValueKind
	Text string
}

func (f And) String() string { return chain(f, " and ", operand) }

// String prints equalities of one attribute the short way: a in (1, 2).
func (f Or) String() string {
	if values, ok := f.list(); ok {
		return f[0].(Comparison).Attribute + " in (" + strings.Join(values, ", ") + ")"
	}
	return chain(f, " or ", func(part Filter) string {
		if and, ok := part.(And); ok {
			return and.String() // "and" binds more tightly
		}
		return operand(part)
	})
}

func (f Not) String() string { return "not " + operand(f.Filter) }

func (f Present) String() string { return f.Attribute + " pr" }

func (f Comparison) String() string {
	return f.Attribute + " " + string(f.Op) + " " + f.Value.String()
}

// String prints the literal so that it is read back as the same value.
func (v Value) String() string {
	if v.Kind != Text {
		return v.Text
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v.Text) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

func chain(parts []Filter, word string, show func(Filter) string) string {
	printed := make([]string, len(parts))
	for i, p := range parts {
		printed[i] = show(p)
	}
	return strings.Join(printed, word)
}

// list returns the values of a disjunction that is no more than "one of these".
func (f Or) list() (values []string, ok bool) {
	for _, part := range f {
		c, equality := part.(Comparison)
		if !equality || c.Op != Equal || c.Attribute != f[0].(Comparison).Attribute {
			return nil, false
		}
		values = append(values, c.Value.String())
	}
	return values, len(values) > 1
}

// operand brackets what would otherwise be read differently. It adds no bracket
// that a parsed filter did not need, so that the text stays within [maxDepth].
func operand(f Filter) string {
	switch f := f.(type) {
	case And:
		return "(" + f.String() + ")"
	case Or:
		if _, ok := f.list(); !ok {
			return "(" + f.String() + ")"
		}
	}
	return f.String()
}
