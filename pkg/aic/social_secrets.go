package aic

import (
	"encoding/json"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

const (
	clientSecret = "clientSecret"
	// mask stands where a secret is not shown.
	mask = "********"
)

// isSecretName reports whether a member is named like a secret; configuration that was
// exported has an encrypted one beside it.
func isSecretName(name string) bool {
	lower := strings.TrimSuffix(strings.ToLower(name), "-encrypted")
	return strings.HasSuffix(lower, "secret") || strings.HasSuffix(lower, "password")
}

// isMasked reports whether a text is what is shown in the place of a secret: stars or
// dots, or a word in brackets.
func isMasked(text string) bool {
	if strings.Contains(text, "***") || strings.Contains(text, "•••") {
		return true
	}
	inner := strings.Trim(text, "<>[]")
	if inner == text {
		return false
	}
	switch strings.ToLower(inner) {
	case "redacted", "hidden", "masked", "secret":
		return true
	}
	return false
}

// SecretPatch gives a provider another secret; all types keep it in the same place.
func (p *Providers) SecretPatch(_, secret string) identity.Patch {
	return identity.Patch{{Op: identity.Set, Path: "/" + clientSecret, Value: quote(secret)}}
}

// HideSecrets puts a mask in the place of each secret of a provider's document.
func (p *Providers) HideSecrets(document json.RawMessage) json.RawMessage {
	o, err := parseObject(document)
	if err != nil {
		return document
	}
	for i, m := range o.members {
		if isSecretName(m.name) && !isNull(m.value) && string(m.value) != `""` {
			o.members[i].value = quote(mask)
		}
	}
	return o.bytes()
}
