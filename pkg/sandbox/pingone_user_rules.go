package sandbox

import (
	"net/mail"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// textRule is what a text of a user has to be.
type textRule struct {
	most    int
	pattern string // as the platform names it, "" for any text
	fits    func(string) bool
}

const (
	namePattern   = `^[\p{L}\p{M}\p{Zs}\p{S}\p{N}\p{P}]*$`
	familyPattern = `^[\p{L}\p{M}\p{N}' .-]*$`
)

func isName(text string) bool {
	return allRunes(text, func(c rune) bool {
		return unicode.In(c, unicode.L, unicode.M, unicode.Zs, unicode.S, unicode.N, unicode.P)
	})
}

func isFamily(text string) bool {
	return allRunes(text, func(c rune) bool {
		return unicode.In(c, unicode.L, unicode.M, unicode.N) || strings.ContainsRune("' .-", c)
	})
}

func allRunes(text string, fits func(rune) bool) bool {
	return strings.IndexFunc(text, func(c rune) bool { return !fits(c) }) < 0
}

func anyText(string) bool { return true }

func isMailAddress(text string) bool {
	parsed, err := mail.ParseAddress(text)
	return err == nil && parsed.Address == text
}

func isCountry(text string) bool {
	return len(text) == 2 && allRunes(text, func(c rune) bool { return c >= 'A' && c <= 'Z' })
}

func isURI(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Scheme != ""
}

func isZone(text string) bool {
	area, place, both := strings.Cut(text, "/")
	isWord := func(c rune) bool { return c == '_' || c < utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c)) }
	return both && area != "" && place != "" && allRunes(area, isWord) && allRunes(place, isWord)
}

// isLanguage takes what an Accept-Language header may have: tags with weights, commas between.
func isLanguage(text string) bool {
	return allRunes(text, func(c rune) bool {
		return c < utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c)) || strings.ContainsRune("-_*,;=. ", c)
	})
}

// ruleFor is the rule of a standard attribute, by its path.
func ruleFor(path string) textRule {
	switch path {
	case "username":
		return textRule{128, namePattern, isName}
	case "email":
		return textRule{256, "an address of RFC 2822", isMailAddress}
	case "name.family", "name.formatted":
		return textRule{256, familyPattern, isFamily}
	case "address.streetAddress":
		return textRule{256, "", anyText}
	case "address.postalCode":
		return textRule{40, namePattern, isName}
	case "address.countryCode":
		return textRule{2, `^[A-Z]{2}$`, isCountry}
	case "primaryPhone", "mobilePhone":
		return textRule{32, "at least one digit",
			func(text string) bool { return strings.ContainsFunc(text, unicode.IsDigit) }}
	case "photo.href":
		return textRule{2048, "a URI", isURI}
	case "timezone":
		return textRule{256, `^\w+\/\w+$`, isZone}
	case "preferredLanguage":
		return textRule{256, "the syntax of Accept-Language", isLanguage}
	case "externalId":
		return textRule{1024, namePattern, isName}
	}
	return textRule{256, namePattern, isName}
}
