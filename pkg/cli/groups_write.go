package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

func createGroup(s *session, n noun) *cobra.Command {
	cmd := create(s, n, identity.Groups)
	cmd.Use = "create --name <name>"
	cmd.Long += `

A group with --user-filter is dynamic: the condition says who is in it, and nobody is
put into it by hand. A group of a population stays there for good.`
	cmd.Example = `  realmctl groups create -R sandbox/pingone --name Marketing --description 'Who tells of it'
  realmctl groups create -R sandbox/pingone --name 'Silver tier' --population Customers --user-filter 'tier = "Silver"'`
	groupFlags(s, cmd)
	shortJSON(cmd, "population", "population", "the `population` that it belongs to, by name or id, for good", jsonText)
	return cmd
}

func patchGroup(s *session, n noun) *cobra.Command {
	cmd := patch(s, n, identity.Groups)
	cmd.Example = `  realmctl groups patch Sales -R sandbox/pingone --description 'Who sells it'
  realmctl groups patch 'Gold tier' -R sandbox/pingone --user-filter 'tier = "Gold" and active = true' -n`
	groupFlags(s, cmd)
	return cmd
}

// groupFlags are short for the properties that most groups are given.
func groupFlags(s *session, cmd *cobra.Command) {
	nameFlags(cmd)
	conditionFlags(s, cmd, containing(groupNoun(), identity.Groups))
}

// nameFlags are short for the properties that objects with a name are given.
func nameFlags(cmd *cobra.Command) {
	short(cmd, "name", "name", "its `name`: short for --set name=...")
	short(cmd, "description", "description", "a `text` about it: short for --set description=...")
}

// conditionFlags give an object of a container the condition that selects its members.
func conditionFlags(s *session, cmd *cobra.Command, c container) {
	usage := "the `condition` that selects its members, in the portable language (see help filters)"
	shortLookedUp(s, cmd, "user-filter", usage, func(ctx context.Context, where string) (string, error) {
		f, err := identity.ParseFilter(where)
		if err != nil {
			return "", fmt.Errorf("--user-filter: %w", err)
		}
		text, err := c.condition(ctx, s, f)
		return "condition:=" + string(identity.Quote(text)), err
	})
	short(cmd, "user-filter-native", "condition", "the same `filter` in the platform's own language")
	exclusive(cmd, "user-filter", "user-filter-native")
}

// condition is a filter as the platform of the realm keeps it with an object.
func (c container) condition(ctx context.Context, s *session, f identity.Filter) (string, error) {
	r, err := s.target()
	if err != nil {
		return "", err
	}
	d, err := s.open(ctx, r)
	if err != nil {
		return "", err
	}
	store, err := c.open(d)
	if err != nil {
		return "", err
	}
	writer, err := ableTo[identity.ConditionWriter](d, store, c.noun.many+" that a condition fills")
	if err != nil {
		return "", err
	}
	return writer.WriteCondition(ctx, f)
}

// jsonText is a text as JSON.
func jsonText(text string) (string, error) { return string(identity.Quote(text)), nil }

func replaceGroup(s *session, n noun) *cobra.Command {
	cmd := replace(s, n, identity.Groups)
	cmd.Long += " Its members and its\npopulation stay."
	cmd.Example = `  realmctl groups get Sales -R sandbox/pingone -o json > sales.json
  realmctl groups replace Sales -R sandbox/pingone -f sales.json`
	return cmd
}
