package identity

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestGeneratePassword(t *testing.T) {
	t.Parallel()
	atLeast := func(n int, alphabet string) PasswordRule {
		return PasswordRule{Alphabet: alphabet, Count: n, Holds: func(p string, _ Profile) bool {
			have := 0
			for _, r := range p {
				if strings.ContainsRune(alphabet, r) {
					have++
				}
			}
			return have >= n
		}}
	}
	length := func(least, most int) PasswordRule {
		return PasswordRule{MinLength: least, MaxLength: most, Holds: func(p string, _ Profile) bool {
			n := utf8.RuneCountInString(p)
			return n >= least && (most == 0 || n <= most)
		}}
	}
	for name, rules := range map[string][]PasswordRule{
		"none":                   nil,
		"several of a kind":      {atLeast(2, "~!@"), atLeast(4, "0123456789"), atLeast(3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")},
		"more than usual":        {atLeast(25, "0123456789")},
		"letters beyond ASCII":   {atLeast(3, "äöü")},
		"only mistakable ones":   {atLeast(2, "01")},
		"long":                   {length(40, 0)},
		"short":                  {length(0, 8), atLeast(2, "!#"), atLeast(2, "0123456789")},
		"long, and then shorter": {length(0, 30), length(25, 0)},
	} {
		for range 20 {
			made, err := GeneratePassword(rules, Profile{})
			if err != nil || !satisfies(rules, made, Profile{}) {
				t.Fatalf("%s: %q %v", name, made, err)
			}
			if name == "none" && (len(made) != passwordLength || strings.ContainsAny(made, "iloIO01")) {
				t.Fatalf("%s: %q", name, made)
			}
		}
	}
	first, _ := GeneratePassword(nil, Profile{})
	if second, _ := GeneratePassword(nil, Profile{}); first == second {
		t.Errorf("%q was made twice", first)
	}
	never := []PasswordRule{{Holds: func(string, Profile) bool { return false }}}
	if made, err := GeneratePassword(never, Profile{}); err == nil || made != "" {
		t.Errorf("%q %v", made, err)
	}
}
