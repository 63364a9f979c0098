package realm

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// A fileValue is a single setting as written in the file.
type fileValue struct{ text, place string }

// parse reads the text of a configuration file. The configuration is nil when
// there is an error.
func parse(path string, data []byte) (*Config, []Warning, error) {
	root, err := parseYAML(path, data)
	if err != nil {
		return nil, nil, err
	}
	c := &Config{Path: path, columns: map[string][]string{}, settings: map[string]fileValue{}}
	if root == nil {
		return c, nil, nil
	}
	c.root = root
	r := &reader{path: path}
	r.object(root, "configuration", r.top(c)...)
	if err := r.err(); err != nil {
		return nil, r.warnings, err
	}
	return c, r.warnings, nil
}

// top lists the keys at the left margin.
func (r *reader) top(c *Config) []field {
	fields := []field{
		{"version", r.version},
		{"tenants", func(n *yaml.Node) {
			r.each(n, "tenants", func(key, value *yaml.Node) {
				c.Tenants = append(c.Tenants, r.tenant(key, value))
			})
		}},
		{"groups", func(n *yaml.Node) {
			r.each(n, "groups", func(key, value *yaml.Node) {
				c.Groups = append(c.Groups, r.group(key, value))
			})
		}},
		{"columns", func(n *yaml.Node) {
			r.each(n, "columns", func(key, value *yaml.Node) {
				c.columns[key.Value] = r.texts(value, "columns of "+key.Value)
			})
		}},
	}
	for _, s := range settings() {
		if s.key != "" {
			fields = append(fields, field{s.key, func(n *yaml.Node) { r.setting(c, s, n) }})
		}
	}
	return fields
}

func (r *reader) version(n *yaml.Node) {
	text := r.scalar(n, "version")
	switch v, err := strconv.Atoi(text); {
	case text == "":
	case err != nil || v < 1:
		r.errorf(n, "version: want %d, this is %q", Version, text)
	case v > Version:
		r.errorf(n, "version %d is newer than this realmctl understands (%d): install a newer one", v, Version)
	}
}

func (r *reader) group(key, value *yaml.Node) Group {
	if !plainName(key.Value) {
		r.errorf(key, "group %q: %s", key.Value, nameRule)
	}
	g := Group{Name: key.Value, Members: r.texts(value, "group "+key.Value)}
	for _, member := range g.Members {
		if strings.TrimSpace(member) == "" {
			r.errorf(deref(value), "group %s: a member is empty", key.Value)
		}
	}
	return g
}

func (r *reader) setting(c *Config, s setting, n *yaml.Node) {
	text := r.scalar(n, s.key)
	if text == "" {
		return
	}
	if err := s.check(text); err != nil {
		r.errorf(n, "%s: %v", s.key, err)
		return
	}
	if s.key == "current" {
		c.Current = text
	}
	c.settings[s.key] = fileValue{text, fmt.Sprintf("%s:%d:%d", r.path, n.Line, n.Column)}
}
