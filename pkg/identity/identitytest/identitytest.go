// Package identitytest asks a directory of users the questions that every
// directory must answer alike, in the manner of testing/fstest: whoever writes a
// back end runs
//
//	identitytest.TestUsers(t, identitytest.Options{Open: ..., Document: ...})
//	identitytest.TestGroups(t, identitytest.Sets{Options: ..., ...})
//
// over each server it talks to, and [TestRoles] and [TestOrganizations] where there
// are such things. Every question is a subtest, makes users and groups of its own under
// names that nobody else has, and removes them, so that the suite may also run on a
// directory that is in use.
//
// What differs from platform to platform is told by [Options] and by the abilities
// that the store has, never by the platform's name. What a platform lacks is where
// possible turned into a question of its own: that it be refused, in words. Where a
// server is known to differ, the question is left out by name and with a reason
// ([Options.Without]), which the test prints; a name that no question has fails the
// suite, so that the list cannot outlive its reasons. How many questions were asked and
// how many left out is printed at the end.
package identitytest

import (
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

// Options describe the directory that is asked.
type Options struct {
	// Open connects to the directory as somebody who may do everything. Every
	// call returns a connection of its own.
	Open func(t testing.TB) identity.Directory
	// Reader connects as somebody who may read and not write, Expired with a
	// credential that is no longer good. The questions about them are skipped,
	// visibly, where they are nil.
	Reader, Expired func(t testing.TB) identity.Directory
	// Elsewhere connects to another realm of the same server, whose users are not
	// those of the directory. The questions about them are skipped where it is nil.
	Elsewhere func(t testing.TB) identity.Directory
	// Document is a small user of that name, in the platform's own shape: with a
	// given name, a family name and a mail address, and with all that is required.
	Document func(userName string) map[string]any
	// Names are the platform's names of the attributes that the questions use.
	Names Names
	// Parts are two parts of one attribute.
	Parts Parts
	// Required are the paths without which the platform takes no user.
	Required []string
	// Bad holds a value for each of some paths that the platform refuses.
	Bad map[string]any
	// ServerIDs is true where the platform makes every id, and takes none.
	ServerIDs bool
	// WholeUsers is true where a listing gives whole users, whatever is asked for.
	WholeUsers bool
	// LooseRevisions is true where the platform cannot hold a write against a
	// revision, so that of two writes at once both may pass.
	LooseRevisions bool
	// Refused are the operators of the filter language that the platform lacks,
	// with [Not] and [Present].
	Refused []identity.Op
	// RefusedChanges are the patch operations that the platform lacks.
	RefusedChanges []identity.Change
	// Many says which users were loaded before, if any were.
	Many Loaded
	// Without names the questions that are left out.
	Without []Omission
}

// Two operators of the filter language that are no relations.
const (
	Not     identity.Op = "not"
	Present identity.Op = "pr"
)

// Names are a platform's names of attributes that any user may have or not. Those
// that every user has (userName, givenName, sn, mail) are known by these names, or
// the store is an [identity.Namer] that translates them.
type Names struct {
	// Note and Other are texts that sort and compare as text.
	Note, Other string
	// Number is an integer, empty where users have none.
	Number string
	// List is a list of texts, empty where users have none.
	List string
}

// Parts are two parts of one attribute, and two values that either may have. They
// are empty where no attribute has parts.
type Parts struct {
	One, Other string
	Values     [2]any
}

// Loaded are users that exist already: as many as Users says match Filter, which
// is text for [identity.ParseFilter], and no question makes another that does.
type Loaded struct {
	Filter string
	Users  int
}

// An Omission is a question that a server is not asked, and why.
type Omission struct{ Question, Reason string }

// A question is one subtest. It fails through the asker.
type question struct {
	name string
	ask  func(*asker)
}

// TestUsers asks every question about users.
func TestUsers(t *testing.T, o Options) {
	t.Helper()
	all := make([]subtest, 0, 128)
	for _, q := range questions() {
		all = append(all, subtest{q.name, func(t *testing.T) { q.ask(newAsker(t, o)) }})
	}
	askAll(t, "users", all, o.Without)
}

func questions() []question {
	var all []question
	for _, some := range [][]question{
		creations(), findings(), listings(), orders(), filters(), changes(), lists(), replacements(), deletions(),
		conditions(), races(), bounds(), abilities(), previews(), judgements(), signingIn(), refusals(),
	} {
		all = append(all, some...)
	}
	return all
}
