package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// countingPing is a client in the middle of a Wednesday, two days after the founding.
func countingPing(t *testing.T) (*client, *hour) {
	t.Helper()
	h := &hour{time.Date(2026, 4, 13, 9, 30, 0, 0, time.UTC)}
	c := connectPing(t, newBox(t, Options{Now: h.now}))
	h.pass(2*day + 3*time.Hour)
	c.token = c.pingToken(url.Values{"grant_type": {"client_credentials"}}).object(t)["access_token"].(string)
	return c, h
}

// identityCounts asks for counts by parameters, each as name and value.
func (c *client) identityCounts(path string, parameters ...string) reply {
	c.t.Helper()
	query := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		query.Set(parameters[i], parameters[i+1])
	}
	return c.ping(http.MethodGet, path+"?"+query.Encode(), "")
}

func from(date string) string { return `startDate ge "` + date + `"` }

// values are the starts and the values of a list of periods.
func (r reply) values(t *testing.T) (starts []string, values []int) {
	t.Helper()
	for _, item := range r.want(t, http.StatusOK).items(t, "activeIdentityCounts") {
		starts = append(starts, item["startDate"].(string))
		values = append(values, wholeOf(item["value"]))
	}
	return starts, values
}

func TestTotalIdentities(t *testing.T) {
	t.Parallel()
	c, h := countingPing(t)
	between := func(from, to string) reply {
		return c.identityCounts("/totalIdentities", "filter", `startDate eq "`+from+`" and endDate eq "`+to+`"`)
	}
	month := between("2026-03-01T00:00:00Z", "2026-04-01T00:00:00+00:00").want(t, http.StatusOK)
	items := month.items(t, "totalIdentities")
	if len(items) != 32 || int64(wholeOf(items[0]["date"])) != time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).Unix() {
		t.Errorf("%d items, the first %v", len(items), items[0])
	}
	if wholeOf(month.object(t)["count"]) != pingUsers {
		t.Errorf("count %v", month.object(t)["count"])
	}
	c.newPerson(`{"username":"one.more"}`)
	h.pass(day)
	c.token = c.pingToken(url.Values{"grant_type": {"client_credentials"}}).object(t)["access_token"].(string)
	c.newPerson(`{"username":"another"}`)
	var got []int
	for _, item := range c.identityCounts("/totalIdentities", "filter", `startDate eq "2026-04-13T00:00:00Z"`).want(t, 200).items(t, "totalIdentities") {
		got = append(got, wholeOf(item["totalIdentities"]))
	}
	if string(encode(got)) != "[180,180,181,182]" {
		t.Errorf("%v", got)
	}
	if days := between("2010-01-01T00:00:00Z", "2099-01-01T00:00:00Z").items(t, "totalIdentities"); len(days) != 730+4 {
		t.Errorf("%d days", len(days))
	}
	if days := between("2010-01-01T00:00:00Z", "2011-01-01T00:00:00Z").items(t, "totalIdentities"); len(days) != 0 {
		t.Errorf("%d days before the first", len(days))
	}
}

// TestRefusedCounts: what the reference does not have is 400.
func TestRefusedCounts(t *testing.T) {
	t.Parallel()
	c, _ := countingPing(t)
	const good = `startDate ge "2026-01-01T00:00:00Z"`
	license := "/v1/organizations/" + organizationID() + "/licenses/" + licenseID() + "/metrics/activeIdentityCounts"
	for _, path := range []string{
		"/totalIdentities", "/totalIdentities?filter=", "/totalIdentities?filter=endDate eq \"2026-01-01T00:00:00Z\"", "/totalIdentities?filter=" + good,
		`/totalIdentities?filter=startDate eq "2026-01-02T00:00:00Z" and endDate eq "2026-01-01T00:00:00Z"`, `/totalIdentities?filter=startDate eq "yesterday"`,
		`/totalIdentities?filter=startDate eq "2026-01-02T00:00:00Z" or endDate eq "2026-02-01T00:00:00Z"`, `/totalIdentities?filter=startDate eq "2026-01-02"`,
		`/totalIdentities?filter=startDate eq "2026-01-02T00:00:00Z" and startDate eq "2026-01-02T00:00:00Z"`, `/totalIdentities?filter=startDate eq "1026-01-02T00:00:00Z"`,
		"/activeIdentityCounts?filter=" + good, "/activeIdentityCounts?filter=" + good + ` and samplingPeriod eq "DAY"`, "/activeIdentityCounts?filter=" + good + ` and samplingPeriod eq 0`,
		"/metrics/activeIdentityCounts?filter=" + good, "/metrics/activeIdentityCounts?samplePeriod=DAY", "/metrics/activeIdentityCounts?samplePeriod=WEEK&filter=" + good,
		"/metrics/activeIdentityCounts?samplePeriod=DAY&order=value&filter=" + good, "/metrics/activeIdentityCounts?samplePeriod=DAY&limit=0&filter=" + good,
		"/metrics/activeIdentityCounts?samplePeriod=DAY&cursor=!&filter=" + good, "/metrics/activeIdentityCounts?samplePeriod=DAY&filter=(" + good,
		license, license + "?aggregatedBy=week",
	} {
		if !strings.HasPrefix(path, "/v1") {
			path = home(path)
		}
		before, query, _ := strings.Cut(path, "?")
		c.send(http.MethodGet, before+"?"+strings.NewReplacer(" ", "%20", `"`, "%22").Replace(query), nil, "").want(t, http.StatusBadRequest)
	}
}

