package render

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"go.yaml.in/yaml/v4"
)

// ReadDocument reads one document that a person wrote, JSON or YAML, and
// returns it as JSON: members in their order, numbers with their digits. The
// error says the line.
func ReadDocument(text []byte) ([]byte, error) {
	if trimmed := bytes.TrimSpace(text); len(trimmed) > 0 && trimmed[0] == '{' && jsontext.Value(trimmed).IsValid() {
		return trimmed, nil
	}
	var document yaml.Node
	if err := yaml.Load(text, &document); err != nil {
		return nil, misread(err)
	}
	var out bytes.Buffer
	enc := jsontext.NewEncoder(&out)
	if err := writeNode(enc, &document, 0); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

// misread says where a document cannot be read, and why.
func misread(err error) error {
	if bad, ok := errors.AsType[*yaml.LoadError](err); ok {
		return fmt.Errorf("%s: %s", bad.Mark, bad.Message)
	}
	return err
}

// maxNesting bounds documents, and the aliases in them that stand for more and more.
const maxNesting = 100

// writeNode writes a YAML node as JSON.
func writeNode(enc *jsontext.Encoder, n *yaml.Node, depth int) error {
	if depth > maxNesting {
		return fmt.Errorf("line %d: nested more than %d deep", n.Line, maxNesting)
	}
	switch n.Kind {
	case yaml.DocumentNode:
		return writeNode(enc, n.Content[0], depth+1)
	case yaml.MappingNode:
		return writeMapping(enc, n, depth)
	case yaml.SequenceNode:
		return writeSequence(enc, n, depth)
	case yaml.ScalarNode:
		return writeScalar(enc, n)
	}
	return fmt.Errorf("line %d: an alias cannot be written here", n.Line)
}

func writeMapping(enc *jsontext.Encoder, n *yaml.Node, depth int) error {
	if err := enc.WriteToken(jsontext.BeginObject); err != nil {
		return err
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if err := enc.WriteToken(jsontext.String(n.Content[i].Value)); err != nil {
			return fmt.Errorf("line %d: %w", n.Content[i].Line, err)
		}
		if err := writeNode(enc, n.Content[i+1], depth+1); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndObject)
}

func writeSequence(enc *jsontext.Encoder, n *yaml.Node, depth int) error {
	if err := enc.WriteToken(jsontext.BeginArray); err != nil {
		return err
	}
	for _, element := range n.Content {
		if err := writeNode(enc, element, depth+1); err != nil {
			return err
		}
	}
	return enc.WriteToken(jsontext.EndArray)
}

// writeScalar keeps a number's digits where JSON can say them.
func writeScalar(enc *jsontext.Encoder, n *yaml.Node) error {
	switch n.ShortTag() {
	case "!!null":
		return enc.WriteToken(jsontext.Null)
	case "!!bool":
		return enc.WriteToken(jsontext.Bool(strings.EqualFold(n.Value, "true")))
	case "!!int", "!!float":
		if v := jsontext.Value(n.Value); v.IsValid() {
			return enc.WriteValue(v)
		}
	}
	return enc.WriteToken(jsontext.String(n.Value))
}
