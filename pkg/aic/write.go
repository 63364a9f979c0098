package aic

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A write is a change of one object under the condition of a revision.
type write struct {
	op, id   string
	revision string
	request  rest.Request
	// repeatable writes do the same when they are done twice, so that they may be
	// sent again without knowing the revision.
	repeatable bool
	// applied reports whether an object, as it was just read, shows the change.
	applied func(now *object) bool
	// gone tells that the object's absence is what was wanted.
	gone bool
}

// mostSends is how often a write is sent at most; between them lie pauses that
// begin at firstPause.
const (
	mostSends  = 4
	firstPause = 200 * time.Millisecond
)

// write sends a conditional write. When it is not known whether the service
// carried it out, the object is read: unchanged, the write is sent again; changed as
// intended, it is done; changed otherwise, the outcome is unknown. All of it ends
// within the time that one request has.
func (m *managed[T]) write(ctx context.Context, w write) (T, error) {
	var none T
	if !isStep(w.id) {
		return none, m.fail(w.op, w.id, identity.Errorf(identity.NotFound, "this is no id"))
	}
	if w.revision == "" {
		return none, m.fail(w.op, w.id, identity.Errorf(identity.Usage, "there is no revision to compare with"))
	}
	within, cancel := context.WithTimeout(ctx, m.client.rest.Timeout())
	defer cancel()
	var first error
	for sent := 1; ; sent++ {
		document, err := m.send(within, w.request)
		if err == nil {
			return m.make(document), nil
		}
		if first == nil {
			first = err
		}
		if w.gone && sent > 1 && rest.IsStatus(err, http.StatusNotFound) {
			return m.make(removed(w)), nil
		}
		// A refused condition after a lost answer may be our own doing.
		if !mayBeApplied(err) && (sent == 1 || !rest.IsStatus(err, http.StatusPreconditionFailed)) {
			return none, m.fail(w.op, w.id, err)
		}
		now, again, known := m.outcome(within, w)
		switch {
		case now.Document() != nil:
			return now, nil
		case !known || !again && mayBeApplied(err):
			return none, m.unknown(w.op, "", w.id, first)
		case !again:
			return none, m.fail(w.op, w.id, err)
		case sent == mostSends || pause(within, sent) != nil:
			return none, unchanged(m.one, m.fail(w.op, w.id, err))
		}
	}
}

// unchanged adds to the error of a write what the last reading showed.
func unchanged(one string, err error) error {
	if e, ok := errors.AsType[*identity.Error](err); ok {
		e.Detail += "; the " + one + " is unchanged"
	}
	return err
}

// outcome reads what became of a write. It returns the object if the write is done;
// else whether it should be sent again, and whether that is known at all.
func (m *managed[T]) outcome(ctx context.Context, w write) (done T, again, known bool) {
	var none T
	there, err := m.get(ctx, w.op, w.id)
	if identity.KindOf(err) == identity.NotFound && err != nil {
		if w.gone {
			return m.make(removed(w)), false, true
		}
		return none, false, true
	}
	if err != nil {
		return none, false, false
	}
	now, err := parseObject(there.Document())
	if err != nil {
		return none, false, false
	}
	switch {
	case now.text("_rev") == w.revision:
		return none, true, true
	case w.applied != nil && w.applied(now):
		return there, false, true
	}
	return none, w.revision == identity.AnyRevision && w.repeatable, true
}

// removed stands for an object whose deletion succeeded although its answer was lost.
func removed(w write) []byte {
	o := object{}
	o.set("_id", quote(w.id))
	if w.revision != identity.AnyRevision {
		o.set("_rev", quote(w.revision))
	}
	return o.bytes()
}

// pause waits before the next try, longer from try to try, with jitter.
func pause(ctx context.Context, tries int) error {
	longest := firstPause << (tries - 1)
	timer := time.NewTimer(longest/2 + rand.N(longest/2+1))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