func TestActiveByDay(t *testing.T) {
	t.Parallel()
	c, _ := countingPing(t)
	const path = "/metrics/activeIdentityCounts"
	starts, values := c.identityCounts(path, "filter", from("2026-03-30T10:00:00Z"), "samplePeriod", "DAY").values(t)
	if len(starts) != 17 || starts[0] != "2026-03-30T00:00:00Z" || starts[16] != "2026-04-15T00:00:00Z" {
		t.Errorf("%v", starts)
	}
	for i, v := range values[:14] {
		weekend := i%7 >= 5
		if weekend != (v < 45) || v == 0 || v > pingUsers {
			t.Errorf("%s: %d active people", starts[i], v)
		}
	}
	older, same := c.identityCounts(path, "filter", from("2026-03-30T00:00:00Z"), "samplingPeriod", "day", "order", "-startDate").values(t)
	if len(older) != 17 || older[0] != starts[16] || same[16] != values[0] {
		t.Errorf("%v %v", older, same)
	}
	hours, byHours := c.identityCounts("/activeIdentityCounts", "filter", from("2026-03-30T00:00:00Z")+` and samplingPeriod eq "24"`).values(t)
	if len(hours) != 17 || string(encode(byHours)) != string(encode(values)) {
		t.Errorf("%v, want %v", byHours, values)
	}
	_, single := c.identityCounts("/activeIdentityCounts", "filter", from("2026-04-14T00:00:00Z")+` and samplingPeriod eq 1`).values(t)
	if len(single) != 37 || single[10] <= single[2] {
		t.Errorf("%v", single)
	}
	monthly, months := c.identityCounts(path, "filter", from("2020-03-30T00:00:00Z"), "samplePeriod", "MONTH").values(t)
	if len(monthly) != 25 || monthly[0] != "2024-04-01T00:00:00Z" || months[12] <= values[1] || months[12] > pingUsers {
		t.Errorf("%v %v", monthly, months)
	}
	plus := c.ping(http.MethodGet, path+`?samplePeriod=DAY&filter=startDate%20ge%20%222026-04-15T00:00:00+00:00%22`, "")
	if starts, _ := plus.values(t); len(starts) != 1 {
		t.Errorf("%v", starts)
	}
	if starts, _ := c.identityCounts(path, "filter", from("2027-01-01T00:00:00Z"), "samplePeriod", "DAY").values(t); len(starts) != 0 {
		t.Errorf("%v are to come", starts)
	}
}

// TestActivityCounts: who shows the right password, or signs on, is active on that day, once.
func TestActivityCounts(t *testing.T) {
	t.Parallel()
	c, _ := countingPing(t)
	today := func() int {
		_, values := c.identityCounts("/metrics/activeIdentityCounts", "filter", from("2026-04-15T00:00:00Z"), "samplePeriod", "DAY").values(t)
		return values[0]
	}
	before := today()
	who := "/users/" + seedID("pingone", "user 1") + "/password"
	c.do(http.MethodPost, who, "password.check+json", `{"password":"wrong"}`).want(t, http.StatusBadRequest)
	if n := today(); n != before {
		t.Errorf("a wrong password counts: %d, before %d", n, before)
	}
	for range 2 {
		c.do(http.MethodPost, who, "password.check+json", `{"password":"`+SeedPassword+`"}`).want(t, http.StatusOK)
	}
	if n := today(); n != before+1 {
		t.Errorf("%d, before %d", n, before)
	}
	_ = personToken(t, c, "p1:read:user") // of another person
	if n := today(); n != before+2 {
		t.Errorf("%d, before %d", n, before)
	}
}

