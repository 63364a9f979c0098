package aic

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A fieldPolicy is the password policy of a realm: the validators of the directory.
type fieldPolicy struct {
	Validators []validator `json:"validator"`
}

type validator struct {
	Type    string `json:"type"`
	Enabled bool   `json:"enabled"`
	// length-based
	MinLength int `json:"minPasswordLength"`
	MaxLength int `json:"maxPasswordLength"` // 0 is no limit
	// attribute-value
	Attributes   []string `json:"matchAttribute"`
	Substrings   bool     `json:"checkSubstrings"`
	MinSubstring int      `json:"minSubstringLength"`
	Reversed     bool     `json:"testReversedPassword"`
	// character-set: "1:abc" wants at least one of a, b, c; "0:…" only allows them
	Sets              []string `json:"characterSet"`
	AllowUnclassified bool     `json:"allowUnclassifiedCharacters"`
}

// fieldPolicyRules reads the validators that are switched on; a kind that is not
// known is left to the server.
func fieldPolicyRules(body []byte) []identity.PasswordRule {
	var policy fieldPolicy
	if json.Unmarshal(body, &policy) != nil {
		return nil
	}
	var rules []identity.PasswordRule
	for _, v := range policy.Validators {
		if !v.Enabled {
			continue
		}
		switch v.Type {
		case "length-based":
			rules = append(rules, v.lengths()...)
		case "character-set":
			rules = append(rules, v.characters()...)
		case "attribute-value":
			rules = append(rules, v.attributes())
		}
	}
	return rules
}

func (v validator) lengths() []identity.PasswordRule {
	var rules []identity.PasswordRule
	if v.MinLength > 0 {
		rules = append(rules, atLeast("LENGTH_BASED", v.MinLength))
	}
	if v.MaxLength > 0 {
		rules = append(rules, atMost("LENGTH_BASED", v.MaxLength))
	}
	return rules
}

func atLeast(name string, n int) identity.PasswordRule {
	return identity.PasswordRule{
		Name: name, Words: "at least " + plural(strconv.Itoa(n), "character"), MinLength: n,
		Holds: func(password string, _ identity.Profile) bool { return utf8.RuneCountInString(password) >= n },
	}
}

func atMost(name string, n int) identity.PasswordRule {
	return identity.PasswordRule{
		Name: name, Words: "at most " + plural(strconv.Itoa(n), "character"), MaxLength: n,
		Holds: func(password string, _ identity.Profile) bool { return utf8.RuneCountInString(password) <= n },
	}
}

// characters makes a rule of each set of which some are wanted, and one of all
// sets together where nothing else is allowed.
func (v validator) characters() []identity.PasswordRule {
	var rules []identity.PasswordRule
	var all strings.Builder
	for _, set := range v.Sets {
		count, alphabet, found := strings.Cut(set, ":")
		n, err := strconv.Atoi(count)
		if !found || err != nil || alphabet == "" {
			continue
		}
		all.WriteString(alphabet)
		if n > 0 {
			rules = append(rules, someOf("CHARACTER_SET", n, alphabet))
		}
	}
	if allowed := all.String(); !v.AllowUnclassified && allowed != "" {
		rules = append(rules, identity.PasswordRule{
			Name: "CHARACTER_SET", Words: "no other characters than " + allowed,
			Holds: func(password string, _ identity.Profile) bool {
				return strings.IndexFunc(password, func(r rune) bool { return !strings.ContainsRune(allowed, r) }) < 0
			},
		})
	}
	return rules
}

func someOf(name string, n int, alphabet string) identity.PasswordRule {
	return identity.PasswordRule{
		Name: name, Words: "at least " + strconv.Itoa(n) + " of " + alphabetWords(alphabet), Alphabet: alphabet, Count: n,
		Holds: func(password string, _ identity.Profile) bool {
			have := 0
			for _, r := range password {
				if strings.ContainsRune(alphabet, r) {
					have++
				}
			}
			return have >= n
		},
	}
}

// alphabetWords name the usual alphabets; another one is spelled out.
func alphabetWords(alphabet string) string {
	switch alphabet {
	case "abcdefghijklmnopqrstuvwxyz":
		return "a-z"
	case "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
		return "A-Z"
	case "0123456789":
		return "0-9"
	}
	return alphabet
}

// attributes forbids the user's own values in the password, also backwards.
func (v validator) attributes() identity.PasswordRule {
	return identity.PasswordRule{
		Name: "ATTRIBUTE_VALUE", Words: "not the value of " + strings.Join(v.Attributes, ", "),
		Holds: func(password string, user identity.Profile) bool {
			for _, attribute := range v.Attributes {
				value := attributeOf(user, attribute)
				if v.matches(password, value) || v.Reversed && v.matches(reverse(password), value) {
					return false
				}
			}
			return true
		},
	}
}

