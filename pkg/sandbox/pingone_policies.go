package sandbox

import (
	"encoding/json"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// passwordPolicy is the rules for the passwords of a population, as the API shows them.
type passwordPolicy struct {
	ID                    string         `json:"id"`
	Environment           ref            `json:"environment"`
	Name                  string         `json:"name"`
	Description           string         `json:"description,omitempty"`
	Default               bool           `json:"default"`
	Bypass                bool           `json:"bypassPolicy"`
	ExcludesCommonlyUsed  bool           `json:"excludesCommonlyUsed"`
	ExcludesProfileData   bool           `json:"excludesProfileData"`
	NotSimilarToCurrent   bool           `json:"notSimilarToCurrent"`
	Length                *lengthRule    `json:"length,omitempty"`
	MinCharacters         map[string]int `json:"minCharacters,omitempty"` // how many of each set
	MaxRepeatedCharacters int            `json:"maxRepeatedCharacters,omitempty"`
	MinUniqueCharacters   int            `json:"minUniqueCharacters,omitempty"`
	History               *historyRule   `json:"history,omitempty"`
	Lockout               *lockoutRule   `json:"lockout,omitempty"`
	MaxAgeDays            int            `json:"maxAgeDays,omitempty"`
	MinAgeDays            int            `json:"minAgeDays,omitempty"`
	CreatedAt             string         `json:"createdAt"`
	UpdatedAt             string         `json:"updatedAt"`
}

type lengthRule struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

type historyRule struct {
	Count         int `json:"count"`
	RetentionDays int `json:"retentionDays"`
}

type lockoutRule struct {
	FailureCount    int `json:"failureCount"`
	DurationSeconds int `json:"durationSeconds"`
}

func policiesOf(env *environment) string { return env.collection("passwordPolicies") }

// newPolicies stores the policies that every environment begins with, the default one first.
func newPolicies(tx *store.Tx, env *environment, at time.Time) error {
	letters := map[string]int{"abcdefghijklmnopqrstuvwxyz": 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ": 1, "0123456789": 1,
		"~!@#$%^&*()-_=+[]{}|;:,.<>/?": 1}
	for _, p := range []passwordPolicy{
		{Name: "Standard", Description: "A standard policy that incorporates industry best practices", Default: true,
			ExcludesCommonlyUsed: true, ExcludesProfileData: true, Length: &lengthRule{8, 255}, MinCharacters: letters,
			MaxRepeatedCharacters: 2, MinUniqueCharacters: 5, History: &historyRule{6, 365}, Lockout: &lockoutRule{5,
				900}, MaxAgeDays: 182},
		{Name: "Basic", Description: "A relaxed policy", Length: &lengthRule{8, 255}, Lockout: &lockoutRule{10, 300}},
		{Name: "Passphrase", Description: "Long and easy to remember", NotSimilarToCurrent: true, ExcludesProfileData: true,
			Length: &lengthRule{15, 255}, MinUniqueCharacters: 7, History: &historyRule{6,
				365}, Lockout: &lockoutRule{5, 900}, MinAgeDays: 1},
	} {
		p.ID, p.Environment = derivedID(env.ID, "policy "+p.Name), ref{env.ID}
		p.CreatedAt, p.UpdatedAt = pingTime(at), pingTime(at)
		if _, err := tx.Insert(policiesOf(env), p.ID, encode(p), policyKeys(&p)); err != nil {
			return err
		}
	}
	return nil
}

func (c *pingCall) listPolicies() (answer, error) {
	return c.list(listing{
		collection: policiesOf(c.env), name: "passwordPolicies", max: 100,
		render: func(o store.Object) ([]byte, error) { return c.policyJSON(o.ID, o.Doc), nil },
	})
}

func (c *pingCall) policyJSON(id string, doc []byte) []byte {
	return c.entity("/passwordPolicies/"+id, doc)
}

func (c *pingCall) getPolicy() (answer, error) {
	o, err := c.tx.Get(policiesOf(c.env), c.r.PathValue("policy"))
	if err != nil {
		return answer{}, err
	}
	return ok(c.policyJSON(o.ID, o.Doc))
}

// policy reads a policy by its id.
func (c *pingCall) policy(id string) (*passwordPolicy, error) {
	o, err := c.tx.Get(policiesOf(c.env), id)
	if err != nil {
		return nil, err
	}
	p := &passwordPolicy{}
	return p, json.Unmarshal(o.Doc, p)
}

// defaultPolicy is the policy of populations that name none. An environment always has one.
func (c *pingCall) defaultPolicy() (*passwordPolicy, error) {
	for o, err := range c.tx.Scan(policiesOf(c.env), "", nil, 0, 0) {
		if err != nil {
			return nil, err
		}
		p := &passwordPolicy{}
		if err := json.Unmarshal(o.Doc, p); err != nil || p.Default {
			return p, err
		}
	}
	return nil, store.ErrNotFound
}

// policyOf is the policy of a user: that of the population, or the environment's default.
func (c *pingCall) policyOf(u *pingUser) (*passwordPolicy, error) {
	o, err := c.tx.Get(populationsOf(c.env), u.doc.textAt("population.id"))
	if err != nil {
		return nil, err
	}
	population, err := readPublic(o)
	if err != nil {
		return nil, err
	}
	id := population.textAt("passwordPolicy.id")
	if id == "" {
		return c.defaultPolicy()
	}
	return c.policy(id)
}

// answerWith answers with a document that may have failed to be made.
func answerWith(body []byte, err error) (answer, error) {
	if err != nil {
		return answer{}, err
	}
	return ok(body)
}
