package realm

import (
	"errors"
	"slices"
	"strings"
)

// Known returns every address that can be typed, for completion and for
// suggestions: realms of the file, of the environment where it describes a
// tenant, of the sandbox, then groups with their @.
func (c *Config) Known() []string {
	tenants := c.Tenants
	if t, err := EnvTenant(c.getenv); err == nil {
		tenants = append(tenants[:len(tenants):len(tenants)], t)
	}
	var known []string
	for _, t := range append(tenants[:len(tenants):len(tenants)], sandboxTenant()) {
		for _, r := range t.Realms {
			known = append(known, r.Address())
		}
	}
	for _, g := range c.Groups {
		known = append(known, "@"+g.Name)
	}
	return known
}

// unknown makes the error for an address that stands for nothing.
func (c *Config) unknown(address string) error {
	known := c.Known()
	return &UnknownRealmError{Address: address, Nearest: c.nearest(address, known), Known: known}
}

// about puts the whole address into an error that knew only its tenant.
func (c *Config) about(address string, err error) error {
	if e := (*UnknownRealmError)(nil); errors.As(err, &e) {
		return c.unknown(address)
	}
	return err
}

// nearest looks for what was meant: a group or a realm whose name was typed
// alone, a tenant's name with a slip, else the most similar address.
func (c *Config) nearest(address string, known []string) string {
	if named := strings.TrimSuffix(address, "_user"); slices.Contains(known, named) {
		return named // the managed object of alpha or bravo, in place of the realm
	}
	if strings.Contains(address, "/") || strings.HasPrefix(address, "@") {
		return nearest(address, known)
	}
	for _, k := range known {
		if k == "@"+address || strings.HasSuffix(k, "/"+address) {
			return k
		}
	}
	names := []string{SandboxTenant, allAddress}
	for _, t := range c.Tenants {
		names = append(names, t.Name)
	}
	return nearest(address, names)
}
