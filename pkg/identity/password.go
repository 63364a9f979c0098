package identity

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"math/big"
	"strings"
	"time"
)

// A PasswordRuler knows what a realm asks of a password, in the order a person would
// read it. An empty list means that the realm told nothing.
type PasswordRuler interface {
	PasswordRules(context.Context) ([]PasswordRule, error)
}

// A PasswordUserRuler knows what is asked of the password of one user, who may not
// exist yet: on some platforms it is not the same for all. The document is the
// user's, in the platform's own shape.
type PasswordUserRuler interface {
	PasswordRulesFor(ctx context.Context, document json.RawMessage) ([]PasswordRule, error)
}

// A PasswordPatcher knows the change of a user, or the part of a new one, that sets a
// password.
type PasswordPatcher interface {
	PasswordPatch(password string) (Patch, error)
}

// A PasswordTimer tells from a user what the platform keeps of the password. Where a
// platform keeps it apart it has a [PasswordReader].
type PasswordTimer interface {
	PasswordTimes(User) (PasswordTimes, error)
}

// A PasswordRule is one thing a realm asks of a password.
type PasswordRule struct {
	// Name is the platform's own name of the rule, such as "LENGTH_BASED".
	Name string
	// Words say the rule to a person: "at least 8 characters".
	Words string
	// Holds reports whether a password of a user satisfies the rule.
	Holds func(password string, user Profile) bool
	// Alphabet holds characters of which the rule wants at least Count; empty if it
	// is not about kinds of characters.
	Alphabet string
	Count    int
	// MinLength and MaxLength are the least and the largest number of characters, 0
	// if the rule is not about that.
	MinLength, MaxLength int
}

// PasswordTimes is what a platform keeps of a password; a zero time is unknown.
type PasswordTimes struct {
	Changed, Expires time.Time
}

// passwordLength is how long a password is that is made here, if the rules want no longer one.
const passwordLength = 20

// GeneratePassword makes a random password that satisfies the rules for a user.
// Letters that people mistake for each other are left out where the rules allow it.
func GeneratePassword(rules []PasswordRule, user Profile) (string, error) {
	length, wanted := ingredients(rules)
	const tries = 100
	for range tries {
		password, err := randomPassword(wanted, length)
		if err != nil {
			return "", err
		}
		if satisfies(rules, password, user) {
			return password, nil
		}
	}
	return "", Errorf(API, "no password could be made that satisfies the realm's rules")
}

// The characters that nobody mistakes for another one.
const (
	plainLower  = "abcdefghjkmnpqrstuvwxyz"
	plainUpper  = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	plainDigits = "23456789"
	plain       = plainLower + plainUpper + plainDigits
)

// ingredients are how long a password has to be and, for each character that the
// rules or good custom want, the alphabet that it is from.
func ingredients(rules []PasswordRule) (length int, wanted []string) {
	length = passwordLength
	most := 0
	for _, r := range rules {
		length = max(length, r.MinLength)
		if r.MaxLength > 0 && (most == 0 || r.MaxLength < most) {
			most = r.MaxLength
		}
		for range r.Count {
			wanted = append(wanted, plainly(r.Alphabet))
		}
	}
	wanted = append(wanted, plainLower, plainUpper, plainDigits)
	length = max(length, len(wanted))
	if most > 0 {
		length = min(length, most)
	}
	return length, wanted[:min(length, len(wanted))]
}

// plainly is an alphabet without the characters that are mistaken for others, if
// that leaves any.
func plainly(alphabet string) string {
	kept := strings.Map(func(r rune) rune {
		if strings.ContainsRune("iloIO01", r) {
			return -1
		}
		return r
	}, alphabet)
	if kept == "" {
		return alphabet
	}
	return kept
}

// randomPassword takes one character of each alphabet, fills up with plain ones, and
// shuffles.
func randomPassword(wanted []string, length int) (string, error) {
	letters := make([]rune, 0, length)
	for i := range length {
		alphabet := []rune(plain)
		if i < len(wanted) {
			alphabet = []rune(wanted[i])
		}
		n, err := randomBelow(len(alphabet))
		if err != nil {
			return "", err
		}
		letters = append(letters, alphabet[n])
	}
	for i := len(letters) - 1; i > 0; i-- {
		j, err := randomBelow(i + 1)
		if err != nil {
			return "", err
		}
		letters[i], letters[j] = letters[j], letters[i]
	}
	return string(letters), nil
}

func randomBelow(n int) (int, error) {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		return 0, err
	}
	return int(i.Int64()), nil
}

func satisfies(rules []PasswordRule, password string, user Profile) bool {
	for _, r := range rules {
		if !r.Holds(password, user) {
			return false
		}
	}
	return true
}
