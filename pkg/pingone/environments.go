package pingone

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const environmentsPath = "/v1/environments"

// An Environment is a place of an organization where users live.
type Environment struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Description  string `json:"description,omitempty"`
	Type         string `json:"type,omitempty"`   // PRODUCTION or SANDBOX
	Region       string `json:"region,omitempty"` // the code of a [Region]
	Status       string `json:"status,omitempty"` // ACTIVE or DELETE_PENDING
	Organization struct {
		ID string `json:"id"`
	} `json:"organization"`
}

// Key names the environment.
func (e Environment) Key() identity.Key { return identity.Key{ID: e.ID, Name: e.Name} }

// IsID reports whether a text can be the id of an environment, or of anything else that
// the service keeps, and so is no name.
func IsID(text string) bool { return uuid.Validate(text) == nil }

// Environments lists the environments that a sign-in can see, those that are being
// deleted too. The base URL of c is that of the region's API host.
func Environments(ctx context.Context, c *rest.Client) iter.Seq2[Environment, error] {
	client := New(c, Options{})
	return func(yield func(Environment, error) bool) {
		p := &pager{client: client, path: environmentsPath}
		for row, err := range p.rows(ctx) {
			var e Environment
			if err == nil && json.Unmarshal(row, &e) != nil {
				err = errUnreadable
			}
			if err != nil {
				yield(Environment{}, client.fail("list environments", "", err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}
