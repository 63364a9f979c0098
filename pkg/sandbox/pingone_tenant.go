package sandbox

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	pingFoundedKey  = "pingone founded"
	environmentsAll = "pingone/environments"
	licensesAll     = "pingone/licenses"
)

// PingOne is what is needed to use the PingOne face: where the tenant is and who its worker application is.
type PingOne struct {
	// Organization is the UUID of the organization.
	Organization string
	// Environments are those there are, in the order of their making. The first holds the seed and the worker.
	Environments []PingOneEnvironment
	// ClientID and ClientSecret are the worker application's, which may do everything. People sign in through the same
	// client, by code or by device, as the tenant's administrator or as a user of the environment.
	ClientID, ClientSecret string
}

// PingOneEnvironment is one environment of the organization.
type PingOneEnvironment struct{ ID, Name string }

// PingOne returns what is needed to use the PingOne face, and makes the organization if this is its first use.
func (s *Sandbox) PingOne(ctx context.Context) (PingOne, error) {
	t, err := s.founded(ctx)
	if err != nil {
		return PingOne{}, err
	}
	found := PingOne{Organization: organizationID(), ClientID: workerID(), ClientSecret: t.workerSecret()}
	err = s.store.Read(ctx, func(tx *store.Tx) error {
		for o, err := range tx.Scan(environmentsAll, "", nil, 0, 0) {
			if err != nil {
				return err
			}
			var doc struct{ Name string }
			if err := json.Unmarshal(o.Doc, &doc); err != nil {
				return err
			}
			found.Environments = append(found.Environments, PingOneEnvironment{o.ID, doc.Name})
		}
		return nil
	})
	return found, err
}

// founded returns the tenant with its organization, made and seeded where there was none.
func (s *Sandbox) founded(ctx context.Context) (*tenant, error) {
	t, err := s.ready(ctx)
	if err != nil {
		return nil, err
	}
	err = s.store.Read(ctx, isFounded)
	if errors.Is(err, store.ErrNotFound) {
		err = s.foundPingOne(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("open the PingOne sandbox in %s: %w", s.options.Dir, err)
	}
	return t, nil
}

// foundPingOne makes the organization in one transaction. Of several processes that begin together one does it.
func (s *Sandbox) foundPingOne(ctx context.Context) error {
	return s.store.Write(ctx, func(tx *store.Tx) error {
		if err := isFounded(tx); !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err := seedOrganization(tx, s.options.Now()); err != nil {
			return err
		}
		return tx.SetValue(pingFoundedKey, []byte("1"))
	})
}

func isFounded(tx *store.Tx) error {
	_, err := tx.Value(pingFoundedKey)
	return err
}

// PingOneHome is the UUID of the environment that holds the seed and the worker application.
func PingOneHome() string { return homeEnvironment() }

func organizationID() string { return seedID("pingone", "organization") }
func workerID() string       { return seedID("pingone", "worker") }
func homeEnvironment() string {
	return seedID("pingone", "environment 0")
}

// workerSecret is the worker application's secret, another one for each tenant.
func (t *tenant) workerSecret() string {
	return base64.RawURLEncoding.EncodeToString(t.mark("pingone worker secret"))
}

// environment is one environment as it rests in the store.
type environment struct {
	ID  string
	raw []byte
}

// collection is the store's name for the objects of one kind in the environment.
func (e *environment) collection(kind string) string { return "pingone/" + e.ID + "/" + kind }

// key is the store's name for a value of the environment.
func (e *environment) key(name string) string { return "pingone " + e.ID + " " + name }

func findEnvironment(tx *store.Tx, id string) (*environment, error) {
	o, err := tx.Get(environmentsAll, id)
	if err != nil {
		return nil, err
	}
	return &environment{ID: id, raw: o.Doc}, nil
}

// pingTime is how PingOne writes a time: UTC, with milliseconds.
func pingTime(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }
