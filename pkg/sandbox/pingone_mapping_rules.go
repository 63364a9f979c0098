package sandbox

import (
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

// fillMapping checks the members that a client may set and puts them in. Others are the attributes beside it.
func (c *pingCall) fillMapping(doc, body document, others []document) error {
	var details []pingDetail
	for _, name := range []string{"name", "value", "update"} {
		text := body.text(name)
		if doc[name] = text; text == "" {
			details = append(details, requiredValue(name))
		}
	}
	s, err := c.schema()
	if err != nil {
		return err
	}
	name := doc.text("name")
	if name != "" && !s.mappable(name) {
		details = append(details, invalidValue("name", "cannot be mapped"))
	}
	if update := doc.text("update"); update != "" && update != updateEmpty && update != updateAlways {
		details = append(details, allowedValues("update", []any{updateEmpty, updateAlways}))
	}
	for _, other := range others {
		if filter.Fold(other.text("name")) == filter.Fold(name) && name != "" {
			details = append(details, notUnique("name"))
		}
	}
	if len(details) > 0 {
		return invalidData(details...)
	}
	return nil
}

// mappable says whether a provider may fill an attribute of users. Of an attribute with parts it may fill a part.
func (s pingSchema) mappable(name string) bool {
	whole, part, isPart := strings.Cut(name, ".")
	switch whole {
	case "account", "id", "created", "updated", "createdAt", "updatedAt", "lifecycle", "mfaEnabled", "enabled", "environment",
		"lastSignOn", "population", "identityProvider", "verifyStatus", "emailVerified":
		return false
	}
	for _, a := range s.attributes {
		if a.Name != whole {
			continue
		}
		if a.Type != typeComplex {
			return !isPart
		}
		return isPart && slices.ContainsFunc(a.SubAttributes, func(sub pingAttribute) bool { return sub.Name == part })
	}
	return false
}
