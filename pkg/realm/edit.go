package realm

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/realmctl/realmctl/pkg/atomicfile"
)

// Edit changes the configuration file at path, which need not exist, under a
// lock that other processes obey: change sees the newest text, and the file is
// replaced whole (mode 0600) or, when change or the check of its result fails,
// not at all. Only the lines that an edit concerns are touched: comments,
// order, blank lines and indentation stay.
func Edit(ctx context.Context, path string, change func(*Editor) error) error {
	return atomicfile.Update(ctx, path, 0o600, func(old []byte) ([]byte, error) {
		e := &Editor{path: path, text: old}
		if _, err := parseYAML(path, old); err != nil {
			return nil, fmt.Errorf("edit the configuration: %w", err)
		}
		if err := change(e); err != nil {
			return nil, err
		}
		if bytes.Equal(e.text, old) {
			return old, nil
		}
		if _, _, err := parse(path, e.text); err != nil {
			return nil, fmt.Errorf("edit the configuration: the result would not load: %w", err)
		}
		return e.text, nil
	})
}

// An Editor holds the text of a configuration file while it is edited.
type Editor struct {
	path string
	text []byte
}

// root parses the text as it is now: never nil, and a mapping.
func (e *Editor) root() (*yaml.Node, error) {
	doc, err := e.document()
	if err != nil {
		return nil, err
	}
	return doc.Content[0], nil
}

// document parses the text as it is now, made a mapping when there is none.
func (e *Editor) document() (*yaml.Node, error) {
	doc, err := parseDocument(e.path, e.text)
	switch {
	case err != nil:
		return nil, err
	case doc == nil:
		return &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{newMapping(0).node}}, nil
	}
	if root := doc.Content[0]; root.Kind != yaml.MappingNode {
		return nil, &PlaceError{File: e.path, Line: root.Line, Column: root.Column, Detail: "configuration: want a mapping, this is " + kindName(root)}
	}
	return doc, nil
}

// put writes a value at a path of keys, making what is missing on the way.
func (e *Editor) put(path []string, value *yaml.Node) error {
	if len(bytes.TrimSpace(e.text)) == 0 {
		e.text = fmt.Appendf(nil, "version: %d\n", Version)
	}
	return e.apply(
		func(root *yaml.Node) error { return putNode(root, path, value) },
		func(s *splice, root *yaml.Node) bool { return s.put(root, path, value) })
}

// drop removes a key; one that is not there is no error.
func (e *Editor) drop(path []string) error {
	root, err := e.root()
	if err != nil || lookup(root, path) == nil {
		return err
	}
	return e.apply(
		func(root *yaml.Node) error { return dropNode(root, path) },
		func(s *splice, root *yaml.Node) bool { return s.drop(root, path) })
}

// apply makes one edit twice: in the tree, where it is certainly right, and in
// the text, where it disturbs nothing else. When the edited text reads as the
// edited tree it is taken; otherwise (an exotic way of writing) the tree is
// written out, which keeps comments and order but not every blank.
func (e *Editor) apply(tree func(*yaml.Node) error, text func(*splice, *yaml.Node) bool) error {
	before, err := e.root()
	if err != nil {
		return err
	}
	want, err := e.document()
	if err != nil {
		return err
	}
	if err := tree(want.Content[0]); err != nil {
		return err
	}
	s := newSplice(e.text, before)
	if text(s, before) && s.reads(want.Content[0]) {
		e.text = s.text
		return nil
	}
	e.text, err = yaml.Dump(want, yaml.WithIndent(s.step), yaml.WithLineWidth(-1))
	return err
}

// errExists says that what was to be added is there.
var errExists = errors.New("exists already")

// AddTenant adds a tenant. File names in it that are relative are taken from
// the working directory. A tenant of that name is an error.
func (e *Editor) AddTenant(t Tenant) error {
	if err := checkTenantName(t.Name); err != nil {
		return err
	}
	root, err := e.root()
	if err != nil {
		return err
	}
	if lookup(root, []string{"tenants", t.Name}) != nil {
		return fmt.Errorf("add tenant %s: %w", t.Name, errExists)
	}
	node, err := tenantNode(t)
	if err != nil {
		return fmt.Errorf("add tenant %s: %w", t.Name, err)
	}
	return e.put([]string{"tenants", t.Name}, node)
}

// RemoveTenant removes a tenant, and its addresses from current and groups.
// The error for one that is not there is an [*UnknownRealmError].
func (e *Editor) RemoveTenant(name string) error {
	if err := e.need(name, "tenants", name); err != nil {
		return err
	}
	if err := e.drop([]string{"tenants", name}); err != nil {
		return err
	}
	return e.forget(func(tenant, _ string) bool { return tenant == name })
}

// AddRealm gives a name to a managed object type (idm) or an environment
// (pingone) of a configured tenant.
func (e *Editor) AddRealm(tenant string, r Realm) error {
	if err := e.need(tenant, "tenants", tenant); err != nil {
		return err
	}
	address := tenant + "/" + r.Name
	if !plainName(r.Name) {
		return fmt.Errorf("add realm %q: %s", address, nameRule)
	}
	root, err := e.root()
	if err != nil {
		return err
	}
	if text(lookup(root, []string{"tenants", tenant, "platform"})) == string(AIC) {
		return fmt.Errorf("add realm %s: every aic tenant has alpha and bravo, and no other", address)
	}
	path := []string{"tenants", tenant, "realms", r.Name}
	if lookup(root, path) != nil {
		return fmt.Errorf("add realm %s: %w", address, errExists)
	}
	return e.put(path, realmNode(r))
}

// RemoveRealm removes a configured realm by its address, and the address from
// current and groups. The last realm of a tenant may go; the tenant stays.
func (e *Editor) RemoveRealm(address string) error {
	tenant, name := cutAddress(address)
	if err := e.need(address, "tenants", tenant, "realms", name); err != nil {
		return err
	}
	if err := e.drop([]string{"tenants", tenant, "realms", name}); err != nil {
		return err
	}
	if err := e.filterList([]string{"tenants", tenant, "protected"}, func(p string) bool { return p == name }); err != nil {
		return err
	}
	return e.forget(func(t, r string) bool { return t == tenant && r == name })
}

// SetCurrent makes address the default. It has to stand for realms of the file
// as edited so far, of the sandbox, or of the environment's tenant.
func (e *Editor) SetCurrent(address string) error {
	c, _, err := parse(e.path, e.text)
	if err != nil {
		return err
	}
	list := splitAddresses([]string{address})
	if len(list) == 0 {
		return fmt.Errorf("set the default realm: %w", ErrNoRealm)
	}
	resolver := resolver{Config: c}
	for _, a := range list {
		if tenant, name := cutAddress(a); tenant == EnvTenantName && plainName(name) {
			continue // what the environment holds then cannot be known now
		}
		if _, err := resolver.address(a, nil); err != nil {
			return err
		}
	}
	return e.put([]string{"current"}, scalar(address))
}

// need returns an [*UnknownRealmError] when there is nothing at path.
func (e *Editor) need(address string, path ...string) error {
	root, err := e.root()
	if err != nil {
		return err
	}
	if lookup(root, path) != nil {
		return nil
	}
	if c, _, err := parse(e.path, e.text); err == nil {
		return c.unknown(address)
	}
	return &UnknownRealmError{Address: address}
}
