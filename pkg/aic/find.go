package aic

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
	return u.get(ctx, "get user", id)
}

func (u *Users) get(ctx context.Context, op, id string) (identity.User, error) {
	if !isStep(id) {
		return identity.User{}, u.client.fail(op, id, identity.Errorf(identity.NotFound, "this is no id"))
	}
	return u.do(ctx, op, id, rest.Request{Path: u.path(id), Header: apiVersion()})
}

// Find finds a user by id, user name or mail address, in that order. Text is
// compared as the service does, which may ignore case; of several that match one
// that matches exactly is taken, if it is the only one.
func (u *Users) Find(ctx context.Context, name string) (identity.User, error) {
	const op = "find user"
	if name == "" {
		return identity.User{}, u.client.fail(op, "", identity.Errorf(identity.Usage, "the name is empty"))
	}
	if u.mayBeID(name) {
		found, err := u.get(ctx, op, name)
		if err == nil || identity.KindOf(err) != identity.NotFound {
			return found, err
		}
	}
	for _, attribute := range []string{"userName", "mail"} {
		found, err := u.findBy(ctx, attribute, name)
		if err == nil || identity.KindOf(err) != identity.NotFound {
			return found, err
		}
	}
	return identity.User{}, u.client.fail(op, name, identity.Errorf(identity.NotFound, "there is no user with this id, user name or mail address"))
}

// mayBeID reports whether a name could be an id: a UUID, and on a self-managed
// server any text that can stand as one step of a path.
func (u *Users) mayBeID(name string) bool {
	if u.client.options.Dialect == IDM {
		return isStep(name)
	}
	return uuid.Validate(name) == nil
}

func isStep(id string) bool {
	return id != "" && id != "." && id != ".." && !strings.ContainsAny(id, "/\\%;")
}

// mostMatches is how many of several matches are listed.
const mostMatches = 10

// findBy finds the one user whose attribute is name.
func (u *Users) findBy(ctx context.Context, attribute, name string) (identity.User, error) {
	matches, err := u.matches(ctx, "find user", name, identity.Query{Filter: identity.Comparison{
		Attribute: attribute, Op: identity.Equal, Value: identity.Value{Kind: identity.Text, Text: name},
	}})
	if err != nil {
		return identity.User{}, err
	}
	switch len(matches) {
	case 0:
		return identity.User{}, identity.Errorf(identity.NotFound, "no match")
	case 1:
		return matches[0], nil
	}
	return u.exactly(attribute, name, matches)
}

// matches lists the first few users that match a query.
func (u *Users) matches(ctx context.Context, op, subject string, q identity.Query) ([]identity.User, error) {
	q.Limit = mostMatches
	var found []identity.User
	for user, err := range u.list(ctx, op, subject, q) {
		if err != nil {
			return nil, err
		}
		found = append(found, user)
	}
	return found, nil
}

// exactly picks the one of several matches that is the same to the letter.
func (u *Users) exactly(attribute, name string, matches []identity.User) (identity.User, error) {
	var exact []identity.User
	for _, m := range matches {
		p, err := m.Profile()
		if err == nil && (attribute == "userName" && p.UserName == name || attribute == "mail" && p.Mail == name) {
			exact = append(exact, m)
		}
	}
	if len(exact) == 1 {
		return exact[0], nil
	}
	return identity.User{}, u.client.fail("find user", name, ambiguous(matches, attribute))
}

// ambiguous lists the users of whom one should have been meant.
func ambiguous(matches []identity.User, attribute string) *identity.Error {
	e := &identity.Error{Kind: identity.Ambiguous, Detail: "several users match"}
	if attribute != "" {
		e.Detail = fmt.Sprintf("several users have this %s", attribute)
	}
	for _, m := range matches {
		if key, err := m.Key(); err == nil {
			e.Matches = append(e.Matches, key)
		}
	}
	return e
}
