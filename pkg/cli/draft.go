package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// maxInput bounds a document or value that is read from a file or standard input.
const maxInput = 16 << 20

// readInput reads a file, or standard input for -.
func (s *session) readInput(name string) ([]byte, error) {
	in := s.app.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, &usageError{err}
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxInput+1))
	if err == nil && len(data) > maxInput {
		err = usagef("%s holds more than %d MiB", name, maxInput>>20)
	}
	return data, err
}

// readDocument reads one object as JSON or YAML.
func (s *session) readDocument(name string) (map[string]json.RawMessage, error) {
	data, err := s.readInput(name)
	if err != nil {
		return nil, err
	}
	if name == "-" {
		name = "standard input"
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, usagef("%s is empty: wants one object", name)
	}
	doc, err := render.ReadDocument(data)
	if err != nil {
		return nil, usagef("%s: %w", name, err)
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(doc, &object); err != nil || object == nil {
		return nil, usagef("%s: wants one object", name)
	}
	return object, nil
}

// schemaOf asks a store for its schema. A realm that tells none is nil: checks
// are skipped then, and a person is told.
func (s *session) schemaOf(ctx context.Context, store any, realm string) (*identity.Schema, error) {
	d, ok := store.(identity.Describer)
	if !ok {
		return nil, nil
	}
	schema, err := d.Schema(ctx)
	if identity.KindOf(err) == identity.NotFound && err != nil {
		s.say("%s tells no schema: attributes are sent unchecked", realm)
		return nil, nil
	}
	return schema, err
}

// A violations collects what is wrong with attributes, to tell all of it at once.
type violations []identity.Violation

// add keeps the violations of err, or returns err if it is something else.
func (v *violations) add(err error) error {
	e, ok := err.(*identity.Error) //nolint:errorlint // only our own, unwrapped
	if err == nil || !ok || len(e.Violations) == 0 {
		return err
	}
	*v = append(*v, e.Violations...)
	return nil
}

// counted says how much is wrong, before it is listed.
func (v violations) counted() string {
	names := map[string]bool{}
	for _, one := range v {
		names[one.Attribute] = true
	}
	if len(names) == 1 {
		return fmt.Sprintf("%s breaks %d rules", v[0].Attribute, len(v))
	}
	return fmt.Sprintf("%d attributes were refused", len(names))
}

func (v violations) err(op, realm string) error {
	if len(v) == 0 {
		return nil
	}
	return &identity.Error{Kind: identity.Invalid, Op: op, Realm: realm, Violations: v}
}

// attribute finds the attribute that an assignment means. Without a schema, and
// below attributes whose parts the schema does not name, anything goes.
func attribute(schema *identity.Schema, path string) (identity.Attribute, error) {
	name := strings.TrimSuffix(path, "/-")
	top := identity.Operation{Path: name}.Attribute()
	if schema == nil {
		return identity.Attribute{Name: name}, nil
	}
	if a, ok := schema.Attribute(name); ok {
		err := writable(a)
		a.Name = strings.ReplaceAll(strings.Trim(name, "/"), "/", ".")
		return a, err
	}
	parent, ok := schema.Attribute(top)
	if !ok {
		return identity.Attribute{}, unknownAttribute(schema, top)
	}
	return identity.Attribute{Name: name}, writable(parent)
}

func writable(a identity.Attribute) error {
	if a.ReadOnly || a.Virtual || strings.HasPrefix(a.Name, "_") && !a.Required {
		return violation(a.Name, "is the platform's own to set")
	}
	return nil
}

func unknownAttribute(schema *identity.Schema, name string) error {
	words := "no such attribute"
	if near := nearest(name, schema.Names()); near != "" {
		words += fmt.Sprintf("; did you mean %q?", near)
	}
	return &identity.Error{Kind: identity.Invalid, Violations: []identity.Violation{{Attribute: name, Rule: "UNKNOWN", Words: words}}}
}

func violation(attribute, words string) error {
	return &identity.Error{Kind: identity.Invalid, Violations: []identity.Violation{{Attribute: attribute, Words: words}}}
}

// value makes the JSON value that an assignment means.
func (s *session) value(schema *identity.Schema, a identity.Assignment) (json.RawMessage, error) {
	attr, err := attribute(schema, a.Path)
	if err != nil {
		return nil, err
	}
	text := a.Text
	if a.File {
		data, err := s.readInput(a.Text)
		if err != nil {
			return nil, err
		}
		text = strings.TrimSuffix(string(data), "\n")
	}
	if a.JSON {
		return json.RawMessage(text), attr.Check(json.RawMessage(text))
	}
	return attr.Value(text)
}

// refuseSecret keeps passwords out of arguments.
func refuseSecret(assignments []identity.Assignment) error {
	for _, a := range assignments {
		if strings.EqualFold(identity.Operation{Path: a.Path}.Attribute(), "password") {
			return &identity.Error{
				Kind: identity.Usage, Detail: "a password is never an argument: everybody on this machine could read it",
				Hint: "--password-stdin, or --generate-password with users create, or: realmctl users password set",
			}
		}
	}
	return nil
}

// parseAssignments reads the arguments of --set and its siblings.
func parseAssignments(args []string) ([]identity.Assignment, error) {
	assignments := make([]identity.Assignment, len(args))
	for i, arg := range args {
		a, err := identity.ParseAssignment(arg)
		if err != nil {
			return nil, err
		}
		assignments[i] = a
	}
	return assignments, refuseSecret(assignments)
}

// put sets a value in a document at a path such as preferences.updates.
func put(object map[string]json.RawMessage, path string, value json.RawMessage) error {
	steps := strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '/' })
	if len(steps) == 1 {
		object[steps[0]] = value
		return nil
	}
	child := map[string]json.RawMessage{}
	if held := bytes.TrimSpace(object[steps[0]]); len(held) > 0 && !bytes.Equal(held, []byte("null")) {
		if err := json.Unmarshal(held, &child); err != nil {
			return violation(steps[0], "is not an object, so it has no "+strings.Join(steps[1:], "."))
		}
	}
	if err := put(child, strings.Join(steps[1:], "/"), value); err != nil {
		return err
	}
	merged, err := encode(child)
	object[steps[0]] = merged
	return err
}

