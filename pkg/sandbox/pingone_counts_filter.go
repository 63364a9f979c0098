package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

// earliestCount is the first year that can be asked for: the service is younger.
const earliestCount = 2000

// countMember is what a filter of the counts may say once.
type countMember struct{ name, op string }

// countTerms are the values of a filter of the counts, by name.
type countTerms map[string]any

// countFilter reads the filter of a request, which has to name the first of the members at least. Of several it is a chain
// of "and".
func (c *pingCall) countFilter(members ...countMember) (countTerms, error) {
	text := c.r.URL.Query().Get("filter")
	if strings.TrimSpace(text) == "" {
		return nil, invalidRequest("The filter is missing.", requiredValue("filter"))
	}
	node, err := filter.ParseSCIM(text)
	var syntax *filter.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return nil, invalidFilter(syntax.Error(), nil)
	case err != nil:
		return nil, err
	}
	parts, isAnd := node.(filter.And)
	if !isAnd {
		parts = filter.And{node}
	}
	terms := countTerms{}
	for _, part := range parts {
		if err := terms.read(part, members); err != nil {
			return nil, err
		}
	}
	if terms[members[0].name] == nil {
		return nil, invalidFilter(members[0].name+" is missing", nil)
	}
	return terms, nil
}

func (t countTerms) read(part filter.Node, members []countMember) error {
	n, isComparison := part.(filter.Comparison)
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.name
		if !isComparison || !strings.EqualFold(strings.Join(n.Field, "."), m.name) {
			continue
		}
		switch {
		case n.Op != m.op:
			return invalidFilter(fmt.Sprintf("operator '%s' is not supported for attribute '%s'", n.Op, m.name),
				map[string]any{"supportedOperators": []string{m.op}})
		case t[m.name] != nil:
			return invalidFilter(m.name+" is there twice", nil)
		}
		t[m.name] = n.Value
		return nil
	}
	return invalidFilter("only "+strings.Join(names, ", ")+" can be filtered by, joined by and", map[string]any{"supportedAttributes": names})
}

// date is a time of the filter. A plus sign that was not escaped has come as a blank.
func (t countTerms) date(name string) (time.Time, error) {
	text, _ := t[name].(string)
	at, err := time.Parse(time.RFC3339, strings.ReplaceAll(text, " ", "+"))
	if err != nil || at.Year() < earliestCount {
		return at, invalidFilter(name+" has to be a date such as 2019-01-01T00:00:00Z", nil)
	}
	return at.UTC(), nil
}

// hours is a whole number of the filter, as a number or as a text.
func (t countTerms) hours(name string) (int, error) {
	n, err := strconv.Atoi(fmt.Sprint(t[name]))
	if err != nil || n < 1 || n > 24*366 {
		return 0, invalidFilter(name+" has to be a number of hours", nil)
	}
	return n, nil
}

// totalRange are the days that a request for totals names. Without an end it is today.
func (c *pingCall) totalRange() (from, to time.Time, err error) {
	f, err := c.countFilter(countMember{"startDate", "eq"}, countMember{"endDate", "eq"})
	if err != nil {
		return from, to, err
	}
	if from, err = f.date("startDate"); err != nil {
		return from, to, err
	}
	if to = c.at; f["endDate"] != nil {
		if to, err = f.date("endDate"); err != nil {
			return from, to, err
		}
		if to.Before(from) {
			return from, to, invalidFilter("endDate is before startDate", nil)
		}
	}
	return dayOf(from), dayOf(to), nil
}

// oneOf is the value of a parameter that goes by several names; letters may be of any case.
func (c *pingCall) oneOf(names []string, allowed ...string) (string, error) {
	value := ""
	for _, name := range names {
		if got := c.r.URL.Query().Get(name); got != "" {
			value = got
		}
	}
	for _, known := range allowed {
		if strings.EqualFold(value, known) {
			return known, nil
		}
	}
	if value == "" {
		return "", invalidRequest("A parameter is missing.", requiredValue(names[0]))
	}
	values := make([]any, len(allowed))
	for i, known := range allowed {
		values[i] = known
	}
	return "", invalidRequest("A parameter is not valid.", allowedValues(names[0], values))
}

// descending says whether the last period comes first.
func (c *pingCall) descending() (bool, error) {
	order := c.r.URL.Query().Get("order")
	if !slices.Contains([]string{"", "startDate", "-startDate"}, order) {
		return false, invalidRequest("The order is not valid.", allowedValues("order", []any{"startDate", "-startDate"}))
	}
	return strings.HasPrefix(order, "-"), nil
}
