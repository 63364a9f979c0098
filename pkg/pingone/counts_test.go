package pingone

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/realmctl/realmctl/pkg/identity"
)

func march(day int) time.Time { return time.Date(2025, 3, day, 0, 0, 0, 0, time.UTC) }

// wantPoints compares points, each written as [start end value].
func wantPoints(points iter.Seq2[identity.CountPoint, error], want string) error {
	var got []string
	for p, err := range points {
		if err != nil {
			return err
		}
		got = append(got, fmt.Sprintf("[%s %s %d]", p.Start.Format("01-02"), p.End.Format("01-02"), p.Value))
	}
	if text := strings.Join(got, " "); text != want {
		return errors.New("got " + text + ", want " + want)
	}
	return nil
}

const active = `{"startDate":"2025-03-01T00:00:00Z","endDate":"2025-03-02T00:00:00Z","value":17}`

// refusesParameter is a 400 that names a parameter.
func refusesParameter(code, target string) http.HandlerFunc {
	return says(400, `{"code":"INVALID_REQUEST","message":"m","details":[{"code":"`+code+`","target":"`+target+`","message":"no"}]}`)
}

// TestSpellingsOfCounts: the newest spelling first, and an older one only where the
// service does not know it.
func TestSpellingsOfCounts(t *testing.T) {
	t.Parallel()
	since := "filter=startDate%20ge%20%222025-03-01T00%3A00%3A00Z%22"
	newest := "GET /metrics/activeIdentityCounts?" + since + "&samplePeriod=DAY&limit=100"
	older := strings.Replace(newest, "samplePeriod", "samplingPeriod", 1)
	oldest := "GET /activeIdentityCounts?" + since + "%20and%20samplingPeriod%20eq%20%2224%22&limit=100"
	missing := says(404, `{"code":"NOT_FOUND","message":"m"}`)
	good := says(200, pageOf("activeIdentityCounts", "", active))
	for name, test := range map[string]struct {
		by      identity.Sampling
		answers []http.HandlerFunc
		lines   []string
		kind    identity.Kind // of the error; 0 is none
	}{
		"newest":             {0, []http.HandlerFunc{good}, []string{newest}, 0},
		"parameter unknown":  {0, []http.HandlerFunc{refusesParameter("INVALID_PARAMETER", "samplePeriod"), good}, []string{newest, older}, 0},
		"no details":         {0, []http.HandlerFunc{says(400, `{"code":"INVALID_REQUEST","message":"m"}`), good}, []string{newest, older}, 0},
		"no such path":       {0, []http.HandlerFunc{missing, missing, good}, []string{newest, older, oldest}, 0},
		"none is known":      {0, []http.HandlerFunc{refusesParameter("INVALID_PARAMETER", "samplePeriod"), missing, missing}, []string{newest, older, oldest}, identity.Invalid},
		"no environment":     {0, []http.HandlerFunc{missing}, []string{newest, older, oldest}, identity.NotFound},
		"a wrong date":       {0, []http.HandlerFunc{refusesParameter("INVALID_FILTER", "filter")}, []string{newest}, identity.Usage},
		"not allowed":        {0, []http.HandlerFunc{says(403, `{"code":"ACCESS_FAILED","message":"m"}`)}, []string{newest}, identity.Auth},
		"months":             {identity.ByMonth, []http.HandlerFunc{missing}, []string{strings.Replace(newest, "DAY", "MONTH", 1), strings.Replace(older, "DAY", "MONTH", 1)}, identity.NotFound},
		"hours are old ones": {6, []http.HandlerFunc{good}, []string{strings.Replace(oldest, "%2224%22", "%226%22", 1)}, 0},
		"years":              {identity.ByYear, []http.HandlerFunc{good}, nil, identity.Unsupported},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTenant(t, test.answers...)
			counter := must[identity.ActiveCounter](t)(identity.Actives(s.client()))
			err := wantPoints(counter.Active(t.Context(), identity.CountQuery{From: march(1), By: test.by}), "[03-01 03-02 17]")
			if test.kind != 0 {
				mustBe(t, err, test.kind)
			} else if err != nil {
				t.Error(err)
			}
			if got := s.lines(); !slices.Equal(got, test.lines) {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestPagesOfCounts: pages are followed, a refusal in the middle is no reason to begin
// again by another spelling, and what is after the end is left out.
func TestPagesOfCounts(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(200, pageOf("activeIdentityCounts", "/v1/environments/"+env+"/metrics/activeIdentityCounts?cursor=a", active)),
		says(200, pageOf("activeIdentityCounts", "/v1/environments/"+env+"/metrics/activeIdentityCounts?cursor=b", strings.ReplaceAll(active, "03-0", "04-0"))), refusesParameter("INVALID_PARAMETER", "samplePeriod"))
	var values []int64
	var last error
	for p, err := range s.client().Active(t.Context(), identity.CountQuery{From: march(1), To: march(20)}) {
		if last = err; err == nil {
			values = append(values, p.Value)
		}
	}
	mustBe(t, last, identity.Invalid)
	if n := len(s.requests()); n != 3 || !slices.Equal(values, []int64{17}) {
		t.Errorf("%d requests, %v", n, values)
	}
}

// TestGaps: a time without a number is no zero, and a number that cannot be read is an
// error.
func TestGaps(t *testing.T) {
	t.Parallel()
	rows := []string{`{"date":1740787200,"totalIdentities":0}`, `{"date":1740873600}`, `{"date":1740960000,"totalIdentities":null}`, `{"date":"2025-03-04","totalIdentities":"5"}`}
	s := newTenant(t, says(200, pageOf("totalIdentities", "", rows...)), says(200, pageOf("totalIdentities", "", `{"date":1740787200,"totalIdentities":"many"}`)),
		says(200, pageOf("totalIdentities", "", `{"totalIdentities":1}`)))
	counter := must[identity.TotalCounter](t)(identity.Totals(s.client()))
	if err := wantPoints(counter.Totals(t.Context(), identity.CountQuery{From: march(1), To: march(4)}), "[03-01 03-02 0] [03-04 03-05 5]"); err != nil {
		t.Error(err)
	}
	for range 2 {
		mustBe(t, wantPoints(counter.Totals(t.Context(), identity.CountQuery{From: march(1), To: march(4)}), ""), identity.API)
	}
}

// TestCountsOfAPart: a realm that is one population is told that the counts are not.
func TestCountsOfAPart(t *testing.T) {
	t.Parallel()
	var warned []string
	c := newTenant(t, refusesParameter("INVALID_FILTER", "filter"), says(200, pageOf("totalIdentities", "", `{"date":1740787200,"totalIdentities":1}`))).client(func(o *Options) {
		o.Population, o.Warn = staff, func(m string) { warned = append(warned, m) }
	})
	// The form of the dates that is refused is followed by the other one.
	if err := wantPoints(c.Totals(t.Context(), identity.CountQuery{From: march(1), To: march(1)}), "[03-01 03-02 1]"); err != nil || len(warned) != 1 {
		t.Errorf("%v %q", err, warned)
	}
}

func TestLicenseCounts(t *testing.T) {
	t.Parallel()
	const id = "5e1c8a2a-6f1a-4b66-9d55-7f1d2b7d0a11"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/environments/"+env):
			says(200, `{"id":"e","organization":{"id":"o1"},"license":{"id":"`+id+`"}}`)(w, r)
		case r.URL.Path == "/v1/organizations/o1/licenses":
			says(200, pageOf("licenses", "", `{"id":"l9","name":"Trial"}`))(w, r)
		case r.URL.Path == "/v1/organizations/o1/licenses/"+id+"/metrics/activeIdentityCounts", r.URL.Path == "/v1/organizations/o1/licenses/l9/metrics/activeIdentityCounts":
			says(200, pageOf("activeIdentityCounts", "", strings.ReplaceAll(active, "2025-03-0", "2024-01-0"), active))(w, r)
		default:
			says(404, `{"code":"NOT_FOUND","message":"m"}`)(w, r)
		}
	})
	counter := must[identity.LicenseCounter](t)(identity.Licenses(s.client()))
	for _, name := range []string{"", id, "trial"} {
		if err := wantPoints(counter.ActiveByLicense(t.Context(), name, identity.CountQuery{From: march(1), By: identity.ByYear, Limit: 1}), "[03-01 03-02 17]"); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	if got := s.lines(); got[len(got)-1] != "GET /v1/organizations/o1/licenses/l9/metrics/activeIdentityCounts?aggregatedBy=licenseYear&limit=1000" {
		t.Errorf("%q", got)
	}
	for name, kind := range map[string]identity.Kind{"Nobody": identity.NotFound, "0e1c8a2a-6f1a-4b66-9d55-7f1d2b7d0a11": identity.NotFound} {
		err := wantPoints(counter.ActiveByLicense(t.Context(), name, identity.CountQuery{By: identity.ByMonth}), "")
		if e := wantKind(t, err, kind); strings.Contains(e.Error(), "environment") {
			t.Errorf("%v", e)
		}
	}
	mustBe(t, wantPoints(counter.ActiveByLicense(t.Context(), "", identity.CountQuery{}), ""), identity.Unsupported)
}

