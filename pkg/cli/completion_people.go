package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
)

// aspects completes a list of what users get --show shows.
func aspects() completer {
	words := []string{
		"idp\tidentity provider", "verify\tverify status", "linked\tlinked accounts", "sessions\tsign-ins that still hold",
		"password\tstate of the password", "mfa\tsecond factor",
	}
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		before, last := lastOf(typed)
		chosen := strings.Split(before, ",")
		left := slices.DeleteFunc(slices.Clone(words), func(word string) bool {
			name, _, _ := strings.Cut(word, "\t")
			return slices.Contains(chosen, name)
		})
		return matching(left, before, last), thenMore
	}
}

// offerBelonging offers the ids of what the user before has.
func offerBelonging[T object, L identity.Lister[T]](open func(identity.Directory, string) (L, error)) offer {
	return func(ctx context.Context, s *session, t tab) ([]string, error) {
		r, err := s.firstTarget()
		if err != nil {
			return nil, err
		}
		d, err := s.open(ctx, r)
		if err != nil {
			return nil, err
		}
		users, err := identity.Users(d)
		if err != nil {
			return nil, err
		}
		_, key, err := findUser(ctx, users, t.args[0])
		if err != nil {
			return nil, err
		}
		l, err := open(d, key.ID)
		if err != nil {
			return nil, err
		}
		ids, err := idsOf(ctx, l)
		return matching(slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(t.args, id) }), "", t.typed), err
	}
}
