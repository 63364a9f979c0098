package pingone

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Get reads one user by its id.
func (u *Users) Get(ctx context.Context, id string) (identity.User, error) {
	document, err := u.own(ctx, id, "")
	return u.answered("get user", id, document, err)
}

// GetWithGroups reads a user with the names of all groups that the user is in,
// directly or by nesting, as memberOfGroupNames.
func (u *Users) GetWithGroups(ctx context.Context, id string) (identity.User, error) {
	return u.GetIncluding(ctx, id, "memberOfGroupNames")
}

// GetIncluding reads a user with one of the lists that the service leaves out
// unless it is asked: "memberOfGroupIDs" or "memberOfGroupNames".
func (u *Users) GetIncluding(ctx context.Context, id, what string) (identity.User, error) {
	document, err := u.own(ctx, id, rest.Parameters("include", what))
	return u.answered("get user", id, document, err)
}

// Find finds a user by id, user name or mail address, in that order. Names are
// compared as the service does, which ignores case; of several that match one that
// matches exactly is taken, if it is the only one.
func (u *Users) Find(ctx context.Context, name string) (identity.User, error) {
	const op = "find user"
	if name == "" {
		return identity.User{}, u.client.fail(op, "", identity.Errorf(identity.Usage, "the name is empty"))
	}
	if uuid.Validate(name) == nil {
		document, err := u.own(ctx, name, "")
		if err == nil || kindIn(err) != identity.NotFound {
			return u.answered(op, name, document, err)
		}
	}
	for _, attribute := range []string{"username", "email"} {
		found, err := u.findBy(ctx, attribute, name)
		if err == nil || identity.KindOf(err) != identity.NotFound {
			return found, err
		}
		if !strings.Contains(name, "@") {
			break // it is no mail address
		}
	}
	return identity.User{}, u.client.fail(op, name, identity.Errorf(identity.NotFound, "there is no user with this id, user name or mail address"))
}

// kindIn is the kind that an error will have once it is translated.
func kindIn(err error) identity.Kind {
	if e, ok := translate(err); ok {
		return e.Kind
	}
	return identity.API
}

// isStep reports whether an id can stand as one step of a path.
func isStep(id string) bool {
	return id != "" && id != "." && id != ".." && !strings.ContainsAny(id, "/\\%;?#")
}

// mostMatches is how many of several matches are listed.
const mostMatches = 10

// findBy finds the one user whose attribute is name.
func (u *Users) findBy(ctx context.Context, attribute, name string) (identity.User, error) {
	const op = "find user"
	matches, err := u.matches(ctx, attribute, name)
	if err != nil {
		return identity.User{}, u.client.failList(op, err)
	}
	switch len(matches) {
	case 0:
		return identity.User{}, identity.Errorf(identity.NotFound, "no match")
	case 1:
		return matches[0], nil
	}
	if exact := exactly(attribute, name, matches); exact != nil {
		return *exact, nil
	}
	return identity.User{}, u.client.fail(op, name, ambiguous(matches, attribute))
}

// matches lists the first few users with an attribute.
func (u *Users) matches(ctx context.Context, attribute, name string) ([]identity.User, error) {
	q := identity.Query{Limit: mostMatches, Filter: identity.Comparison{Attribute: attribute, Op: identity.Equal, Value: identity.Value{Text: name}}}
	var found []identity.User
	for row, err := range u.rows(ctx, q, false) {
		if err != nil {
			return nil, err
		}
		found = append(found, u.user(row))
	}
	return found, nil
}

// exactly picks the one of several matches that is the same to the letter.
func exactly(attribute, name string, matches []identity.User) *identity.User {
	var exact *identity.User
	for i, m := range matches {
		p, err := m.Profile()
		if err != nil || (attribute == "username" && p.UserName != name) || (attribute == "email" && p.Mail != name) {
			continue
		}
		if exact != nil {
			return nil
		}
		exact = &matches[i]
	}
	return exact
}

// ambiguous lists the users of whom one should have been meant.
func ambiguous(matches []identity.User, attribute string) *identity.Error {
	e := &identity.Error{Kind: identity.Ambiguous, Detail: fmt.Sprintf("several users have this %s", attribute)}
	for _, m := range matches {
		if key, err := m.Key(); err == nil {
			e.Matches = append(e.Matches, key)
		}
	}
	return e
}
