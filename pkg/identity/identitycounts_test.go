package identity

import (
	"testing"
	"time"
)

func TestSampling(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{"day": "2026-02-01T00", "Month": "2026-03-03T00", "year": "2027-01-31T00", "6h": "2026-01-31T06", "24H": "2026-02-01T00"} {
		s, err := ParseSampling(" " + text + " ")
		if got := s.Next(start).Format("2006-01-02T15"); err != nil || got != want {
			t.Errorf("%s: %s %v", text, got, err)
		}
		if again, err := ParseSampling(s.String()); err != nil || again != s {
			t.Errorf("%s: %v %v", s, again, err)
		}
	}
	for _, text := range []string{"", "week", "0h", "-1h", "h", "6", "99999h", "1e2h"} {
		if _, err := ParseSampling(text); KindOf(err) != Usage {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCountsOfNobody(t *testing.T) {
	t.Parallel()
	_, err := Totals(place{})
	_, err2 := Actives(place{})
	_, err3 := Licenses(place{})
	for _, err := range []error{err, err2, err3} {
		if KindOf(err) != Unsupported {
			t.Errorf("%v", err)
		}
	}
}
