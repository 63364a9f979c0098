package sandbox

import (
	"encoding/json"
	"math"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

func (c *pingCall) createPolicy() (answer, error) {
	p, err := c.sentPolicy(passwordPolicy{ID: uuid.NewString(), Environment: ref{c.env.ID}, CreatedAt: pingTime(c.at)})
	if err != nil {
		return answer{}, err
	}
	if err := c.storePolicy(p, c.tx.Insert); err != nil {
		return answer{}, err
	}
	return created(c.policyJSON(p.ID, encode(p)))
}

// replacePolicy sets what a client may set. A policy stays the default one until another one is.
func (c *pingCall) replacePolicy() (answer, error) {
	old, err := c.policy(c.r.PathValue("policy"))
	if err != nil {
		return answer{}, err
	}
	p, err := c.sentPolicy(*old)
	if err != nil {
		return answer{}, err
	}
	if err := c.storePolicy(p, c.tx.Update); err != nil {
		return answer{}, err
	}
	return ok(c.policyJSON(p.ID, encode(p)))
}

func (c *pingCall) deletePolicy() (answer, error) {
	p, err := c.policy(c.r.PathValue("policy"))
	if err != nil {
		return answer{}, err
	}
	used, err := c.usesPolicy(p.ID)
	switch {
	case err != nil:
		return answer{}, err
	case p.Default:
		return answer{}, requestFailed(constraint("default", "The default password policy cannot be deleted."))
	case used:
		return answer{}, requestFailed(constraint("id", "The password policy cannot be deleted because a population has it."))
	}
	if _, err := c.tx.Delete(policiesOf(c.env), p.ID); err != nil {
		return answer{}, err
	}
	return gone()
}

// sentPolicy is the policy of a request, with what the service says of it itself taken from own.
func (c *pingCall) sentPolicy(own passwordPolicy) (*passwordPolicy, error) {
	body, err := c.plainObject()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"id", "environment", "createdAt", "updatedAt"} {
		delete(body, name)
	}
	p := &passwordPolicy{}
	if err := json.Unmarshal(encode(body), p); err != nil {
		return nil, invalidData(invalidValue(wrongMember(err), "has a value of the wrong type"))
	}
	p.ID, p.Environment, p.CreatedAt, p.UpdatedAt = own.ID, own.Environment, own.CreatedAt, pingTime(c.at)
	p.Default = p.Default || own.Default
	p.Length.complete()
	if details := p.check(); len(details) > 0 {
		return nil, invalidData(details...)
	}
	return p, nil
}

// complete fills in the bounds that a client has left out.
func (l *lengthRule) complete() {
	if l != nil && l.Min == 0 {
		l.Min = 8
	}
	if l != nil && l.Max == 0 {
		l.Max = 255
	}
}

// check says what is wrong with a policy.
func (p *passwordPolicy) check() []pingDetail {
	var details []pingDetail
	if p.Name == "" {
		details = append(details, requiredValue("name"))
	}
	within := func(target string, n, least, most int) {
		if n < least || n > most {
			details = append(details, pingDetail{Code: "OUT_OF_RANGE", Target: target, Message: "is out of range",
				Inner: map[string]any{"rangeMinimumValue": least, "rangeMaximumValue": most}})
		}
	}
	if p.Length != nil {
		within("length.min", p.Length.Min, 8, 32)
		within("length.max", p.Length.Max, p.Length.Min, 255)
	}
	if p.History != nil {
		within("history.count", p.History.Count, 0, math.MaxInt32)
		within("history.retentionDays", p.History.RetentionDays, 0, math.MaxInt32)
	}
	if p.Lockout != nil {
		within("lockout.failureCount", p.Lockout.FailureCount, 0, math.MaxInt32)
		within("lockout.durationSeconds", p.Lockout.DurationSeconds, 0, math.MaxInt32)
	}
	within("maxRepeatedCharacters", p.MaxRepeatedCharacters, 0, math.MaxInt32)
	within("minUniqueCharacters", p.MinUniqueCharacters, 0, math.MaxInt32)
	within("minAgeDays", p.MinAgeDays, 0, math.MaxInt32)
	if p.MaxAgeDays != 0 { // there have to be days between the end of the one and the warnings of the other
		within("maxAgeDays", p.MaxAgeDays, p.MinAgeDays+int(expiryWarning/day)+1, math.MaxInt32)
	}
	return details
}

// storePolicy stores a policy. Where it is the default, no other is any more.
func (c *pingCall) storePolicy(p *passwordPolicy, put putObject) error {
	if p.Default {
		old, err := c.defaultPolicy()
		if err != nil {
			return err
		}
		if old.ID != p.ID {
			old.Default = false
			if _, err := c.tx.Update(policiesOf(c.env), old.ID, encode(old), policyKeys(old)); err != nil {
				return err
			}
		}
	}
	_, err := put(policiesOf(c.env), p.ID, encode(p), policyKeys(p))
	return err
}

func policyKeys(p *passwordPolicy) store.Keys {
	return store.Keys{Unique: map[string]string{"name": filter.Fold(p.Name)}}
}

// usesPolicy says whether a population has a policy.
func (c *pingCall) usesPolicy(id string) (bool, error) {
	for o, err := range c.tx.Scan(populationsOf(c.env), "", nil, 0, 0) {
		if err != nil {
			return false, err
		}
		doc, err := readPublic(o)
		if err != nil || doc.textAt("passwordPolicy.id") == id {
			return err == nil, err
		}
	}
	return false, nil
}
