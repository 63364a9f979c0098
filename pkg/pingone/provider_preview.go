package pingone

import (
	"context"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Check holds a document of a new provider against what its type needs. Nothing is
// sent.
func (p *Providers) Check(_ context.Context, document json.RawMessage) ([]identity.Violation, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, p.client.fail("check identity provider", "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	o.deleteNulls()
	o.deleteProvidersOwn()
	return newProvider(o), nil
}

// Preview applies a patch to a document of a provider, here. A mask in the patch leaves
// the secret alone.
func (p *Providers) Preview(document json.RawMessage, patch identity.Patch) (json.RawMessage, error) {
	after, err := changedWhole(document, "", patch)
	if err != nil {
		return nil, p.client.fail("preview patch", "", err)
	}
	if now, err := parseObject(document); err == nil {
		after.keepSecrets(now)
	}
	return after.bytes(), nil
}

// CheckChange holds what a provider shall become against what its type allows and needs.
// A change of nothing is none.
func (p *Providers) CheckChange(now, after json.RawMessage) error {
	before, err := parseObject(now)
	if err != nil {
		return p.client.fail("check identity provider", "", errUnreadable)
	}
	next, err := parseObject(after)
	if err != nil {
		return p.client.fail("check identity provider", "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	name := rest.Clean(before.text("name"))
	before.deleteProvidersOwn()
	next.deleteNulls()
	next.deleteProvidersOwn()
	if equal(before.bytes(), next.bytes()) {
		return nil
	}
	if err := changedProvider(before, next); err != nil {
		return p.client.fail("patch identity provider", name, err)
	}
	return nil
}

// PreviewReplace shows a replacement with what the service says of the provider
// itself.
func (p *Providers) PreviewReplace(_ context.Context, now, document json.RawMessage) (json.RawMessage, error) {
	before, err := parseObject(now)
	if err != nil {
		return nil, p.client.fail("preview replacement", "", errUnreadable)
	}
	after, err := parseObject(document)
	if err != nil {
		return nil, p.client.fail("preview replacement", "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	after.deleteNulls()
	after.deleteProvidersOwn()
	after.keepType(before)
	after.keepSecrets(before)
	var shown object
	for _, m := range before {
		own := object{m}
		own.deleteProvidersOwn()
		if len(own) == 0 {
			shown = append(shown, m)
		}
	}
	return append(shown, after...).bytes(), nil
}

// ReadPatch reads the members of a provider to change; null takes one away.
func (p *Providers) ReadPatch(document []byte) (identity.Patch, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, p.client.fail("read patch", "", identity.Errorf(identity.Invalid, "a patch is a JSON object with the members to change: %w", err))
	}
	o.deleteProvidersOwn()
	var patch identity.Patch
	for _, m := range o {
		patch = append(patch, readMember("/"+m.name, m.value))
	}
	return patch, nil
}
