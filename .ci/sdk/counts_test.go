package sdk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// The SDK has no types for counts: it gives the answer, which these are.

type period struct {
	StartDate, EndDate time.Time
	Value              int
}

type counts struct {
	Links    map[string]management.LinksHATEOASValue `json:"_links"`
	Embedded struct {
		Active []period                                `json:"activeIdentityCounts"`
		Total  []struct{ Date, TotalIdentities int64 } `json:"totalIdentities"`
	} `json:"_embedded"`
	Count, Size int
}

func (s *stranger) counted(resp *http.Response) *counts {
	s.Helper()
	var c counts
	if err := json.NewDecoder(resp.Body).Decode(&c); err != nil {
		s.Fatal(err)
	}
	return &c
}

// since is a filter from the beginning of the day that lies so many days back.
func since(days int) (time.Time, string) {
	from := time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -days)
	return from, fmt.Sprintf("startDate ge %q", from.Format(time.RFC3339))
}

// inSpare is a client in the environment that has nobody but whom the tests put there.
func inSpare(t *testing.T) *stranger {
	t.Helper()
	s := newStranger(t)
	i := slices.IndexFunc(box.Environments, func(e struct{ ID, Name string }) bool { return e.Name == "Spare" })
	s.env = box.Environments[i].ID
	return s
}

// active makes a user whose password is asked for once, which is what makes people active.
func (s *stranger) active(name string) {
	s.Helper()
	const password = "Correct-horse-7-battery"
	user := management.NewUser(name+"@example.com", name)
	user.SetPassword(management.UserPassword{Value: management.PtrString(password)})
	user.SetPopulation(*management.NewUserPopulation(s.department("Active " + name)))
	made, resp, err := s.UsersApi.CreateUser(s.ctx, s.env).ContentType("application/vnd.pingidentity.user.import+json").User(*user).Execute()
	s.did("CreateUser", http.StatusCreated, resp, err)
	resp, err = s.UserPasswordsApi.EnvironmentsEnvironmentIDUsersUserIDPasswordPost(s.ctx, s.env, made.GetId()).
		ContentType("application/vnd.pingidentity.password.check+json").Body(map[string]any{"password": password}).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDPasswordPost", http.StatusOK, resp, err)
}

// lastDays are the active people of the days from one on.
func (s *stranger) lastDays(days int) *counts {
	s.Helper()
	_, filter := since(days)
	resp, err := s.ActiveIdentityCountsApi.EnvironmentsEnvironmentIDMetricsActiveIdentityCountsGet(s.ctx, s.env).
		Filter(filter).SamplePeriod("DAY").Execute()
	s.did("EnvironmentsEnvironmentIDMetricsActiveIdentityCountsGet", http.StatusOK, resp, err)
	return s.counted(resp)
}

func TestActiveIdentityCounts(t *testing.T) {
	s := inSpare(t)
	before := s.lastDays(0).Embedded.Active[0]
	s.active("ada.active")
	after := s.lastDays(0).Embedded.Active[0]
	want(s, "active today", after.Value, before.Value+1)
	want(s, "hours of a day", after.EndDate.Sub(after.StartDate), 24*time.Hour)
}

// TestActiveIdentityCountsInPages goes over the last five days, the newest first, two on a page, by the links that the
// SDK follows.
func TestActiveIdentityCountsInPages(t *testing.T) {
	s := newStranger(t)
	from, filter := since(4)
	resp, err := s.ActiveIdentityCountsApi.EnvironmentsEnvironmentIDMetricsActiveIdentityCountsGet(s.ctx, s.env).
		Filter(filter).SamplePeriod("DAY").Limit(2).Order("-startDate").Execute()
	s.did("EnvironmentsEnvironmentIDMetricsActiveIdentityCountsGet", http.StatusOK, resp, err)
	page := s.counted(resp)
	all, sizes := page.Embedded.Active, []int{page.Size}
	for next, more := page.Links["next"]; more; next, more = page.Links["next"] {
		_, resp, err = s.HALApi.ReadHALLink(s.ctx, next).Execute()
		s.did("ReadHALLink", http.StatusOK, resp, err)
		page = s.counted(resp)
		all, sizes = append(all, page.Embedded.Active...), append(sizes, page.Size)
	}
	if !slices.Equal(sizes, []int{2, 2, 1}) {
		t.Fatalf("sizes of the pages: %v", sizes)
	}
	want(s, "the last is the first day", all[4].StartDate, from)
	for i, one := range all[1:] {
		want(s, "a day earlier", all[i].StartDate, one.EndDate)
		if one.Value < 1 {
			t.Errorf("nobody was active on %v", one.StartDate)
		}
	}
}

