package pingone

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A wirePolicy is a password policy; see "Password Policies" in the platform's
// reference.
type wirePolicy struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Default     bool   `json:"default"`
	Length      struct {
		Min int `json:"min"`
		Max int `json:"max"`
	} `json:"length"`
	MinCharacters         map[string]int `json:"minCharacters"`
	MaxRepeatedCharacters int            `json:"maxRepeatedCharacters"`
	MinUniqueCharacters   int            `json:"minUniqueCharacters"`
	History               struct {
		Count         int `json:"count"`
		RetentionDays int `json:"retentionDays"`
	} `json:"history"`
	Lockout struct {
		FailureCount    int `json:"failureCount"`
		DurationSeconds int `json:"durationSeconds"`
	} `json:"lockout"`
	ExcludesCommonlyUsed bool `json:"excludesCommonlyUsed"`
	ExcludesProfileData  bool `json:"excludesProfileData"`
	NotSimilarToCurrent  bool `json:"notSimilarToCurrent"`
	MaxAgeDays           int  `json:"maxAgeDays"`
	MinAgeDays           int  `json:"minAgeDays"`
}

// PasswordPolicies returns the environment's password policies.
func (c *Client) PasswordPolicies() identity.PasswordPolicyStore {
	return &collection[identity.PasswordPolicyProfile]{client: c, one: "password policy", many: "password policies", path: c.path("passwordPolicies"), read: readPolicy}
}

func readPolicy(document json.RawMessage) (identity.PasswordPolicyProfile, error) {
	var w wirePolicy
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.PasswordPolicyProfile{}, identity.Errorf(identity.API, "read password policy: the platform sent something that is none: %w", err)
	}
	p := identity.PasswordPolicyProfile{ID: w.ID, Name: w.Name, Description: w.Description, Default: w.Default}
	for _, rule := range w.rules() {
		p.Rules = append(p.Rules, rule.Words)
	}
	p.Rules = append(p.Rules, w.further()...)
	return p, nil
}

func (c *Client) policies(ctx context.Context) ([]wirePolicy, error) {
	p := &pager{client: c, path: c.path("passwordPolicies")}
	var all []wirePolicy
	for row, err := range p.rows(ctx) {
		if err != nil {
			return nil, err
		}
		var w wirePolicy
		if json.Unmarshal(row, &w) == nil {
			all = append(all, w)
		}
	}
	return all, nil
}

// PasswordRules tells what the realm asks of a password: the policy of its
// population, if it is one and has one, else the environment's default policy. An
// empty list means that the sign-in may not read it.
func (u *Users) PasswordRules(ctx context.Context) ([]identity.PasswordRule, error) {
	const op = "read password rules"
	id, err := u.client.policyOfHome(ctx)
	if err != nil {
		return nil, u.client.fail(op, "", err)
	}
	rules, err := u.client.rulesOf(ctx, id)
	if err != nil {
		return nil, u.client.fail(op, "", err)
	}
	return rules, nil
}

// PasswordRulesFor tells what is asked of the password of the user that a document
// describes: the policy of the population that it names, by id or name. One that
// names none is in the realm's own.
func (u *Users) PasswordRulesFor(ctx context.Context, document json.RawMessage) ([]identity.PasswordRule, error) {
	named, ok := populationOf(lookUp(document, []string{"population"}))
	if !ok {
		return u.PasswordRules(ctx)
	}
	const op = "read password rules"
	id, err := u.client.policyOfPopulation(ctx, named)
	if err != nil && !unseen(err) {
		return nil, u.client.fail(op, "", err)
	}
	if err != nil || id == "" {
		return u.PasswordRules(ctx)
	}
	rules, err := u.client.rulesOf(ctx, id)
	if err != nil {
		return nil, u.client.fail(op, "", err)
	}
	return rules, nil
}

// unseen reports an answer to one who may not look, or that there is nothing to see.
func unseen(err error) bool {
	k := kindIn(err)
	return k == identity.NotFound || k == identity.Auth
}

