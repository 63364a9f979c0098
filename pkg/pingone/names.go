package pingone

import (
	"encoding/json"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// native is the mapping table: what the attributes that people know from other
// platforms are called here. A path that is not in it is its own name, and so is one
// that begins with a slash.
func native(path string) string {
	if own, pointed := strings.CutPrefix(path, "/"); pointed {
		return strings.ReplaceAll(own, "/", ".")
	}
	dotted := strings.ReplaceAll(path, "/", ".")
	switch dotted {
	case "_id":
		return "id"
	case "userName":
		return "username"
	case "mail":
		return "email"
	case "givenName":
		return "name.given"
	case "sn", "familyName":
		return "name.family"
	case "cn", "displayName":
		return "name.formatted"
	case "telephoneNumber", "phone":
		return "primaryPhone"
	case "accountStatus", "active":
		return "enabled"
	case "postalAddress":
		return "address.streetAddress"
	case "city":
		return "address.locality"
	case "stateProvince":
		return "address.region"
	case "postalCode":
		return "address.postalCode"
	case "country":
		return "address.countryCode"
	case "groupNames":
		return "memberOfGroupNames"
	}
	return dotted
}

// NativeName is the platform's own name of an attribute. One that the schema of
// the environment has under the other name, a custom attribute "mail" for
// instance, is meant as it is; the schema is looked at only if it was read before.
func (u *Users) NativeName(path string) string {
	if s, known := u.client.schema.peek(); known {
		if _, own := s.Attribute(path); own {
			return path
		}
	}
	return native(path)
}

// NativeValue turns the values of an attribute that is something else elsewhere: an
// account status is a yes or a no here.
func (u *Users) NativeValue(path, text string) string {
	if u.NativeName(path) != path {
		return nativeText(path, text)
	}
	return text
}

// CommonValue is what the other platforms have for a value.
func (u *Users) CommonValue(path string, value json.RawMessage) json.RawMessage {
	if path != "accountStatus" {
		return value
	}
	switch string(value) {
	case "true":
		return json.RawMessage(`"active"`)
	case "false":
		return json.RawMessage(`"inactive"`)
	}
	return value
}

func nativeText(path, text string) string {
	if path != "accountStatus" {
		return text
	}
	switch strings.ToLower(text) {
	case "active":
		return "true"
	case "inactive":
		return "false"
	}
	return text
}

// nativeValue is nativeText for a literal of a filter.
func nativeValue(path string, v identity.Value) identity.Value {
	if text := nativeText(path, v.Text); v.Kind == identity.Text && text != v.Text {
		return identity.Value{Kind: identity.Bool, Text: text}
	}
	return v
}

// isOwn reports an attribute that the platform sets itself: it comes with every
// user and is not sent back.
func isOwn(name string) bool {
	switch name {
	case "id", "_links", "_embedded", "environment", "account", "createdAt", "updatedAt", "emailVerified",
		"lastSignOn", "lifecycle", "memberOfGroupIDs", "memberOfGroupNames":
		return true
	}
	return false
}

// isComplex reports an attribute that is made of parts with names of their own,
// which the platform merges one by one. Custom attributes are whole values.
func isComplex(name string) bool { return name == "name" || name == "address" || name == "photo" }