func TestActiveIdentityCountsByMonth(t *testing.T) {
	s := newStranger(t)
	_, filter := since(40)
	resp, err := s.ActiveIdentityCountsApi.EnvironmentsEnvironmentIDMetricsActiveIdentityCountsGet(s.ctx, s.env).
		Filter(filter).SamplePeriod("MONTH").Order("startDate").Execute()
	s.did("EnvironmentsEnvironmentIDMetricsActiveIdentityCountsGet", http.StatusOK, resp, err)
	months := s.counted(resp).Embedded.Active
	if len(months) < 2 {
		t.Fatalf("%d months in forty days", len(months))
	}
	for _, month := range months {
		want(s, "first of the month", month.StartDate.Day(), 1)
		want(s, "the next one", month.EndDate, month.StartDate.AddDate(0, 1, 0))
	}
}

func TestActiveIdentityCountsWithoutFilter(t *testing.T) {
	s := newStranger(t)
	resp, err := s.ActiveIdentityCountsApi.EnvironmentsEnvironmentIDMetricsActiveIdentityCountsGet(s.ctx, s.env).SamplePeriod("DAY").Execute()
	s.turnedDown("count without a filter", http.StatusBadRequest, "INVALID_REQUEST REQUIRED_VALUE filter", resp, err)
	_, filter := since(1)
	resp, err = s.ActiveIdentityCountsApi.EnvironmentsEnvironmentIDMetricsActiveIdentityCountsGet(s.ctx, s.env).
		Filter(filter).SamplePeriod("CENTURY").Execute()
	s.turnedDown("count by centuries", http.StatusBadRequest, "INVALID_REQUEST INVALID_VALUE samplePeriod", resp, err)
}

// TestActiveIdentityCountsByHours asks in the deprecated form.
func TestActiveIdentityCountsByHours(t *testing.T) {
	s := newStranger(t)
	from, filter := since(2)
	resp, err := s.ActiveIdentityCountsApi.EnvironmentsEnvironmentIDActiveIdentityCountsGet(s.ctx, s.env).
		Filter(filter + ` and samplingPeriod eq "12"`).Limit(3).Order("startDate").Execute()
	s.did("EnvironmentsEnvironmentIDActiveIdentityCountsGet", http.StatusOK, resp, err)
	page := s.counted(resp)
	want(s, "size", page.Size, 3)
	for i, half := range page.Embedded.Active {
		want(s, "start", half.StartDate, from.Add(time.Duration(i)*12*time.Hour))
		want(s, "end", half.EndDate, half.StartDate.Add(12*time.Hour))
	}
	resp, err = s.ActiveIdentityCountsApi.EnvironmentsEnvironmentIDActiveIdentityCountsGet(s.ctx, s.env).Execute()
	s.turnedDown("count without a filter", http.StatusBadRequest, "INVALID_REQUEST REQUIRED_VALUE filter", resp, err)
}

// TestReadActiveIdentityCount counts the people of all environments of a licence.
func TestReadActiveIdentityCount(t *testing.T) {
	s := newStranger(t)
	env, resp, err := s.EnvironmentsApi.ReadOneEnvironment(s.ctx, s.env).Execute()
	s.did("ReadOneEnvironment", http.StatusOK, resp, err)
	license := env.License.GetId()
	resp, err = s.ActiveIdentityCountsApi.ReadActiveIdentityCount(s.ctx, box.Organization, license).
		AggregatedBy("calendarMonth").Limit(2).Order("-startDate").Execute()
	s.did("ReadActiveIdentityCount", http.StatusOK, resp, err)
	page := s.counted(resp)
	if page.Size != 2 || len(page.Embedded.Active) != 2 {
		t.Fatalf("%d months, want 2", page.Size)
	}
	current, last := page.Embedded.Active[0], page.Embedded.Active[1]
	want(s, "this month", current.StartDate.Format("2006-01-02"), time.Now().UTC().Format("2006-01")+"-01")
	want(s, "the month before", last.EndDate, current.StartDate)
	if last.Value < 1 {
		t.Errorf("nobody was active in %+v", last)
	}
	resp, err = s.ActiveIdentityCountsApi.ReadActiveIdentityCount(s.ctx, box.Organization, license).Execute()
	s.turnedDown("without a period", http.StatusBadRequest, "INVALID_REQUEST REQUIRED_VALUE aggregatedBy", resp, err)
	resp, err = s.ActiveIdentityCountsApi.ReadActiveIdentityCount(s.ctx, box.Organization, nobody).AggregatedBy("licenseYear").Execute()
	s.missing("licence that is not there", resp, err)
}
