package pingone

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// secretsIn are the members that hold secrets: that of a known type, whether it is
// there or not, and whatever is named like one.
func secretsIn(kind string, o object) []string {
	var names []string
	if name := secretOf(kind); name != "" {
		names = append(names, name)
	}
	for _, m := range o {
		lower := strings.ToLower(m.name)
		if (strings.HasSuffix(lower, "secret") || strings.HasSuffix(lower, "signingkey")) && !slices.Contains(names, m.name) {
			names = append(names, m.name)
		}
	}
	return names
}

// isSecret reports whether a member has a value that is not empty and no mask.
func isSecret(value json.RawMessage) bool {
	return !isNull(value) && string(value) != `""` && !isMasked(textOf(value))
}

// isMasked reports whether a text is what is shown in the place of a secret: stars or
// dots, perhaps beside the secret's last characters, or a word in brackets.
func isMasked(text string) bool {
	for _, mask := range [...]string{"***", "•••", "●●●", "∗∗∗"} {
		if strings.Contains(text, mask) {
			return true
		}
	}
	inner := strings.Trim(text, "<>[](){}")
	if inner == text {
		return false
	}
	switch strings.ToLower(inner) {
	case "redacted", "hidden", "masked", "secret", "protected":
		return true
	}
	return false
}

// secretOf is the member in which a provider of a type keeps its secret, "" for none.
func secretOf(kind string) string {
	for _, a := range providerMembers(kind) {
		if a.Secret {
			return a.Name
		}
	}
	return ""
}

// SecretPatch gives a provider of a type another secret.
func (p *Providers) SecretPatch(kind, secret string) identity.Patch {
	name := secretOf(strings.ToUpper(kind))
	if name == "" {
		return nil
	}
	return identity.Patch{{Op: identity.Set, Path: "/" + name, Value: quote(secret)}}
}

// MissingSecret names the member that holds no secret to send back.
func (p *Providers) MissingSecret(document json.RawMessage) string {
	o, err := parseObject(document)
	if err != nil {
		return ""
	}
	for _, name := range secretsIn(o.text("type"), o) {
		if !isSecret(o.get(name)) {
			return name
		}
	}
	return ""
}

// mask stands where a secret is not shown.
const mask = "********"

// HideSecrets puts a mask in the place of each secret of a provider's document.
func (p *Providers) HideSecrets(document json.RawMessage) json.RawMessage {
	o, err := parseObject(document)
	if err != nil {
		return document
	}
	for _, name := range secretsIn(o.text("type"), o) {
		if value := o.get(name); !isNull(value) && string(value) != `""` {
			o.set(name, quote(mask))
		}
	}
	return o.bytes()
}

// keepSecrets puts in the secrets of the present provider where a document has none or
// a mask, as far as they are told.
func (o *object) keepSecrets(now object) {
	for _, name := range secretsIn(now.text("type"), *o) {
		if was := now.get(name); !isSecret(o.get(name)) && isSecret(was) {
			o.set(name, was)
		}
	}
}
