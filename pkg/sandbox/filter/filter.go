// Package filter answers queries over decoded JSON documents: which of them a
// filter selects, and in which order they come.
//
// A filter is a tree of [Node], whatever language it was written in. [Parse]
// reads the language of CREST, which Advanced Identity Cloud and PingIDM
// speak, and [Format] writes it:
//
//	node, err := filter.Parse(`userName sw "a" and !(mail pr)`)
//	if err := filter.Directory.Check(node); err != nil { ... }
//	ok := filter.Directory.Match(node, doc)
//
// Documents are what encoding/json decodes into an any; with UseNumber long
// integers stay exact. What a filter means differs a little between servers:
// see [Semantics].
//
// [Keys] and [SQL] let a database that indexes a few attributes find a small
// superset of the matches; Match has the last word.
package filter

// A Node is one node of a filter: And, Or, Not, Constant, Present or
// Comparison.
type Node interface{ node() }

// And selects what all of its parts select. It has two or more.
type And []Node

// Or selects what at least one of its parts selects. It has two or more.
type Or []Node

// Not selects what its part does not select.
type Not struct{ Of Node }

// A Constant selects everything or nothing.
type Constant bool

// Present selects documents that have a value at Field.
type Present struct{ Field Pointer }

// A Comparison selects documents whose value at Field stands in relation Op to
// Value: a string, bool, int64 or float64.
type Comparison struct {
	Field Pointer
	Op    string // one of the constants, or another operator as it was written
	Value any
}

// Operators that every dialect has. In is the one that Advanced Identity Cloud
// adds to them.
const (
	Equal          = "eq"
	Contains       = "co"
	StartsWith     = "sw"
	LessThan       = "lt"
	LessOrEqual    = "le"
	GreaterThan    = "gt"
	GreaterOrEqual = "ge"
	In             = "in"
)

func (And) node()        {}
func (Or) node()         {}
func (Not) node()        {}
func (Constant) node()   {}
func (Present) node()    {}
func (Comparison) node() {}
