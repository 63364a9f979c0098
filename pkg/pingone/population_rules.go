package pingone

import (
	"context"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
)

var (
	_ identity.Describer     = (*Populations)(nil)
	_ identity.Namer         = (*Populations)(nil)
	_ identity.Previewer     = (*Populations)(nil)
	_ identity.PatchReader   = (*Populations)(nil)
	_ identity.DeleteChecker = (*Populations)(nil)
)

// populationName is a property of a population as it is called here.
func populationName(path string) string {
	switch path {
	case "users":
		return "userCount"
	case "passwordPolicyId":
		return "passwordPolicy.id"
	}
	return path
}

// Schema tells which properties a population has; see "Populations" in the
// platform's reference. Nothing is sent: no environment can add to them.
func (p *Populations) Schema(context.Context) (*identity.Schema, error) {
	return &identity.Schema{Object: "Population", Attributes: []identity.Attribute{
		{Name: "name", Type: identity.String, Required: true, Rules: []string{"unique in the environment"}},
		{Name: "description", Type: identity.String},
		{Name: "default", Type: identity.Boolean, Title: "for users for whom no population is named"},
		referenceTo("passwordPolicy"),
		{Name: "alternativeIdentifiers", Type: identity.List, Items: identity.String},
		{Name: "preferredLanguage", Type: identity.String},
		referenceTo("theme"),
		{Name: "id", Type: identity.String, ReadOnly: true},
		{Name: "environment", Type: identity.Object, ReadOnly: true},
		{Name: "userCount", Type: identity.Integer, ReadOnly: true},
		{Name: "createdAt", Type: identity.String, ReadOnly: true},
		{Name: "updatedAt", Type: identity.String, ReadOnly: true},
	}}, nil
}

// referenceTo is a property that names another object by its id.
func referenceTo(name string) identity.Attribute {
	return identity.Attribute{Name: name, Type: identity.Object, Children: []identity.Attribute{{Name: "id", Type: identity.String}}}
}

// Preview shows what a patch would make of a population.
func (p *Populations) Preview(document json.RawMessage, patch identity.Patch) (json.RawMessage, error) {
	after, err := changedPopulation(document, identity.AnyRevision, patch)
	if err != nil {
		return nil, p.client.fail("patch population", "", err)
	}
	return after.bytes(), nil
}

// changedPopulation is [changedWhole] with the platform's own rule: there is a
// default population always, so none can be made not to be it.
func changedPopulation(present json.RawMessage, revision string, patch identity.Patch) (object, error) {
	after, err := changedWhole(present, revision, patch)
	if err != nil {
		return nil, err
	}
	if isTrue(lookUp(present, []string{"default"})) && !isTrue(after.get("default")) {
		return nil, &identity.Error{Kind: identity.Invalid, Violations: []identity.Violation{
			{Attribute: "default", Rule: "INVALID_VALUE", Words: "stays until another population is made the default one"},
		}}
	}
	return after, nil
}

func isTrue(value json.RawMessage) bool { return string(value) == "true" }

// CheckDelete refuses the default population, which the platform never gives up.
func (p *Populations) CheckDelete(document json.RawMessage) error {
	if !isTrue(lookUp(document, []string{"default"})) {
		return nil
	}
	return &identity.Error{
		Kind: identity.Conflict, Realm: p.client.options.Realm, Detail: "it is the default population, which has to be there",
		Hint: "realmctl populations patch OTHER --default -R " + p.client.options.Realm + " makes another one the default",
	}
}
