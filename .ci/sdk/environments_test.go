package sdk

import (
	"strconv"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// license is the id of the first licence of the organization.
func (s *stranger) license() string {
	s.Helper()
	page, resp, err := s.LicensesApi.ReadAllLicenses(s.ctx, box.Organization).ExecuteInitialPage()
	s.did("ReadAllLicenses", 200, resp, err)
	return page.Embedded.GetLicenses()[0].GetId()
}

func (s *stranger) draft(name string) management.Environment {
	region := management.ENUMREGIONCODE_EU
	e := management.NewEnvironment(*management.NewEnvironmentLicense(s.license()), name,
		management.EnvironmentRegion{EnumRegionCode: &region}, management.ENUMENVIRONMENTTYPE_SANDBOX)
	e.SetBillOfMaterials(*management.NewBillOfMaterials([]management.BillOfMaterialsProductsInner{
		*management.NewBillOfMaterialsProductsInner(management.ENUMPRODUCTTYPE_ONE_BASE),
	}))
	return *e
}

// newEnvironment makes an environment that the test takes away again.
func (s *stranger) newEnvironment(name string) *management.Environment {
	s.Helper()
	made, resp, err := s.EnvironmentsApi.CreateEnvironmentActiveLicense(s.ctx).Environment(s.draft(name)).Execute()
	s.did("CreateEnvironmentActiveLicense", 201, resp, err)
	s.Cleanup(func() {
		// The context of a test is over when its cleanup runs. One that is gone already is no harm.
		_, _ = s.EnvironmentsApi.DeleteEnvironment(s.lasting(), made.GetId()).Execute()
	})
	return made
}

func TestCreateEnvironment(t *testing.T) {
	s := newStranger(t)
	made := s.newEnvironment("Made by the SDK")
	want(s, "name", made.GetName(), "Made by the SDK")
	want(s, "type", made.GetType(), management.ENUMENVIRONMENTTYPE_SANDBOX)
	want(s, "region", *made.GetRegion().EnumRegionCode, management.ENUMREGIONCODE_EU)
	want(s, "license", made.License.GetId(), s.license())
	want(s, "organization", made.Organization.GetId(), box.Organization)
	want(s, "products", len(made.BillOfMaterials.GetProducts()), 1)
	want(s, "status", made.GetStatus(), management.ENUMENVIRONMENTSTATUS_ACTIVE)
}

func TestCreateEnvironmentTwice(t *testing.T) {
	s := newStranger(t)
	s.newEnvironment("Made twice")
	_, resp, err := s.EnvironmentsApi.CreateEnvironmentActiveLicense(s.ctx).Environment(s.draft("Made twice")).Execute()
	s.turnedDown("CreateEnvironmentActiveLicense", 400, "INVALID_DATA UNIQUENESS_VIOLATION name", resp, err)
}

func TestReadEnvironment(t *testing.T) {
	s := newStranger(t)
	read, resp, err := s.EnvironmentsApi.ReadOneEnvironment(s.ctx, s.env).Execute()
	s.did("ReadOneEnvironment", 200, resp, err)
	want(s, "id", read.GetId(), s.env)
	want(s, "name", read.GetName(), box.Environments[0].Name)
	_, resp, err = s.EnvironmentsApi.ReadOneEnvironment(s.ctx, nobody).Execute()
	s.turnedDown("ReadOneEnvironment", 404, "NOT_FOUND", resp, err)
}

func TestReadEnvironments(t *testing.T) {
	s := newStranger(t)
	for i := range 5 {
		s.newEnvironment("Listed " + strconv.Itoa(i))
	}
	list := s.EnvironmentsApi.ReadAllEnvironments(s.ctx).Filter(`name sw "Listed "`).Limit(2).Execute()
	pages, items := s.walked("ReadAllEnvironments", list, func(on *management.EntityArrayEmbedded) int {
		return len(on.GetEnvironments())
	})
	want(s, "pages", pages, 3)
	want(s, "environments", items, 5)
}

func TestReadEnvironmentsWrongFilter(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.EnvironmentsApi.ReadAllEnvironments(s.ctx).Filter(`colour eq "red"`).ExecuteInitialPage()
	s.turnedDown("ReadAllEnvironments", 400, "INVALID_REQUEST INVALID_FILTER filter", resp, err)
}

func TestUpdateEnvironment(t *testing.T) {
	s := newStranger(t)
	made := s.newEnvironment("Old name")
	wanted := s.draft("New name")
	wanted.SetDescription("Renamed")
	changed, resp, err := s.EnvironmentsApi.UpdateEnvironment(s.ctx, made.GetId()).Environment(wanted).Execute()
	s.did("UpdateEnvironment", 200, resp, err)
	want(s, "id", changed.GetId(), made.GetId())
	want(s, "name", changed.GetName(), "New name")
	want(s, "description", changed.GetDescription(), "Renamed")
}

func TestUpdateEnvironmentType(t *testing.T) {
	s := newStranger(t)
	made := s.newEnvironment("Promoted")
	update := func(kind management.EnumEnvironmentType) management.ApiUpdateEnvironmentTypeRequest {
		return s.EnvironmentsApi.UpdateEnvironmentType(s.ctx, made.GetId()).
			UpdateEnvironmentTypeRequest(management.UpdateEnvironmentTypeRequest{Type: &kind})
	}
	changed, resp, err := update(management.ENUMENVIRONMENTTYPE_PRODUCTION).Execute()
	s.did("UpdateEnvironmentType", 200, resp, err)
	want(s, "type", changed.GetType(), management.ENUMENVIRONMENTTYPE_PRODUCTION)
	_, resp, err = update(management.ENUMENVIRONMENTTYPE_SANDBOX).Execute()
	s.turnedDown("UpdateEnvironmentType", 400, "INVALID_DATA INVALID_VALUE type", resp, err)
}

func TestUpdateEnvironmentStatus(t *testing.T) {
	s := newStranger(t)
	made, production := s.newEnvironment("Put away"), management.ENUMENVIRONMENTTYPE_PRODUCTION
	update := func(status management.EnumEnvironmentStatus) management.ApiUpdateEnvironmentStatusRequest {
		return s.EnvironmentsApi.UpdateEnvironmentStatus(s.ctx, made.GetId()).
			EnvironmentStatus(*management.NewEnvironmentStatus(status))
	}
	_, resp, err := update(management.ENUMENVIRONMENTSTATUS_DELETE_PENDING).Execute()
	s.turnedDown("UpdateEnvironmentStatus", 400, "INVALID_DATA INVALID_VALUE status", resp, err)
	_, resp, err = s.EnvironmentsApi.UpdateEnvironmentType(s.ctx, made.GetId()).
		UpdateEnvironmentTypeRequest(management.UpdateEnvironmentTypeRequest{Type: &production}).Execute()
	s.did("UpdateEnvironmentType", 200, resp, err)
	changed, resp, err := update(management.ENUMENVIRONMENTSTATUS_DELETE_PENDING).Execute()
	s.did("UpdateEnvironmentStatus", 200, resp, err)
	want(s, "status", changed.GetStatus(), management.ENUMENVIRONMENTSTATUS_DELETE_PENDING)
	want(s, "can be deleted later", changed.GetHardDeletedAllowedAt().After(changed.GetSoftDeletedAt()), true)
	changed, resp, err = update(management.ENUMENVIRONMENTSTATUS_ACTIVE).Execute()
	s.did("UpdateEnvironmentStatus", 200, resp, err)
	want(s, "status", changed.GetStatus(), management.ENUMENVIRONMENTSTATUS_ACTIVE)
	want(s, "has an end", changed.HasHardDeletedAllowedAt(), false)
}

func TestDeleteEnvironment(t *testing.T) {
	s := newStranger(t)
	made := s.newEnvironment("Unmade")
	resp, err := s.EnvironmentsApi.DeleteEnvironment(s.ctx, made.GetId()).Execute()
	s.did("DeleteEnvironment", 204, resp, err)
	_, resp, err = s.EnvironmentsApi.ReadOneEnvironment(s.ctx, made.GetId()).Execute()
	s.turnedDown("ReadOneEnvironment", 404, "NOT_FOUND", resp, err)
	_, resp, err = s.UsersApi.ReadAllUsers(s.ctx, made.GetId()).ExecuteInitialPage()
	s.turnedDown("ReadAllUsers", 404, "NOT_FOUND", resp, err)
}

func TestReadBillOfMaterials(t *testing.T) {
	s := newStranger(t)
	bill, resp, err := s.BillOfMaterialsBOMApi.ReadOneBillOfMaterials(s.ctx, s.env).Execute()
	s.did("ReadOneBillOfMaterials", 200, resp, err)
	want(s, "products", bill.GetProducts()[0].GetType(), management.ENUMPRODUCTTYPE_ONE_BASE)
}

func TestUpdateBillOfMaterials(t *testing.T) {
	s := newStranger(t)
	made := s.newEnvironment("With more products")
	update := func(kinds ...management.EnumProductType) management.ApiUpdateBillOfMaterialsRequest {
		var products []management.BillOfMaterialsProductsInner
		for _, kind := range kinds {
			products = append(products, *management.NewBillOfMaterialsProductsInner(kind))
		}
		return s.BillOfMaterialsBOMApi.UpdateBillOfMaterials(s.ctx, made.GetId()).
			BillOfMaterials(*management.NewBillOfMaterials(products))
	}
	bill, resp, err := update(management.ENUMPRODUCTTYPE_ONE_BASE, management.ENUMPRODUCTTYPE_ONE_MFA).Execute()
	s.did("UpdateBillOfMaterials", 200, resp, err)
	want(s, "products", len(bill.GetProducts()), 2)
	want(s, "second", bill.GetProducts()[1].GetType(), management.ENUMPRODUCTTYPE_ONE_MFA)
	_, resp, err = update(management.ENUMPRODUCTTYPE_ONE_MFA).Execute()
	s.turnedDown("UpdateBillOfMaterials", 400, "INVALID_DATA INVALID_VALUE billOfMaterials.products", resp, err)
}

func TestReadCapabilities(t *testing.T) {
	s := newStranger(t)
	resp, err := s.CapabilitiesApi.EnvironmentsEnvironmentIDCapabilitiesGet(s.ctx, s.env).Execute()
	s.did("EnvironmentsEnvironmentIDCapabilitiesGet", 200, resp, err)
	want(s, "canUsePasswords", s.told(resp)["canUsePasswords"], any(true))
}
