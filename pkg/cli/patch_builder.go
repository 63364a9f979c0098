package cli

import (
	"context"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// patch makes the list of changes from the flags, typed by the schema.
func (s *session) patch(ctx context.Context, store any, f patchFlags, n noun, realm string) (identity.Patch, *identity.Schema, error) {
	schema, err := s.schemaOf(ctx, store, realm)
	if err != nil {
		return nil, nil, err
	}
	patch, err := s.patchBy(store, schema, f, n, realm)
	return patch, schema, err
}

// patchBy is [session.patch] by a schema that is known.
func (s *session) patchBy(store any, schema *identity.Schema, f patchFlags, n noun, realm string) (patch identity.Patch, err error) {
	if f.file != "" {
		if patch, err = s.nativePatch(store, f.file, realm); err != nil {
			return nil, err
		}
	}
	b := patchBuilder{s: s, store: store, schema: schema, patch: patch}
	b.assign(identity.Set, f.set)
	b.assign(identity.Add, f.add)
	b.assign(identity.Remove, f.remove)
	b.assign(identity.Increment, f.increment)
	b.unset(f.unset)
	if b.err != nil {
		return nil, b.err
	}
	return b.patch, b.wrong.err("patch "+n.one, realm)
}

// nativePatch reads a patch in the platform's own language.
func (s *session) nativePatch(store any, name, realm string) (identity.Patch, error) {
	reader, ok := store.(identity.PatchReader)
	if !ok {
		return nil, identity.Errorf(identity.Unsupported, "%s takes no patch from a file", realm)
	}
	data, err := s.readInput(name)
	if err != nil {
		return nil, err
	}
	if doc, err := render.ReadDocument(data); err == nil && !json.Valid(data) {
		data = doc // YAML
	}
	return reader.ReadPatch(data)
}

// A patchBuilder gathers operations, and everything that is wrong with them.
type patchBuilder struct {
	s      *session
	store  any
	schema *identity.Schema
	patch  identity.Patch
	wrong  violations
	err    error
}

func (b *patchBuilder) assign(op identity.Change, args []string) {
	assignments, err := parseAssignments(args)
	if err != nil {
		b.err = err
		return
	}
	for _, a := range assignments {
		o, err := b.operation(op, native(b.store, a))
		if err := b.wrong.add(err); err != nil {
			b.err = err
			return
		}
		b.patch = append(b.patch, o)
	}
}

// operation makes one change; adding to and removing from a list takes one element.
func (b *patchBuilder) operation(op identity.Change, a identity.Assignment) (identity.Operation, error) {
	o := identity.Operation{Op: op, Path: a.Path}
	attr, err := attribute(b.schema, a.Path)
	if err != nil {
		return o, err
	}
	element := attr.Type == identity.List && (op == identity.Add || op == identity.Remove)
	if element && !a.JSON && !a.File {
		if op == identity.Add {
			o.Path += "/-"
		}
		o.Value, err = attr.Element(a.Text)
		return o, err
	}
	if op == identity.Increment && attr.Type == "" {
		attr.Type = identity.Float
		o.Value, err = attr.Value(a.Text)
		return o, err
	}
	o.Value, err = b.s.value(b.schema, a)
	return o, err
}

func (b *patchBuilder) unset(names []string) {
	for _, name := range names {
		name = identity.NativeName(b.store, name)
		a, err := attribute(b.schema, name)
		if err == nil && a.Required {
			err = violation(a.Name, "is required, so it cannot be taken away")
		}
		if err := b.wrong.add(err); err != nil {
			b.err = err
		}
		b.patch = append(b.patch, identity.Operation{Op: identity.Unset, Path: name})
	}
}