// TestCountTime: a time that is written in any of the forms is read as itself.
func TestCountTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		at := time.Unix(rapid.Int64Range(1_000_000_000, 4_000_000_000).Draw(rt, "seconds"), 0).UTC()
		offset := rapid.IntRange(-12, 14).Draw(rt, "offset")
		zone := at.In(time.FixedZone("", offset*3600))
		for _, form := range []string{
			fmt.Sprint(at.Unix()), fmt.Sprint(at.UnixMilli()), fmt.Sprintf(`"%d"`, at.Unix()), fmt.Sprintf(`"%d"`, at.UnixMilli()), fmt.Sprintf("%d.0", at.Unix()), fmt.Sprintf("%.9e", float64(at.Unix())),
			`"` + at.Format("2006-01-02T15:04:05.000Z") + `"`, `"` + zone.Format(time.RFC3339) + `"`, `"` + zone.Format("2006-01-02T15:04:05-0700") + `"`, `"` + at.Format("2006-01-02T15:04:05") + `"`,
		} {
			if got, ok := countTime(json.RawMessage(form)); !ok || !got.Equal(at) {
				rt.Fatalf("%s: %v %v, want %v", form, got, ok, at)
			}
		}
	})
}

// FuzzCountTime: whatever stands in the place of a date is a time that can be shown, or
// refused.
func FuzzCountTime(f *testing.F) {
	for _, form := range []string{`1740787200`, `1740787200000`, `"2025-03-01T00:00:00+00:00"`, `"2025-03-01"`, `-1`, `1e300`, `NaN`, `null`, `{}`} {
		f.Add(form)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, ok := countTime(json.RawMessage(text))
		if !ok {
			return
		}
		if _, err := json.Marshal(at); err != nil || at.Location() != time.UTC {
			t.Fatalf("%q: %v %v", text, at, err)
		}
	})
}

