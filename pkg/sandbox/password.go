package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"
)

// PasswordPolicy names the rules for new passwords.
type PasswordPolicy string

const (
	// LenientPasswords are the rules that the examples of the documentation keep: eight characters, with a capital, a
	// small letter and a digit.
	LenientPasswords PasswordPolicy = "lenient"
	// RecordedPasswords are the rules of a tenant that was recorded: a special character besides, and nothing of the
	// user's names or address, forwards or backwards.
	RecordedPasswords PasswordPolicy = "recorded"
)

// ParsePasswordPolicy reads the name of a policy; "" is LenientPasswords.
func ParsePasswordPolicy(name string) (PasswordPolicy, error) {
	switch p := PasswordPolicy(name); p {
	case "":
		return LenientPasswords, nil
	case LenientPasswords, RecordedPasswords:
		return p, nil
	}
	return "", fmt.Errorf("password policy %q: known are %s and %s", name, LenientPasswords, RecordedPasswords)
}

const (
	minPassword  = 8
	minSubstring = 5
	// timeLayout is how managed objects write a time: UTC, with milliseconds.
	timeLayout = "2006-01-02T15:04:05.000Z07:00"
	// hashCost is bcrypt's lowest: nobody signs in with these passwords, and a thousand of them should not take minutes.
	hashCost = bcrypt.MinCost
)

// passwordRules check a new password against the object that it belongs to; nil checks nothing.
type passwordRules interface {
	failures(doc document, password string) []failedPolicy
}

// rules are the validators of one policy.
type rules struct{ policy PasswordPolicy }

// policyFor is the rules for a change that sets a password, and none for one that does not.
func (d *draft) policyFor(changes bool) passwordRules {
	if !changes {
		return nil
	}
	return rules{d.passwords}
}

// sets are the groups of characters of which a password needs one each, with the count in front as the platform
// writes them.
func (r rules) sets() []string {
	sets := []string{"1:abcdefghijklmnopqrstuvwxyz", "1:ABCDEFGHIJKLMNOPQRSTUVWXYZ", "1:0123456789"}
	if r.policy == RecordedPasswords {
		sets = append(sets, "1:~!@#$%^&*()-_=+[]{}|;:,.<>/?\"'\\`")
	}
	return sets
}

func matchAttributes() []string { return []string{"mail", "userName", "givenName", "sn"} }

func (r rules) failures(doc document, password string) []failedPolicy {
	var failed []failedPolicy
	if utf8.RuneCountInString(password) < minPassword {
		failed = append(failed, failedPolicy{"password", "LENGTH_BASED",
			map[string]any{"max-password-length": 0, "min-password-length": minPassword}})
	}
	for _, set := range r.sets() {
		if !strings.ContainsAny(password, set[len("1:"):]) {
			failed = append(failed, failedPolicy{"password", "CHARACTER_SET", map[string]any{
				"allow-unclassified-characters": true, "character-sets": r.sets(), "min-character-sets": 0}})
			break
		}
	}
	if r.policy == RecordedPasswords && resembles(doc, password) {
		failed = append(failed, failedPolicy{"password", "ATTRIBUTE_VALUE", map[string]any{
			"match-attribute": matchAttributes(), "min-substring-length": minSubstring, "test-reversed-password": true}})
	}
	return failed
}

// resembles says whether five characters in a row of the password stand in one of the user's names or in the address.
func resembles(doc document, password string) bool {
	password = strings.ToLower(password)
	for _, name := range matchAttributes() {
		value := strings.ToLower(doc.text(name))
		if sharesRun(password, value) || sharesRun(reverse(password), value) {
			return true
		}
	}
	return false
}

func sharesRun(a, b string) bool {
	runes := []rune(a)
	for i := 0; i+minSubstring <= len(runes); i++ {
		if strings.Contains(b, string(runes[i:i+minSubstring])) {
			return true
		}
	}
	return false
}

func reverse(s string) string {
	runes := []rune(s)
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

func passwordKey(t *objectType, id string) string { return "password " + t.Collection + "/" + id }

// savePassword stores the hash of a new password and notes when it changed, or forgets the one there was. It reports
// whether anything changed.
func (d *draft) savePassword() (changed bool, err error) {
	value, sent := d.sent["password"]
	if !sent {
		return false, nil
	}
	key := passwordKey(d.t, d.id)
	old, err := lookup(d.tx, key)
	if err != nil {
		return false, err
	}
	password, isText := value.(string)
	if !isText {
		delete(d.doc, "passwordLastChangedTime")
		return old != nil, d.tx.DeleteValue(key)
	}
	if old != nil && bcrypt.CompareHashAndPassword(old, digest(password)) == nil {
		return false, badRequest("Constraint Violation: The provided new password was found in the password history for the user")
	}
	hash, err := bcrypt.GenerateFromPassword(digest(password), hashCost)
	if err != nil {
		return false, err
	}
	d.doc["passwordLastChangedTime"] = d.options.Now().UTC().Format(timeLayout)
	return true, d.tx.SetValue(key, hash)
}

// digest brings a password of any length within what bcrypt takes.
func digest(password string) []byte {
	sum := sha256.Sum256([]byte(password))
	return []byte(base64.RawStdEncoding.EncodeToString(sum[:]))
}
