package identitytest

import (
	"sync/atomic"
	"testing"
)

// A subtest is a question with the one who asks it.
type subtest struct {
	name string
	ask  func(*testing.T)
}

// askAll asks about many things side by side, but for what is left out, and says in the
// end how many questions were asked.
func askAll(t *testing.T, many string, all []subtest, without []Omission) {
	t.Helper()
	omitted := map[string]string{}
	for _, w := range without {
		omitted[w.Question] = w.Reason
	}
	var skipped atomic.Int32
	t.Cleanup(func() {
		t.Logf("%s: %d questions asked, %d left out", many, len(all)-int(skipped.Load()), skipped.Load())
	})
	for _, q := range all {
		reason, left := omitted[q.name]
		delete(omitted, q.name)
		t.Run(q.name, func(t *testing.T) {
			t.Parallel()
			t.Cleanup(func() {
				if t.Skipped() {
					skipped.Add(1)
				}
			})
			if left {
				t.Skip("left out: " + reason)
			}
			q.ask(t)
		})
	}
	for name := range omitted {
		t.Errorf("left out, but there is no such question: %q", name)
	}
}
