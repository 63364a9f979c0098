package cli

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/pingone"
	"github.com/realmctl/realmctl/pkg/realm"
)

// A wantedEnvironment is one that a flag names: by name or id, with the name that it gets
// here.
type wantedEnvironment struct{ spec, environment, alias string }

func parseWanted(spec string) wantedEnvironment {
	if i := strings.LastIndexByte(spec, '='); i >= 0 {
		return wantedEnvironment{spec, spec[:i], spec[i+1:]}
	}
	return wantedEnvironment{spec, spec, ""}
}

// known reports whether nothing has to be looked up.
func (w wantedEnvironment) known() bool { return pingone.IsID(w.environment) && w.alias != "" }

// in finds the environment among those that the sign-in can see. A name that holds a =
// is taken whole first.
func (w wantedEnvironment) in(seen []pingone.Environment) (realm.Realm, error) {
	if w.known() {
		return realm.Realm{Name: w.alias, Environment: strings.ToLower(w.environment)}, nil
	}
	found := environmentsNamed(seen, w.spec)
	alias := ""
	if len(found) == 0 {
		found, alias = environmentsNamed(seen, w.environment), w.alias
	}
	switch {
	case len(found) == 0:
		return realm.Realm{}, &identity.Error{
			Kind: identity.NotFound, Op: "add realm", Subject: w.environment,
			Detail: "there is no such environment that this sign-in can see; it sees " + listEnvironments(seen),
		}
	case len(found) > 1:
		return realm.Realm{}, &identity.Error{
			Kind: identity.Ambiguous, Op: "add realm", Subject: w.environment,
			Detail: "several environments have this name: " + listEnvironments(found) + "; name one by its id",
		}
	}
	if alias == "" {
		alias = aliasOf(found[0].Name)
	}
	return realm.Realm{Name: alias, Environment: found[0].ID}, nil
}

// environmentsNamed are those with an id or a name, exactly or, if there is none, in
// other letter case.
func environmentsNamed(seen []pingone.Environment, text string) []pingone.Environment {
	var exact, folded []pingone.Environment
	for _, e := range seen {
		switch {
		case e.ID == text, e.Name == text:
			exact = append(exact, e)
		case strings.EqualFold(e.ID, text), strings.EqualFold(e.Name, text):
			folded = append(folded, e)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return folded
}

func findEnvironments(wanted []wantedEnvironment, seen []pingone.Environment) ([]realm.Realm, error) {
	realms := make([]realm.Realm, len(wanted))
	for i, w := range wanted {
		r, err := w.in(seen)
		if err != nil {
			return nil, err
		}
		if r.Name == "" {
			return nil, usagef("--environment %q: give it a name that can be typed: %s=NAME", w.spec, w.spec)
		}
		realms[i] = r
	}
	return realms, nil
}

// aliasOf makes the name of a realm from that of an environment: lower case, a dash for
// whatever is neither letter nor digit. It may be empty.
func aliasOf(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}

// differentNames wants a name of its own for each realm.
func differentNames(realms []realm.Realm) error {
	seen := map[string]string{}
	for _, r := range realms {
		if other, taken := seen[r.Name]; taken {
			return usagef("two realms would be called %s: name them with --environment %s=NAME --environment %s=OTHER", r.Name, other, r.Environment)
		}
		seen[r.Name] = r.Environment
	}
	return nil
}

// listEnvironments names environments in a sentence.
func listEnvironments(seen []pingone.Environment) string {
	const most = 20
	var names []string
	for _, e := range seen[:min(len(seen), most)] {
		names = append(names, e.Name+" ("+e.ID+")")
	}
	if more := len(seen) - most; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}

// pickEnvironments lets a person choose environments and name them.
func (s *session) pickEnvironments(ctx context.Context, seen []pingone.Environment) ([]realm.Realm, error) {
	if !s.mayAsk() {
		return nil, usagef("realms add wants --environment, by name or id: this sign-in can see %s", listEnvironments(seen))
	}
	s.say("This sign-in can see:")
	for i, e := range seen {
		note := ""
		if e.Status == "DELETE_PENDING" {
			note = "  (being deleted)"
		}
		s.say("  %d  %s  %s%s", i+1, e.Name, e.ID, note)
	}
	answer := ""
	ask := question{value: &answer, words: "Which of them? Numbers such as 1,3, or all", preset: "all", needed: true}
	if err := s.put(ctx, ask); err != nil {
		return nil, err
	}
	chosen, err := numbered(answer, seen)
	if err != nil {
		return nil, err
	}
	realms := make([]realm.Realm, len(chosen))
	for i, e := range chosen {
		realms[i].Environment = e.ID
		ask := question{value: &realms[i].Name, words: "Name of the realm for " + escape(e.Name), preset: aliasOf(e.Name), needed: true}
		if err := s.put(ctx, ask); err != nil {
			return nil, err
		}
	}
	return realms, nil
}

// numbered are the environments with the numbers of an answer, in its order, each once;
// all are those that are not being deleted.
func numbered(answer string, seen []pingone.Environment) ([]pingone.Environment, error) {
	var chosen []pingone.Environment
	if strings.EqualFold(strings.TrimSpace(answer), "all") {
		for _, e := range seen {
			if e.Status != "DELETE_PENDING" {
				chosen = append(chosen, e)
			}
		}
		return chosen, nil
	}
	taken := map[int]bool{}
	for _, word := range strings.FieldsFunc(answer, func(r rune) bool { return r == ',' || unicode.IsSpace(r) }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > len(seen) {
			return nil, usagef("%q is none of the %d numbers", word, len(seen))
		}
		if !taken[n] {
			chosen = append(chosen, seen[n-1])
		}
		taken[n] = true
	}
	if len(chosen) == 0 {
		return nil, usagef("no environment was chosen")
	}
	return chosen, nil
}
