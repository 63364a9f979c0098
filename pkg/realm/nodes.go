package realm

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// lookup returns the value at a path of keys, or nil.
func lookup(n *yaml.Node, path []string) *yaml.Node {
	for _, key := range path {
		if n = deref(n); n.Kind != yaml.MappingNode {
			return nil
		}
		i := keyIndex(n, key)
		if i < 0 {
			return nil
		}
		n = n.Content[i+1]
	}
	return n
}

// keyIndex returns the place of a key among the contents of a mapping, or -1.
func keyIndex(mapping *yaml.Node, key string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if k := deref(mapping.Content[i]); k.Kind == yaml.ScalarNode && k.Value == key {
			return i
		}
	}
	return -1
}

func keys(n *yaml.Node) []string {
	if n = value(n); n.Kind != yaml.MappingNode {
		return nil
	}
	var names []string
	for i := 0; i+1 < len(n.Content); i += 2 {
		names = append(names, deref(n.Content[i]).Value)
	}
	return names
}

// value follows aliases, and makes a missing node an empty one.
func value(n *yaml.Node) *yaml.Node {
	if n == nil {
		return &yaml.Node{}
	}
	return deref(n)
}

func text(n *yaml.Node) string {
	if n = value(n); n.Kind != yaml.ScalarNode || isNull(n) {
		return ""
	}
	return n.Value
}

func texts(n *yaml.Node) []string {
	if n = value(n); n.Kind != yaml.SequenceNode {
		return nil
	}
	var items []string
	for _, item := range n.Content {
		items = append(items, text(item))
	}
	return items
}

func scalar(s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
}

// bare is a scalar that is written without quotes: a number or boolean.
func bare(tag, s string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: s}
}

func list(items []string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Style: yaml.FlowStyle}
	for _, item := range items {
		n.Content = append(n.Content, scalar(item))
	}
	return n
}

// A mapping is a mapping node in the making. Empty values are left out.
type mapping struct{ node *yaml.Node }

func newMapping(style yaml.Style) mapping {
	return mapping{&yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Style: style}}
}

func (m mapping) add(key string, v *yaml.Node) {
	m.node.Content = append(m.node.Content, scalar(key), v)
}

func (m mapping) text(key, s string) {
	if s != "" {
		m.add(key, scalar(s))
	}
}

func (m mapping) list(key string, items []string) {
	if len(items) > 0 {
		m.add(key, list(items))
	}
}

func (m mapping) mapping(key string, v mapping) {
	if len(v.node.Content) > 0 {
		m.add(key, v.node)
	}
}

// file adds the name of a file, absolute: the configuration is read from any
// folder.
func (m mapping) file(key, name string) error {
	if name == "" {
		return nil
	}
	name, err := filepath.Abs(name)
	m.text(key, name)
	return err
}

// tenantNode writes a tenant as the file has it.
func tenantNode(t Tenant) (*yaml.Node, error) {
	if err := checkPlatform(t.Platform); err != nil {
		return nil, err
	}
	m := newMapping(0)
	m.text("platform", string(t.Platform))
	if t.URL != nil {
		m.text("url", shortURL(t))
	}
	m.text("region", t.Region)
	m.text("domain", t.Domain)
	err := errors.Join(m.file("ca_file", t.CAFile), m.file("cert_file", t.CertFile), m.file("key_file", t.KeyFile))
	auth, authErr := authNode(t.Auth)
	m.mapping("auth", auth)
	m.text("store", t.Store)
	m.list("protected", t.Protected)
	if t.Platform != AIC {
		realms := newMapping(0)
		for _, r := range t.Realms {
			realms.add(r.Name, realmNode(r))
		}
		m.mapping("realms", realms)
	}
	return m.node, errors.Join(err, authErr)
}

// shortURL leaves out the context path that every idm tenant has.
func shortURL(t Tenant) string {
	u := *t.URL
	if t.Platform == IDM && u.Path == idmContext {
		u.Path = ""
	}
	return u.String()
}

func authNode(a Auth) (mapping, error) {
	m := newMapping(yaml.FlowStyle)
	m.text("method", a.Method)
	m.text("id", a.ID)
	m.text("username", a.Username)
	m.text("client_id", a.ClientID)
	m.text("client_auth", a.ClientAuth)
	m.text("environment", a.Environment)
	err := errors.Join(m.file("jwk_file", a.JWKFile), m.file("password_file", a.PasswordFile), m.file("secret_file", a.SecretFile))
	if a.RedirectPort != 0 {
		m.add("redirect_port", bare("!!int", strconv.Itoa(a.RedirectPort)))
	}
	m.list("scopes", a.Scopes)
	return m, err
}

func realmNode(r Realm) *yaml.Node {
	m := newMapping(yaml.FlowStyle)
	m.text("object", r.Object)
	m.text("environment", r.Environment)
	m.text("population", r.Population)
	if r.Protected {
		m.add("protected", bare("!!bool", "true"))
	}
	return m.node
}

// nest wraps a value in mappings, one for each key.
func nest(path []string, v *yaml.Node) *yaml.Node {
	for _, key := range slices.Backward(path) {
		m := newMapping(0)
		m.add(key, v)
		v = m.node
	}
	return v
}

// putNode sets a value in a tree. It does not reach through an alias, which
// would change what is written elsewhere.
func putNode(n *yaml.Node, path []string, v *yaml.Node) error {
	for i, key := range path {
		if isNull(n) {
			*n = *newMapping(0).node
		}
		if n.Kind != yaml.MappingNode {
			return fmt.Errorf("line %d: want a mapping for %q, this is %s", n.Line, key, kindName(n))
		}
		at := keyIndex(n, key)
		switch {
		case at < 0:
			n.Content = append(n.Content, scalar(key), nest(path[i+1:], v))
			return nil
		case i == len(path)-1:
			n.Content[at+1] = v
		}
		n = n.Content[at+1]
	}
	return nil
}

// dropNode removes a key from a tree, not through an alias either.
func dropNode(n *yaml.Node, path []string) error {
	last := len(path) - 1
	for _, key := range path[:last] {
		at := keyIndex(n, key)
		if at < 0 || n.Content[at+1].Kind != yaml.MappingNode {
			return fmt.Errorf("line %d: remove %q: this is no plain mapping", n.Line, path[last])
		}
		n = n.Content[at+1]
	}
	if at := keyIndex(n, path[last]); at >= 0 {
		n.Content = slices.Delete(n.Content, at, at+2)
	}
	return nil
}

// sameTree compares what two trees say, not how. Nothing and an empty mapping
// say the same. Aliases are compared by name: following them need not end.
func sameTree(a, b *yaml.Node) bool {
	if isEmpty(a) && isEmpty(b) {
		return true
	}
	if a.Kind != b.Kind || a.Value != b.Value || a.ShortTag() != b.ShortTag() || a.Anchor != b.Anchor || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !sameTree(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}

func isEmpty(n *yaml.Node) bool {
	return isNull(n) || n.Kind == yaml.MappingNode && len(n.Content) == 0
}