// rulesOf are those of a policy, or of the environment's default one where id is
// empty. None means that the sign-in may not read them.
func (c *Client) rulesOf(ctx context.Context, id string) ([]identity.PasswordRule, error) {
	policies, err := c.policies(ctx)
	if err != nil && unseen(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, p := range policies {
		if p.ID == id || id == "" && p.Default {
			return p.rules(), nil
		}
	}
	return nil, nil
}

// policyOfPopulation is the policy of a population, "" for the environment's own.
func (c *Client) policyOfPopulation(ctx context.Context, named string) (string, error) {
	id, err := c.populationID(ctx, named)
	if err != nil {
		return "", err
	}
	document, err := c.read(ctx, c.path("populations", id), "")
	if err != nil {
		return "", err
	}
	p, err := readPopulation(document)
	return p.PolicyID, err
}

// policyOfHome is the policy of the population that the realm is, "" for none.
func (c *Client) policyOfHome(ctx context.Context) (string, error) {
	home, err := c.population(ctx)
	if err != nil || home == "" {
		return "", err
	}
	return c.policyOfPopulation(ctx, home)
}

// rules are those of a policy that can be judged here.
func (w wirePolicy) rules() []identity.PasswordRule {
	var rules []identity.PasswordRule
	add := func(name, words string, holds func(string) bool) *identity.PasswordRule {
		rules = append(rules, identity.PasswordRule{Name: name, Words: words, Holds: func(p string, _ identity.Profile) bool { return holds(p) }})
		return &rules[len(rules)-1]
	}
	if n := w.Length.Min; n > 0 {
		add("length", "at least "+plural(n, "character"), func(p string) bool { return utf8.RuneCountInString(p) >= n }).MinLength = n
	}
	if n := w.Length.Max; n > 0 {
		add("length", "at most "+plural(n, "character"), func(p string) bool { return utf8.RuneCountInString(p) <= n }).MaxLength = n
	}
	for _, class := range slices.Sorted(maps.Keys(w.MinCharacters)) {
		n := w.MinCharacters[class]
		rule := add("minCharacters", "at least "+strconv.Itoa(n)+" of "+classWords(class), func(p string) bool { return countIn(p, class) >= n })
		rule.Alphabet, rule.Count = class, n
	}
	if n := w.MaxRepeatedCharacters; n > 0 {
		add("maxRepeatedCharacters", "no character more than "+plural(n, "time")+" in a row", func(p string) bool { return longestRun(p) <= n })
	}
	if n := w.MinUniqueCharacters; n > 0 {
		add("minUniqueCharacters", "at least "+plural(n, "different character"), func(p string) bool { return distinct(p) >= n })
	}
	if w.ExcludesProfileData {
		rules = append(rules, identity.PasswordRule{Name: "excludesProfileData", Words: "nothing of the user's profile", Holds: holdsNoProfile})
	}
	return rules
}

// further are the rules that only the service can judge.
func (w wirePolicy) further() []string {
	var words []string
	add := func(is bool, text string) {
		if is {
			words = append(words, text)
		}
	}
	add(w.ExcludesCommonlyUsed, "no password that many people use")
	add(w.NotSimilarToCurrent, "not much like the present one")
	add(w.History.Count > 0, "none of the last "+strconv.Itoa(w.History.Count))
	add(w.MinAgeDays > 0, "kept for at least "+plural(w.MinAgeDays, "day"))
	add(w.MaxAgeDays > 0, "expires after "+plural(w.MaxAgeDays, "day"))
	add(w.Lockout.FailureCount > 0, "locked after "+plural(w.Lockout.FailureCount, "wrong try"))
	return words
}

func plural(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "try"):
		return strconv.Itoa(n) + " " + strings.TrimSuffix(noun, "y") + "ies"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// classWords name the usual alphabets; another one is spelled out.
func classWords(class string) string {
	switch class {
	case "abcdefghijklmnopqrstuvwxyz":
		return "a-z"
	case "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
		return "A-Z"
	case "0123456789":
		return "0-9"
	}
	return class
}

func countIn(password, class string) (n int) {
	for _, r := range password {
		if strings.ContainsRune(class, r) {
			n++
		}
	}
	return n
}

func longestRun(password string) (longest int) {
	run, last := 0, rune(-1)
	for _, r := range password {
		if run++; r != last {
			run = 1
		}
		last, longest = r, max(longest, run)
	}
	return longest
}

func distinct(password string) int {
	seen := map[rune]bool{}
	for _, r := range password {
		seen[r] = true
	}
	return len(seen)
}

// holdsNoProfile looks for what the user is called; a value too short to be
// guessed by is left out.
func holdsNoProfile(password string, p identity.Profile) bool {
	const short = 3
	password = strings.ToLower(password)
	for _, value := range []string{p.UserName, p.GivenName, p.FamilyName, p.Mail, p.Phone} {
		if len(value) > short && strings.Contains(password, strings.ToLower(value)) {
			return false
		}
	}
	return true
}
