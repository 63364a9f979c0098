package sandbox

import (
	"errors"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

// search is a query after its parameters were understood.
type search struct {
	t         *objectType
	filter    filter.Node
	relations []*property // relationships that the filter looks into
	fields    selection
	keys      []filter.SortKey
	name      string // tells sorted searches apart: collection, filter and sort keys as they came

	pageSize  int    // 0 is everything
	cookie    cookie // where the page begins
	resumed   bool   // the cookie came with the request
	skip      int    // matches to pass over
	policy    string // NONE, EXACT or ESTIMATE
	countOnly bool
}

// query answers a query of a collection.
func (c *call) query(t *objectType) error {
	s, err := c.newSearch(t)
	if err != nil {
		return err
	}
	switch {
	case s.countOnly:
		return c.answerCount(s)
	case len(s.keys) > 0:
		return c.answerSorted(s)
	}
	return c.answerPage(s, &scanner{call: c, search: s, after: int64(s.cookie), skip: s.skip})
}

func (c *call) newSearch(t *objectType) (*search, error) {
	s := &search{t: t}
	var err error
	if s.fields, err = parseFields(c.params); err != nil {
		return nil, err
	}
	for _, step := range []func(parameters) error{s.readFilter, s.readSort, s.readPage, s.readPolicy} {
		if err := step(c.params); err != nil {
			return nil, err
		}
	}
	if count, _ := c.params.one("_countOnly"); strings.EqualFold(count, "true") {
		if c.version.before(2, 2) {
			return nil, badRequest("countOnly is only supported with protocolVersion 2.2 or higher")
		}
		s.countOnly = true
	}
	filterText, _ := c.params.one("_queryFilter")
	sortText, _ := c.params.one("_sortKeys")
	s.name = strings.Join([]string{t.Collection, filterText, sortText}, "\x00")
	return s, nil
}

// readFilter understands _queryFilter and the few stored queries.
func (s *search) readFilter(p parameters) error {
	if p.has("_queryExpression") {
		return fail(http.StatusNotImplemented, "Query expressions are not supported")
	}
	if id, _ := p.one("_queryId"); p.has("_queryId") {
		return s.stored(id, p)
	}
	text, _ := p.one("_queryFilter")
	node, err := parseFilter(text)
	if err != nil {
		return err
	}
	s.filter = node
	for _, name := range heads(node) {
		if member, ok := s.t.property(name); ok && member.isRelation() {
			s.relations = append(s.relations, member)
		}
	}
	return nil
}

// parseFilter reads a filter and refuses what the platform does not evaluate, in its words of today.
func parseFilter(text string) (filter.Node, error) {
	node, err := filter.Parse(text)
	if err != nil {
		return nil, badRequest("A value could not be parsed as a valid query filter")
	}
	var unsupported *filter.UnsupportedOperatorError
	if err := filter.Directory.Check(node); errors.As(err, &unsupported) {
		return nil, badRequest("unrecognized or unsupported filter operator '%s'", unsupported.Op)
	}
	return node, nil
}

// stored is a query by _queryId.
func (s *search) stored(id string, p parameters) error {
	s.filter = filter.Constant(true)
	switch id {
	case "query-all":
	case "query-all-ids":
		s.fields = selection{members: map[string][][]string{"_id": nil}}
	case "for-userName":
		if !p.has("uid") {
			return badRequest("Missing entry in params passed to query for token uid")
		}
		s.filter = filter.Comparison{Field: filter.Pointer{"userName"}, Op: filter.Equal, Value: p["uid"][0]}
	default:
		return badRequest("The passed identifier %s does not match any configured queries", id)
	}
	return nil
}

// heads are the members that a filter begins its pointers with.
func heads(n filter.Node) []string {
	var names []string
	switch n := n.(type) {
	case filter.And:
		for _, part := range n {
			names = append(names, heads(part)...)
		}
	case filter.Or:
		for _, part := range n {
			names = append(names, heads(part)...)
		}
	case filter.Not:
		return heads(n.Of)
	case filter.Present:
		return first(n.Field)
	case filter.Comparison:
		return first(n.Field)
	}
	return names
}

func first(p filter.Pointer) []string {
	if len(p) == 0 {
		return nil
	}
	return p[:1]
}

// readSort understands _sortKeys. Sorting by what lies behind a relationship is an internal error on the platform.
func (s *search) readSort(p parameters) error {
	if !p.has("_sortKeys") {
		return nil
	}
	text, _ := p.one("_sortKeys")
	keys, err := filter.ParseSortKeys(text)
	if err != nil {
		return badRequest("The value '%s' for parameter '_sortKeys' could not be parsed as a comma separated list of "+
			"sort keys", text)
	}
	for _, key := range keys {
		member, ok := s.t.property(key.Field[0])
		if ok && member.isRelation() || key.Field[0] == "_meta" {
			return structural("Internal Server Error")
		}
	}
	s.keys = keys
	return nil
}

func (s *search) readPage(p parameters) error {
	size, err := p.integer("_pageSize")
	if err != nil {
		return err
	}
	skip, err := p.integer("_pagedResultsOffset")
	if err != nil {
		return err
	}
	if p.has("_pagedResultsCookie") && p.has("_pagedResultsOffset") {
		return badRequest("The parameters _pagedResultsOffset and _pagedResultsCookie are mutually exclusive")
	}
	s.pageSize, s.skip = max(size, 0), max(skip, 0)
	text, _ := p.one("_pagedResultsCookie")
	if text == "" || s.pageSize == 0 {
		return nil
	}
	s.resumed = true
	s.cookie, err = parseCookie(text)
	return err
}

func (s *search) readPolicy(p parameters) error {
	text, err := p.one("_totalPagedResultsPolicy")
	if err != nil {
		return err
	}
	switch s.policy = strings.ToUpper(text); s.policy {
	case "":
		s.policy = "NONE"
	case "NONE", "EXACT", "ESTIMATE":
	default:
		return badRequest("The value '%s' for parameter '_totalPagedResultsPolicy' could not be parsed as a valid "+
			"count policy", text)
	}
	return nil
}