// matches reports whether the password holds a value, or with Substrings any part
// of it that is long enough.
func (v validator) matches(password, value string) bool {
	password, value = strings.ToLower(password), strings.ToLower(value)
	if value == "" {
		return false
	}
	if !v.Substrings {
		return password == value
	}
	runes := []rune(value)
	size := v.MinSubstring
	if size <= 0 || size > len(runes) {
		size = len(runes)
		if v.MinSubstring > len(runes) {
			return password == value
		}
	}
	for i := 0; i+size <= len(runes); i++ {
		if strings.Contains(password, string(runes[i:i+size])) {
			return true
		}
	}
	return false
}

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}

// attributeOf is the value of an attribute that a profile has.
func attributeOf(p identity.Profile, name string) string {
	switch name {
	case "userName":
		return p.UserName
	case "givenName":
		return p.GivenName
	case "sn":
		return p.FamilyName
	case "mail":
		return p.Mail
	case "displayName", "cn":
		return p.DisplayName
	case "telephoneNumber":
		return p.Phone
	}
	return ""
}

// rulesOfSchema reads the policies of the password attribute.
func (u *Users) rulesOfSchema(ctx context.Context) ([]identity.PasswordRule, error) {
	body, err := u.client.read(ctx, "config/managed")
	if err != nil && hidden(err) {
		return nil, nil
	}
	if err != nil {
		return nil, u.client.fail("read password rules", "", err)
	}
	var rules []identity.PasswordRule
	for _, p := range passwordPolicies(body, u.client.options.Object) {
		if rule, ok := p.rule(); ok {
			rules = append(rules, rule)
		}
	}
	return rules, nil
}

// passwordPolicies finds the policies of the password in the configuration of
// managed objects.
func passwordPolicies(body []byte, object string) []wirePolicy {
	var managed struct {
		Objects []struct {
			Name   string `json:"name"`
			Schema struct {
				Properties map[string]json.RawMessage `json:"properties"`
			} `json:"schema"`
		} `json:"objects"`
	}
	if json.Unmarshal(body, &managed) != nil {
		return nil
	}
	for _, o := range managed.Objects {
		var password wireSchema
		if o.Name == object && json.Unmarshal(o.Schema.Properties["password"], &password) == nil {
			return password.Policies.value
		}
	}
	return nil
}

// rule makes a rule of a policy; one that cannot be judged here is left to the server.
func (p wirePolicy) rule() (identity.PasswordRule, bool) {
	number := func(name string) int {
		n, err := strconv.Atoi(p.Params.text(name))
		if err != nil {
			return 0
		}
		return n
	}
	switch p.ID {
	case "minimum-length":
		return atLeast("MIN_LENGTH", number("minLength")), true
	case "maximum-length":
		return atMost("MAX_LENGTH", number("maxLength")), true
	case "at-least-X-capitals":
		return counting("AT_LEAST_X_CAPITAL_LETTERS", p, number("numCaps"), "ABCDEFGHIJKLMNOPQRSTUVWXYZ", unicode.IsUpper), true
	case "at-least-X-numbers":
		return counting("AT_LEAST_X_NUMBERS", p, number("numNums"), "0123456789", unicode.IsDigit), true
	case "cannot-contain-others":
		others, _ := p.Params["disallowedFields"].([]any)
		v := validator{Substrings: true}
		for _, o := range others {
			if name, ok := o.(string); ok {
				v.Attributes = append(v.Attributes, name)
			}
		}
		rule := v.attributes()
		rule.Name = "CANNOT_CONTAIN_OTHERS"
		return rule, true
	case "cannot-contain-characters":
		return forbidding(p), true
	}
	return identity.PasswordRule{}, false
}

func counting(name string, p wirePolicy, n int, alphabet string, is func(rune) bool) identity.PasswordRule {
	return identity.PasswordRule{
		Name: name, Words: policyWords(p.ID, p.Params), Alphabet: alphabet, Count: n,
		Holds: func(password string, _ identity.Profile) bool {
			have := 0
			for _, r := range password {
				if is(r) {
					have++
				}
			}
			return have >= n
		},
	}
}

func forbidding(p wirePolicy) identity.PasswordRule {
	var forbidden string
	if list, ok := p.Params["forbiddenChars"].([]any); ok {
		for _, c := range list {
			if s, ok := c.(string); ok {
				forbidden += s
			}
		}
	}
	return identity.PasswordRule{
		Name: "CANNOT_CONTAIN_CHARACTERS", Words: policyWords(p.ID, p.Params),
		Holds: func(password string, _ identity.Profile) bool { return !strings.ContainsAny(password, forbidden) },
	}
}
