package sandbox

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
)

const (
	mappingCore   = "CORE"
	mappingCustom = "CUSTOM"
	updateEmpty   = "EMPTY_ONLY"
	updateAlways  = "ALWAYS"
)

// mappingsKey is the store's name for the attributes of a provider, which are one value.
func mappingsKey(env *environment, provider string) string {
	return env.key("attributes of provider " + provider)
}

// newMapping is an attribute of a provider without anything that a client sets.
func newMapping(env *environment, provider, id string, at time.Time) document {
	return document{"id": id, "environment": idOf(env.ID), "identityProvider": idOf(provider), "mappingType": mappingCustom,
		"createdAt": pingTime(at), "updatedAt": pingTime(at)}
}

// coreMapping is the attribute that a provider is made with, and keeps.
func coreMapping(env *environment, provider, kind string, at time.Time) document {
	doc := newMapping(env, provider, derivedID(provider, "attribute username"), at)
	doc["name"], doc["value"], doc["update"] = "username", providerKinds()[kind].core, updateEmpty
	doc["mappingType"] = mappingCore
	return doc
}

// mappings are the attributes of the provider of the path.
func (c *pingCall) mappings() (provider string, all []document, err error) {
	doc, err := c.providerAt()
	if err != nil {
		return "", nil, err
	}
	raw, err := lookup(c.tx, mappingsKey(c.env, doc.text("id")))
	if err != nil || raw == nil { // nil where an older version made the provider
		return doc.text("id"), nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return doc.text("id"), all, d.Decode(&all)
}

func (c *pingCall) mappingJSON(doc document) []byte {
	return c.entity("/identityProviders/"+doc.textAt("identityProvider.id")+"/attributes/"+doc.text("id"), publicJSON(doc))
}

func (c *pingCall) saveMappings(provider string, all []document) error {
	return c.tx.SetValue(mappingsKey(c.env, provider), encode(all))
}

func (c *pingCall) listMappings() (answer, error) {
	_, all, err := c.mappings()
	if err != nil {
		return answer{}, err
	}
	items := make([][]byte, len(all))
	for i, doc := range all {
		items[i] = c.mappingJSON(doc)
	}
	return ok(c.envelope("attributes", items, int64(len(items)), ""))
}

// mapping finds the attribute of the path.
func (c *pingCall) mapping() (provider string, all []document, i int, err error) {
	if provider, all, err = c.mappings(); err != nil {
		return "", nil, 0, err
	}
	i = slices.IndexFunc(all, func(doc document) bool { return doc.text("id") == c.r.PathValue("attribute") })
	if i < 0 {
		return "", nil, 0, pingNotFound()
	}
	return provider, all, i, nil
}

func (c *pingCall) getMapping() (answer, error) {
	_, all, i, err := c.mapping()
	if err != nil {
		return answer{}, err
	}
	return ok(c.mappingJSON(all[i]))
}

func (c *pingCall) createMapping() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	provider, all, err := c.mappings()
	if err != nil {
		return answer{}, err
	}
	doc := newMapping(c.env, provider, uuid.NewString(), c.at)
	if err := c.fillMapping(doc, body, all); err != nil {
		return answer{}, err
	}
	if err := c.saveMappings(provider, append(all, doc)); err != nil {
		return answer{}, err
	}
	return created(c.mappingJSON(doc))
}

// replaceMapping changes an attribute; of the core one the value alone.
func (c *pingCall) replaceMapping() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	provider, all, i, err := c.mapping()
	if err != nil {
		return answer{}, err
	}
	old := all[i]
	doc := newMapping(c.env, provider, old.text("id"), c.at)
	doc["createdAt"], doc["mappingType"] = old["createdAt"], old["mappingType"]
	if err := c.fillMapping(doc, body, slices.Delete(slices.Clone(all), i, i+1)); err != nil {
		return answer{}, err
	}
	for _, name := range []string{"name", "update"} {
		if old["mappingType"] == mappingCore && doc[name] != old[name] {
			return answer{}, invalidData(invalidValue(name, "cannot be changed for a CORE attribute"))
		}
	}
	all[i] = doc
	if err := c.saveMappings(provider, all); err != nil {
		return answer{}, err
	}
	return ok(c.mappingJSON(doc))
}

func (c *pingCall) deleteMapping() (answer, error) {
	provider, all, i, err := c.mapping()
	if err != nil {
		return answer{}, err
	}
	if all[i]["mappingType"] == mappingCore {
		return answer{}, requestFailed(constraint("mappingType", "A CORE attribute cannot be deleted."))
	}
	if err := c.saveMappings(provider, slices.Delete(all, i, i+1)); err != nil {
		return answer{}, err
	}
	return gone()
}
