package pingone

import (
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// native is the mapping table: what the attributes that people know from other
// platforms are called here. A path that is not in it is its own name.
func native(path string) string {
	dotted := strings.ReplaceAll(strings.TrimPrefix(path, "/"), "/", ".")
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

// nativeValue turns the values of an attribute that is something else elsewhere:
// an account status is a yes or a no here.
func nativeValue(path string, v identity.Value) identity.Value {
	if path != "accountStatus" || v.Kind != identity.Text {
		return v
	}
	switch strings.ToLower(v.Text) {
	case "active":
		return identity.Value{Kind: identity.Bool, Text: "true"}
	case "inactive":
		return identity.Value{Kind: identity.Bool, Text: "false"}
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
