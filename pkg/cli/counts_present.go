package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"iter"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/realmctl/realmctl/pkg/atomicfile"
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// A presence counts the people of a realm whose platform knows the number of now alone.
// What was counted before is in a file in the state directory, one for each realm, with
// a line for each run.
type presence struct {
	session *session
	store   identity.UserStore
	realm   string
}

// A tallied is one line of the file.
type tallied struct {
	At    time.Time `json:"at"`
	Count int64     `json:"count"`
}

// recent are the recorded days of a query and the number of now, which is kept if
// record is set.
func (p presence) recent(ctx context.Context, q identity.CountQuery, record bool) iter.Seq2[identity.CountPoint, error] {
	return func(yield func(identity.CountPoint, error) bool) {
		points, err := p.recorded(q)
		if err != nil {
			yield(identity.CountPoint{}, err)
			return
		}
		n, err := identity.Count(ctx, p.store, identity.Query{})
		if err != nil { // the past alone would look like an answer
			yield(identity.CountPoint{}, err)
			return
		}
		now := tallied{p.session.app.Now().UTC(), n}
		if record {
			if err := p.keep(ctx, now); err != nil {
				yield(identity.CountPoint{}, err)
				return
			}
		}
		points = slices.DeleteFunc(points, func(known identity.CountPoint) bool { return known.Start.Equal(dayOf(now.At)) })
		for _, point := range append(points, now.point()) {
			if !yield(point, nil) {
				return
			}
		}
	}
}

func dayOf(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

func (t tallied) point() identity.CountPoint {
	day := dayOf(t.At)
	return identity.CountPoint{Start: day, End: day.AddDate(0, 0, 1), Value: t.Count}
}

func (p presence) path() string {
	return filepath.Join(realm.StateDir(p.session.app.Env), "counts", url.PathEscape(p.realm)+".ndjson")
}

// keep adds a line to the file.
func (p presence) keep(ctx context.Context, t tallied) error {
	if p.session.dryRun {
		p.session.say("would record %d in %s", t.Count, p.path())
		return nil
	}
	line, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return atomicfile.Update(ctx, p.path(), 0o600, func(old []byte) ([]byte, error) {
		if len(old) > 0 && !bytes.HasSuffix(old, []byte("\n")) {
			old = append(old, '\n')
		}
		return append(append(old, line...), '\n'), nil
	})
}

// recorded are the days of a query that were counted, by the last count of each; nil
// where there is no file.
func (p presence) recorded(q identity.CountQuery) ([]identity.CountPoint, error) {
	data, err := os.ReadFile(p.path())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	}
	latest := map[time.Time]tallied{}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var t tallied
		if err := json.Unmarshal(line, &t); err != nil || t.At.IsZero() || t.Count < 0 {
			return nil, identity.Errorf(identity.Invalid, "line %d of %s is no count: repair it or delete it", number, p.path())
		}
		if day := dayOf(t.At); !t.At.Before(latest[day].At) {
			latest[day] = t
		}
	}
	points := []identity.CountPoint{}
	for day, t := range latest {
		if !day.Before(dayOf(q.From)) && (q.To.IsZero() || !day.After(q.To)) {
			points = append(points, t.point())
		}
	}
	return points, nil
}
