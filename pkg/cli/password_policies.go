package cli

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

func policyNoun() noun {
	return noun{
		one: "policy", many: "password-policies", short: "The rules that passwords have to keep", id: "id", name: "name", portable: policyColumns(true),
		columns: policyColumns(false),
	}
}

// policyColumns are the columns of a policy; who uses it is no part of the shape that
// all platforms share.
func policyColumns(portable bool) []render.Column {
	columns := []render.Column{
		{Header: "NAME", Path: "name", Priority: 9},
		{Header: "DEFAULT", Path: "default", Priority: 7},
		{Header: "RULES", Path: "rules", Priority: 6},
		{Header: "ID", Path: "id", Wide: true, Priority: 4},
		{Header: "DESCRIPTION", Path: "description", Wide: true, Priority: 2},
	}
	if !portable {
		columns = append(columns, render.Column{Header: "POPULATIONS", Path: "populations", Wide: true, Priority: 5})
	}
	return columns
}

func passwordPoliciesCmd(s *session) *cobra.Command {
	n := policyNoun()
	cmd := n.parent(s,
		verb{"list ls", func() *cobra.Command { return list(s, n, s.policies) }},
		verb{"get", func() *cobra.Command { return getPolicy(s, n) }},
	)
	cmd.Aliases = []string{"password-policy"}
	return s.needing(cmd, having(identity.PasswordPolicies))
}

func getPolicy(s *session, n noun) *cobra.Command {
	cmd := get(s, n, s.policies)
	cmd.Short = "Show password policies by id or name"
	cmd.Long = `Show password policies by id or name. A table has their rules in words, and with
-o wide the populations that use them; JSON and YAML are the platform's own document.`
	cmd.Example = "  realmctl password-policies get Standard -R sandbox/pingone\n  realmctl password-policies get Standard -R sandbox/pingone -o json"
	return cmd
}

// policies opens the password policies of a directory. Where they are shown in
// columns, their rules are there in words.
func (s *session) policies(d identity.Directory) (policyShelf, error) {
	store, err := identity.PasswordPolicies(d)
	set, failed := s.settings()
	if err == nil {
		err = failed
	}
	if err != nil {
		return policyShelf{}, err
	}
	format, err := render.ParseFormat(set.Output())
	columns, _ := s.flag("columns")
	shelf := policyShelf{store: store, worded: format == render.Table || format == render.Wide || format == render.CSV || columns != ""}
	if format == render.Wide || strings.Contains(columns, "populations") {
		shelf.populations, _ = identity.Populations(d) // where there are none, none use a policy
	}
	return shelf, err
}

// A policyShelf is the policies of a realm, as they are to be shown.
type policyShelf struct {
	store       identity.PasswordPolicyStore
	worded      bool                     // with what a person reads of them
	populations identity.PopulationStore // nil where nobody asks who uses them
}

// A policy is a password policy and what is shown beside its document.
type policy struct {
	identity.PasswordPolicy
	shown json.RawMessage
}

// Document is the platform's document, or what is shown of it.
func (p policy) Document() json.RawMessage { return p.shown }

func (p policyShelf) List(ctx context.Context, q identity.Query) iter.Seq2[policy, error] {
	return func(yield func(policy, error) bool) {
		users, err := p.users(ctx)
		if err != nil {
			yield(policy{}, err)
			return
		}
		for found, err := range p.store.List(ctx, q) {
			var one policy
			if err == nil {
				one, err = p.show(found, users)
			}
			if !yield(one, err) || err != nil {
				return
			}
		}
	}
}

func (p policyShelf) Find(ctx context.Context, name string) (policy, error) {
	found, err := p.store.Find(ctx, name)
	if err != nil {
		return policy{}, err
	}
	users, err := p.users(ctx)
	if err != nil {
		return policy{}, err
	}
	return p.show(found, users)
}

// show adds to the document what the columns need.
func (p policyShelf) show(found identity.PasswordPolicy, users map[string][]string) (policy, error) {
	if !p.worded {
		return policy{found, found.Native}, nil
	}
	profile, err := found.Profile()
	if err != nil {
		return policy{}, err
	}
	object, err := members(found.Native)
	if err != nil {
		return policy{}, err
	}
	if object["rules"], err = encode(profile.Rules); err != nil {
		return policy{}, err
	}
	if p.populations != nil {
		using := users[profile.ID]
		if profile.Default {
			using = slices.Concat(using, users[""])
		}
		if object["populations"], err = encode(using); err != nil {
			return policy{}, err
		}
	}
	shown, err := encode(object)
	return policy{found, shown}, err
}

// users are the names of the populations by the policy that they use; those that name
// none use the default one.
func (p policyShelf) users(ctx context.Context) (map[string][]string, error) {
	if p.populations == nil {
		return nil, nil
	}
	users := map[string][]string{}
	for population, err := range p.populations.List(ctx, identity.Query{}) {
		if err != nil {
			return nil, err
		}
		profile, err := population.Profile()
		if err != nil {
			return nil, err
		}
		users[profile.PolicyID] = append(users[profile.PolicyID], profile.Name)
	}
	return users, nil
}
