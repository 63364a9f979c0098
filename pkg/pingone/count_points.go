package pingone

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// readTotal reads the number of people at the end of a day; known is false where the
// service gives a day and no number.
func readTotal(row json.RawMessage, by identity.Sampling) (p identity.CountPoint, known bool, err error) {
	o, err := parseObject(row)
	if err != nil {
		return p, false, errUnreadable
	}
	return readPoint(o, by, "date", "", "totalIdentities")
}

// readActive reads the number of people who were active in a time.
func readActive(row json.RawMessage, by identity.Sampling) (p identity.CountPoint, known bool, err error) {
	o, err := parseObject(row)
	if err != nil {
		return p, false, errUnreadable
	}
	return readPoint(o, by, "startDate", "endDate", "value")
}

// readPoint reads a point from the members of a row, of which the reference names some
// as guesses: where there is no such member, the usual other names are tried. An end
// that is not told is computed.
func readPoint(o object, by identity.Sampling, start, end, value string) (p identity.CountPoint, known bool, err error) {
	at, name := firstMember(o, start, "startDate", "date")
	var ok bool
	if p.Start, ok = countTime(at); !ok {
		return p, false, unreadableCount(name, at)
	}
	p.End = by.Next(p.Start)
	if until, name := firstMember(o, end, "endDate"); !isNull(until) {
		if p.End, ok = countTime(until); !ok {
			return p, false, unreadableCount(name, until)
		}
	}
	n, name := firstMember(o, value, "value", "count", "total")
	if isNull(n) {
		return p, false, nil
	}
	if p.Value, ok = countValue(n); !ok {
		return p, false, unreadableCount(name, n)
	}
	return p, true, nil
}

func unreadableCount(name string, value json.RawMessage) error {
	return identity.Errorf(identity.API, "the service answered a count whose %s cannot be read: %s", name, rest.Clean(string(value)))
}

// firstMember is the first of the members that is there, with its name.
func firstMember(o object, names ...string) (json.RawMessage, string) {
	for _, name := range names {
		if value := o.get(name); name != "" && !isNull(value) {
			return value, name
		}
	}
	return nil, names[0]
}

// countValue is a number of people.
func countValue(raw json.RawMessage) (int64, bool) {
	text := strings.Trim(string(raw), `"`)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, n >= 0
	}
	f, err := strconv.ParseFloat(text, 64)
	return int64(f), err == nil && f >= 0 && f < 1<<53 && f == math.Trunc(f)
}

// countTime reads a time in each of the forms that counts come in: ISO 8601 with or
// without a zone or a time of day, and Unix time in seconds or milliseconds, as a
// number or a text. What has no zone is UTC.
func countTime(raw json.RawMessage) (time.Time, bool) {
	text := textOf(raw)
	if text == "" {
		text = string(raw)
	}
	for _, form := range [...]string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC(), true
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	// The first is the end of the year 9999 in milliseconds; above the second no time in
	// seconds is meant.
	const latest, milliseconds = 253402300799999, 1e12
	switch {
	case err != nil, !(f > 0 && f <= latest):
		return time.Time{}, false
	case f >= milliseconds:
		return time.UnixMilli(int64(f)).UTC(), true
	}
	t := time.Unix(int64(f), 0).UTC()
	return t, t.Year() <= 9999
}
