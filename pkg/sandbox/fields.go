package sandbox

import (
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

// selection is what _fields asks for of an object.
type selection struct {
	everything bool                  // all default members
	members    map[string][][]string // a member, and the pointers below it; one without pointers is asked for whole
	relations  bool                  // every relationship, by *_ref
	expand     []string              // what to add of the target of every relationship, by *_ref/name
}

// parseFields reads _fields: a comma list of pointers. Absent, blank and * are the default members.
func parseFields(p parameters) (selection, error) {
	text, err := p.one("_fields")
	if err != nil || strings.TrimSpace(text) == "" {
		return selection{everything: true}, err
	}
	s := selection{members: map[string][][]string{}}
	for pointer := range strings.SplitSeq(text, ",") {
		tokens, ok := splitPointer(pointer)
		if !ok {
			return s, badRequest("The value '%s' for parameter '_fields' could not be parsed as a comma separated "+
				"list of JSON pointers", text)
		}
		if len(tokens) > 0 {
			s.add(tokens)
		}
	}
	return s, nil
}

func (s *selection) add(tokens []string) {
	name, rest := tokens[0], tokens[1:]
	switch {
	case name == "*":
		s.everything = true
	case name == "*_ref":
		s.relations = true
		s.expand = append(s.expand, rest...)
	case len(rest) == 0:
		s.members[name] = append(s.members[name], nil)
	default:
		s.members[name] = append(s.members[name], rest)
	}
}

// wants says whether the answer has the property, and which pointers below it were asked for.
func (s selection) wants(p *property) (below [][]string, wanted bool) {
	below, named := s.members[p.Name]
	switch {
	case named:
		return below, true
	case p.isRelation():
		if len(s.expand) > 0 {
			below = [][]string{s.expand}
		}
		return below, s.relations
	}
	return nil, s.everything && p.byDefault()
}

// whole says whether the pointers ask for all of a member.
func whole(below [][]string) bool {
	return len(below) == 0 || slices.ContainsFunc(below, func(p []string) bool { return len(p) == 0 })
}

// splitPointer reads a pointer. Besides a broken escape, blanks, quotes and angle brackets are refused, as measured.
func splitPointer(text string) (filter.Pointer, bool) {
	pointer, err := filter.ParsePointer(text)
	return pointer, err == nil && !strings.ContainsAny(text, " \"<>")
}
