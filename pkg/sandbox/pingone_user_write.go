package sandbox

import (
	"maps"
	"slices"
	"strings"
)

// writeMode is the kind of request that sets attributes of a user.
type writeMode int

const (
	modeCreate writeMode = iota
	modeImport
	modeReplace
	modePatch
)

// keptMembers are those that a user has but PUT and PATCH do not set: some have an operation of their own, the others
// are the service's. A client that sends back what it has read is not refused.
func keptMembers() []string {
	return []string{"id", "environment", "account", "createdAt", "updatedAt", "lastSignOn", "memberOfGroupIDs",
		"memberOfGroupNames",
		"population", "enabled", "mfaEnabled", "verifyStatus", "identityProvider", "lifecycle", "emailVerified"}
}

// onCreation are the kept members that a new user may come with.
func onCreation(mode writeMode) []string {
	switch mode {
	case modeCreate:
		return []string{"enabled", "mfaEnabled", "verifyStatus", "identityProvider"}
	case modeImport:
		return []string{"enabled", "mfaEnabled", "verifyStatus", "identityProvider", "emailVerified"}
	default:
		return nil
	}
}

// take puts the members of a request into the user and says what is wrong with their names.
func (c *pingCall) take(u *pingUser, s pingSchema, body document, mode writeMode) []pingDetail {
	var details []pingDetail
	for _, name := range slices.Sorted(maps.Keys(body)) {
		value := body[name]
		a, known := s.find(name)
		switch {
		case strings.HasPrefix(name, "_"):
		case slices.Contains(onCreation(mode), name):
			if value != nil {
				u.doc[name] = value
			}
		case slices.Contains(keptMembers(), name):
		case name == "password":
			if mode != modeImport {
				details = append(details, invalidValue(name, "is set by importing a user or by an operation of its own"))
			}
		case !known:
			details = append(details, invalidValue(name, "is not an attribute of the schema"))
		case a.Enabled:
			u.merge(a, value)
		}
	}
	return details
}

// merge sets one attribute. Of a complex one only the parts that are sent are set; null clears.
func (u *pingUser) merge(a pingAttribute, value any) {
	parts, isObject := value.(map[string]any)
	switch {
	case value == nil:
		delete(u.doc, a.Name)
		return
	case a.Type != typeComplex || !isObject:
		u.doc[a.Name] = value
		return
	}
	old, _ := u.doc[a.Name].(map[string]any)
	merged := maps.Clone(old)
	if merged == nil {
		merged = map[string]any{}
	}
	for name, part := range parts {
		if merged[name] = part; part == nil {
			delete(merged, name)
		}
	}
	if u.doc[a.Name] = merged; len(merged) == 0 {
		delete(u.doc, a.Name)
	}
}
