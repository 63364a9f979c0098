package sdk

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// totals asks for the totals of the days that a filter names.
func (s *stranger) totals(filter string) *counts {
	s.Helper()
	resp, err := s.TotalIdentitiesApi.EnvironmentsEnvironmentIDTotalIdentitiesGet(s.ctx, s.env).Filter(filter).Execute()
	s.did("EnvironmentsEnvironmentIDTotalIdentitiesGet", http.StatusOK, resp, err)
	return s.counted(resp)
}

// TestTotalIdentities lists the days of a week, both ends included, and sees today's rise by one.
func TestTotalIdentities(t *testing.T) {
	s := newStranger(t)
	from, _ := since(6)
	week := fmt.Sprintf("startDate eq %q and endDate eq %q", from.Format(time.RFC3339), from.AddDate(0, 0, 6).Format(time.RFC3339))
	before := s.totals(week)
	if n := len(before.Embedded.Total); n != 7 {
		t.Fatalf("%d days, want 7", n)
	}
	for i, one := range before.Embedded.Total {
		want(s, "day", one.Date, from.AddDate(0, 0, i).Unix())
	}
	s.newMember("tom.total", s.department("Totals"))
	after := s.totals(week)
	want(s, "today", after.Embedded.Total[6].TotalIdentities, before.Embedded.Total[6].TotalIdentities+1)
	want(s, "people there are", after.Count, before.Count+1)
	want(s, "yesterday", after.Embedded.Total[5].TotalIdentities, before.Embedded.Total[5].TotalIdentities)
}

// TestTotalIdentitiesFrom names no end, which is today then.
func TestTotalIdentitiesFrom(t *testing.T) {
	s := newStranger(t)
	from, _ := since(2)
	want(s, "days", len(s.totals(fmt.Sprintf("startDate eq %q", from.Format(time.RFC3339))).Embedded.Total), 3)
}

func TestTotalIdentitiesWithoutFilter(t *testing.T) {
	s := newStranger(t)
	resp, err := s.TotalIdentitiesApi.EnvironmentsEnvironmentIDTotalIdentitiesGet(s.ctx, s.env).Execute()
	s.turnedDown("totals without a filter", http.StatusBadRequest, "INVALID_REQUEST REQUIRED_VALUE filter", resp, err)
	resp, err = s.TotalIdentitiesApi.EnvironmentsEnvironmentIDTotalIdentitiesGet(s.ctx, s.env).Filter(`startDate ge "2026-01-01T00:00:00Z"`).Execute()
	s.turnedDown("totals by what cannot be", http.StatusBadRequest, "INVALID_REQUEST INVALID_FILTER filter", resp, err)
}
