package realm

import (
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// A reader walks the nodes of one file and gathers what is wrong with it, so
// that one look at the messages is enough to repair all of it.
type reader struct {
	path     string
	errs     []error
	warnings []Warning
}

// A field is a known key of a mapping and what to do with its value.
type field struct {
	name string
	read func(value *yaml.Node)
}

func (r *reader) err() error { return errors.Join(r.errs...) }

func (r *reader) errorf(n *yaml.Node, format string, args ...any) {
	r.errs = append(r.errs, &PlaceError{File: r.path, Line: n.Line, Column: n.Column, Detail: fmt.Sprintf(format, args...)})
}

func (r *reader) warnf(n *yaml.Node, format string, args ...any) {
	r.warnings = append(r.warnings, Warning{File: r.path, Line: n.Line, Text: fmt.Sprintf(format, args...)})
}

// object reads a mapping with known keys; others are warned about.
func (r *reader) object(n *yaml.Node, what string, fields ...field) {
	r.each(n, what, func(key, value *yaml.Node) {
		for _, f := range fields {
			if f.name == key.Value {
				f.read(value)
				return
			}
		}
		r.unknownKey(key, fields)
	})
}

func (r *reader) unknownKey(key *yaml.Node, fields []field) {
	switch key.Value {
	case "password", "client_secret", "token", "secret", "jwk", "passphrase":
		r.warnf(key, "unknown key %q: no secret belongs in this file", key.Value)
		return
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	r.warnf(key, "unknown key %q%s", key.Value, didYouMean(nearest(key.Value, names)))
}

// each calls read with every pair of a mapping. A key that appears twice, or
// is not plain text, is an error.
func (r *reader) each(n *yaml.Node, what string, read func(key, value *yaml.Node)) {
	n = deref(n)
	if isNull(n) {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.errorf(n, "%s: want a mapping, this is %s", what, kindName(n))
		return
	}
	seen := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := deref(n.Content[i])
		switch first := seen[key.Value]; {
		case key.Kind != yaml.ScalarNode:
			r.errorf(n.Content[i], "%s: a key must be text", what)
		case key.ShortTag() == "!!merge":
			r.errorf(key, "%s: merge keys (<<) are not supported here: write the keys out", what)
		case first != 0:
			r.errorf(key, "%s: key %q is already on line %d", what, key.Value, first)
		default:
			seen[key.Value] = key.Line
			read(key, n.Content[i+1])
		}
	}
}

// text returns a reader of one scalar into dst. Nothing after the colon is an
// empty text.
func (r *reader) text(name string, dst *string) field {
	return field{name, func(n *yaml.Node) { *dst = r.scalar(n, name) }}
}

func (r *reader) scalar(n *yaml.Node, what string) string {
	n = deref(n)
	if n.Kind != yaml.ScalarNode {
		r.errorf(n, "%s: want text, this is %s", what, kindName(n))
		return ""
	}
	if isNull(n) {
		return ""
	}
	return n.Value
}

func (r *reader) integer(name string, dst *int, least, most int) field {
	return field{name, func(n *yaml.Node) {
		n = deref(n)
		i, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || i < least || i > most {
			r.errorf(n, "%s: want a number from %d to %d", name, least, most)
			return
		}
		*dst = i
	}}
}

func (r *reader) boolean(name string, dst *bool) field {
	return field{name, func(n *yaml.Node) {
		n = deref(n)
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" {
			r.errorf(n, "%s: want true or false, this is %s", name, kindName(n))
			return
		}
		*dst = n.Value[0] == 't' || n.Value[0] == 'T'
	}}
}

// list returns a reader of a list of texts into dst.
func (r *reader) list(name string, dst *[]string) field {
	return field{name, func(n *yaml.Node) { *dst = r.texts(n, name) }}
}

func (r *reader) texts(n *yaml.Node, what string) []string {
	n = deref(n)
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.errorf(n, "%s: want a list, this is %s", what, kindName(n))
		return nil
	}
	texts := make([]string, 0, len(n.Content))
	for _, item := range n.Content {
		texts = append(texts, r.scalar(item, what))
	}
	return texts
}
