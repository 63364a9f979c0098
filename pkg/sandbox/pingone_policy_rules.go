package sandbox

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// tooYoung says whether a person has to keep the present password for longer.
func (p *passwordPolicy) tooYoung(u *pingUser, now time.Time) bool {
	return p.MinAgeDays > 0 && !u.state.MustChange &&
		now.Before(time.UnixMilli(u.state.ChangedAt).Add(time.Duration(p.MinAgeDays)*day))
}

// unmet names the rules that a new password breaks, by their keys in the policy. Current is the present password where
// the person has typed it, else "": then nobody knows how similar they are.
func (p *passwordPolicy) unmet(u *pingUser, password, current string) []string {
	var unmet []string
	add := func(rule string, broken bool) {
		if broken {
			unmet = append(unmet, rule)
		}
	}
	length := utf8.RuneCountInString(password)
	add("length", p.Length != nil && (length < p.Length.Min || length > p.Length.Max))
	add("minCharacters", p.lacksCharacters(password))
	add("maxRepeatedCharacters", p.MaxRepeatedCharacters > 0 && longestRun(password) > p.MaxRepeatedCharacters)
	add("minUniqueCharacters", uniqueRunes(password) < p.MinUniqueCharacters)
	add("excludesCommonlyUsed", p.ExcludesCommonlyUsed && slices.Contains(commonlyUsed(), strings.ToLower(password)))
	add("excludesProfileData", p.ExcludesProfileData && isProfileData(map[string]any(u.doc), password))
	add("notSimilarToCurrent", p.NotSimilarToCurrent && current != "" && distance(current, password) < minDistance)
	add("history", p.History != nil && p.usedBefore(u, password))
	return unmet
}

func (p *passwordPolicy) lacksCharacters(password string) bool {
	for set, least := range p.MinCharacters {
		n := 0
		for _, c := range password {
			if strings.ContainsRune(set, c) {
				n++
			}
		}
		if n < least {
			return true
		}
	}
	return false
}

func (p *passwordPolicy) usedBefore(u *pingUser, password string) bool {
	if u.state.Password != "" && matchesSecret(u.state.Password, password) {
		return true
	}
	return slices.ContainsFunc(u.state.History, func(old oldSecret) bool { return matchesSecret(old.Password, password) })
}

// longestRun is how often the same character stands in a row.
func longestRun(text string) int {
	longest, run, last := 0, 0, rune(-1)
	for _, c := range text {
		if c != last {
			run = 0
		}
		run, last = run+1, c
		longest = max(longest, run)
	}
	return longest
}

func uniqueRunes(text string) int {
	seen := map[rune]bool{}
	for _, c := range text {
		seen[c] = true
	}
	return len(seen)
}

// commonlyUsed stands for the long list of the service.
func commonlyUsed() []string {
	return []string{"password", "password1!", "password123!", "passw0rd!", "p@ssw0rd", "welcome1!", "qwerty123!",
		"letmein1!", "12345678"}
}

// isProfileData says whether a password is, letter case apart, the value of an attribute of the person.
func isProfileData(value any, password string) bool {
	switch value := value.(type) {
	case string:
		return strings.EqualFold(value, password)
	case map[string]any:
		for _, part := range value {
			if isProfileData(part, password) {
				return true
			}
		}
	}
	return false
}

// minDistance is how many letters a new password has to differ by from the present one where a policy wants that.
const minDistance = 3

// distance is Levenshtein's: how many letters have to be put in, taken out or changed.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, c := range from {
		corner := row[0]
		row[0] = i + 1
		for j, d := range to {
			change := corner
			if c != d {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, corner+1)
		}
	}
	return row[len(to)]
}
