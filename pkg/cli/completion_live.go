package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// mostNames is how many names are offered for what was typed so far.
const mostNames = 50

// firstTarget is the realm that live completion asks.
func (s *session) firstTarget() (realm.Realm, error) {
	realms, err := s.targets()
	if err != nil {
		return realm.Realm{}, err
	}
	return realms[0], nil
}

// A hint is an attribute as completion remembers it.
type hint struct {
	Name, About string
	Values      []string // those that it can have, where the schema names them
	Fixed       bool     // a person cannot set it
	Number      bool
}

// hints are the attributes of the realm, but those that are never shown.
func (s *session) hints(ctx context.Context) ([]hint, error) {
	r, err := s.firstTarget()
	if err != nil {
		return nil, err
	}
	question, describe := attributesOf(s.subject)
	return remembered(ctx, s, r, question, func() ([]hint, error) {
		d, err := s.open(ctx, r)
		if err != nil {
			return nil, err
		}
		schema, err := describe(ctx, d)
		if err != nil {
			return nil, err
		}
		var hints []hint
		for _, a := range schema.Attributes {
			if !a.Secret && !strings.ContainsAny(a.Name, "\t\n") {
				hints = append(hints, newHint(a))
			}
		}
		return hints, nil
	})
}

// attributesOf is the question for the attributes of a noun, and who answers it.
func attributesOf(n noun) (string, describer) {
	if n.describe == nil {
		return "attributes", describe
	}
	return "attributes of " + n.path(), n.describe
}

func newHint(a identity.Attribute) hint {
	about := string(a.Type)
	if a.Required {
		about += ", required"
	}
	if a.Title != "" && a.Title != a.Name {
		about += ", " + oneLine(a.Title)
	}
	h := hint{
		Name: a.Name, About: about, Values: a.Enum, Fixed: a.ReadOnly || a.Virtual || strings.HasPrefix(a.Name, "_"),
		Number: a.Type == identity.Integer || a.Type == identity.Float,
	}
	if a.Type == identity.Boolean {
		h.Values = []string{"true", "false"}
	}
	return h
}

// attributeNames are the attributes that a test lets through, as words.
func (s *session) attributeNames(ctx context.Context, wanted func(hint) bool, behind string) ([]string, error) {
	hints, err := s.hints(ctx)
	var words []string
	for _, h := range hints {
		if wanted(h) {
			words = append(words, h.Name+behind+"\t"+h.About)
		}
	}
	return words, err
}

func anyHint(hint) bool        { return true }
func settableHint(h hint) bool { return !h.Fixed }

// offerAttributeList offers attributes for a list such as -sn,mail.
func offerAttributeList(ctx context.Context, s *session, t tab) ([]string, error) {
	before, last := lastOf(t.typed)
	if sign, found := strings.CutPrefix(last, "-"); found {
		before, last = before+"-", sign
	}
	chosen := strings.Split(before, ",")
	words, err := s.attributeNames(ctx, func(h hint) bool { return !slices.Contains(chosen, h.Name) }, "")
	return matching(words, before, last), err
}

// offerCondition offers attributes for the last word of a condition.
func offerCondition(ctx context.Context, s *session, t tab) ([]string, error) {
	i := strings.LastIndexAny(t.typed, " (") + 1
	words, err := s.attributeNames(ctx, anyHint, "")
	return matching(words, t.typed[:i], t.typed[i:]), err
}

// offerAssignments offers name=, and behind it the values that the schema names.
func offerAssignments(ctx context.Context, s *session, t tab) ([]string, error) {
	name, typed, valued := strings.Cut(t.typed, "=")
	if !valued {
		words, err := s.attributeNames(ctx, settableHint, "=")
		return matching(words, "", t.typed), err
	}
	hints, err := s.hints(ctx)
	for _, h := range hints {
		if h.Name == name {
			return matching(h.Values, name+"=", typed), err
		}
	}
	return nil, err
}

func offerUnsets(ctx context.Context, s *session, t tab) ([]string, error) {
	words, err := s.attributeNames(ctx, settableHint, "")
	return matching(words, "", t.typed), err
}

func offerIncrements(ctx context.Context, s *session, t tab) ([]string, error) {
	words, err := s.attributeNames(ctx, func(h hint) bool { return h.Number && !h.Fixed }, "=")
	return matching(words, "", t.typed), err
}

// offerUsers offers user names and mail addresses that begin with what was typed.
func offerUsers(ctx context.Context, s *session, t tab) ([]string, error) {
	r, err := s.firstTarget()
	if err != nil {
		return nil, err
	}
	words, err := remembered(ctx, s, r, "users "+t.typed, func() ([]string, error) {
		d, err := s.open(ctx, r)
		if err != nil {
			return nil, err
		}
		store, err := identity.Users(d)
		if err != nil {
			return nil, err
		}
		return namesLike(ctx, store, t.typed)
	})
	return slices.DeleteFunc(words, func(word string) bool {
		name, _, _ := strings.Cut(word, "\t")
		return slices.Contains(t.args, name)
	}), err
}

// namesLike asks one question: who begins like this?
func namesLike(ctx context.Context, store identity.UserStore, typed string) ([]string, error) {
	q := identity.Query{Fields: []string{"userName", "mail", "givenName", "sn"}, Limit: mostNames}
	if typed != "" {
		begins := identity.Value{Kind: identity.Text, Text: typed}
		q.Filter = identity.Or{
			identity.Comparison{Attribute: "userName", Op: identity.StartsWith, Value: begins},
			identity.Comparison{Attribute: "mail", Op: identity.StartsWith, Value: begins},
		}
	}
	var words []string
	for u, err := range store.List(ctx, q) {
		if err != nil {
			return words, err
		}
		p, err := u.Profile()
		if err != nil {
			return words, err
		}
		if name := typedName(p, typed); name != "" {
			words = append(words, name+"\t"+oneLine(p.GivenName+" "+p.FamilyName))
		}
	}
	return words, nil
}

// typedName is the name of a user that continues what was typed: the user name,
// else the mail address. One that a terminal could stumble over is left out.
func typedName(p identity.Profile, typed string) string {
	for _, name := range []string{p.UserName, p.Mail} {
		if name != "" && begins(name, typed) && escape(name) == name && !strings.Contains(name, "\n") {
			return name
		}
	}
	return ""
}

func begins(name, typed string) bool {
	return len(name) >= len(typed) && strings.EqualFold(name[:len(typed)], typed)
}
