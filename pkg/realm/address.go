package realm

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// allAddress stands for every realm in the file.
const allAddress = "all"

// Resolve returns the realms that addresses stand for, in that order, each
// once. An address may be a comma list. With none, the default is taken:
// REALMCTL_REALM, else the file's current; without either the error is
// [ErrNoRealm]. Other errors are an [*UnknownRealmError], an
// [*AmbiguousRealmError], an [*EnvironmentError], or about a group or a
// pattern.
func (c *Config) Resolve(addresses []string) ([]Realm, error) {
	list := splitAddresses(addresses)
	if len(list) == 0 {
		list = splitAddresses([]string{c.defaultAddress()})
	}
	if len(list) == 0 {
		return nil, ErrNoRealm
	}
	resolver := resolver{Config: c}
	var realms []Realm
	for _, a := range list {
		some, err := resolver.address(a, nil)
		if err != nil {
			return nil, err
		}
		realms = append(realms, some...)
	}
	return unique(realms), nil
}

func (c *Config) defaultAddress() string {
	if a := c.getenv("REALMCTL_REALM"); a != "" {
		return a
	}
	return c.Current
}

// splitAddresses takes comma lists apart. Empty parts, as in a trailing comma
// of a script, are dropped.
func splitAddresses(addresses []string) []string {
	var list []string
	for _, a := range addresses {
		for part := range strings.SplitSeq(a, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	}
	return list
}

// A resolver remembers the groups that it has resolved: groups that hold each
// other several times over would take for ever.
type resolver struct {
	*Config
	groups map[string][]Realm
}

// address returns the realms of one address. The groups that are being
// resolved come along, so that one inside itself is found.
func (r *resolver) address(address string, within []string) ([]Realm, error) {
	tenant, name, slash := strings.Cut(address, "/")
	switch {
	case strings.HasPrefix(address, "@"):
		return r.group(address, within)
	case address == allAddress:
		if realms := r.Realms(); len(realms) > 0 {
			return realms, nil
		}
		return nil, emptyError("no realm is configured")
	case isGlob(address) && !slash:
		return r.glob(address, tenant, "*")
	case isGlob(address):
		return r.glob(address, tenant, name)
	case !slash:
		return r.onlyRealm(address)
	}
	t, err := r.Tenant(tenant)
	if err != nil {
		return nil, r.about(address, err)
	}
	if realm, ok := t.Realm(name); ok {
		return []Realm{realm}, nil
	}
	return nil, r.unknown(address)
}

// group resolves @name.
func (r *resolver) group(address string, within []string) ([]Realm, error) {
	if realms, ok := r.groups[address]; ok {
		return realms, nil
	}
	if slices.Contains(within, address) {
		return nil, fmt.Errorf("group %s holds itself: %s", address, strings.Join(append(within, address), " > "))
	}
	i := slices.IndexFunc(r.Groups, func(g Group) bool { return g.Name == address[1:] })
	if i < 0 {
		return nil, r.unknown(address)
	}
	realms, err := r.members(r.Groups[i], append(slices.Clip(within), address))
	if err != nil {
		return nil, fmt.Errorf("group %s: %w", address, err)
	}
	if r.groups == nil {
		r.groups = map[string][]Realm{}
	}
	r.groups[address] = realms
	return realms, nil
}

func (r *resolver) members(g Group, within []string) ([]Realm, error) {
	var realms []Realm
	for _, member := range splitAddresses(g.Members) {
		some, err := r.address(member, within)
		if err != nil {
			return nil, err
		}
		realms = append(realms, some...)
	}
	if len(realms) == 0 {
		return nil, emptyError("it is empty")
	}
	return unique(realms), nil
}

// glob resolves a pattern of tenant and of realm.
func (c *Config) glob(address, tenant, name string) ([]Realm, error) {
	for _, pattern := range []string{tenant, name} {
		if _, err := path.Match(pattern, ""); err != nil {
			return nil, fmt.Errorf("resolve %q: %w", address, err)
		}
	}
	tenants, err := c.matching(tenant)
	if err != nil {
		return nil, err
	}
	var realms []Realm
	for _, t := range tenants {
		if t.open() {
			return nil, &AmbiguousRealmError{Address: address}
		}
		for _, r := range t.Realms {
			if ok, _ := path.Match(name, r.Name); ok {
				realms = append(realms, r)
			}
		}
	}
	if len(realms) == 0 {
		return nil, c.unknown(address)
	}
	return realms, nil
}

// matching returns the tenants of a pattern: sandbox and env are reached by
// their literal name alone.
func (c *Config) matching(pattern string) ([]*Tenant, error) {
	if pattern == SandboxTenant || pattern == EnvTenantName {
		t, err := c.Tenant(pattern)
		return []*Tenant{t}, err
	}
	var tenants []*Tenant
	for _, t := range c.Tenants {
		if ok, _ := path.Match(pattern, t.Name); ok {
			tenants = append(tenants, t)
		}
	}
	return tenants, nil
}

// onlyRealm resolves the name of a tenant that has one realm.
func (c *Config) onlyRealm(name string) ([]Realm, error) {
	t, err := c.Tenant(name)
	if err != nil {
		return nil, err
	}
	switch {
	case len(t.Realms) == 1:
		return t.Realms, nil
	case len(t.Realms) == 0 && !t.open():
		return nil, emptyError("tenant " + name + " has no realm configured")
	}
	var candidates []string
	for _, r := range t.Realms {
		candidates = append(candidates, r.Address())
	}
	return nil, &AmbiguousRealmError{Address: name, Candidates: candidates}
}

func isGlob(address string) bool { return strings.ContainsAny(address, `*?[\`) }

// unique drops realms that came before; the order stays.
func unique(realms []Realm) []Realm {
	seen := make(map[string]bool, len(realms))
	return slices.DeleteFunc(slices.Clone(realms), func(r Realm) bool {
		was := seen[r.Address()]
		seen[r.Address()] = true
		return was
	})
}