// encode writes JSON for a platform: unlike [json.Marshal] it leaves <, > and & as
// they are, as a person typed them.
func encode(value any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(value)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// checkDocument holds a whole document against the schema: unknown attributes, types
// and everything required, told all at once.
func checkDocument(schema *identity.Schema, object map[string]json.RawMessage) violations {
	var wrong violations
	if schema == nil {
		return nil
	}
	for _, name := range attributeNames(object) {
		if strings.HasPrefix(name, "_") {
			continue
		}
		a, ok := schema.Attribute(name)
		switch {
		case absent(object[name]): // as platforms print attributes that are not set
		case !ok:
			_ = wrong.add(unknownAttribute(schema, name)) // always a violation
		default:
			_ = wrong.add(a.Check(object[name])) // always a violation
		}
	}
	for _, a := range schema.Required() {
		if absent(object[a.Name]) && a.Default == nil {
			wrong = append(wrong, required(a))
		}
	}
	return wrong
}

func required(a identity.Attribute) identity.Violation {
	return identity.Violation{Attribute: a.Name, Rule: "REQUIRED", Words: "is required"}
}

// emptyRequired names what a template asked for and nobody filled in. Some services
// take an empty text there; nobody means it for somebody new.
func emptyRequired(schema *identity.Schema, object map[string]json.RawMessage) violations {
	var wrong violations
	if schema == nil {
		return nil
	}
	for _, a := range schema.Required() {
		if string(object[a.Name]) == `""` {
			wrong = append(wrong, required(a))
		}
	}
	return wrong
}
