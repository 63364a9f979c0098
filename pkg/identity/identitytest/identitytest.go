// Package identitytest asks a directory of users the questions that every
// directory must answer alike, in the manner of testing/fstest: whoever writes a
// back end runs
//
//	identitytest.TestUsers(t, identitytest.Options{Open: ..., Document: ...})
//
// over each server it talks to. Every question is a subtest, makes users of its
// own under names that nobody else has, and removes them, so that the suite may
// also run on a directory that is in use.
//
// Where a server is known to differ, the question is left out by name and with a
// reason ([Options.Without]), which the test prints; a name that no question has
// fails the suite, so that the list cannot outlive its reasons.
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
	// Document is the smallest document that the platform takes for a user of
	// that name, in the platform's own shape. The family name in it is free.
	Document func(userName string) map[string]any
	// Names are the platform's names of the attributes that the questions use.
	Names Names
	// Refused are the operators of the filter language that the platform lacks.
	Refused []identity.Op
	// Many says which users were loaded before, if any were.
	Many Loaded
	// Without names the questions that are left out.
	Without []Omission
}

// Names are a platform's names of attributes. Note, Number and List may be unset.
type Names struct {
	UserName, FamilyName, Mail string
	// Note is a text that sorts and compares as text.
	Note string
	// Number is an integer.
	Number string
	// List is a list of texts, and End the path that adds one at its end.
	List, End string
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

// TestUsers asks every question.
func TestUsers(t *testing.T, o Options) {
	t.Helper()
	omitted := map[string]string{}
	for _, w := range o.Without {
		omitted[w.Question] = w.Reason
	}
	for _, q := range questions() {
		reason, left := omitted[q.name]
		delete(omitted, q.name)
		t.Run(q.name, func(t *testing.T) {
			t.Parallel()
			if left {
				t.Skip("left out: " + reason)
			}
			q.ask(newAsker(t, o))
		})
	}
	for name := range omitted {
		t.Errorf("left out, but there is no such question: %q", name)
	}
}

func questions() []question {
	var all []question
	for _, some := range [][]question{creations(), findings(), listings(), filters(), changes(), conditions(), abilities(), refusals()} {
		all = append(all, some...)
	}
	return all
}
