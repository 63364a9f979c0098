package pingone

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// ActiveByLicense streams how many people were active in all environments of a licence,
// by month, or by year of the licence. The service begins with the licence's first day,
// so what is before From is left out here.
func (c *Client) ActiveByLicense(ctx context.Context, license string, q identity.CountQuery) iter.Seq2[identity.CountPoint, error] {
	const op = "count active people of licence"
	by := map[identity.Sampling]string{identity.ByMonth: "calendarMonth", identity.ByYear: "licenseYear"}[q.By]
	if by == "" {
		return failing[identity.CountPoint](c.fail(op, license, identity.Errorf(identity.Unsupported, "%s counts the active people of a licence by month and year", platform)))
	}
	return func(yield func(identity.CountPoint, error) bool) {
		path, err := c.licensePath(ctx, license)
		if err != nil {
			yield(identity.CountPoint{}, c.fail(op, rest.Clean(license), err))
			return
		}
		s := spelling{path: path + "/metrics/activeIdentityCounts", query: rest.Parameters("aggregatedBy", by, "limit", strconv.Itoa(mostLicenseCounts))}
		whole := q
		whole.Limit = 0
		seen := 0
		for p, err := range c.countPoints(ctx, op, []spelling{s}, whole, readActive) {
			if err == nil && !p.End.After(q.From) {
				continue
			}
			if seen++; !yield(p, err) || seen == q.Limit {
				return
			}
		}
	}
}

// licensePath is the address of a licence, which is given by id or name; "" is that of
// the environment.
func (c *Client) licensePath(ctx context.Context, license string) (string, error) {
	document, err := c.read(ctx, c.path(), "")
	if err != nil {
		return "", err
	}
	organization := textOf(lookUp(document, []string{"organization", "id"}))
	if license == "" {
		license = textOf(lookUp(document, []string{"license", "id"}))
	}
	if !isStep(organization) || license == "" {
		return "", identity.Errorf(identity.API, "the environment does not tell its organization and its licence")
	}
	licenses := organizationsPath + "/" + organization + "/licenses"
	if uuid.Validate(license) == nil {
		return licenses + "/" + license, nil
	}
	named := &collection[licenseProfile]{client: c, one: "licence", many: "licences", path: licenses, read: readLicense}
	found, err := named.named(ctx, license)
	if err != nil {
		return "", err
	}
	key, err := found.Key()
	return licenses + "/" + url.PathEscape(key.ID), err
}

const organizationsPath = "/v1/organizations"

// A licenseProfile is how a licence is found.
type licenseProfile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (l licenseProfile) Key() identity.Key { return identity.Key{ID: l.ID, Name: l.Name} }

func readLicense(document json.RawMessage) (l licenseProfile, err error) {
	if err = json.Unmarshal(document, &l); err != nil {
		err = identity.Errorf(identity.API, "read licence: the platform sent something that is none: %w", err)
	}
	return l, err
}
