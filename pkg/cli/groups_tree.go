package cli

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// treeOfGroups is groups tree.
func treeOfGroups(s *session, n noun) *cobra.Command {
	var o outputFlags
	n.columns = []render.Column{
		{Header: "GROUP", Path: "tree", Priority: 9},
		{Header: "MEMBERS", Path: "members", Priority: 8},
		{Header: "DYNAMIC", Path: "dynamic", Priority: 7},
		{Header: "ID", Path: "id", Wide: true, Priority: 6},
	}
	n.portable, n.describe = n.columns, nil
	cmd := &cobra.Command{
		Use:   "tree [<group>]",
		Short: "Draw which groups are in which",
		Long: `Draw which groups are in which: all of them, or what is in one, with the number of
members that were put into each. A group that is in several others is drawn below
each of them, but what is in it only once.`,
		Example: `  realmctl groups tree -R sandbox/pingone
  realmctl groups tree Company -R sandbox/pingone`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("groups tree takes one group, found %d", len(args))
			}
			return nil
		},
		RunE: s.run(func(ctx context.Context, args []string) error { return runTree(ctx, s, n, strings.Join(args, ""), o) }),
	}
	o.bind(cmd.Flags())
	s.bindCurl(cmd)
	groups := containing(n, identity.Groups)
	return s.needing(reads(cmd), groups.that(is[identity.ParentLister]))
}

func runTree(ctx context.Context, s *session, n noun, name string, o outputFlags) error {
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
		f, root, err := growForest(ctx, s, d, name)
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

// A treeNode is a group as one line of a tree.
type treeNode struct {
	Tree    string `json:"tree,omitempty"`
	Name    string `json:"name"`
	ID      string `json:"id"`
	Depth   int    `json:"depth"`
	Parent  string `json:"parent,omitempty"`
	Members *int64 `json:"members,omitempty"`
	Dynamic bool   `json:"dynamic"`
	// Again is true for one whose groups were drawn before.
	Again bool `json:"again,omitempty"`
}

// Document is the line as JSON.
func (t treeNode) Document() json.RawMessage {
	document, _ := encode(t) // texts and numbers always encode
	return document
}

// Portable is the same: the shape is our own.
func (t treeNode) Portable() (json.RawMessage, error) { return t.Document(), nil }

// Key names the group.
func (t treeNode) Key() (identity.Key, error) { return identity.Key{ID: t.ID, Name: t.Name}, nil }

// treeLines are what a tree is drawn with.
type treeLines struct{ fork, last, pipe, blank string }

func unicodeLines() treeLines { return treeLines{"├── ", "└── ", "│   ", "    "} }
func plainLines() treeLines   { return treeLines{"|-- ", "`-- ", "|   ", "    "} }

// A forest is groups and which of them were put into which.
type forest struct {
	groups   []identity.GroupProfile
	children map[string][]identity.GroupProfile
	nested   map[string]bool // those that are in another one
	drawn    map[string]bool
}

// growForest reads all groups of a directory, and of each those that it is in; root is
// the one that is wanted, if one is.
func growForest(ctx context.Context, s *session, d identity.Directory, name string) (f *forest, root identity.GroupProfile, err error) {
	store, err := identity.Groups(d)
	if err != nil {
		return nil, root, err
	}
	lister, err := ableTo[identity.ParentLister](d, store, "groups within groups")
	if err != nil {
		return nil, root, err
	}
	f = &forest{children: map[string][]identity.GroupProfile{}, nested: map[string]bool{}, drawn: map[string]bool{}}
	if name != "" {
		g, err := store.Find(ctx, name)
		if err != nil {
			return nil, root, err
		}
		if root, err = g.Profile(); err != nil || root.Direct.Groups == 0 {
			return f, root, err
		}
	}
	for g, err := range store.List(ctx, identity.Query{}) {
		if err != nil {
			return nil, root, err
		}
		p, err := g.Profile()
		if err != nil {
			return nil, root, err
		}
		f.groups = append(f.groups, p)
	}
	slices.SortStableFunc(f.groups, func(a, b identity.GroupProfile) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return f, root, f.join(ctx, s, lister)
}

// join asks each group which ones it is in, a few at a time.
func (f *forest) join(ctx context.Context, s *session, lister identity.ParentLister) error {
	if !slices.ContainsFunc(f.groups, func(p identity.GroupProfile) bool { return p.Direct.Groups != 0 }) {
		return nil // none has another one in it
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	parents := make([][]string, len(f.groups))
	next := make(chan int)
	var workers sync.WaitGroup
	for range s.parts() {
		workers.Go(func() {
			for i := range next {
				found, err := directParents(ctx, lister, f.groups[i])
				if err != nil {
					cancel(err)
				}
				parents[i] = found
			}
		})
	}
	for i := range f.groups {
		next <- i
	}
	close(next)
	workers.Wait()
	if err := context.Cause(ctx); err != nil {
		return err
	}
	for i, p := range f.groups {
		for _, parent := range parents[i] {
			f.children[parent] = append(f.children[parent], p)
			f.nested[p.ID] = true
		}
	}
	return nil
}

// directParents are the ids of the groups into which one was put.
func directParents(ctx context.Context, lister identity.ParentLister, p identity.GroupProfile) ([]string, error) {
	if p.External || ctx.Err() != nil {
		return nil, nil // the systems that keep external groups nest them elsewhere
	}
	var ids []string
	for m, err := range lister.Parents(ctx, p.ID) {
		if err != nil {
			return nil, err
		}
		parent, err := m.Profile()
		if err != nil {
			return nil, err
		}
		if parent.Reach != identity.Indirect {
			ids = append(ids, parent.GroupID)
		}
	}
	return ids, nil
}

// draw yields the lines of one tree, or of all: first those that are in no other group,
// then what only a circle holds, which platforms do not make but may have.
func (f *forest) draw(root identity.GroupProfile, lines treeLines) iter.Seq2[treeNode, error] {
	return func(yield func(treeNode, error) bool) {
		if root.ID != "" {
			f.branch(root, branch{lines: lines}, yield)
			return
		}
		for _, nested := range []bool{false, true} {
			for _, p := range f.groups {
				if f.nested[p.ID] == nested && !f.drawn[p.ID] && !f.branch(p, branch{lines: lines}, yield) {
					return
				}
			}
		}
	}
}

// A branch is where in a tree a group stands.
type branch struct {
	lines        treeLines
	own, further string // before its own line, and before those below it
	depth        int
	parent       string
}

// branch draws a group and what is in it, once.
func (f *forest) branch(p identity.GroupProfile, b branch, yield func(treeNode, error) bool) bool {
	n := treeNode{Name: p.Name, ID: p.ID, Depth: b.depth, Parent: b.parent, Dynamic: p.Dynamic()}
	if p.Direct.Users >= 0 {
		n.Members = &p.Direct.Users
	}
	below := f.children[p.ID]
	if n.Again = f.drawn[p.ID] && len(below) > 0; n.Again {
		below = nil
	}
	if b.lines != (treeLines{}) {
		n.Tree = b.own + p.Name
		if n.Again {
			n.Tree += " (see above)"
		}
	}
	f.drawn[p.ID] = true
	if !yield(n, nil) {
		return false
	}
	for i, child := range below {
		inner := branch{b.lines, b.further + b.lines.fork, b.further + b.lines.pipe, b.depth + 1, p.ID}
		if i == len(below)-1 {
			inner.own, inner.further = b.further+b.lines.last, b.further+b.lines.blank
		}
		if !f.branch(child, inner, yield) {
			return false
		}
	}
	return true
}
