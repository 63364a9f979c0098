package sandbox

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// link is one relation of a HAL document.
type link struct{ rel, href string }

type links []link

// selfLink is the link of a document to itself.
func selfLink(href string) links { return links{{"self", href}} }

// json writes the links in their order.
func (l links) json() []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, one := range l {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(encode(one.rel))
		b.WriteString(`:{"href":`)
		b.Write(encode(one.href))
		b.WriteByte('}')
	}
	b.WriteByte('}')
	return b.Bytes()
}

// hal puts links in front of the members of a JSON object.
func hal(l links, object []byte) []byte {
	b := make([]byte, 0, len(object)+64+len(l)*64)
	b = append(b, `{"_links":`...)
	b = append(b, l.json()...)
	if len(object) > len("{}") {
		b = append(b, ',')
	}
	return append(b, object[1:]...)
}

// self is a document with the address of the request as its only link.
func (c *pingCall) self(doc any) []byte { return hal(selfLink(c.address()), encode(doc)) }

// entity is an object of the environment with a link to itself and further ones.
func (c *pingCall) entity(path string, object []byte, more ...link) []byte {
	return hal(append(selfLink(c.base+"/environments/"+c.env.ID+path), more...), object)
}

// publicJSON writes a document with its id, environment and population first and the other members by name; nulls are left
// out, as the platform leaves them out.
func publicJSON(doc document) []byte {
	front := []string{"id", "environment", "population"}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(doc)), func(name string) bool {
		return slices.Contains(front, name) || doc[name] == nil
	})
	var b bytes.Buffer
	b.WriteByte('{')
	for _, name := range append(front, names...) {
		value, there := doc[name]
		if !there || value == nil {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.Write(encode(name))
		b.WriteByte(':')
		b.Write(encode(value))
	}
	b.WriteByte('}')
	return b.Bytes()
}

// split takes a stored object apart: what the API shows, and behind a line break what it does not.
func split(o store.Object) (public, private []byte) {
	public, private, _ = bytes.Cut(o.Doc, []byte("\n"))
	return public, private
}

// readPublic decodes what the API shows of an object.
func readPublic(o store.Object) (document, error) {
	public, _ := split(o)
	d := json.NewDecoder(bytes.NewReader(public))
	d.UseNumber()
	doc := document{}
	err := d.Decode(&doc)
	return doc, err
}

func idOf(id string) map[string]any { return map[string]any{"id": id} }

// path is the value at a path with dots, nil where there is none.
func (d document) path(path string) any {
	var value any = map[string]any(d)
	for step := range strings.SplitSeq(path, ".") {
		object, isObject := value.(map[string]any)
		if !isObject {
			return nil
		}
		value = object[step]
	}
	return value
}

// textAt is the text at a path with dots, "" where there is none.
func (d document) textAt(path string) string {
	s, _ := d.path(path).(string)
	return s
}

// pingKeys are the folded texts of the members named, for the store's index.
func pingKeys(doc document, names []string) map[string]string {
	keys := map[string]string{}
	for _, name := range names {
		if text, isText := doc.path(name).(string); isText {
			keys[name] = filter.Fold(text)
		}
	}
	return keys
}
