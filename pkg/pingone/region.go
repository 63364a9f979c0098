package pingone

import (
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A Region is a part of the world that an organization's environments lie in.
// See https://apidocs.pingidentity.com/pingone/platform/v1/api/#working-with-pingone-apis.
type Region struct {
	// Code is how the service writes it: "EU".
	Code string
	// Name is how people call it.
	Name string
	// Domain is what the region's host names end in: "pingone.eu".
	Domain string
}

// API is the address of the region's API, without the version.
func (r Region) API() string { return "https://api." + r.Domain }

// Auth is the address where one signs in, without the environment. A custom
// domain takes its place.
func (r Region) Auth() string { return "https://auth." + r.Domain }

// Regions lists the regions, in the order in which a person would look for them.
func Regions() []Region {
	return []Region{
		{"NA", "North America", "pingone.com"},
		{"CA", "Canada", "pingone.ca"},
		{"EU", "Europe", "pingone.eu"},
		{"AU", "Australia", "pingone.com.au"},
		{"SG", "Singapore", "pingone.sg"},
		{"AP", "Asia-Pacific", "pingone.asia"},
	}
}

// ParseRegion finds a region by its code, its name or its domain, in any letter
// case. Another text is an error of kind [identity.Usage] that lists the codes.
func ParseRegion(text string) (Region, error) {
	var codes []string
	for _, r := range Regions() {
		if strings.EqualFold(text, r.Code) || strings.EqualFold(text, r.Name) || strings.EqualFold(text, r.Domain) {
			return r, nil
		}
		codes = append(codes, r.Code)
	}
	return Region{}, identity.Errorf(identity.Usage, "%q is no region of %s: it is one of %s", text, platform, strings.Join(codes, ", "))
}
