package pingone

import (
	"cmp"
	"strings"

	"github.com/realmctl/realmctl/pkg/rest"
)

// words say a detail to a person; a password that breaks several rules has one
// text for each.
func (d detail) words() []string {
	if len(d.inner.UnsatisfiedRequireds) > 0 {
		words := make([]string, len(d.inner.UnsatisfiedRequireds))
		for i, r := range d.inner.UnsatisfiedRequireds {
			words[i] = requirementWords(r)
		}
		return words
	}
	return []string{d.reason() + d.aside()}
}

// reason is what the code means; where it leaves that open, the service's words.
func (d detail) reason() string {
	said := inSentence(d.message)
	switch d.code {
	case "UNIQUENESS_VIOLATION":
		return "is taken"
	case "REQUIRED_VALUE":
		return "is required"
	case "EMPTY_VALUE":
		return "must not be empty"
	case "NO_PASSWORD":
		return "the user has no password"
	case "ACCOUNT_NOT_USABLE":
		return cmp.Or(said, "the account cannot be used now")
	case "INVALID_OTP":
		return "the code is wrong"
	case "OUT_OF_RANGE":
		return cmp.Or(d.rangeWords(), said, "is out of range")
	case "SIZE_LIMIT_EXCEEDED":
		return cmp.Or(said, "is too large")
	case "INVALID_VALUE", "INVALID_PARAMETER":
		return cmp.Or(said, "is not valid")
	case "MFA_AUTH_METHODS_CONFLICT":
		return cmp.Or(said, "the methods for the second factor contradict each other")
	}
	return cmp.Or(said, strings.ToLower(strings.ReplaceAll(d.code, "_", " ")), "was refused")
}

// aside is what the service says beside its words, in brackets.
func (d detail) aside() string {
	var facts []string
	note := func(name, value string) {
		if value != "" {
			facts = append(facts, name+" "+rest.Clean(value))
		}
	}
	note("allowed:", strings.Join(d.inner.AllowedValues, ", "))
	note("pattern", d.inner.AllowedPattern.value)
	note("at most", d.inner.Maximum.value.String())
	note("refers to", strings.Join(d.inner.ReferencedValues, ", "))
	note("by", d.inner.ExistingID.value)
	note("claim", d.inner.Claim.value)
	note("tries left:", d.inner.AttemptsRemaining.value.String())
	if len(facts) == 0 {
		return ""
	}
	return " (" + strings.Join(facts, "; ") + ")"
}

func (d detail) rangeWords() string {
	low, high := d.inner.RangeMinimum.value.String(), d.inner.RangeMaximum.value.String()
	switch {
	case low != "" && high != "":
		return "has to be between " + low + " and " + high
	case low != "":
		return "has to be at least " + low
	case high != "":
		return "may be at most " + high
	}
	return ""
}

// requirementWords say a rule for passwords that was broken, by its name in the
// policy. A name that is not known is the service's own sentence.
func requirementWords(name string) string {
	switch name {
	case "length":
		return "has the wrong length"
	case "minCharacters":
		return "has too few kinds of characters"
	case "maxRepeatedCharacters":
		return "repeats a character too often"
	case "minUniqueCharacters":
		return "has too few different characters"
	case "history":
		return "was used before"
	case "excludesCommonlyUsed":
		return "is a password that many people use"
	case "excludesProfileData":
		return "holds something of the user's profile"
	case "notSimilarToCurrent":
		return "is too much like the present one"
	case "minAgeDays":
		return "was changed too short a time ago"
	}
	return inSentence(name)
}
