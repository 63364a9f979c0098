package identitytest

import (
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Sets describe what has users as members, which are groups, roles or organizations:
// their questions speak of a set.
type Sets struct {
	// Options tell of the directory and of the users who become members. Without names
	// the questions about sets that are left out.
	Options
	// NamedIDs is true where the id of a set is its name.
	NamedIDs bool
	// NamesOnly is true where sets are found by their names and by nothing else that
	// the questions know.
	NamesOnly bool
	// SharedNames is true where any number of sets may have one name.
	SharedNames bool
	// Apart puts two new sets where they may have one name all the same; nil where that
	// is nowhere.
	Apart func(first, second map[string]any)
	// Conditional is true where a condition can say who is in a set.
	Conditional bool
	// Reference is a user in the list of members that the document of a set has; nil
	// where members are no part of it.
	Reference func(user string) map[string]any
	// RemovesArrays is true where to take something out of a list takes an array of it.
	RemovesArrays bool
}

// A setStore is what the stores of groups, roles and organizations have in common.
type setStore[P identity.Keyed] interface {
	identity.Lister[identity.Resource[P]]
	identity.Getter[identity.Resource[P]]
	identity.Finder[identity.Resource[P]]
	identity.Creator[identity.Resource[P]]
	identity.Patcher[identity.Resource[P]]
	identity.Replacer[identity.Resource[P]]
	identity.Deleter[identity.Resource[P]]
}

// A setQuestion is one subtest about sets.
type setQuestion[P identity.Keyed] struct {
	name string
	ask  func(*setAsker[P])
}

// TestGroups asks every question about groups and their members.
func TestGroups(t *testing.T, s Sets) {
	t.Helper()
	k := kind[identity.GroupProfile]{"groups", func(d identity.Directory) (setStore[identity.GroupProfile], error) { return identity.Groups(d) }}
	all := append(setQuestions[identity.GroupProfile](), memberQuestions("", membersOf[identity.GroupProfile])...)
	k.test(t, s, append(all, nestings()...))
}

// TestRoles asks every question about roles and those who have them.
func TestRoles(t *testing.T, s Sets) {
	t.Helper()
	k := kind[identity.RoleProfile]{"roles", func(d identity.Directory) (setStore[identity.RoleProfile], error) { return identity.Roles(d) }}
	k.test(t, s, append(setQuestions[identity.RoleProfile](), memberQuestions("", membersOf[identity.RoleProfile])...))
}

// TestOrganizations asks every question about organizations, those who have a duty in
// them, and the tree that they are.
func TestOrganizations(t *testing.T, s Sets) {
	t.Helper()
	k := kind[identity.OrganizationProfile]{"organizations", func(d identity.Directory) (setStore[identity.OrganizationProfile], error) {
		return identity.Organizations(d)
	}}
	all := append(setQuestions[identity.OrganizationProfile](), trees()...)
	for _, d := range identity.Duties() {
		all = append(all, memberQuestions(string(d)+": ", peopleWith(d))...)
	}
	k.test(t, s, all)
}

// A kind is one noun: what people call its sets, and where they are.
type kind[P identity.Keyed] struct {
	many string
	open func(identity.Directory) (setStore[P], error)
}

func (k kind[P]) test(t *testing.T, s Sets, questions []setQuestion[P]) {
	t.Helper()
	all := make([]subtest, len(questions))
	for i, q := range questions {
		all[i] = subtest{q.name, func(t *testing.T) { q.ask(newSetAsker(t, s, k)) }}
	}
	t.Run(k.many, func(t *testing.T) {
		t.Parallel()
		askAll(t, k.many, all, s.Without)
	})
}

func setQuestions[P identity.Keyed]() []setQuestion[P] {
	var all []setQuestion[P]
	for _, some := range [][]setQuestion[P]{
		setCreations[P](), setFindings[P](), setListings[P](), setChanges[P](), setJudgements[P](), setBounds[P](), references[P](),
	} {
		all = append(all, some...)
	}
	return all
}
