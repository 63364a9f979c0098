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

// A write is a change of one user under the condition of a revision.
type write struct {
	op, id   string
	revision string
	request  rest.Request
	// repeatable writes do the same when they are done twice, so that they may be
	// sent again without knowing the revision.
	repeatable bool
	// applied reports whether a user, as it was just read, shows the change.
	applied func(now *object) bool
	// gone tells that the user's absence is what was wanted.
	gone bool
}

// mostSends is how often a write is sent at most; between them lie pauses that
// begin at firstPause.
const (
	mostSends  = 4
	firstPause = 200 * time.Millisecond
)

// write sends a conditional write. When it is not known whether the service
// carried it out, the user is read: unchanged, the write is sent again; changed as
// intended, it is done; changed otherwise, the outcome is unknown. All of it ends
// within the time that one request has.
func (u *Users) write(ctx context.Context, w write) (identity.User, error) {
	if w.revision == "" {
		return identity.User{}, u.client.fail(w.op, w.id, identity.Errorf(identity.Usage, "there is no revision to compare with"))
	}
	within, cancel := context.WithTimeout(ctx, u.client.rest.Timeout())
	defer cancel()
	var first error
	for sent := 1; ; sent++ {
		document, err := u.send(within, w.request)
		if err == nil {
			return u.user(document), nil
		}
		if first == nil {
			first = err
		}
		if w.gone && sent > 1 && rest.IsStatus(err, http.StatusNotFound) {
			return u.user(removed(w)), nil
		}
		// A refused condition after a lost answer may be our own doing.
		if !mayBeApplied(err) && (sent == 1 || !rest.IsStatus(err, http.StatusPreconditionFailed)) {
			return identity.User{}, u.client.fail(w.op, w.id, err)
		}
		now, again, known := u.outcome(within, w)
		switch {
		case now.Native != nil:
			return now, nil
		case !known || !again && mayBeApplied(err):
			return identity.User{}, u.unknown(w.op, "", w.id, first)
		case !again:
			return identity.User{}, u.client.fail(w.op, w.id, err)
		case sent == mostSends || pause(within, sent) != nil:
			return identity.User{}, unchanged(u.client.fail(w.op, w.id, err))
		}
	}
}

// unchanged adds to the error of a write what the last reading showed.
func unchanged(err error) error {
	if e, ok := errors.AsType[*identity.Error](err); ok {
		e.Detail += "; the user is unchanged"
	}
	return err
}

// outcome reads what became of a write. It returns the user if the write is done;
// else whether it should be sent again, and whether that is known at all.
func (u *Users) outcome(ctx context.Context, w write) (done identity.User, again, known bool) {
	there, err := u.get(ctx, w.op, w.id)
	if identity.KindOf(err) == identity.NotFound && err != nil {
		if w.gone {
			return u.user(removed(w)), false, true
		}
		return identity.User{}, false, true
	}
	if err != nil {
		return identity.User{}, false, false
	}
	now, err := parseObject(there.Native)
	if err != nil {
		return identity.User{}, false, false
	}
	switch {
	case now.text("_rev") == w.revision:
		return identity.User{}, true, true
	case w.applied != nil && w.applied(now):
		return there, false, true
	}
	return identity.User{}, w.revision == identity.AnyRevision && w.repeatable, true
}

// removed stands for a user whose deletion succeeded although its answer was lost.
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