// TestSpareEnvironment: where nobody is, the numbers are zero from the making on, and nothing before.
func TestSpareEnvironment(t *testing.T) {
	t.Parallel()
	c, _ := countingPing(t)
	env := "/v1/environments/" + seedID("pingone", "environment 1")
	query := url.Values{"filter": {from("2026-01-01T00:00:00Z")}, "samplePeriod": {"DAY"}}
	starts, values := c.send(http.MethodGet, env+"/metrics/activeIdentityCounts?"+query.Encode(), nil, "").values(t)
	if string(encode(values)) != "[0,0,0]" || starts[0] != "2026-04-13T00:00:00Z" {
		t.Errorf("%v %v", starts, values)
	}
}

func TestLicenseCounts(t *testing.T) {
	t.Parallel()
	c, _ := countingPing(t)
	path := "/v1/organizations/" + organizationID() + "/licenses/" + licenseID() + "/metrics/activeIdentityCounts"
	months, _ := c.send(http.MethodGet, path+"?aggregatedBy=calendarMonth", nil, "").values(t)
	years, values := c.send(http.MethodGet, path+"?aggregatedBy=licenseYear", nil, "").values(t)
	if len(months) != 25 || len(years) != 3 || years[0] != "2024-01-01T00:00:00Z" || values[0] == 0 {
		t.Errorf("%v %v %v", months, years, values)
	}
	c.send(http.MethodGet, strings.Replace(path, licenseID(), "x", 1)+"?aggregatedBy=licenseYear", nil, "").want(t, http.StatusNotFound)
}

// TestCountPages: pages of any size, joined, are the list that comes at once.
func TestCountPages(t *testing.T) {
	t.Parallel()
	c, _ := countingPing(t)
	whole, _ := c.identityCounts("/metrics/activeIdentityCounts", "filter", from("2026-02-20T00:00:00Z"), "samplePeriod", "DAY").values(t)
	rapid.Check(t, func(rt *rapid.T) {
		limit := rapid.SampledFrom([]string{"1", "7", "10", "55", "99"}).Draw(rt, "limit")
		order := rapid.SampledFrom([]string{"startDate", "-startDate"}).Draw(rt, "order")
		r := c.identityCounts("/metrics/activeIdentityCounts", "filter", from("2026-02-20T00:00:00Z"), "samplePeriod", "DAY", "limit", limit, "order", order)
		var joined []string
		for {
			starts, _ := r.values(t)
			joined = append(joined, starts...)
			next, _ := document(r.object(t)).path("_links.next.href").(string)
			if next == "" {
				break
			}
			r = c.send(http.MethodGet, strings.TrimPrefix(next, PingOneAPI), nil, "")
		}
		if order == "-startDate" {
			for i, j := 0, len(joined)-1; i < j; i, j = i+1, j-1 {
				joined[i], joined[j] = joined[j], joined[i]
			}
		}
		if string(encode(joined)) != string(encode(whole)) {
			rt.Fatalf("%v, want %v", joined, whole)
		}
	})
}

// FuzzCountFilter: a filter of counts is read as times and hours that can be counted by, or refused.
func FuzzCountFilter(f *testing.F) {
	f.Add(`startDate ge "2026-02-20T00:00:00Z" and samplingPeriod eq "24"`)
	f.Add(`startDate ge "2026-02-20T00:00:00 00:00"`)
	f.Add(`(startDate ge 7)`)
	f.Fuzz(func(t *testing.T, text string) {
		r := &http.Request{URL: &url.URL{RawQuery: url.Values{"filter": {text}}.Encode()}}
		terms, err := (&pingCall{r: r}).countFilter(countMember{"startDate", "ge"}, countMember{"samplingPeriod", "eq"})
		if err != nil {
			if e := asPingError(err); e.status != http.StatusBadRequest {
				t.Fatalf("%d: %v", e.status, err)
			}
			return
		}
		if at, err := terms.date("startDate"); err == nil && (at.Year() < earliestCount || at.Location() != time.UTC) {
			t.Fatalf("%s: %v", text, at)
		}
		if n, err := terms.hours("samplingPeriod"); err == nil && n < 1 {
			t.Fatalf("%s: %d hours", text, n)
		}
	})
}
