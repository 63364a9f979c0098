package sdk

import (
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

func TestReadLicenses(t *testing.T) {
	s := newStranger(t)
	list := s.LicensesApi.ReadAllLicenses(s.ctx, box.Organization).Execute()
	_, items := s.walked("ReadAllLicenses", list, func(on *management.EntityArrayEmbedded) int {
		for _, l := range on.GetLicenses() {
			want(s, "status of "+l.GetName(), l.GetStatus(), management.ENUMLICENSESTATUS_ACTIVE)
		}
		return len(on.GetLicenses())
	})
	want(s, "licences", items, 2)
}

func TestReadLicensesBegun(t *testing.T) {
	s := newStranger(t)
	list := s.LicensesApi.ReadAllLicenses(s.ctx, box.Organization).Filter(`beginsAt lt "2024-06-01T00:00:00.000Z"`).Execute()
	_, items := s.walked("ReadAllLicenses", list, func(on *management.EntityArrayEmbedded) int {
		return len(on.GetLicenses())
	})
	want(s, "licences", items, 1)
}

func TestReadLicense(t *testing.T) {
	s := newStranger(t)
	read, resp, err := s.LicensesApi.ReadOneLicense(s.ctx, box.Organization, s.license()).Execute()
	s.did("ReadOneLicense", 200, resp, err)
	want(s, "name", read.GetName(), "Sandbox")
	want(s, "organization", read.Organization.GetId(), box.Organization)
	want(s, "begin", read.GetBeginsAt().Year(), 2024)
	want(s, "users", read.Users.GetMax(), 1000000)
	for _, region := range read.Environments.GetRegions() {
		if !region.IsValid() || region == "UNKNOWN" {
			s.Errorf("region %q is none that the SDK knows", region)
		}
	}
	_, resp, err = s.LicensesApi.ReadOneLicense(s.ctx, box.Organization, nobody).Execute()
	s.turnedDown("ReadOneLicense", 404, "NOT_FOUND", resp, err)
}

func TestReadLicenseName(t *testing.T) {
	s := newStranger(t)
	read, resp, err := s.LicensesApi.ReadOneLicenseName(s.ctx, box.Organization, s.license()).Execute()
	s.did("ReadOneLicenseName", 200, resp, err)
	want(s, "name", read.GetName(), "Sandbox")
	_, resp, err = s.LicensesApi.ReadOneLicenseName(s.ctx, box.Organization, nobody).Execute()
	s.turnedDown("ReadOneLicenseName", 404, "NOT_FOUND", resp, err)
}

// TestUpdateLicenseName gives the second licence another name, and its own back.
func TestUpdateLicenseName(t *testing.T) {
	s := newStranger(t)
	page, resp, err := s.LicensesApi.ReadAllLicenses(s.ctx, box.Organization).ExecuteInitialPage()
	s.did("ReadAllLicenses", 200, resp, err)
	second := page.Embedded.GetLicenses()[1]
	update := s.LicensesApi.UpdateOneLicenseName(s.ctx, box.Organization, second.GetId())
	for _, name := range []string{"Renamed", second.GetName()} {
		named, resp, err := update.LicenseName(*management.NewLicenseName(name)).Execute()
		s.did("UpdateOneLicenseName", 200, resp, err)
		want(s, "name", named.GetName(), name)
		read, resp, err := s.LicensesApi.ReadOneLicense(s.ctx, box.Organization, second.GetId()).Execute()
		s.did("ReadOneLicense", 200, resp, err)
		want(s, "name of the licence", read.GetName(), name)
	}
	_, resp, err = update.LicenseName(*management.NewLicenseName("")).Execute()
	s.turnedDown("UpdateOneLicenseName", 400, "INVALID_DATA REQUIRED_VALUE name", resp, err)
}

func TestReadOrganizations(t *testing.T) {
	s := newStranger(t)
	list := s.OrganizationsApi.ReadAllOrganizations(s.ctx).Limit(1).Execute()
	_, items := s.walked("ReadAllOrganizations", list, func(on *management.EntityArrayEmbedded) int {
		want(s, "id", on.GetOrganizations()[0].GetId(), box.Organization)
		return len(on.GetOrganizations())
	})
	want(s, "organizations", items, 1)
}

func TestReadOrganization(t *testing.T) {
	s := newStranger(t)
	read, resp, err := s.OrganizationsApi.ReadOneOrganization(s.ctx, box.Organization).Execute()
	s.did("ReadOneOrganization", 200, resp, err)
	want(s, "name", read.GetName(), "Sandbox")
	want(s, "type", read.GetType(), management.ENUMORGANIZATIONTYPE_INTERNAL)
	_, resp, err = s.OrganizationsApi.ReadOneOrganization(s.ctx, nobody).Execute()
	s.turnedDown("ReadOneOrganization", 404, "NOT_FOUND", resp, err)
}
