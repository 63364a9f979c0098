package realm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// KnownKeys lists the keys that `config get` and `config set` take. NAME and
// REALM stand for names of the file's own; see [Config.Keys].
func KnownKeys() []string {
	var known []string
	for _, s := range settings() {
		known = append(known, s.key)
	}
	known = append(known, "groups.NAME", "columns.NAME")
	for _, k := range tenantKeys() {
		known = append(known, "tenants.NAME."+k.name)
	}
	return known
}

// Keys lists the known keys for the tenants, groups and nouns that are in the
// file, for completion.
func (c *Config) Keys() []string {
	var known []string
	for _, s := range settings() {
		known = append(known, s.key)
	}
	for _, section := range []string{"groups", "columns"} {
		for _, name := range keys(lookup(value(c.root), []string{section})) {
			known = append(known, section+"."+name)
		}
	}
	for _, t := range c.Tenants {
		for _, k := range tenantKeys() {
			if !strings.HasPrefix(k.name, "realms.") {
				known = append(known, "tenants."+t.Name+"."+k.name)
			}
		}
	}
	return known
}

// Get returns what the file says at a dotted key: a text, a list joined by
// commas, or a mapping as YAML.
func (c *Config) Get(key string) (string, bool) {
	if c.root == nil {
		return "", false
	}
	return get(c.root, key)
}

func get(root node, key string) (string, bool) {
	n := lookup(root, splitKey(root, key))
	if n == nil {
		return "", false
	}
	switch n = deref(n); n.Kind {
	case yaml.ScalarNode:
		return text(n), true
	case yaml.SequenceNode:
		return strings.Join(texts(n), ","), true
	}
	data, err := yaml.Dump(n, yaml.WithIndent(2), yaml.WithLineWidth(-1))
	return strings.TrimRight(string(data), "\n"), err == nil
}

// Get returns what the text says at a dotted key, as [Config.Get] does.
func (e *Editor) Get(key string) (string, bool) {
	root, err := e.root()
	if err != nil {
		return "", false
	}
	return get(root, key)
}

// Set writes a value at a dotted key. A list is given with commas. An empty
// value removes the key. Whether the value is sensible is checked when the
// whole edit is done.
func (e *Editor) Set(key, value string) error {
	if value == "" {
		return e.Unset(key)
	}
	path, kind, err := e.known(key)
	if err != nil {
		return err
	}
	if !utf8.ValidString(value) {
		return &PlaceError{Source: key, Detail: "not UTF-8 text"}
	}
	node, err := kind.node(value)
	if err != nil {
		return &PlaceError{Source: key, Detail: err.Error()}
	}
	return e.put(path, node)
}

// Unset removes a dotted key; one that is not there is no error.
func (e *Editor) Unset(key string) error {
	path, _, err := e.known(key)
	if err != nil {
		return err
	}
	return e.drop(path)
}

// A valueKind says how a value is written in the file.
type valueKind int

const (
	kindText valueKind = iota
	kindList
	kindNumber
	kindBool
)

// A tenantKey is a key below tenants.NAME.
type tenantKey struct {
	name string
	kind valueKind
}

func tenantKeys() []tenantKey {
	return []tenantKey{
		{"platform", kindText}, {"url", kindText}, {"region", kindText}, {"domain", kindText}, {"store", kindText},
		{"ca_file", kindText}, {"cert_file", kindText}, {"key_file", kindText}, {"protected", kindList},
		{"auth.method", kindText}, {"auth.id", kindText}, {"auth.username", kindText},
		{"auth.jwk_file", kindText}, {"auth.password_file", kindText}, {"auth.secret_file", kindText},
		{"auth.client_id", kindText}, {"auth.client_auth", kindText}, {"auth.environment", kindText}, {"auth.redirect_port", kindNumber}, {"auth.scopes", kindList},
		{"realms.REALM.object", kindText}, {"realms.REALM.environment", kindText},
		{"realms.REALM.population", kindText}, {"realms.REALM.protected", kindBool},
	}
}

func (k valueKind) node(value string) (node, error) {
	switch k {
	case kindList:
		return list(splitAddresses([]string{value})), nil
	case kindBool:
		if value != "true" && value != "false" {
			return nil, fmt.Errorf("want true or false, not %q", value)
		}
		return bare("!!bool", value), nil
	case kindNumber:
		if _, err := strconv.ParseUint(value, 10, 32); err != nil {
			return nil, fmt.Errorf("want a number, not %q", value)
		}
		return bare("!!int", value), nil
	}
	return scalar(value), nil
}

// known turns a dotted key into a path, and says of which kind its value is.
func (e *Editor) known(key string) ([]string, valueKind, error) {
	root, err := e.root()
	if err != nil {
		return nil, 0, err
	}
	path := splitKey(root, key)
	section := path[0]
	switch {
	case len(path) == 1 && slices.ContainsFunc(settings(), func(s setting) bool { return s.key == key }):
		return path, settingKind(key), nil
	case len(path) == 2 && path[1] != "" && (section == "groups" || section == "columns"):
		return path, kindList, nil
	case len(path) > 2 && section == "tenants":
		return e.knownTenantKey(path, key)
	}
	return nil, 0, unknownKeyError(key, path)
}

func (e *Editor) knownTenantKey(path []string, key string) ([]string, valueKind, error) {
	if err := e.need(path[1], "tenants", path[1]); err != nil {
		return nil, 0, err
	}
	rest := slices.Clone(path[2:])
	if len(rest) == 3 && rest[0] == "realms" {
		if err := e.need(path[1]+"/"+rest[1], path[:4]...); err != nil {
			return nil, 0, err
		}
		rest[1] = "REALM"
	}
	for _, k := range tenantKeys() {
		if k.name == strings.Join(rest, ".") {
			return path, k.kind, nil
		}
	}
	return nil, 0, unknownKeyError(key, path)
}

func settingKind(key string) valueKind {
	if key == "parallel" {
		return kindNumber
	}
	return kindText
}

func unknownKeyError(key string, path []string) error {
	known := KnownKeys()
	if len(path) > 1 { // compared with the names that were typed in the place of NAME
		for i, k := range known {
			known[i] = strings.Replace(k, ".NAME", "."+path[1], 1)
		}
	}
	return &PlaceError{Source: "configuration", Detail: fmt.Sprintf("unknown key %q%s", key, didYouMean(nearest(key, known)))}
}

// splitKey takes a dotted key apart. Names may hold dots themselves: below
// tenants, and below a tenant's realms, the longest name that is in the file
// is meant; in groups and columns everything is the name.
func splitKey(root node, key string) []string {
	section, rest, ok := strings.Cut(key, ".")
	switch {
	case !ok:
		return []string{key}
	case section != "tenants":
		return []string{section, rest}
	}
	name, rest := cutName(keys(lookup(root, []string{section})), rest)
	path := []string{section, name}
	if below, ok := strings.CutPrefix(rest, "realms."); ok {
		name, rest = cutName(keys(lookup(root, append(path, "realms"))), below)
		path = append(path, "realms", name)
	}
	if rest == "" {
		return path
	}
	return append(path, strings.Split(rest, ".")...)
}

// cutName splits off the longest of names that text begins with, else what
// stands before the first dot.
func cutName(names []string, text string) (name, rest string) {
	for _, n := range names {
		if len(n) > len(name) && (text == n || strings.HasPrefix(text, n+".")) {
			name = n
		}
	}
	if name == "" {
		name, _, _ = strings.Cut(text, ".")
	}
	return name, strings.TrimPrefix(text[len(name):], ".")
}
