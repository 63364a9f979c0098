package aic

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Create makes a provider. Its name is the draft's id, or the _id of the document; its
// type is the document's.
func (p *Providers) Create(ctx context.Context, d identity.Draft) (identity.IdentityProvider, error) {
	const op = "create " + oneProvider
	o, err := p.parse(d.Document)
	if err == nil && d.ID != "" {
		o.set("_id", quote(d.ID))
	}
	if err != nil {
		return identity.IdentityProvider{}, p.fail(op, d.ID, err)
	}
	name := o.text("_id")
	if vs := newProvider(o); len(vs) > 0 {
		return identity.IdentityProvider{}, p.fail(op, clean(name), &identity.Error{Kind: identity.Invalid, Violations: vs})
	}
	return p.put(ctx, op, o, rest.ReplayCreate)
}

// parse reads a document of a provider and leaves out what the service says of one.
func (p *Providers) parse(document json.RawMessage) (*object, error) {
	o, err := parseObject(document)
	if err != nil {
		return nil, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err)
	}
	if kind := o.text("_type"); kind != "" { // the name alone will do
		o.set("_type", typeDocument(kind))
	}
	o.delete("_rev")
	o.deleteNulls()
	return o, nil
}

func typeDocument(kind string) json.RawMessage {
	t := object{}
	t.set("_id", quote(kind))
	t.set("collection", json.RawMessage("true"))
	return t.bytes()
}

// typeOf is the type of a provider's document.
func typeOf(o *object) string {
	p, err := readProvider(o.bytes())
	if err != nil {
		return ""
	}
	return p.Type
}

// newProvider tells what is missing in the document of a new provider.
func newProvider(o *object) []identity.Violation {
	var vs []identity.Violation
	required := func(attribute string, missing bool) {
		if missing {
			vs = append(vs, identity.Violation{Attribute: attribute, Rule: "REQUIRED", Words: "is required"})
		}
	}
	required("_id", o.text("_id") == "")
	required("_type", typeOf(o) == "")
	required("clientId", o.text("clientId") == "")
	for _, m := range o.members {
		if isSecretName(m.name) && isMasked(textOf(m.value)) {
			vs = append(vs, identity.Violation{Attribute: m.name, Rule: "MASKED", Words: "is masked: this is no secret, but what is shown in the place of one"})
		}
	}
	return vs
}

// Patch changes a provider. The service has no PATCH for it: the provider is read,
// changed here and put back, but for its secret, which the service keeps unless the
// patch brings another one. What changed between the reading and the writing is lost:
// the service takes no condition.
func (p *Providers) Patch(ctx context.Context, id, revision string, patch identity.Patch) (identity.IdentityProvider, error) {
	const op = "patch " + oneProvider
	present, err := p.present(ctx, op, id, revision)
	if err != nil {
		return identity.IdentityProvider{}, err
	}
	after, err := p.Preview(present, patch)
	if err != nil {
		return identity.IdentityProvider{}, err
	}
	return p.putBack(ctx, op, id, present, after)
}

// Replace puts a whole document in the place of a provider's; see [Providers.Patch].
func (p *Providers) Replace(ctx context.Context, id, revision string, document json.RawMessage) (identity.IdentityProvider, error) {
	const op = "replace " + oneProvider
	present, err := p.present(ctx, op, id, revision)
	if err != nil {
		return identity.IdentityProvider{}, err
	}
	return p.putBack(ctx, op, id, present, document)
}

// Delete removes a provider and returns it as it last was.
func (p *Providers) Delete(ctx context.Context, id, revision string) (identity.IdentityProvider, error) {
	const op = "delete " + oneProvider
	present, err := p.present(ctx, op, id, revision)
	if err != nil {
		return identity.IdentityProvider{}, err
	}
	w, err := readProvider(present)
	if err != nil {
		return identity.IdentityProvider{}, p.fail(op, id, err)
	}
	deleted, err := p.client.object(ctx, rest.Request{Method: http.MethodDelete, Path: p.at(w.Type, w.Name), Header: amVersion(), Write: true, Replay: rest.ReplaySafe})
	if answer, ok := statusOf(err); ok && answer.Status == http.StatusNotFound && answer.Repeated {
		return providerOf(present), nil
	}
	if err != nil {
		return identity.IdentityProvider{}, p.uncertain(op, id, err)
	}
	return providerOf(deleted), nil
}

