package cli

import (
	"net/url"

	"github.com/realmctl/realmctl/pkg/pingone"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/sandbox"
)

// apiURL is the address that a tenant's requests go to. The sandbox has one for each
// platform that it is a tenant of.
func apiURL(t *realm.Tenant, p realm.Platform) (*url.URL, error) {
	switch {
	case t.Platform == realm.Sandbox && p == realm.PingOne:
		return url.Parse(sandbox.PingOneAPI)
	case t.Platform == realm.Sandbox:
		return url.Parse(sandbox.BaseURL)
	case t.URL != nil:
		return t.URL, nil
	}
	region, err := pingone.ParseRegion(t.Region)
	if err != nil {
		return nil, err
	}
	return url.Parse(region.API())
}

// signInURL is the address that one signs in at.
func signInURL(t *realm.Tenant, p realm.Platform) (*url.URL, error) {
	switch {
	case t.Platform == realm.Sandbox && p == realm.PingOne:
		return url.Parse(sandbox.PingOneAuth)
	case t.Domain != "":
		return url.Parse("https://" + t.Domain)
	case t.URL != nil || p != realm.PingOne:
		return apiURL(t, p)
	}
	region, err := pingone.ParseRegion(t.Region)
	if err != nil {
		return nil, err
	}
	return url.Parse(region.Auth())
}
