package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/realmctl/realmctl/pkg/identity"
)

// rereads is how the object of a change is read once more.
func rereads[T object](f identity.Finder[T], id string) func(context.Context) (object, error) {
	return func(ctx context.Context) (object, error) { return f.Find(ctx, id) }
}

// lostRace adds to the error of a conflict what changed since the object was read.
func (c change) lostRace(ctx context.Context, err error) error {
	var conflict *identity.Error
	if c.reread == nil || !errors.As(err, &conflict) || conflict.Kind != identity.Conflict || len(conflict.Violations) > 0 {
		return err
	}
	now, failed := c.reread(ctx)
	if failed != nil {
		return err // the conflict is what matters
	}
	differences, failed := differ(change{store: c.store, before: c.before, after: now.Document(), secret: c.secret})
	if failed != nil || len(differences) == 0 {
		return err
	}
	told := *conflict
	for _, d := range differences {
		told.Violations = append(told.Violations, identity.Violation{Attribute: d.Attribute, Rule: "CHANGED", Words: d.meanwhile()})
	}
	if told.Hint == "" {
		told.Hint = "add --force to change it whatever its revision is"
	}
	return &told
}

// against adds to a conflict how the object differs from the document that was to
// take its place.
func (c change) against(conflict *identity.Error, document json.RawMessage) error {
	conflict.Op, conflict.Subject, conflict.Realm = c.op+" "+c.noun.one, c.key.String(), c.realm.Address()
	conflict.Hint = "read it again, or add --force to change it whatever its revision is"
	differences, err := differ(change{store: c.store, before: document, after: c.before, secret: c.secret})
	if err != nil {
		return conflict
	}
	for _, d := range differences {
		if !absent(d.Before) {
			conflict.Violations = append(conflict.Violations, identity.Violation{
				Attribute: d.Attribute, Rule: "DIFFERS", Words: fmt.Sprintf("is %s, in the file %s", orNothing(d.After), d.Before),
			})
		}
	}
	return conflict
}

func orNothing(value json.RawMessage) string {
	if absent(value) {
		return "not set"
	}
	return string(value)
}

// meanwhile says what somebody else made of an attribute.
func (d difference) meanwhile() string {
	switch {
	case absent(d.Before):
		return fmt.Sprintf("was set meanwhile: %s", d.After)
	case absent(d.After):
		return fmt.Sprintf("was taken away meanwhile: %s", d.Before)
	}
	return fmt.Sprintf("changed meanwhile: %s → %s", d.Before, d.After)
}
