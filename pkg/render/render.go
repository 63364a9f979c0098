package render

import (
	"slices"
	"strings"
)

// Row is one object of a list.
type Row struct {
	Realm string // address of the realm it came from; used only where rows are tagged
	Doc   []byte // one JSON object as the platform sent it
	// Dialect is how Doc writes what the columns ask for; nil where it is by those names.
	Dialect *Dialect
}

// Options say how rows are shown.
type Options struct {
	Format   Format   // empty is Table
	Columns  []Column // of Table, Wide and CSV
	IDPath   string   // the attribute that ID prints; empty is "_id"
	NamePath string   // the attribute that Name prints; empty is "userName"

	JQ       string // a jq expression run on each object; stands in for Format
	Template string // a Go template run on each object; stands in for Format

	NoHeaders bool // Table, Wide and CSV without their first line
	Tagged    bool // each row says which realm it came from
	Single    bool // the command names one object: JSON and YAML print it bare
	CSVRaw    bool // CSV without the defence against formulas

	Terminal bool // the output is read by a person on a terminal
	Width    int  // of the terminal in cells; 0 means unknown, taken as 80
	Color    bool // escape sequences for colour may be written to the terminal
	ASCII    bool // the terminal shows ASCII only

	// Notify is told at most once, in words for a person, what a narrow terminal
	// left out. It may be called from another goroutine, never after Close.
	Notify func(message string)
}

const (
	defaultIDPath   = "_id"
	defaultNamePath = "userName"
	realmMember     = "_realm"
	realmHeader     = "REALM"
)

// Needs returns the attributes that the output of o reads, each as a JSON
// pointer without its leading slash ("name/family"), or all = true where it
// shows the whole object. A path into a list is cut off before the index, since
// servers select attributes only.
func Needs(o Options) (fields []string, all bool) {
	o = o.withDefaults()
	if o.JQ != "" || o.Template != "" {
		return nil, true
	}
	switch o.Format {
	case ID:
		return fieldsOf(o.IDPath), false
	case Name:
		return fieldsOf(o.NamePath), false
	case Table, Wide, CSV:
		var paths []string
		for _, c := range o.shown() {
			paths = append(paths, c.Path)
		}
		return fieldsOf(paths...), false
	}
	return nil, true
}

func fieldsOf(paths ...string) []string {
	var fields []string
	for _, path := range paths {
		names, err := splitPath(path)
		if err != nil {
			continue // New refuses it with a better message
		}
		if i := slices.IndexFunc(names, func(n string) bool { return index(n) >= 0 }); i > 0 {
			names = names[:i]
		}
		for i, name := range names {
			names[i] = strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
		}
		if f := strings.Join(names, "/"); !slices.Contains(fields, f) {
			fields = append(fields, f)
		}
	}
	return fields
}

func (o Options) withDefaults() Options {
	if o.Format == "" {
		o.Format = Table
	}
	if o.IDPath == "" {
		o.IDPath = defaultIDPath
	}
	if o.NamePath == "" {
		o.NamePath = defaultNamePath
	}
	if o.Width <= 0 {
		o.Width = 80
	}
	if o.Notify == nil {
		o.Notify = func(string) {}
	}
	return o
}

// shown returns the columns that the format prints.
func (o Options) shown() []Column {
	if o.Format == Wide {
		return o.Columns
	}
	return slices.DeleteFunc(slices.Clone(o.Columns), func(c Column) bool { return c.Wide })
}
