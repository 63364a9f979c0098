package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// operation is what a request asks of a resource, decided by method, parameters and conditional headers alone.
type operation string

const (
	opQuery  operation = "query"
	opRead   operation = "read"
	opCreate operation = "create"
	opUpdate operation = "update"
	opUpsert operation = "upsert"
	opPatch  operation = "patch"
	opDelete operation = "delete"
	opAction operation = "action"
)

// parameters are the query parameters of a Common REST request. Names that begin with an underscore are known in any
// case and stored in their usual spelling; other names belong to the resource.
type parameters map[string][]string

// spellings returns the parameters that Common REST knows.
func spellings() []string {
	return []string{"_action", "_fields", "_mimeType", "_pageSize", "_pagedResultsCookie", "_pagedResultsOffset",
		"_prettyPrint", "_queryExpression", "_queryFilter", "_queryId", "_sortKeys", "_totalPagedResultsPolicy",
		"_countOnly"}
}

// parseParameters reads a raw query. Only & separates: a semicolon is part of a value.
func parseParameters(raw string) (parameters, error) {
	p := parameters{}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, badRequest("The URL query string could not be decoded")
		}
		if value, err = url.QueryUnescape(value); err != nil {
			return nil, badRequest("The URL query string could not be decoded")
		}
		name = spelling(name)
		p[name] = append(p[name], value)
	}
	return p, nil
}

func spelling(name string) string {
	for _, known := range spellings() {
		if strings.EqualFold(name, known) {
			return known
		}
	}
	return name
}

// one returns a parameter that may stand only once; "" where it is absent.
func (p parameters) one(name string) (string, error) {
	switch values := p[name]; len(values) {
	case 0:
		return "", nil
	case 1:
		return values[0], nil
	default:
		return "", badRequest("Multiple values provided for the single-valued request parameter '%s'", name)
	}
}

func (p parameters) has(name string) bool { return len(p[name]) > 0 }

// integer returns a parameter that is a 32-bit integer; 0 where it is absent.
func (p parameters) integer(name string) (int, error) {
	text, err := p.one(name)
	if err != nil || !p.has(name) {
		return 0, err
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return 0, badRequest("The value '%s' for parameter '%s' could not be parsed as a valid integer", text, name)
	}
	return int(n), nil
}

// allow refuses every underscore parameter that is not named.
func (p parameters) allow(names ...string) error {
	for name := range p {
		always := name == "_fields" || name == "_prettyPrint" || name == "_mimeType"
		if strings.HasPrefix(name, "_") && !always && !slices.Contains(names, name) {
			return badRequest("Unrecognized request parameter '%s'", name)
		}
	}
	return nil
}

// decide finds the operation of a request and checks its conditional headers.
func decide(r *http.Request, p parameters, v version) (operation, error) {
	for _, name := range []string{"If-Modified-Since", "If-Unmodified-Since"} {
		if r.Header.Get(name) != "" {
			return "", fail(http.StatusConflict, "Header %s not supported", name)
		}
	}
	match, none := r.Header.Get("If-Match"), r.Header.Get("If-None-Match")
	switch r.Method {
	case http.MethodGet:
		return decideGet(p, match, none)
	case http.MethodPost:
		return decidePost(p, v, match, none)
	case http.MethodPut:
		return decidePut(match, none)
	case http.MethodPatch:
		if none != "" {
			return "", preconditionFailed("Use of If-None-Match not supported for PATCH requests")
		}
		return opPatch, nil
	case http.MethodDelete:
		if none != "" {
			return "", preconditionFailed("If-None-Match not supported for DELETE requests")
		}
		return opDelete, nil
	default:
		return "", fail(http.StatusNotImplemented, "Method %s not supported", r.Method)
	}
}

func decideGet(p parameters, match, none string) (operation, error) {
	if match != "" {
		return "", preconditionFailed("If-Match not supported for GET requests")
	}
	kinds := queryKinds(p)
	switch {
	case len(kinds) == 0 && none == "*":
		return "", preconditionFailed("If-None-Match * not appropriate for GET requests")
	case len(kinds) == 0:
		return opRead, p.allow()
	case len(kinds) > 1:
		return "", badRequest("The parameters %s and %s are mutually exclusive", kinds[0], kinds[1])
	case none != "":
		return "", preconditionFailed("If-None-Match not supported for GET requests")
	}
	return opQuery, p.allow("_queryFilter", "_queryId", "_queryExpression", "_pageSize", "_pagedResultsCookie",
		"_pagedResultsOffset", "_sortKeys", "_totalPagedResultsPolicy", "_countOnly")
}

// queryKinds names the parameters that make a request a query, in the order in which a refusal names two of them.
func queryKinds(p parameters) []string {
	var kinds []string
	if p.has("_queryId") {
		kinds = append(kinds, "_queryId")
	}
	if p.has("_queryFilter") {
		kinds = append(kinds, "_queryFilter")
	}
	if p.has("_queryExpression") {
		kinds = append(kinds, "_queryExpression")
	}
	return kinds
}

func decidePost(p parameters, v version, match, none string) (operation, error) {
	action, err := p.one("_action")
	switch {
	case none != "":
		return "", preconditionFailed("If-None-Match not supported for POST requests")
	case match != "":
		return "", preconditionFailed("If-Match not supported for POST requests")
	case err != nil:
		return "", err
	case !p.has("_action") && v.before(2, 1):
		return "", badRequest("No values provided for the request parameter '_action'")
	case !p.has("_action"), action == "create":
		return opCreate, p.allow("_action")
	}
	return opAction, nil
}

func decidePut(match, none string) (operation, error) {
	switch {
	case match != "" && none != "":
		return "", preconditionFailed("Simultaneous use of If-Match and If-None-Match not supported for PUT requests")
	case none == "*":
		return opCreate, nil
	case none != "":
		return "", badRequest("%s is not a supported value for If-None-Match on PUT", quoted(none))
	case match != "":
		return opUpdate, nil
	}
	return opUpsert, nil
}

// quoted shows a header value the way the platform repeats it: as it came, quotes included.
func quoted(value string) string {
	if strings.HasPrefix(value, `"`) {
		return value
	}
	return `"` + value + `"`
}

// revision takes the quotes off a revision given in a conditional header.
func revision(header string) string {
	return strings.Trim(strings.TrimSpace(header), `"`)
}
