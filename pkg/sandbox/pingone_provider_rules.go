package sandbox

import (
	"errors"
	"fmt"
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// fillProvider checks the members that a client may set and puts them in.
func (c *pingCall) fillProvider(doc, body document) error {
	kind := body.text("type")
	details := commonOfProvider(body)
	known, there := providerKinds()[kind]
	if body["type"] != nil && !there {
		details = append(details, allowedValues("type", providerTypeNames()))
	}
	for name, usual := range providerDefaults(kind) {
		if body[name] == nil {
			body[name] = usual
		}
	}
	for _, name := range known.required {
		if body[name] == nil || body[name] == "" {
			details = append(details, requiredValue(name))
			delete(body, name)
		}
	}
	for _, name := range slices.Concat([]string{"name", "type", "enabled", "description", "icon", "loginButtonIcon", "registration"},
		known.required, known.optional) {
		if body[name] != nil {
			doc[name] = body[name]
		}
	}
	for _, name := range slices.Concat(known.required, known.optional) {
		if d := checkProviderMember(kind, name, doc[name]); doc[name] != nil && d != nil {
			details = append(details, *d)
		}
	}
	pointed, err := c.checkPointers(doc)
	if err != nil {
		return err
	}
	if details = append(details, pointed...); len(details) > 0 {
		return invalidData(details...)
	}
	return nil
}

// commonOfProvider says what is wrong with the members that every provider has.
func commonOfProvider(body document) []pingDetail {
	var details []pingDetail
	for _, name := range []string{"name", "type"} {
		text, isText := body[name].(string)
		switch {
		case body[name] == nil || isText && text == "":
			details = append(details, requiredValue(name))
		case !isText:
			details = append(details, invalidValue(name, "must be a string"))
		}
	}
	_, isBool := body["enabled"].(bool)
	switch {
	case body["enabled"] == nil:
		details = append(details, requiredValue("enabled"))
	case !isBool:
		details = append(details, invalidValue("enabled", "must be true or false"))
	}
	if description := body["description"]; description != nil && body.text("description") == "" && description != "" {
		details = append(details, invalidValue("description", "must be a string"))
	}
	return details
}

// checkPointers looks whether what a provider points at is there.
func (c *pingCall) checkPointers(doc document) ([]pingDetail, error) {
	var details []pingDetail
	look := func(kind, target, id string) error {
		_, err := c.tx.Get(c.env.collection(kind), id)
		if errors.Is(err, store.ErrNotFound) {
			details = append(details, invalidValue(target, "does not exist"))
			return nil
		}
		return err
	}
	var problems []error
	if doc["registration"] != nil {
		problems = append(problems, look("populations", "registration.population.id", doc.textAt("registration.population.id")))
	}
	if doc["spSigning"] != nil {
		problems = append(problems, look("keys", "spSigning.key.id", doc.textAt("spSigning.key.id")))
	} else if doc["authnRequestSigned"] == true {
		details = append(details, requiredValue("spSigning.key.id"))
	}
	if doc["idpVerification"] != nil {
		certificates := certificatesOf(doc)
		if len(certificates) == 0 {
			details = append(details, requiredValue("idpVerification.certificates"))
		}
		for i, id := range certificates {
			problems = append(problems, look("certificates", fmt.Sprintf("idpVerification.certificates[%d].id", i), id))
		}
	}
	return details, firstError(problems...)
}

// certificatesOf are the ids of the certificates by which a provider signs.
func certificatesOf(doc document) []string {
	list, _ := doc.path("idpVerification.certificates").([]any)
	ids := make([]string, len(list))
	for i, one := range list {
		certificate, _ := one.(map[string]any)
		ids[i] = document(certificate).text("id")
	}
	return ids
}
