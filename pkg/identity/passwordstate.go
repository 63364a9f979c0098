package identity

import (
	"context"
	"encoding/json"
	"time"
)

// A PasswordState is what a platform tells of a user's password. Times and
// numbers are zero where it does not tell.
type PasswordState struct {
	// Native is the platform's own document.
	Native json.RawMessage
	// Status is the platform's own name of the state, such as "NO_PASSWORD".
	Status string
	// Words say the state to a person: "locked, opens in 14 min".
	Words string
	// Usable is true if the person can sign in with the password. None, Locked and
	// MustChange say what is the matter with it.
	Usable, None, Locked, MustChange bool
	// Changed and Expires are when it was set, and when it is too old.
	Changed, Expires time.Time
	// Opens is how long the lock still holds.
	Opens time.Duration
	// Attempts is how many wrong tries are left, -1 where that is not known.
	Attempts int
	// PolicyID is the id of the policy that the password obeys.
	PolicyID string
	// Warnings say to a person what will happen soon.
	Warnings []string
}

// A PasswordChange is a password that an administrator gives a user.
type PasswordChange struct {
	Password string
	// MustChange makes the user choose another one at the next sign-in.
	MustChange bool
	// BypassPolicy takes a password that breaks the rules.
	BypassPolicy bool
}

// A PasswordSetter sets a user's password. Rules that it breaks are an error of
// kind [Invalid] with one [Violation] a rule.
type PasswordSetter interface {
	SetPassword(ctx context.Context, id string, change PasswordChange) (PasswordState, error)
}

// A PasswordReader tells the state of a user's password.
type PasswordReader interface {
	PasswordState(ctx context.Context, id string) (PasswordState, error)
}

// A PasswordChecker tries a password. One that is wrong, or that cannot be used
// now, is an error of kind [Invalid]. The platform counts the try.
type PasswordChecker interface {
	CheckPassword(ctx context.Context, id, password string) (PasswordState, error)
}

// A PasswordResetter changes a password on behalf of the person, who knows the
// present one.
type PasswordResetter interface {
	ResetPassword(ctx context.Context, id, current, next string) (PasswordState, error)
}

// A PasswordUnsetter takes a user's password away.
type PasswordUnsetter interface {
	UnsetPassword(ctx context.Context, id string) (PasswordState, error)
}

// A PasswordForcer makes a user choose another password at the next sign-in.
type PasswordForcer interface {
	ForcePasswordChange(ctx context.Context, id string) (PasswordState, error)
}

// A PasswordUnlocker lets a user try again whose password was wrong too often.
type PasswordUnlocker interface {
	UnlockPassword(ctx context.Context, id string) (PasswordState, error)
}

// A RecoverySender sends a user the code with which a forgotten password is
// replaced.
type RecoverySender interface {
	SendRecoveryCode(ctx context.Context, id string) error
}

// A PasswordRecoverer replaces a forgotten password by the code that was sent.
type PasswordRecoverer interface {
	RecoverPassword(ctx context.Context, id, code, next string) (PasswordState, error)
}

// A PasswordPolicy is a set of rules for passwords.
type PasswordPolicy = Resource[PasswordPolicyProfile]

// A PasswordPolicyProfile is what every platform can say of a password policy.
type PasswordPolicyProfile struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default"`
	// Rules say to a person what a password has to be.
	Rules []string `json:"rules,omitempty"`
}

// Key names the policy.
func (p PasswordPolicyProfile) Key() Key { return Key{ID: p.ID, Name: p.Name} }

// A PasswordPolicyStore is the password policies of a realm.
type PasswordPolicyStore interface {
	Lister[PasswordPolicy]
	Getter[PasswordPolicy]
	Finder[PasswordPolicy]
}

// A PasswordPolicyDirectory is a directory that has password policies to look at.
type PasswordPolicyDirectory interface{ PasswordPolicies() PasswordPolicyStore }

// PasswordPolicies returns the password policies of d, or an error of kind
// [Unsupported].
func PasswordPolicies(d Directory) (PasswordPolicyStore, error) {
	if p, ok := d.(PasswordPolicyDirectory); ok {
		return p.PasswordPolicies(), nil
	}
	return nil, Lacks(d, "password policies")
}
