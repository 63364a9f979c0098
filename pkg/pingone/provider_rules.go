package pingone

import (
	"encoding/json"
	"slices"
	"unicode/utf8"

	"github.com/realmctl/realmctl/pkg/identity"
)

// The rules of this file are the platform's documented ones for identity providers.
// A type that is not known here is left to the service, but for what every type
// needs.

// newProvider tells what is wrong with the document of a new provider.
func newProvider(o object) []identity.Violation {
	b := checkProvider(o)
	if name := secretOf(o.text("type")); isMasked(o.text(name)) {
		b.add(name, "INVALID_VALUE", "is masked: this is no secret, but what is shown in the place of one")
	}
	return b
}

// checkProvider is what is wrong with the document of a provider of any age.
func checkProvider(o object) broken {
	var b broken
	kind := o.text("type")
	b.need(o, "", needed(text("name")))
	b.need(o, "", needed(identity.Attribute{Name: "type", Type: identity.String}))
	b.need(o, "", needed(flag("enabled", "true")))
	for _, a := range slices.Concat(providerMembers(kind), sharedMembers()) {
		b.need(o, "", a)
	}
	if kind == typeSAML {
		b.checkSigning(o)
	}
	return b
}

// need holds one member of an object, and its parts, against what is known of it.
func (b *broken) need(o object, before string, a identity.Attribute) {
	path, value := before+a.Name, o.get(a.Name)
	missing := isNull(value) || a.Required && (textOf(value) == "" && a.Type == identity.String && value[0] == '"' || isEmptyList(value))
	switch {
	case missing && a.Required:
		b.add(path, "REQUIRED_VALUE", "is required")
		return
	case missing:
		return
	}
	if err := a.Check(value); err != nil {
		b.add(path, "INVALID_VALUE", wordsOf(err))
		return
	}
	if words := brokenProviderRule(a, textOf(value)); words != "" {
		b.add(path, "INVALID_VALUE", words)
	}
	parts, err := parseObject(value)
	if err != nil {
		return
	}
	for _, child := range a.Children {
		if child.Type == identity.Object && isNull(parts.get(child.Name)) && len(child.Children) > 0 && child.Children[0].Required {
			parts.set(child.Name, json.RawMessage("{}"))
		}
		b.need(parts, path+".", child)
	}
}

func isEmptyList(value json.RawMessage) bool {
	elements, ok := list(value)
	return ok && len(elements) == 0
}

// wordsOf are those of a violation, without the secret that a value may be.
func wordsOf(err error) string {
	if e, ok := translate(err); ok && len(e.Violations) > 0 {
		return e.Violations[0].Words
	}
	return "is not valid"
}

func brokenProviderRule(a identity.Attribute, text string) string {
	switch {
	case text == "":
	case slices.Contains(a.Rules, httpsAddress) && !identity.IsSecureAddress(text):
		return "has to be an address that begins with https://"
	case slices.Contains(a.Rules, tenCharacters) && utf8.RuneCountInString(text) != 10:
		return "has to have " + tenCharacters
	}
	return ""
}

// checkSigning holds the certificates and the key of a SAML provider against each
// other.
func (b *broken) checkSigning(o object) {
	certificates, _ := list(lookUp(o.get("idpVerification"), []string{"certificates"}))
	for _, c := range certificates {
		if textOf(lookUp(c, []string{"id"})) == "" {
			b.add("idpVerification.certificates.id", "REQUIRED_VALUE", "is required of each certificate")
			break
		}
	}
	if string(o.get("authnRequestSigned")) == "true" && isNull(o.get("spSigning")) {
		b.add("spSigning.key.id", "REQUIRED_VALUE", "is required: the provider wants requests to be signed")
	}
}

// changedProvider tells why a provider cannot become another one.
func changedProvider(now, after object) error {
	kind := now.text("type")
	if to := after.text("type"); to != kind {
		return &identity.Error{Kind: identity.Invalid, Violations: []identity.Violation{{
			Attribute: "type", Rule: "READ_ONLY", Words: "cannot be changed from " + kindWords(kind) + " to " + kindWords(to) + ": make another provider",
		}}}
	}
	for _, name := range secretsIn(kind, after) {
		if !isSecret(after.get(name)) {
			return identity.Errorf(identity.Usage, "a change sends the whole provider, and there is no %s to send: the platform shows none that can be used, so give it with the change", name)
		}
	}
	if vs := checkProvider(after); len(vs) > 0 {
		return &identity.Error{Kind: identity.Invalid, Violations: vs}
	}
	return nil
}

// keepType puts in the type of the present provider, which no change can give another,
// where a document has none.
func (o *object) keepType(now object) {
	if kind := now.get("type"); o.index("type") < 0 && !isNull(kind) {
		o.set("type", kind)
	}
}
