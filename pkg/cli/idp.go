package cli

import (
	"context"
	"encoding/json"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func idpNoun() noun {
	return noun{
		needs: having(identity.IdentityProviders),
		one:   "identity provider", many: "identity providers", command: "idp", aliases: []string{"idps", "identity-providers"},
		short: "The places outside of a realm where its people may sign in",
		name:  "name", columns: idpColumns("population"), portable: idpColumns("populationId"), describe: describeProviders,
		filledBy: map[string]string{"POPULATION": "populationId", "AUTHORITATIVE": "authoritative"},
	}
}

// idpColumns are the columns of a provider; where its people go is a name, or an id in the
// shape that all platforms share.
func idpColumns(population string) []render.Column {
	return []render.Column{
		{Header: "NAME", Path: "name", Priority: 9},
		{Header: "TYPE", Path: "type", Priority: 8},
		{Header: "ENABLED", Path: "enabled", Priority: 7},
		{Header: "AUTHORITATIVE", Path: "authoritative", Priority: 6},
		{Header: "POPULATION", Path: population, Wide: true, Priority: 5},
		{Header: "ID", Path: "id", Wide: true, Priority: 4},
		{Header: "DESCRIPTION", Path: "description", Wide: true, Priority: 3},
	}
}

func idpCmd(s *session) *cobra.Command {
	n := idpNoun()
	return n.parent(s,
		verb{"list ls", func() *cobra.Command { return listProviders(s, n) }},
		verb{"get", func() *cobra.Command { return getProvider(s, n) }},
		verb{"create", func() *cobra.Command { return createProvider(s, n) }},
		verb{"patch", func() *cobra.Command { return patchProvider(s, n) }},
		verb{"delete rm", func() *cobra.Command { return deleteProvider(s, n) }},
		verb{"enable", func() *cobra.Command { return switchProvider(s, n, "enable", true) }},
		verb{"disable", func() *cobra.Command { return switchProvider(s, n, "disable", false) }},
		verb{"attributes", func() *cobra.Command { return idpAttributesCmd(s) }},
		verb{"template", func() *cobra.Command { return providerTemplate(s, n) }},
	)
}

func listProviders(s *session, n noun) *cobra.Command {
	cmd := list(s, n, s.providers)
	cmd.Long = `List the identity providers of a realm. An authoritative one brings people with it:
who signs in for the first time becomes a user; -o wide names the population where
they go. Secrets are never shown.`
	cmd.Example = `  realmctl idp list -R sandbox/pingone
  realmctl idp list -R sandbox/pingone -o wide --sort type,name`
	return cmd
}

func getProvider(s *session, n noun) *cobra.Command {
	cmd := get(s, n, s.providers)
	cmd.Use = "get <idp>..."
	cmd.Long += `

JSON and YAML are the platform's own document with its secrets masked. It can be given
back to idp patch -f: a mask leaves the secret as it is.`
	cmd.Example = `  realmctl idp get Google -R sandbox/pingone
  realmctl idp get 'Acme Login' -R sandbox/pingone -o yaml`
	return cmd
}

// providers opens the identity providers of a directory as they are listed: where they
// are shown in columns, with what these need.
func (s *session) providers(d identity.Directory) (providerShelf, error) {
	store, err := identity.IdentityProviders(d)
	set, failed := s.settings()
	if err == nil {
		err = failed
	}
	if err != nil {
		return providerShelf{}, err
	}
	format, err := render.ParseFormat(set.Output())
	columns, _ := s.flag("columns")
	shelf := providerShelf{store: store, worded: format == render.Table || format == render.Wide || format == render.CSV || columns != ""}
	if format == render.Wide || strings.Contains(columns, "population") {
		shelf.populations, _ = identity.Populations(d) // where there are none, nobody goes to one
	}
	return shelf, err
}

// A providerShelf is the identity providers of a realm, as they are to be shown.
type providerShelf struct {
	store       identity.ProviderStore
	worded      bool                     // with what columns show beside the document
	populations identity.PopulationStore // nil where their names are not asked for
}

// A shelvedProvider is a provider and what is shown of it.
type shelvedProvider struct {
	identity.IdentityProvider
	shown json.RawMessage
}

// Document is the platform's document, or what is shown of it.
func (p shelvedProvider) Document() json.RawMessage { return p.shown }

// HideSecrets and NativeName are those of the store.
func (p providerShelf) HideSecrets(document json.RawMessage) json.RawMessage {
	return masked(p.store, document)
}

// Lacking is what the store lacks.
func (p providerShelf) Lacking() []string { return identity.LackingOf(p.store) }

func (p providerShelf) NativeName(path string) string { return identity.NativeName(p.store, path) }

func (p providerShelf) List(ctx context.Context, q identity.Query) iter.Seq2[shelvedProvider, error] {
	return func(yield func(shelvedProvider, error) bool) {
		names, err := p.names(ctx)
		if err != nil {
			yield(shelvedProvider{}, err)
			return
		}
		for found, err := range p.store.List(ctx, q) {
			var one shelvedProvider
			if err == nil {
				one, err = p.show(found, names)
			}
			if !yield(one, err) || err != nil {
				return
			}
		}
	}
}

func (p providerShelf) Find(ctx context.Context, name string) (shelvedProvider, error) {
	found, err := p.store.Find(ctx, name)
	if err != nil {
		return shelvedProvider{}, err
	}
	names, err := p.names(ctx)
	if err != nil {
		return shelvedProvider{}, err
	}
	return p.show(found, names)
}

// names are those of the populations, by id.
func (p providerShelf) names(ctx context.Context) (map[string]string, error) {
	if p.populations == nil {
		return nil, nil
	}
	names := map[string]string{}
	for population, err := range p.populations.List(ctx, identity.Query{}) {
		if err != nil {
			return nil, err
		}
		key, err := population.Key()
		if err != nil {
			return nil, err
		}
		names[key.ID] = key.Name
	}
	return names, nil
}

// show adds to the document what the columns need.
func (p providerShelf) show(found identity.IdentityProvider, names map[string]string) (shelvedProvider, error) {
	if !p.worded {
		return shelvedProvider{found, found.Native}, nil
	}
	profile, err := found.Profile()
	if err != nil {
		return shelvedProvider{}, err
	}
	object, err := members(found.Native)
	if err != nil {
		return shelvedProvider{}, err
	}
	if object[p.NativeName("authoritative")], err = encode(profile.Authoritative); err != nil {
		return shelvedProvider{}, err
	}
	if name := names[profile.PopulationID]; name != "" {
		object["population"] = identity.Quote(name)
	}
	shown, err := encode(object)
	return shelvedProvider{found, shown}, err
}
