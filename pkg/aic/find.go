package aic

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Get reads one object by its id.
func (m *managed[T]) Get(ctx context.Context, id string) (T, error) {
	return m.get(ctx, m.op("get"), id)
}

func (m *managed[T]) get(ctx context.Context, op, id string) (T, error) {
	return m.read(ctx, op, id, m.fields)
}

// read gets an object, as much of it as the fields say; none means what the service
// gives.
func (m *managed[T]) read(ctx context.Context, op, id string, fields []string) (T, error) {
	var none T
	if !isStep(id) {
		return none, m.fail(op, id, identity.Errorf(identity.NotFound, "this is no id"))
	}
	r := rest.Request{Path: m.path(id), Header: apiVersion()}
	if len(fields) > 0 {
		r.RawQuery = rest.Parameters("_fields", strings.Join(fields, ","))
	}
	return m.do(ctx, op, id, r)
}

// Find finds an object by what people may know it by, in the order that its kind
// says: a user by id, user name or mail address. Text is compared as the service does,
// which may ignore case; of several that match one that matches exactly is taken, if it
// is the only one.
func (m *managed[T]) Find(ctx context.Context, name string) (T, error) {
	var none T
	op := m.op("find")
	if name == "" {
		return none, m.fail(op, "", identity.Errorf(identity.Usage, "the name is empty"))
	}
	if m.mayBeID(name) {
		found, err := m.get(ctx, op, name)
		if err == nil || identity.KindOf(err) != identity.NotFound {
			return found, err
		}
	}
	for _, attribute := range m.names {
		found, err := m.findBy(ctx, attribute, name)
		if err == nil || identity.KindOf(err) != identity.NotFound {
			return found, err
		}
	}
	return none, m.fail(op, name, identity.Errorf(identity.NotFound, "there is no %s with this %s", m.one, m.known))
}

// mayBeID reports whether a name could be an id: a UUID, and on a self-managed
// server or of a kind with named ids any text that can stand as one step of a path.
func (m *managed[T]) mayBeID(name string) bool {
	if m.named || m.client.options.Dialect == IDM {
		return isStep(name)
	}
	return uuid.Validate(name) == nil
}

func isStep(id string) bool {
	return id != "" && id != "." && id != ".." && !strings.ContainsAny(id, "/\\%;")
}

// mostMatches is how many of several matches are listed.
const mostMatches = 10

// findBy finds the one object whose attribute is name.
func (m *managed[T]) findBy(ctx context.Context, attribute, name string) (T, error) {
	var none T
	matches, err := m.matches(ctx, m.op("find"), name, identity.Query{Filter: identity.Comparison{
		Attribute: attribute, Op: identity.Equal, Value: identity.Value{Kind: identity.Text, Text: name},
	}})
	if err != nil {
		return none, err
	}
	switch len(matches) {
	case 0:
		return none, identity.Errorf(identity.NotFound, "no match")
	case 1:
		return matches[0], nil
	}
	return m.exactly(attribute, name, matches)
}

// matches lists the first few objects that match a query.
func (m *managed[T]) matches(ctx context.Context, op, subject string, q identity.Query) ([]T, error) {
	q.Limit = mostMatches
	var found []T
	for one, err := range m.list(ctx, op, subject, q) {
		if err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, nil
}

// exactly picks the one of several matches that is the same to the letter.
func (m *managed[T]) exactly(attribute, name string, matches []T) (T, error) {
	var none T
	var exact []T
	for _, match := range matches {
		if o, err := parseObject(match.Document()); err == nil && o.text(attribute) == name {
			exact = append(exact, match)
		}
	}
	if len(exact) == 1 {
		return exact[0], nil
	}
	return none, m.fail(m.op("find"), name, ambiguous(m.many, matches, attribute))
}

// ambiguous lists the objects of which one should have been meant.
func ambiguous[T thing](many string, matches []T, attribute string) *identity.Error {
	e := &identity.Error{Kind: identity.Ambiguous, Detail: "several " + many + " match"}
	if attribute != "" {
		e.Detail = fmt.Sprintf("several %s have this %s", many, attribute)
	}
	for _, m := range matches {
		if key, err := m.Key(); err == nil {
			e.Matches = append(e.Matches, key)
		}
	}
	return e
}