// TestSandboxCounts counts in the sandbox.
func TestSandboxCounts(t *testing.T) {
	t.Parallel()
	c, ctx := inSandbox(t), t.Context()
	from := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -400)
	count := func(points iter.Seq2[identity.CountPoint, error]) (n int, last identity.CountPoint) {
		t.Helper()
		before := from.Add(-32 * 24 * time.Hour)
		for p, err := range points {
			if err != nil {
				t.Fatal(err)
			}
			if !p.Start.After(before) || !p.End.After(p.Start) {
				t.Fatalf("%+v after %v", p, before)
			}
			n, last, before = n+1, p, p.Start
		}
		return n, last
	}
	whole, _ := c.users.Count(ctx, identity.Query{})
	if n, last := count(c.Totals(ctx, identity.CountQuery{From: from})); n != 401 || last.Value != whole {
		t.Errorf("%d days, the last %+v", n, last)
	}
	if n, _ := count(c.Active(ctx, identity.CountQuery{From: from})); n != 401 {
		t.Errorf("%d days", n)
	}
	if n, last := count(c.Active(ctx, identity.CountQuery{From: from, By: 12, Limit: 150})); n != 150 || last.End.Sub(last.Start) != 12*time.Hour {
		t.Errorf("%d times, the last %+v", n, last)
	}
	if n, _ := count(c.Active(ctx, identity.CountQuery{From: from, By: identity.ByMonth})); n < 13 || n > 15 {
		t.Errorf("%d months", n)
	}
	if n, last := count(c.ActiveByLicense(ctx, "Sandbox", identity.CountQuery{From: from, By: identity.ByMonth})); n < 13 || n > 15 || last.Value == 0 && last.Start.Day() > 2 {
		t.Errorf("%d months, the last %+v", n, last)
	}
	stopped := 0
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, err := range c.Active(ctx, identity.CountQuery{From: from}) {
		if err != nil {
			t.Fatal(err)
		}
		if stopped++; stopped == 3 {
			break
		}
	}
}