// present reads a provider and compares its revision with the one that a change was
// made against.
func (p *Providers) present(ctx context.Context, op, id, revision string) (json.RawMessage, error) {
	found, err := p.get(ctx, op, id)
	if err != nil {
		return nil, err
	}
	o, err := parseObject(found.Native)
	if err != nil {
		return nil, p.fail(op, id, errUnreadable)
	}
	if now := o.text("_rev"); revision != "" && revision != identity.AnyRevision && now != revision {
		return nil, p.fail(op, id, identity.Errorf(identity.Conflict, "it changed meanwhile: its revision is %s, not %s", clean(now), clean(revision)))
	}
	return found.Native, nil
}

// putBack writes a document in the place of the present one, whose name and type stay.
func (p *Providers) putBack(ctx context.Context, op, id string, present, document json.RawMessage) (identity.IdentityProvider, error) {
	after, err := p.kept(present, document)
	if err != nil {
		return identity.IdentityProvider{}, p.fail(op, id, err)
	}
	return p.put(ctx, op, after, rest.ReplaySafe)
}

// kept is a document with the name and the type of the present provider, and without
// secrets that are none.
func (p *Providers) kept(present, document json.RawMessage) (*object, error) {
	now, err := parseObject(present)
	if err != nil {
		return nil, errUnreadable
	}
	after, err := p.parse(document)
	if err != nil {
		return nil, err
	}
	if own := after.text("_id"); own != "" && own != now.text("_id") {
		return nil, identity.Errorf(identity.Invalid, "a provider keeps its name: it is %s, not %s", clean(now.text("_id")), clean(own))
	}
	if kind := typeOf(after); kind != "" && kind != typeOf(now) {
		return nil, identity.Errorf(identity.Invalid, "a provider keeps its type: it is %s, not %s", clean(typeOf(now)), clean(kind))
	}
	after.set("_id", now.get("_id"))
	after.set("_type", now.get("_type"))
	after.members = slices.DeleteFunc(after.members, func(m member) bool {
		text := textOf(m.value)
		return isSecretName(m.name) && (text == "" || isMasked(text))
	})
	return after, nil
}

// put sends a provider. As long as it is new it must not be there.
func (p *Providers) put(ctx context.Context, op string, o *object, replay rest.Replay) (identity.IdentityProvider, error) {
	name, header := o.text("_id"), amVersion()
	if replay == rest.ReplayCreate {
		header.Set("If-None-Match", "*")
	}
	if !isStep(name) || !isStep(typeOf(o)) {
		return identity.IdentityProvider{}, p.fail(op, name, identity.Errorf(identity.Usage, "%q cannot be the name of a provider", name))
	}
	written, err := p.client.object(ctx, rest.Request{
		Method: http.MethodPut, Path: p.at(typeOf(o), name), Header: header, Body: o.bytes(), Write: true, Replay: replay,
	})
	if err != nil {
		return identity.IdentityProvider{}, p.uncertain(op, name, p.unknownMembers(o, err))
	}
	return providerOf(written), nil
}

// unknownMembers names the members that the service does not take, where it says which
// ones it does.
func (p *Providers) unknownMembers(o *object, err error) error {
	answer, ok := statusOf(err)
	if !ok {
		return err
	}
	var said struct {
		Detail lenient[struct {
			Valid []string `json:"validAttributes"`
		}] `json:"detail"`
	}
	if json.Unmarshal(answer.Body, &said) != nil || len(said.Detail.value.Valid) == 0 {
		return err
	}
	e := fromStatus(answer)
	for _, m := range o.members {
		if !strings.HasPrefix(m.name, "_") && !slices.Contains(said.Detail.value.Valid, m.name) {
			e.Violations = append(e.Violations, identity.Violation{Attribute: m.name, Rule: "UNDECLARED", Words: "is not an attribute of " + clean(typeOf(o))})
		}
	}
	if len(e.Violations) > 0 {
		e.Kind, e.Detail = identity.Invalid, ""
	}
	return e
}

// uncertain is fail for a write, which may have been applied although its answer was
// lost.
func (p *Providers) uncertain(op, name string, err error) error {
	failed := p.fail(op, name, err)
	e, ok := errors.AsType[*identity.Error](failed)
	if !ok || !mayBeApplied(err) {
		return failed
	}
	e.Unknown = true
	e.Detail += appliedAllTheSame
	e.Hint = "realmctl idp get " + rest.ShellWord(name) + " -R " + p.client.options.Realm
	return e
}

// StatusPatch switches a provider on or off.
func (p *Providers) StatusPatch(enabled bool) identity.Patch {
	value := json.RawMessage("false")
	if enabled {
		value = json.RawMessage("true")
	}
	return identity.Patch{{Op: identity.Set, Path: "/enabled", Value: value}}
}
