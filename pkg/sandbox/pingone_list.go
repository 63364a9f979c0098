package sandbox

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// countable is the size up to which a collection is counted by looking at each of its objects. Above it a list has a
// count only where the index gives it: the platform leaves it out of large sets too.
const countable = 5000

// listing says how a collection is listed.
type listing struct {
	collection string
	name       string // of the list in the answer
	max        int    // objects a page
	attributes []filterable
	indexed    []string // attributes that the store keeps as keys
	render     func(store.Object) ([]byte, error)
	quick      func(filter.Node) (n int64, known bool, err error) // counts without looking, nil for none

	// What only users have, nil for the others: a filter may ask for groups, which are no members of the document.
	resolve func(filter.Node) (filter.Node, error)
	narrow  func(n filter.Node, after int64, want int) filter.Narrowed
	read    func(store.Object) (document, error)
}

func (l listing) narrowed(n filter.Node, after int64, want int) filter.Narrowed {
	if l.narrow != nil {
		return l.narrow(n, after, want)
	}
	return filter.NarrowSCIM(n, l.indexed, after, want)
}

func (l listing) selects(n filter.Node, o store.Object) (bool, error) {
	read := l.read
	if read == nil {
		read = readPublic
	}
	doc, err := read(o)
	if err != nil {
		return false, err
	}
	return filter.Reference.Match(n, map[string]any(doc)), nil
}

// cursor is where a page begins and how many objects there were when the first page was read, -1 for not counted.
type cursor struct{ after, count int64 }

// String is the opaque form that stands in links.
func (c cursor) String() string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%d", c.after, c.count))
}

func parseCursor(text string) (cursor, error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	first, second, _ := bytes.Cut(raw, []byte("."))
	after, err1 := strconv.ParseInt(string(first), 10, 64)
	count, err2 := strconv.ParseInt(string(second), 10, 64)
	if errors.Join(err, err1, err2) != nil || after < 0 {
		return cursor{}, invalidRequest("The cursor is not valid.",
			pingDetail{Code: "INVALID_PARAMETER", Target: "cursor", Message: "is not one of a link of this service"})
	}
	return cursor{after, count}, nil
}

// limit is the size of a page: as wanted, but not more than the service gives.
func (c *pingCall) limit(most int) (int, error) {
	text := c.r.URL.Query().Get("limit")
	if text == "" {
		return most, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, invalidRequest("The limit is not valid.",
			pingDetail{Code: "INVALID_PARAMETER", Target: "limit", Message: "is not a number"})
	}
	if n < 1 {
		return 0, invalidRequest("The limit is not valid.", pingDetail{Code: "OUT_OF_RANGE", Target: "limit",
			Message: "is out of range", Inner: map[string]any{"rangeMinimumValue": 1, "rangeMaximumValue": most}})
	}
	return min(n, most), nil
}

// list answers with one page of a collection.
func (c *pingCall) list(l listing) (answer, error) {
	node, err := c.pingFilter(l.attributes)
	if err == nil && l.resolve != nil {
		node, err = l.resolve(node)
	}
	if err != nil {
		return answer{}, err
	}
	limit, err := c.limit(l.max)
	if err != nil {
		return answer{}, err
	}
	at := cursor{count: -1}
	text := c.r.URL.Query().Get("cursor")
	if text != "" {
		if at, err = parseCursor(text); err != nil {
			return answer{}, err
		}
	} else if at.count, err = c.countMatches(l, node); err != nil {
		return answer{}, err
	}
	var items [][]byte
	var next string
	err = c.matches(l, node, at.after, limit+1, func(o store.Object) error {
		if len(items) == limit {
			next = c.withCursor(at)
			return errStop
		}
		at.after = o.Seq
		item, err := l.render(o)
		items = append(items, item)
		return err
	})
	if err != nil && !errors.Is(err, errStop) {
		return answer{}, err
	}
	return ok(c.envelope(l.name, items, at.count, next))
}

var errStop = errors.New("enough")

// matches calls do with the objects behind after that the filter selects, in the order of their making. Want is how
// many of them are looked for at least.
func (c *pingCall) matches(l listing, node filter.Node, after int64, want int, do func(store.Object) error) error {
	for more := true; more; {
		n := l.narrowed(node, after, want)
		batch := chunk
		if n.Exact {
			batch = want
		}
		candidates, err := collect(c.tx, l.collection, n.Cond, n.Args, after, batch)
		if err != nil {
			return err
		}
		more = len(candidates) == batch
		for _, o := range candidates {
			after = o.Seq
			selected, err := n.Exact, error(nil)
			if !selected {
				selected, err = l.selects(node, o)
			}
			if err != nil {
				return err
			}
			if !selected {
				continue
			}
			if err := do(o); err != nil {
				return err
			}
		}
	}
	return nil
}

// countMatches is the number of objects that the filter selects, -1 where finding out would cost too much.
func (c *pingCall) countMatches(l listing, node filter.Node) (int64, error) {
	all, err := c.tx.Count(l.collection)
	if err != nil || node == filter.Node(filter.Constant(true)) {
		return all, err
	}
	if l.quick != nil {
		if n, known, err := l.quick(node); known || err != nil {
			return n, err
		}
	}
	if !l.narrowed(node, 0, 0).Exact && all > countable {
		return -1, nil
	}
	n := int64(0)
	err = c.matches(l, node, 0, countable, func(store.Object) error {
		n++
		return nil
	})
	return n, err
}

// withCursor is the address of this request with another cursor.
func (c *pingCall) withCursor(at cursor) string {
	query := c.r.URL.Query()
	query.Set("cursor", at.String())
	return c.address() + "?" + query.Encode()
}

// address is that of the resource asked for, as the client sees it.
func (c *pingCall) address() string {
	u := url.URL{Path: c.r.URL.Path}
	return c.base[:len(c.base)-len("/v1")] + u.EscapedPath()
}

// envelope is HAL's form of a page. Count -1 is left out.
func (c *pingCall) envelope(name string, items [][]byte, count int64, next string) []byte {
	self := c.address()
	if c.r.URL.RawQuery != "" {
		self += "?" + c.r.URL.RawQuery
	}
	links := selfLink(self)
	if next != "" {
		links = append(links, link{"next", next})
	}
	var b bytes.Buffer
	b.WriteString(`{"_links":`)
	b.Write(links.json())
	fmt.Fprintf(&b, `,"_embedded":{"%s":[`, name)
	b.Write(bytes.Join(items, []byte(",")))
	b.WriteString("]}")
	if count >= 0 {
		fmt.Fprintf(&b, `,"count":%d`, count)
	}
	fmt.Fprintf(&b, `,"size":%d}`, len(items))
	return b.Bytes()
}
