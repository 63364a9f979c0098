package pingone

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A wirePasswordState is what the service tells of a password.
type wirePasswordState struct {
	Status             lenient[string]      `json:"status"`
	LastChangedAt      lenient[string]      `json:"lastChangedAt"`
	SecondsUntilUnlock lenient[json.Number] `json:"secondsUntilUnlock"`
	AttemptsRemaining  lenient[json.Number] `json:"attemptsRemaining"`
	Warnings           json.RawMessage      `json:"warnings"`
	PasswordPolicy     lenient[struct {
		ID string `json:"id"`
	}] `json:"passwordPolicy"`
}

func readPasswordState(document json.RawMessage) identity.PasswordState {
	var w wirePasswordState
	if len(document) > 0 {
		_ = json.Unmarshal(document, &w) // it is an object, and every member is lenient
	}
	s := identity.PasswordState{
		Native: document, Status: rest.Clean(w.Status.value), Changed: readTime(w.LastChangedAt.value), Attempts: -1,
		PolicyID: rest.Clean(w.PasswordPolicy.value.ID), Warnings: warnings(w.Warnings),
	}
	if seconds, err := w.SecondsUntilUnlock.value.Float64(); err == nil && seconds > 0 {
		s.Opens = time.Duration(seconds * float64(time.Second))
	}
	if n, err := strconv.Atoi(w.AttemptsRemaining.value.String()); err == nil {
		s.Attempts = n
	}
	s.None, s.Locked, s.MustChange = s.Status == "NO_PASSWORD", s.Status == "PASSWORD_LOCKED_OUT", s.Status == "MUST_CHANGE_PASSWORD"
	s.Usable = s.Status == "OK" || s.MustChange
	s.Words = stateWords(s)
	return s
}

func readTime(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

func stateWords(s identity.PasswordState) string {
	switch s.Status {
	case "":
		return ""
	case "OK":
		return "ok"
	case "NO_PASSWORD":
		return "there is none"
	case "MUST_CHANGE_PASSWORD":
		return "has to be changed at the next sign-in"
	case "PASSWORD_EXPIRED":
		return "expired"
	case "EXTERNAL":
		return "kept by another directory"
	case "PASSWORD_LOCKED_OUT":
		if s.Opens > 0 {
			return "locked, opens in " + durationWords(s.Opens)
		}
		return "locked"
	}
	return strings.ToLower(strings.ReplaceAll(s.Status, "_", " "))
}

// durationWords say a time to a person, rounded up to the unit that matters.
func durationWords(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}} {
		if d >= 2*unit.size || unit.size == time.Minute && d >= time.Minute {
			return strconv.FormatInt(int64((d+unit.size-1)/unit.size), 10) + " " + unit.name
		}
	}
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10) + " s"
}

// warnings say what the service warns of. Their form is not documented: a text is
// taken as it is, of an object its words, else its name and what it holds.
func warnings(raw json.RawMessage) []string {
	if isNull(raw) {
		return nil
	}
	if elements, ok := list(raw); ok {
		var all []string
		for _, e := range elements {
			all = append(all, cmp.Or(rest.Clean(textOf(e)), rest.Clean(textOf(lookUp(e, []string{"message"}))), rest.Clean(string(e))))
		}
		return all
	}
	o, err := parseObject(raw)
	if err != nil {
		return []string{rest.Clean(string(raw))}
	}
	var all []string
	for _, m := range o {
		said := cmp.Or(textOf(lookUp(m.value, []string{"message"})), textOf(m.value), factWords(m.value))
		all = append(all, rest.Clean(m.name+": "+said))
	}
	slices.Sort(all)
	return all
}

// factWords say what an object holds: "attempts remaining 2".
func factWords(raw json.RawMessage) string {
	o, err := parseObject(raw)
	if err != nil {
		return string(compact(raw))
	}
	facts := make([]string, len(o))
	for i, m := range o {
		facts[i] = apart(m.name) + " " + cmp.Or(textOf(m.value), string(compact(m.value)))
	}
	return strings.Join(facts, ", ")
}

// apart writes a name like attemptsRemaining in words.
func apart(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// expire works out when a password expires from the policy that it obeys.
func (c *Client) expire(ctx context.Context, s *identity.PasswordState) {
	if s.Changed.IsZero() || s.PolicyID == "" {
		return
	}
	policies, err := c.policies(ctx)
	if err != nil {
		return // the state itself is known; not everybody may read policies
	}
	for _, p := range policies {
		if p.ID == s.PolicyID && p.MaxAgeDays > 0 {
			s.Expires = s.Changed.AddDate(0, 0, p.MaxAgeDays)
		}
	}
	if s.Status == "PASSWORD_EXPIRED" && !s.Expires.IsZero() {
		s.Words = "expired on " + s.Expires.Format(time.DateOnly)
	}
}
