package sandbox

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// deleteProvider removes a provider and what refers to it: its people sign in with PingOne again, their linked accounts
// are gone, and populations have their first default back. What the platform does here is not documented.
func (c *pingCall) deleteProvider() (answer, error) {
	doc, err := c.providerAt()
	if err != nil {
		return answer{}, err
	}
	id := doc.text("id")
	if _, err := c.tx.Delete(providersOf(c.env), id); err != nil {
		return answer{}, err
	}
	err = firstError(c.tx.DeleteValue(mappingsKey(c.env, id)), c.releaseUsers(id), c.unlinkAccounts(id), c.releasePopulations(id))
	if err != nil {
		return answer{}, err
	}
	return gone()
}

// releaseUsers lets the people of a provider sign in with PingOne.
func (c *pingCall) releaseUsers(provider string) error {
	node := filter.Comparison{Field: filter.Pointer{"identityProvider", "id"}, Op: filter.Equal, Value: provider}
	var bound []store.Object
	l := listing{collection: c.users(), indexed: indexedUserMembers()}
	err := c.matches(l, node, 0, chunk, func(o store.Object) error {
		bound = append(bound, o)
		return nil
	})
	for _, o := range bound {
		u, err := c.decodeUser(o)
		if err != nil {
			return err
		}
		u.doc["identityProvider"] = map[string]any{"type": pingOneProvider}
		if err := c.saveUser(u, true); err != nil {
			return err
		}
	}
	return err
}

// unlinkAccounts takes away the linked accounts of a provider.
func (c *pingCall) unlinkAccounts(provider string) error {
	prefix := c.env.key(linkedAccountsOf().what)
	values, err := c.valuesOf(prefix)
	for _, v := range values {
		var all []document
		d := json.NewDecoder(bytes.NewReader(v.Data))
		d.UseNumber()
		if err := d.Decode(&all); err != nil {
			return err
		}
		kept := slices.DeleteFunc(slices.Clone(all), func(doc document) bool { return doc.textAt("identityProvider.id") == provider })
		if len(kept) == len(all) {
			continue
		}
		if err := c.tx.SetValue(v.Key, encode(kept)); err != nil {
			return err
		}
	}
	return err
}

// releasePopulations takes the provider away from the populations that have it as their default.
func (c *pingCall) releasePopulations(provider string) error {
	values, err := c.valuesOf(c.env.key("provider of "))
	for _, v := range values {
		doc := document{}
		if err := json.Unmarshal(v.Data, &doc); err != nil {
			return err
		}
		if doc.text("id") != provider {
			continue
		}
		if err := c.tx.DeleteValue(v.Key); err != nil {
			return err
		}
	}
	return err
}

// valuesOf are the values whose names begin alike: nobody may change them while the store gives them out.
func (c *pingCall) valuesOf(prefix string) ([]store.Value, error) {
	var all []store.Value
	for v, err := range c.tx.Values(prefix) {
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}
