package render

import (
	"bytes"
	"context"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// yamlDoc prints one YAML document: a sequence of all objects, or the single
// one. Each object becomes a tree of nodes made from its JSON tokens, so that
// members keep their order and numbers their digits.
type yamlDoc struct {
	tag    tagger
	single bool
	eye    bool // a person looks at it
	rows   int
}

func newYAML(o Options) *yamlDoc {
	return &yamlDoc{tag: tagger{on: o.Tagged}, single: o.Single, eye: o.Terminal}
}

func (e *yamlDoc) row(_ context.Context, dst []byte, r Row) ([]byte, error) {
	start, end, err := scanObject(r.Doc)
	if err != nil {
		return dst, err
	}
	if e.single && e.rows > 0 {
		return dst, errSingle
	}
	doc := r.Doc[start:end]
	if e.tag.on {
		doc = e.tag.append(nil, doc, r.Realm)
	}
	node, err := yamlNode(doc)
	if err != nil {
		return dst, err
	}
	if !e.single {
		node = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{node}}
	}
	text, err := yaml.Dump(node, yaml.WithIndent(2), yaml.WithLineWidth(-1))
	if err != nil {
		return dst, err
	}
	e.rows++
	if e.eye {
		return forScreen().append(dst, text), nil
	}
	return append(dst, text...), nil
}

func (e *yamlDoc) end(dst []byte, _ bool) ([]byte, error) {
	if e.rows == 0 && !e.single {
		return append(dst, "[]\n"...), nil
	}
	return dst, nil
}

// maxBlock is the depth at which YAML goes on in flow style, on one line:
// indentation would grow with the square of the depth.
const maxBlock = 32

// yamlNode makes the tree of a JSON document.
func yamlNode(doc []byte) (*yaml.Node, error) {
	dec := jsontext.NewDecoder(bytes.NewReader(doc), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	return readNode(dec, 0)
}

func readNode(dec *jsontext.Decoder, depth int) (*yaml.Node, error) {
	token, err := dec.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		return readContainer(dec, &yaml.Node{Kind: yaml.MappingNode}, '}', depth)
	case '[':
		return readContainer(dec, &yaml.Node{Kind: yaml.SequenceNode}, ']', depth)
	case '"':
		return stringNode(token.String()), nil
	}
	return scalarNode(token), nil
}

func readContainer(dec *jsontext.Decoder, n *yaml.Node, end jsontext.Kind, depth int) (*yaml.Node, error) {
	for dec.PeekKind() != end {
		child, err := readNode(dec, depth+1)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, child)
	}
	if depth >= maxBlock || len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	_, err := dec.ReadToken()
	return n, err
}

// scalarNode keeps a number as it is written.
func scalarNode(token jsontext.Token) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Value: token.String()}
	switch token.Kind() {
	case 'n':
		n.Tag = "!!null"
	case 't', 'f':
		n.Tag = "!!bool"
	default:
		n.Tag = "!!int"
		if strings.ContainsAny(n.Value, ".eE") {
			n.Tag = "!!float"
		}
	}
	return n
}

// stringNode quotes the words that readers of YAML 1.1 take for booleans, and
// what a terminal would not show: between double quotes it can be escaped.
func stringNode(text string) *yaml.Node {
	n := &yaml.Node{}
	n.SetString(text)
	switch strings.ToLower(text) {
	case "y", "n", "yes", "no", "on", "off":
		n.Style = yaml.DoubleQuotedStyle
	}
	if strings.ContainsFunc(text, invisible) {
		n.Style = yaml.DoubleQuotedStyle
	}
	return n
}
