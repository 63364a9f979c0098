package sandbox

import (
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// history is how many people an environment had, and how many of them were active, on each day since its first. What was
// before the sandbox is computed from the day alone, and so is the rhythm of the generated people; what clients did is
// stored.
type history struct {
	env     string
	seeded  bool
	founded time.Time // the day of the environment's making
	first   time.Time // the first day with a number
	now     time.Time
	people  int64 // there now
	active  map[string][]byte
	changed []string // the days on which the number of people changed, in order
	totals  map[string][]byte
}

// historyOf reads what is known of an environment's past.
func historyOf(tx *store.Tx, env *environment, now time.Time) (*history, error) {
	doc, err := readPublic(store.Object{Doc: env.raw})
	if err != nil {
		return nil, err
	}
	made, err := time.Parse(time.RFC3339, doc.text("createdAt"))
	if err != nil {
		return nil, err
	}
	h := &history{env: env.ID, seeded: env.ID == homeEnvironment(), founded: dayOf(made), now: now.UTC()}
	if h.first = h.founded; h.seeded {
		h.first = h.founded.AddDate(-historyLength, 0, 0)
	}
	if h.people, err = tx.Count(env.collection("users")); err != nil {
		return nil, err
	}
	if h.active, err = noted(tx, env, activeOn); err != nil {
		return nil, err
	}
	h.totals, err = noted(tx, env, identitiesOn)
	h.changed = slices.Sorted(maps.Keys(h.totals))
	return h, err
}

// dayOf is the beginning of a time's day.
func dayOf(at time.Time) time.Time { return at.UTC().Truncate(day) }

// total is how many people there were at the end of a day.
func (h *history) total(on time.Time) int64 {
	switch {
	case !on.Before(dayOf(h.now)):
		return h.people
	case on.Before(h.founded):
		return h.generated(on)
	}
	i, found := slices.BinarySearch(h.changed, on.Format(dayLayout))
	if !found {
		i--
	}
	if i < 0 {
		return h.generated(on)
	}
	n, _ := strconv.ParseInt(string(h.totals[h.changed[i]]), 10, 64) // written by noteIdentities
	return n
}

// generated is how many of the generated people there were: they came one by one before the environment was founded.
func (h *history) generated(on time.Time) int64 {
	if !h.seeded {
		return 0
	}
	passed := float64(on.Sub(h.first)) / float64(h.founded.Sub(h.first))
	return int64(math.Round(pingUsers * (0.6 + 0.4*min(1, max(0, passed)))))
}

// rhythm is the part of the people who are active on a day: more on working days, few at the turn of the year.
func (h *history) rhythm(on time.Time) float64 {
	part := [...]float64{0.15, 0.52, 0.55, 0.54, 0.5, 0.43, 0.18}[on.Weekday()]
	if on.YearDay() > 357 || on.YearDay() < 6 {
		part /= 2
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(h.env + on.Format(dayLayout))) // a hash takes everything
	return part * (0.88 + 0.24*float64(sum.Sum32()%1000)/1000)
}

// hourly is the part of a day's activity that falls into an hour.
func hourly(hour int) float64 {
	switch {
	case hour >= 8 && hour < 18:
		return 0.08
	case hour >= 6 && hour < 22:
		return 0.03
	}
	return 0.02 / 8
}

// activeIn is how many people were active from one time to another: those of the rhythm, as if the days of each were
// independent, and those of whom it was noted.
func (h *history) activeIn(from, to time.Time) (int64, error) {
	if to.After(h.now) {
		to = h.now
	}
	pool := 0.9 * float64(h.generated(dayOf(to)))
	missed, seen := 1.0, map[string]bool{}
	for on := dayOf(from); on.Before(to); on = on.Add(day) {
		first, last := hoursBetween(on, from, to)
		if h.seeded && pool > 0 && !on.Before(h.first) {
			share := 0.0
			for hour := first; hour < last; hour++ {
				share += hourly(hour)
			}
			missed *= 1 - min(1, float64(h.generated(on))*h.rhythm(on)*share/pool)
		}
		who, err := readActivity(h.active[on.Format(dayLayout)])
		if err != nil {
			return 0, err
		}
		for user, hours := range who {
			if slices.ContainsFunc(hours, func(hour int) bool { return hour >= first && hour < last }) {
				seen[user] = true
			}
		}
	}
	return int64(math.Round(pool*(1-missed))) + int64(len(seen)), nil
}

// hoursBetween are the hours of a day that lie between two times; one that has begun counts.
func hoursBetween(on, from, to time.Time) (first, last int) {
	last = hoursOfADay
	if from.After(on) {
		first = int(from.Sub(on) / time.Hour)
	}
	if end := on.Add(day); to.Before(end) {
		last = int((to.Sub(on) + time.Hour - 1) / time.Hour)
	}
	return first, last
}
