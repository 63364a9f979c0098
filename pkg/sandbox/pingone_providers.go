package sandbox

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	providersPath = environmentPath + "/identityProviders"
	providerPath  = providersPath + "/{provider}"
	// onePage is for collections that come on one page.
	onePage = 100000
)

func (p *pingOne) routeProviders(mux *http.ServeMux) {
	p.get(mux, providersPath, (*pingCall).listProviders)
	p.post(mux, providersPath, (*pingCall).createProvider)
	p.get(mux, providerPath, (*pingCall).getProvider)
	p.put(mux, providerPath, (*pingCall).replaceProvider)
	p.remove(mux, providerPath, (*pingCall).deleteProvider)
	attributes := providerPath + "/attributes"
	p.get(mux, attributes, (*pingCall).listMappings)
	p.post(mux, attributes, (*pingCall).createMapping)
	p.get(mux, attributes+"/{attribute}", (*pingCall).getMapping)
	p.put(mux, attributes+"/{attribute}", (*pingCall).replaceMapping)
	p.remove(mux, attributes+"/{attribute}", (*pingCall).deleteMapping)
	p.routeTrust(mux)
}

func providersOf(env *environment) string { return env.collection("identityProviders") }

func (c *pingCall) listProviders() (answer, error) {
	return c.list(listing{
		collection: providersOf(c.env), name: "identityProviders", max: onePage,
		render: func(o store.Object) ([]byte, error) { return c.providerJSON(o.ID, o.Doc), nil },
	})
}

func (c *pingCall) providerJSON(id string, object []byte) []byte {
	path := "/identityProviders/" + id
	return c.entity(path, object, link{"attributes", c.base + "/environments/" + c.env.ID + path + "/attributes"})
}

// providerAt reads the provider of the path.
func (c *pingCall) providerAt() (document, error) {
	o, err := c.tx.Get(providersOf(c.env), c.r.PathValue("provider"))
	if err != nil {
		return nil, err
	}
	return readPublic(o)
}

func (c *pingCall) getProvider() (answer, error) {
	doc, err := c.providerAt()
	if err != nil {
		return answer{}, err
	}
	return ok(c.providerJSON(doc.text("id"), publicJSON(doc)))
}

func (c *pingCall) createProvider() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	doc := newProvider(c.env, uuid.NewString(), c.at)
	if err := c.fillProvider(doc, body); err != nil {
		return answer{}, err
	}
	if err := addProvider(c.tx, c.env, doc, c.at); err != nil {
		return answer{}, err
	}
	return created(c.providerJSON(doc.text("id"), publicJSON(doc)))
}

// newProvider is a provider without anything that a client sets.
func newProvider(env *environment, id string, at time.Time) document {
	return document{"id": id, "environment": idOf(env.ID), "createdAt": pingTime(at), "updatedAt": pingTime(at)}
}

// addProvider stores a provider with the one attribute that it begins with.
func addProvider(tx *store.Tx, env *environment, doc document, at time.Time) error {
	id := doc.text("id")
	core := coreMapping(env, id, doc.text("type"), at)
	if _, err := tx.Insert(providersOf(env), id, publicJSON(doc), store.Keys{}); err != nil {
		return err
	}
	return tx.SetValue(mappingsKey(env, id), encode([]document{core}))
}

// replaceProvider sets what a client may set. The type is fixed.
func (c *pingCall) replaceProvider() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	old, err := c.providerAt()
	if err != nil {
		return answer{}, err
	}
	if body["type"] != nil && body["type"] != old["type"] {
		return answer{}, invalidData(invalidValue("type", "cannot be changed"))
	}
	doc := newProvider(c.env, old.text("id"), c.at)
	doc["createdAt"] = old["createdAt"]
	if err := c.fillProvider(doc, body); err != nil {
		return answer{}, err
	}
	if _, err := c.tx.Update(providersOf(c.env), doc.text("id"), publicJSON(doc), store.Keys{}); err != nil {
		return answer{}, err
	}
	return ok(c.providerJSON(doc.text("id"), publicJSON(doc)))
}
