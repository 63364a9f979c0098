package realm

import (
	"fmt"
	"slices"
)

// NewTenant completes a tenant that somebody describes, as a tenant of the file
// is completed: the address is parsed, the way to sign in inferred where it was
// left open, and alpha and bravo added on aic. The error says what does not fit.
func NewTenant(t Tenant, address string) (*Tenant, error) {
	if err := checkTenantName(t.Name); err != nil {
		return nil, err
	}
	made := &t
	made.Realms = slices.Clone(t.Realms)
	for i := range made.Realms {
		made.Realms[i].Tenant = made
		if name := made.Realms[i].Name; !plainName(name) {
			return nil, fmt.Errorf("realm %q: %s", name, nameRule)
		}
	}
	if _, err := finishTenant(made, address); err != nil {
		return nil, err
	}
	return made, nil
}
