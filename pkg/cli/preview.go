package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/render"
)

// A difference is one attribute of an object before and after a change; nil is
// an attribute that is not there.
type difference struct {
	Attribute string          `json:"attribute"`
	Before    json.RawMessage `json:"before,omitempty"`
	After     json.RawMessage `json:"after,omitempty"`
}

// A dryRun is what -n prints of one change as data.
type dryRun struct {
	Realm     string       `json:"realm"`
	Operation string       `json:"operation"`
	Type      string       `json:"type"`
	ID        string       `json:"id,omitempty"`
	Name      string       `json:"name,omitempty"`
	Changes   []difference `json:"changes"`
}

func dryRunColumns() []render.Column {
	return []render.Column{
		{Header: "REALM", Path: "realm"}, {Header: "OPERATION", Path: "operation"}, {Header: "TYPE", Path: "type"},
		{Header: "ID", Path: "id"}, {Header: "NAME", Path: "name"}, {Header: "CHANGES", Path: "changes", Right: true},
	}
}

// preview shows a change attribute by attribute and sends nothing.
func (w *writer) preview(ctx context.Context, c change) error {
	differences, err := differ(c)
	if err != nil {
		return err
	}
	w.changed = w.changed || len(differences) > 0
	if w.drawn(c) {
		return w.s.printPreview(w.s.app.Out, c, differences)
	}
	doc, err := encode(dryRun{c.realm.Address(), c.op, c.noun.one, c.key.ID, c.key.Name, differences})
	if err != nil {
		return err
	}
	return w.shown.print(ctx, render.Row{Realm: c.realm.Address(), Doc: doc})
}

// drawn reports whether a change is shown for the eye: in a table, and where an
// id is asked for that the server has yet to make.
func (w *writer) drawn(c change) bool {
	if o := w.shown.options; o.JQ != "" || o.Template != "" {
		return false
	}
	switch w.shown.options.Format {
	case render.Table, render.Wide:
		return true
	case render.ID:
		return c.key.ID == ""
	}
	return false
}

// differ compares the documents of a change; secret values are replaced.
func differ(c change) ([]difference, error) {
	before, err := members(c.before)
	if err != nil {
		return nil, err
	}
	after, err := members(c.after)
	if err != nil {
		return nil, err
	}
	maskedBefore, _ := members(masked(c.store, c.before)) // what was read above can be read
	maskedAfter, _ := members(masked(c.store, c.after))
	differences := []difference{}
	for _, name := range attributeNames(before, after) {
		d := difference{name, before[name], after[name]}
		if name == "_rev" || absent(d.Before) && absent(d.After) || sameJSON(d.Before, d.After) {
			continue
		}
		if slices.Contains(c.secret, name) {
			d.Before, d.After = hide(d.Before), hide(d.After)
		} else {
			d.Before, d.After = withMask(d.Before, maskedBefore[name]), withMask(d.After, maskedAfter[name])
		}
		differences = append(differences, d)
	}
	return differences, nil
}

func members(document json.RawMessage) (map[string]json.RawMessage, error) {
	if document == nil {
		return nil, nil
	}
	var m map[string]json.RawMessage
	if err := json.Unmarshal(document, &m); err != nil {
		return nil, fmt.Errorf("compare the object: %w", err)
	}
	return m, nil
}

func attributeNames(documents ...map[string]json.RawMessage) []string {
	var names []string
	for _, d := range documents {
		for name := range d {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// absent treats an attribute that is not there, null and an empty list alike,
// as platforms do.
func absent(value json.RawMessage) bool {
	return len(value) == 0 || bytes.Equal(value, []byte("null")) || bytes.Equal(value, []byte("[]"))
}

// sameJSON compares values, not the ways to write them: "&" is "\u0026".
func sameJSON(a, b json.RawMessage) bool {
	x, err := decoded(a)
	if err != nil {
		return bytes.Equal(a, b)
	}
	y, err := decoded(b)
	return err == nil && reflect.DeepEqual(x, y)
}

// decoded keeps numbers as they are written.
func decoded(text json.RawMessage) (value any, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	err = d.Decode(&value)
	return value, err
}

// withMask is a value as it is shown, where its store masks some of it.
func withMask(value, shown json.RawMessage) json.RawMessage {
	switch {
	case bytes.Equal(value, shown), sameJSON(value, shown):
		return value
	case bytes.HasPrefix(shown, []byte(`"`)):
		return hide(value)
	}
	return shown
}

func hide(value json.RawMessage) json.RawMessage {
	if len(value) == 0 {
		return nil
	}
	return json.RawMessage(`"(hidden)"`)
}

// printPreview draws the change for a person.
func (s *session) printPreview(out io.Writer, c change, differences []difference) error {
	p := s.palette(out)
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s in %s", p.bold("would "+c.op+" "+c.noun.one), escape(c.key.String()), escape(c.realm.Address()))
	if c.key.ID != "" && c.key.ID != c.key.String() {
		b.WriteString(p.faint(" (" + escape(c.key.ID) + ")"))
	}
	b.WriteString("\n")
	if len(differences) == 0 {
		b.WriteString("  nothing would change\n")
	}
	longest := 0
	for _, d := range differences {
		longest = max(longest, len(d.Attribute))
	}
	for _, d := range differences {
		fmt.Fprintf(&b, "  %s\n", d.line(p, longest))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// line reads `~ mail  "a" → "b"`.
func (d difference) line(p palette, pad int) string {
	name := fmt.Sprintf("%-*s", pad, escape(d.Attribute))
	before, after := escape(string(d.Before)), escape(string(d.After))
	switch {
	case absent(d.Before):
		return p.good("+ "+name) + "  " + p.good(after)
	case absent(d.After):
		return p.bad("- "+name) + "  " + p.faint(before)
	}
	return p.warn("~ "+name) + "  " + p.faint(before) + " → " + after
}
