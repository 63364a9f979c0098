package cli

import (
	"context"
	"encoding/json"
	"maps"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// draftFlags say what a new object is like.
type draftFlags struct {
	writeFlags
	set  []string
	file string
}

// create is the verb that makes an object from its properties.
func create[T object, C identity.Creator[T]](s *session, n noun, open func(identity.Directory) (C, error)) *cobra.Command {
	var o draftFlags
	cmd := &cobra.Command{
		Use:   "create [--set name=value...]",
		Short: "Create " + n.a(),
		Long: "Create " + n.a() + ` from properties, a file, or both.

A value takes the type of its property; name:=JSON is explicit, name=@file reads a
file. What is missing or not allowed is named before anything is sent.`,
		Args: noArgs,
		RunE: s.run(func(ctx context.Context, _ []string) error { return runDraft(ctx, s, n, open, o) }),
	}
	f := cmd.Flags()
	f.StringArrayVar(&o.set, "set", nil, "`name=value` of a property; may be given several times")
	f.StringVarP(&o.file, "file", "f", "", "`file` with the "+n.one+" as JSON or YAML; - reads standard input")
	o.writeFlags.bind(s, cmd)
	return writes(cmd)
}

func runDraft[T object, C identity.Creator[T]](ctx context.Context, s *session, n noun, open func(identity.Directory) (C, error), o draftFlags) error {
	assignments, err := parseAssignments(o.set)
	if err != nil {
		return err
	}
	if len(assignments) == 0 && o.file == "" {
		return usagef("%s create wants --set name=value or -f FILE", n.path())
	}
	r, store, err := openStore(ctx, s, open)
	if err != nil {
		return err
	}
	schema, err := s.schemaOf(ctx, store, r.Address())
	if err != nil {
		return err
	}
	draft, err := s.newDraft(ctx, n, store, schema, o, assignments, r.Address())
	if err != nil {
		return err
	}
	w, err := s.writer(n, o.writeFlags, true)
	if err != nil {
		return err
	}
	err = w.do(ctx, change{
		op: "create", noun: n, realm: r, store: store, key: n.keyOf(store, draft), after: draft.Document,
		secret: secrets(schema), hidden: documentSecrets(draft.Document, schema),
		send: func(ctx context.Context) (object, error) { return store.Create(ctx, draft) },
	})
	if err != nil {
		return err
	}
	return w.close()
}

// openStore opens what a command works on, in the one realm that it is about.
func openStore[S any](ctx context.Context, s *session, open func(identity.Directory) (S, error)) (r realm.Realm, store S, err error) {
	if r, err = s.target(); err != nil {
		return r, store, err
	}
	d, err := s.open(ctx, r)
	if err != nil {
		return r, store, err
	}
	store, err = open(d)
	return r, store, err
}

// newDraft joins the file and the assignments, and holds both against what is known
// of such objects.
func (s *session) newDraft(ctx context.Context, n noun, store any, schema *identity.Schema, o draftFlags, assignments []identity.Assignment, realm string) (identity.Draft, error) {
	var draft identity.Draft
	object := map[string]json.RawMessage{}
	if o.file != "" {
		read, err := s.readDocument(o.file)
		if err != nil {
			return draft, err
		}
		object = read
	}
	_ = json.Unmarshal(object["_id"], &draft.ID) // no text, no id
	maps.DeleteFunc(object, func(name string, value json.RawMessage) bool {
		return name == "_id" || name == "_rev" || string(value) == "null"
	})
	wrong, err := s.assign(store, schema, object, assignments)
	if err != nil {
		return draft, err
	}
	if draft.Document, err = encode(object); err != nil {
		return draft, err
	}
	wrong = append(wrong, checkDocument(schema, object)...)
	wrong = append(wrong, emptyRequired(schema, object)...)
	if wrong, err = wrong.andThose(ctx, store, draft.Document); err != nil {
		return draft, err
	}
	return draft, wrong.err("create "+n.one, realm)
}

// assign puts the values of assignments into a document, and returns what is wrong
// with them.
func (s *session) assign(store any, schema *identity.Schema, object map[string]json.RawMessage, assignments []identity.Assignment) (violations, error) {
	var wrong violations
	for _, a := range assignments {
		a = native(store, a)
		value, err := s.value(schema, a)
		if err == nil {
			err = put(object, a.Path, value)
		}
		if err := wrong.add(err); err != nil {
			return nil, err
		}
	}
	return wrong, nil
}

// andThose adds what the store itself knows to be wrong with a new object.
func (v violations) andThose(ctx context.Context, store any, document json.RawMessage) (violations, error) {
	checker, ok := store.(identity.Checker)
	if !ok {
		return v, nil
	}
	more, err := checker.Check(ctx, document)
	return distinct(append(v, more...)), err
}

// keyOf is how an object that does not exist yet is called.
func (n noun) keyOf(store any, d identity.Draft) identity.Key {
	key := identity.Key{ID: d.ID}
	document, err := members(d.Document)
	if err == nil {
		_ = json.Unmarshal(document[identity.NativeName(store, n.name)], &key.Name) // no text, no name
	}
	return key
}
