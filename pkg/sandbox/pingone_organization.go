package sandbox

import (
	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

func licenseID() string { return seedID("pingone", "license 0") }

// licensedRegions are the regions as licences name them: North America is written out there.
func licensedRegions() []any {
	return append([]any{"NORTH_AMERICA"}, regions()[1:]...)
}

func (c *pingCall) organizationJSON() []byte {
	self := c.base + "/organizations/" + organizationID()
	return hal(links{{"self", self}, {"licenses", self + "/licenses"}, {"environments", c.base + "/environments"}},
		publicJSON(document{
			"id": organizationID(), "name": "Sandbox", "description": "An organization in small", "type": "INTERNAL",
			"billingConnections": []any{},
		}))
}

func (c *pingCall) listOrganizations() (answer, error) {
	if _, err := c.limit(collectionPage); err != nil {
		return answer{}, err
	}
	return ok(c.envelope("organizations", [][]byte{c.organizationJSON()}, 1, ""))
}

// inOrganization says whether the path names the organization that there is.
func (c *pingCall) inOrganization() error {
	if c.r.PathValue("organization") != organizationID() {
		return pingNotFound()
	}
	return nil
}

func (c *pingCall) getOrganization() (answer, error) {
	if err := c.inOrganization(); err != nil {
		return answer{}, err
	}
	return ok(c.organizationJSON())
}

func (c *pingCall) licenseJSON(o store.Object) []byte {
	self := c.base + "/organizations/" + organizationID() + "/licenses/" + o.ID
	return hal(selfLink(self), o.Doc)
}

func (c *pingCall) listLicenses() (answer, error) {
	if err := c.inOrganization(); err != nil {
		return answer{}, err
	}
	return c.list(listing{
		collection: licensesAll, name: "licenses", max: collectionPage,
		attributes: []filterable{{path: "beginsAt", ops: []string{filter.LessThan}}},
		render:     func(o store.Object) ([]byte, error) { return c.licenseJSON(o), nil },
	})
}

// license reads the licence of the path.
func (c *pingCall) license() (store.Object, error) {
	if err := c.inOrganization(); err != nil {
		return store.Object{}, err
	}
	return c.tx.Get(licensesAll, c.r.PathValue("license"))
}

func (c *pingCall) getLicense() (answer, error) {
	o, err := c.license()
	if err != nil {
		return answer{}, err
	}
	return ok(c.licenseJSON(o))
}

func (c *pingCall) getLicenseName() (answer, error) {
	o, err := c.license()
	if err != nil {
		return answer{}, err
	}
	doc, err := readPublic(o)
	if err != nil {
		return answer{}, err
	}
	return ok(c.self(document{"name": doc["name"]}))
}

// putLicenseName sets the one thing of a licence that a client may set.
func (c *pingCall) putLicenseName() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	o, err := c.license()
	if err != nil {
		return answer{}, err
	}
	doc, err := readPublic(o)
	if err != nil {
		return answer{}, err
	}
	name := body.text("name")
	if name == "" {
		return answer{}, invalidData(requiredValue("name"))
	}
	doc["name"] = name
	if _, err := c.tx.Update(licensesAll, o.ID, publicJSON(doc), store.Keys{}); err != nil {
		return answer{}, err
	}
	return ok(c.self(document{"name": name}))
}
