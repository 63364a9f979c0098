package aic

import (
	"strconv"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// pageSize is what clients of the platform ask for; it documents no maximum.
const pageSize = 1000

// queryString prints a query as the parameters of one request. The cookie of the
// next page is put behind it; see withCookie.
func (c *Client) queryString(q identity.Query) (string, error) {
	filter, err := c.filterText(q)
	if err != nil {
		return "", err
	}
	fields, err := pointers(q.Fields)
	if err != nil {
		return "", err
	}
	keys, err := sortKeys(q.Sort)
	if err != nil {
		return "", err
	}
	return rest.Parameters("_queryFilter", filter, "_pageSize", strconv.Itoa(sizeOf(q)), "_fields", fields, "_sortKeys", keys), nil
}

// filterText is the filter of a query in the service's language.
func (c *Client) filterText(q identity.Query) (string, error) {
	switch {
	case q.Native != "" && q.Filter != nil:
		return "", identity.Errorf(identity.Usage, "a query takes one filter, portable or native, not both")
	case q.Native != "":
		return q.Native, nil
	case q.Filter == nil:
		return "true", nil
	}
	text, awkward, err := compileFilter(q.Filter, c.options.Dialect)
	if awkward {
		c.awkward.Do(func() {
			c.options.Warn("a value in the filter holds a quote or a backslash; it is sent as it should be, but " + c.Platform() + " is known to miss matches for such values")
		})
	}
	return text, err
}

// sizeOf is the number of rows to ask for at a time.
func sizeOf(q identity.Query) int {
	size := q.PageSize
	if size <= 0 {
		size = pageSize
	}
	if q.Limit > 0 {
		size = min(size, q.Limit)
	}
	return size
}

// pointers prints a list of attributes. A relationship may end in a star: "*_ref".
func pointers(paths []string) (string, error) {
	printed := make([]string, len(paths))
	for i, path := range paths {
		p, err := pointer(path)
		if err != nil {
			return "", err
		}
		printed[i] = p
	}
	return strings.Join(printed, ","), nil
}

// sortKeys prints the order wanted; nested attributes need a slash here too.
func sortKeys(keys []identity.SortKey) (string, error) {
	printed := make([]string, len(keys))
	for i, key := range keys {
		p, err := pointer(key.Attribute)
		if err != nil {
			return "", err
		}
		printed[i] = "+" + p
		if key.Descending {
			printed[i] = "-" + p
		}
	}
	return strings.Join(printed, ","), nil
}

// withCookie asks for the page that a cookie leads to. Some stores give cookies
// that are percent-encoded already; those are recorded to work when they go back
// as they came, and only so.
func withCookie(query, cookie string) string {
	if cookie == "" {
		return query
	}
	if !isEncoded(cookie) {
		cookie = rest.EscapeParameter(cookie)
	}
	return query + "&_pagedResultsCookie=" + cookie
}

// isEncoded reports whether a text is percent-encoded: it has an escape, and
// nothing that would need one.
func isEncoded(s string) bool {
	escapes := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return false
			}
			escapes++
			i += 2
		case digit(c), c|0x20 >= 'a' && c|0x20 <= 'z', strings.IndexByte("-._~:", c) >= 0:
		default:
			return false
		}
	}
	return escapes > 0
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func isHex(c byte) bool { return digit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }
