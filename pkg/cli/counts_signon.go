package cli

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
)

// signedOn counts the people whose last sign-on is not before the first day, by an
// attribute that holds it: the one that is named, else one that the schema has under a
// usual name.
func (s *session) signedOn(ctx context.Context, d identity.Directory, q identity.CountQuery, attribute string) (counted, error) {
	store, err := identity.Users(d)
	if err != nil {
		return counted{}, err
	}
	object := ""
	if describer, ok := store.(identity.Describer); ok {
		schema, err := describer.Schema(ctx)
		if err != nil && identity.KindOf(err) != identity.NotFound {
			return counted{}, err
		}
		if schema != nil {
			object = " in the schema of " + schema.Object
			if attribute == "" {
				attribute = signOnAttribute(schema)
			} else if _, known := schema.Attribute(identity.NativeName(store, attribute)); !known && !strings.ContainsAny(attribute, "./") {
				return counted{}, attempted(d, "count active people", identity.Errorf(identity.Usage, "there is no attribute %s%s", attribute, object))
			}
		}
	}
	if attribute == "" {
		e := identity.Lacks(d, "attribute of the last sign-on"+object)
		e.Hint = "where another attribute holds it, name it: --attribute"
		return counted{}, e
	}
	c := signOnCount{store: store, attribute: attribute, since: q.From, now: s.app.Now().UTC(), say: s.say}
	return counted{points: c.point(ctx), by: identity.ByDay, settled: true}, nil
}

// signOnAttribute is the attribute of a schema that is named as a last sign-on, with or
// without the prefix of attributes of one's own.
func signOnAttribute(schema *identity.Schema) string {
	usual := []string{"lastlogin", "lastlogintime", "lastlogindate", "lastlogintimestamp", "lastlogon", "lastsignon", "lastsignontime", "lastsignin", "lastauthenticated", "lastauthentication", "lastaccess"}
	for _, a := range schema.Attributes {
		name := strings.ReplaceAll(strings.ToLower(a.Name), "_", "")
		if slices.Contains(usual, strings.TrimPrefix(name, "custom")) && (a.Type == identity.String || a.Type == identity.Integer || a.Type == identity.Float) {
			return a.Name
		}
	}
	return ""
}

// A signOnCount counts who has signed in since a time. The dates are compared here and
// not by the service: it would compare texts, and not every realm writes them alike.
type signOnCount struct {
	store      identity.UserStore
	attribute  string
	since, now time.Time
	say        func(format string, args ...any)
}

func (c signOnCount) point(ctx context.Context) iter.Seq2[identity.CountPoint, error] {
	return func(yield func(identity.CountPoint, error) bool) {
		p := identity.CountPoint{Start: c.since, End: c.now}
		path, unread := identity.NativeName(c.store, c.attribute), 0
		for user, err := range rowsOf(ctx, c.store, identity.Query{Fields: []string{c.attribute}}, true) {
			if err != nil {
				yield(p, err)
				return
			}
			value := identity.ValueOf(user.Native, path)
			at, ok := signOnTime(value)
			switch {
			case ok && !at.Before(c.since):
				p.Value++
			case !ok && len(value) > 0 && string(value) != "null" && string(value) != `""`:
				unread++
			}
		}
		if unread > 0 {
			c.say("warning: %s holds no date that can be read for %d people, who were not counted", c.attribute, unread)
		}
		yield(p, nil)
	}
}

// signOnTime reads a date in the forms that directories and journeys write.
func signOnTime(value json.RawMessage) (time.Time, bool) {
	var text string
	if json.Unmarshal(value, &text) != nil {
		text = string(value)
	}
	for _, form := range []string{
		time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly, "20060102150405Z0700", "20060102150405.999Z0700",
	} {
		if at, err := time.Parse(form, text); err == nil {
			return at, true
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	const milliseconds = 100_000_000_000 // more than that is no time in seconds that somebody has lived through
	switch {
	case err != nil || n <= 0:
		return time.Time{}, false
	case n > milliseconds:
		return time.UnixMilli(n), true
	}
	return time.Unix(n, 0), true
}
