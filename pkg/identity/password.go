package identity

import (
	"context"
	"crypto/rand"
	"math/big"
	"time"
)

// A PasswordRuler knows what a realm asks of a password, in the order a person would
// read it. An empty list means that the realm told nothing.
type PasswordRuler interface {
	PasswordRules(context.Context) ([]PasswordRule, error)
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
	// Alphabet holds characters of which the rule wants at least one; empty if it wants none.
	Alphabet string
	// MinLength is the least number of characters, 0 if the rule is not about length.
	MinLength int
}

// PasswordTimes is what a platform keeps of a password; a zero time is unknown.
type PasswordTimes struct {
	Changed, Expires time.Time
}

// passwordLength is how long a password is that is made here, if the rules want no longer one.
const passwordLength = 20

// GeneratePassword makes a random password that satisfies the rules for a user.
// Letters that people mistake for each other are left out.
func GeneratePassword(rules []PasswordRule, user Profile) (string, error) {
	const plain = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	length, classes := passwordLength, []string{plain, "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"}
	for _, r := range rules {
		length = max(length, r.MinLength)
		if r.Alphabet != "" {
			classes = append(classes, r.Alphabet)
		}
	}
	const tries = 100
	for range tries {
		password, err := randomPassword(classes, length)
		if err != nil {
			return "", err
		}
		if satisfies(rules, password, user) {
			return password, nil
		}
	}
	return "", Errorf(API, "no password could be made that satisfies the realm's rules")
}

// randomPassword takes one character of each class, fills up from the first, and
// shuffles.
func randomPassword(classes []string, length int) (string, error) {
	letters := make([]byte, 0, length)
	for i := 0; len(letters) < length; i++ {
		class := classes[0]
		if i < len(classes) {
			class = classes[i]
		}
		n, err := randomBelow(len(class))
		if err != nil {
			return "", err
		}
		letters = append(letters, class[n])
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
