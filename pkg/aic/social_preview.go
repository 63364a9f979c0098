package aic

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
)

// NativeName is the platform's own name of what other platforms call the name and the
// type of a provider.
func (p *Providers) NativeName(path string) string {
	switch path {
	case "name", "id":
		return "_id"
	case "type":
		return "_type._id"
	case "description":
		return "uiConfig.buttonDisplayName"
	}
	return path
}

func (p *Providers) words() words { return words{p.client.Platform(), manyProviders} }

// Preview applies a patch to a document of a provider, here. A list is what is one in
// the document.
func (p *Providers) Preview(document json.RawMessage, patch identity.Patch) (json.RawMessage, error) {
	const op = "preview patch"
	isList := func(path string) bool {
		value, _, err := lookUp(document, steps(path), "")
		return err == nil && len(value) > 0 && value[0] == '['
	}
	operations, err := translatePatch(patch, isList, p.words())
	if err != nil {
		return nil, p.fail(op, "", err)
	}
	after, err := apply(document, operations)
	if err != nil {
		return nil, p.fail(op, "", err)
	}
	return after, nil
}

// PreviewReplace shows a replacement with what stays of the present provider: its name,
// type and revision.
func (p *Providers) PreviewReplace(_ context.Context, now, document json.RawMessage) (json.RawMessage, error) {
	const op = "preview replacement"
	after, err := p.kept(now, document)
	if err != nil {
		return nil, p.fail(op, "", err)
	}
	before, err := parseObject(now)
	if err != nil {
		return nil, p.fail(op, "", errUnreadable)
	}
	if rev := before.get("_rev"); rev != nil {
		after.members = slices.Insert(after.members, 0, member{"_rev", rev})
	}
	return after.bytes(), nil
}

// ReadPatch reads the list of operations that other objects of the platform are changed
// by; providers are changed by it here.
func (p *Providers) ReadPatch(document []byte) (identity.Patch, error) {
	patch, err := readPatch(document, p.words())
	if err != nil {
		return nil, p.fail("read patch", "", err)
	}
	return patch, nil
}

// Check holds a document of a new provider against what every type needs. Nothing is
// sent.
func (p *Providers) Check(_ context.Context, document json.RawMessage) ([]identity.Violation, error) {
	o, err := p.parse(document)
	if err != nil {
		return nil, p.fail("check "+oneProvider, "", err)
	}
	return newProvider(o), nil
}
