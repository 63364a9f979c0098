package cli

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// treeCmd is the verb that draws which objects of a noun are below which. grow reads
// them; what it is not given a name for are all of them.
func treeCmd(s *session, n noun, grow func(context.Context, identity.Directory, string) (f *forest, root treeNode, err error)) *cobra.Command {
	var o outputFlags
	n.portable, n.describe = n.columns, nil
	cmd := &cobra.Command{
		Use: "tree [<" + n.one + ">]",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("%s takes one %s, found %d", spoken(cmd), n.one, len(args))
			}
			return nil
		},
		RunE: s.run(func(ctx context.Context, args []string) error {
			return runTree(ctx, s, n, o, func(ctx context.Context, d identity.Directory) (*forest, treeNode, error) {
				return grow(ctx, d, strings.Join(args, ""))
			})
		}),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func runTree(ctx context.Context, s *session, n noun, o outputFlags, grow func(context.Context, identity.Directory) (*forest, treeNode, error)) error {
	realms, err := s.targets()
	if err != nil {
		return err
	}
	ro, err := s.renderOptions(listing{noun: n, flags: o, tagged: len(realms) > 1})
	if err != nil {
		return err
	}
	_, whole := render.Needs(ro)
	lines := unicodeLines()
	switch {
	case whole:
		lines = treeLines{}
	case !utf8Locale(s.app.Env):
		lines = plainLines()
	}
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[treeNode], error) {
		f, root, err := grow(ctx, d)
		if err != nil {
			return source[treeNode]{}, err
		}
		return source[treeNode]{f.draw(root, lines), nil}, nil
	}, o.portable)
	count, err := s.print(ctx, ro, rows)
	if err == nil && count == 0 {
		s.sayEmpty(n, realms, identity.Query{})
	}
	return err
}

// A treeNode is an object as one line of a tree.
type treeNode struct {
	Tree    string `json:"tree,omitempty"`
	Name    string `json:"name"`
	ID      string `json:"id"`
	Depth   int    `json:"depth"`
	Parent  string `json:"parent,omitempty"`
	Members *int64 `json:"members,omitempty"` // where the platform counts them
	Dynamic *bool  `json:"dynamic,omitempty"` // where a condition may select them
	// Population is the one that it belongs to, by name; empty means the whole realm.
	Population string `json:"population,omitempty"`
	// Again is true for one whose branch was drawn before.
	Again bool `json:"again,omitempty"`
}

// Document is the line as JSON.
func (t treeNode) Document() json.RawMessage {
	document, _ := encode(t) // texts and numbers always encode
	return document
}

// Portable is the same: the shape is our own.
func (t treeNode) Portable() (json.RawMessage, error) { return t.Document(), nil }

// Key names the object.
func (t treeNode) Key() (identity.Key, error) { return identity.Key{ID: t.ID, Name: t.Name}, nil }

// treeLines are what a tree is drawn with.
type treeLines struct{ fork, last, pipe, blank string }

func unicodeLines() treeLines { return treeLines{"├── ", "└── ", "│   ", "    "} }
func plainLines() treeLines   { return treeLines{"|-- ", "`-- ", "|   ", "    "} }

// A forest is objects and which of them are below which.
type forest struct {
	nodes    []treeNode
	children map[string][]treeNode
	nested   map[string]bool // those that are below another one
	drawn    map[string]bool
}

// newForest is the objects, by name.
func newForest(nodes []treeNode) *forest {
	slices.SortStableFunc(nodes, func(a, b treeNode) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return &forest{nodes: nodes, children: map[string][]treeNode{}, nested: map[string]bool{}, drawn: map[string]bool{}}
}

// put puts an object below another one.
func (f *forest) put(n treeNode, parent string) {
	f.children[parent] = append(f.children[parent], n)
	f.nested[n.ID] = true
}

// draw yields the lines of one tree, or of all: first those that are below no other one,
// then what only a circle holds, which platforms do not make but may have.
func (f *forest) draw(root treeNode, lines treeLines) iter.Seq2[treeNode, error] {
	return func(yield func(treeNode, error) bool) {
		if root.ID != "" {
			f.branch(root, branch{lines: lines}, yield)
			return
		}
		for _, nested := range []bool{false, true} {
			for _, p := range f.nodes {
				if f.nested[p.ID] == nested && !f.drawn[p.ID] && !f.branch(p, branch{lines: lines}, yield) {
					return
				}
			}
		}
	}
}

// A branch is where in a tree an object stands.
type branch struct {
	lines        treeLines
	own, further string // before its own line, and before those below it
	depth        int
	parent       string
}

// branch draws an object and what is below it, once.
func (f *forest) branch(n treeNode, b branch, yield func(treeNode, error) bool) bool {
	n.Depth, n.Parent = b.depth, b.parent
	below := f.children[n.ID]
	if n.Again = f.drawn[n.ID] && len(below) > 0; n.Again {
		below = nil
	}
	if b.lines != (treeLines{}) {
		n.Tree = b.own + n.Name
		if n.Again {
			n.Tree += " (see above)"
		}
	}
	f.drawn[n.ID] = true
	if !yield(n, nil) {
		return false
	}
	for i, child := range below {
		inner := branch{b.lines, b.further + b.lines.fork, b.further + b.lines.pipe, b.depth + 1, n.ID}
		if i == len(below)-1 {
			inner.own, inner.further = b.further+b.lines.last, b.further+b.lines.blank
		}
		if !f.branch(child, inner, yield) {
			return false
		}
	}
	return true
}
