package realm

import (
	"errors"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// parseDocument returns the one document of the file, or nil when there is
// nothing in it but comments. Errors are a [*PlaceError].
func parseDocument(path string, data []byte) (*yaml.Node, error) {
	if e := badUTF8(path, data); e != nil {
		return nil, e
	}
	var docs []yaml.Node
	if err := yaml.Load(data, &docs, yaml.WithAllDocuments()); err != nil {
		return nil, yamlError(path, err)
	}
	switch {
	case len(docs) > 1:
		return nil, &PlaceError{File: path, Line: docs[1].Line, Column: docs[1].Column, Detail: "a second document begins here; one is expected"}
	case len(docs) == 0 || len(docs[0].Content) == 0 || isNull(docs[0].Content[0]):
		return nil, nil
	}
	return &docs[0], nil
}

// parseYAML returns what is in the one document of the file, or nil.
func parseYAML(path string, data []byte) (*yaml.Node, error) {
	doc, err := parseDocument(path, data)
	if doc == nil {
		return nil, err
	}
	return doc.Content[0], nil
}

// badUTF8 finds the first byte that is not text. The parser would name no
// place, and would read UTF-16, in which our editor cannot count.
func badUTF8(path string, data []byte) error {
	line, column := 1, 1
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1, r == 0:
			return &PlaceError{File: path, Line: line, Column: column, Detail: "not UTF-8 text"}
		case r == '\n':
			line, column = line+1, 0
		}
		i += size
		column++
	}
	return nil
}

// yamlError gives an error of the parser our form. A place the parser does not
// know is the beginning of the file.
func yamlError(path string, err error) error {
	e := &PlaceError{File: path, Line: 1, Column: 1, Detail: err.Error()}
	var one *yaml.LoadError
	var many *yaml.LoadErrors
	if errors.As(err, &many) && len(many.Errors) > 0 {
		one = many.Errors[0]
	}
	if one == nil && !errors.As(err, &one) {
		return e
	}
	e.Detail = "not YAML: " + strings.TrimPrefix(one.Message, "yaml: ")
	if one.ContextMsg != "" {
		e.Detail += ", " + one.ContextMsg
	}
	if one.Mark.Line > 0 {
		e.Line, e.Column = one.Mark.Line, max(one.Mark.Column, 1)
	}
	return e
}

// deref follows an alias to what it stands for. Nothing here recurses to a
// depth that the file chooses, so an anchor inside itself is harmless.
func deref(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}

func isNull(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// kindName says in words what a node is.
func kindName(n *yaml.Node) string {
	switch {
	case n.Kind == yaml.MappingNode:
		return "a mapping"
	case n.Kind == yaml.SequenceNode:
		return "a list"
	case n.Kind == yaml.AliasNode:
		return "an alias"
	case isNull(n):
		return "nothing"
	}
	switch n.ShortTag() {
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "a boolean"
	}
	return "text"
}
