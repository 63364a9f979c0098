package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

// filterable is one attribute by which a collection can be searched.
type filterable struct {
	path    string // with dots, in the spelling of documents
	ops     []string
	boolean bool // compared with true and false, not with texts
}

func opsEq() []string   { return []string{filter.Equal} }
func opsEqSw() []string { return []string{filter.Equal, filter.StartsWith} }

// pingFilter reads the filter parameter of a request against what the collection can be searched by; without one it is
// the constant true.
func (c *pingCall) pingFilter(attributes []filterable) (filter.Node, error) {
	text := c.r.URL.Query().Get("filter")
	if strings.TrimSpace(text) == "" {
		return filter.Constant(true), nil
	}
	return readFilter(text, attributes)
}

// readFilter reads a filter against what a collection can be searched by.
func readFilter(text string, attributes []filterable) (filter.Node, error) {
	node, err := filter.ParseSCIM(text)
	var syntax *filter.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return nil, invalidFilter(syntax.Error(), nil)
	case err != nil:
		return nil, err
	}
	return spellFilter(node, attributes)
}

// spellFilter gives the attributes of a filter the spelling of documents and refuses what cannot be searched by.
func spellFilter(n filter.Node, attributes []filterable) (filter.Node, error) {
	switch n := n.(type) {
	case filter.And:
		parts, err := spellParts(n, attributes)
		return filter.And(parts), err
	case filter.Or:
		parts, err := spellParts(n, attributes)
		return filter.Or(parts), err
	case filter.Present:
		return nil, refuseOperator("pr", n.Field, attributes)
	case filter.Comparison:
		return spellComparison(n, attributes)
	default:
		return n, nil
	}
}

func spellParts(parts []filter.Node, attributes []filterable) ([]filter.Node, error) {
	spelled := make([]filter.Node, len(parts))
	for i, part := range parts {
		var err error
		if spelled[i], err = spellFilter(part, attributes); err != nil {
			return nil, err
		}
	}
	return spelled, nil
}

func spellComparison(n filter.Comparison, attributes []filterable) (filter.Node, error) {
	a, known := findFilterable(n.Field, attributes)
	if !known || !slices.Contains(a.ops, n.Op) {
		return nil, refuseOperator(n.Op, n.Field, attributes)
	}
	_, isText := n.Value.(string)
	_, isBool := n.Value.(bool)
	switch {
	case a.boolean && !isBool:
		return nil, invalidFilter(fmt.Sprintf("attribute '%s' is compared with true or false", a.path), nil)
	case !a.boolean && !isText:
		return nil, invalidFilter(fmt.Sprintf("attribute '%s' is compared with a string in double quotes", a.path), nil)
	}
	n.Field = strings.Split(a.path, ".")
	return n, nil
}

func findFilterable(field filter.Pointer, attributes []filterable) (filterable, bool) {
	name := strings.Join(field, ".")
	for _, a := range attributes {
		if strings.EqualFold(a.path, name) {
			return a, true
		}
	}
	return filterable{}, false
}

// refuseOperator tells whether it is the attribute or the operator that does not work, and which do.
func refuseOperator(op string, field filter.Pointer, attributes []filterable) error {
	if a, known := findFilterable(field, attributes); known {
		return invalidFilter(fmt.Sprintf("operator '%s' is not supported for attribute '%s'", op, a.path),
			map[string]any{"supportedOperators": a.ops})
	}
	names := make([]string, len(attributes))
	for i, a := range attributes {
		names[i] = a.path
	}
	return invalidFilter(fmt.Sprintf("attribute '%s' is not supported", strings.Join(field, ".")),
		map[string]any{"supportedAttributes": names})
}

func invalidFilter(message string, inner map[string]any) error {
	return invalidRequest("The filter is not valid.", pingDetail{Code: "INVALID_FILTER", Target: "filter",
		Message: message, Inner: inner})
}
