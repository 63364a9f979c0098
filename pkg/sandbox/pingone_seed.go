package sandbox

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	// SeedPassword is the password of every user of the PingOne seed that has one.
	SeedPassword = "2FederateM0re!"

	pingUsers     = 180
	pingSeededKey = "pingone seeded"
)

// SeedPingOne adds generated users to the first environment, equally to the populations that it has, or to as many
// as wanted, which are made. It tells progress now and then how many are done.
func (s *Sandbox) SeedPingOne(ctx context.Context, users, populations int, progress func(done int)) error {
	if _, err := s.founded(ctx); err != nil {
		return err
	}
	env := &environment{ID: homeEnvironment()}
	for done := 0; done < users; {
		n := min(seedBatch, users-done)
		err := s.store.Write(ctx, func(tx *store.Tx) error {
			into, err := populationIDs(tx, env)
			if populations > 0 {
				into, err = seedParts(tx, env, populations, s.options.Now())
			}
			if err != nil {
				return err
			}
			return addPingUsers(tx, env, n, s.options.Now(), func(i int) string { return into[i%len(into)] })
		})
		if err != nil {
			return fmt.Errorf("seed pingone: %w", err)
		}
		if done += n; progress != nil {
			progress(done)
		}
	}
	return nil
}

// populationIDs are the populations of an environment, of which one cannot be removed.
func populationIDs(tx *store.Tx, env *environment) ([]string, error) {
	var ids []string
	for o, err := range tx.Scan(populationsOf(env), "", nil, 0, 0) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, o.ID)
	}
	return ids, nil
}

// seedParts makes the populations Part 1, Part 2 and so on, where they are missing.
func seedParts(tx *store.Tx, env *environment, n int, at time.Time) ([]string, error) {
	var ids []string
	for i := range n {
		name := "Part " + strconv.Itoa(i+1)
		id := seedID("pingone", "population "+name)
		ids = append(ids, id)
		if _, err := tx.Get(populationsOf(env), id); err == nil {
			continue
		}
		if err := addSeedPopulation(tx, env, id, name, "", "Basic", at); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

func seedPopulation(i int) string { return seedID("pingone", "population "+strconv.Itoa(i)) }

func addSeedPopulation(tx *store.Tx, env *environment, id, name, about, policy string, at time.Time) error {
	doc := newPopulation(env, id, at)
	doc["name"], doc["passwordPolicy"] = name, idOf(derivedID(env.ID, "policy "+policy))
	if about != "" {
		doc["description"] = about
	}
	_, err := tx.Insert(populationsOf(env), id, publicJSON(doc), populationKeys(doc))
	return err
}

// seedOrganization fills a new organization: licences, two environments, and what lives in the first.
func seedOrganization(tx *store.Tx, at time.Time) error {
	for i, name := range []string{"Sandbox", "Trial"} {
		doc := document{
			"id": seedID("pingone", "license "+strconv.Itoa(i)), "name": name, "package": "CIAM_PLUS", "status": "ACTIVE",
			"organization": idOf(organizationID()), "users": map[string]any{"max": 1000000},
			"beginsAt": fmt.Sprintf("202%d-01-01T00:00:00.000Z", 4+i), "expiresAt": "2099-01-01T00:00:00.000Z",
			"environments": map[string]any{"max": 500, "regions": licensedRegions()},
		}
		if _, err := tx.Insert(licensesAll, doc.text("id"), publicJSON(doc), store.Keys{}); err != nil {
			return err
		}
	}
	home, err := seedEnvironment(tx, 0, "Sandbox", "The people of the sandbox", at)
	if err != nil {
		return err
	}
	spare, err := seedEnvironment(tx, 1, "Spare", "Nobody is here yet", at)
	if err != nil {
		return err
	}
	if err := addDefaultPopulation(tx, spare, derivedID(spare.ID, "population Default"), "Default", at); err != nil {
		return err
	}
	return seedHome(tx, home, at)
}

func seedEnvironment(tx *store.Tx, i int, name, about string, at time.Time) (*environment, error) {
	doc := document{
		"id": seedID("pingone", "environment "+strconv.Itoa(i)), "name": name, "description": about, "type": "SANDBOX",
		"region": "EU", "status": "ACTIVE", "organization": idOf(organizationID()), "license": idOf(licenseID()),
		"createdAt": pingTime(at), "updatedAt": pingTime(at),
	}
	products, err := productsOf(nil)
	if err != nil {
		return nil, err
	}
	return addEnvironment(tx, doc, products, at)
}

// seedHome fills the first environment: populations, custom attributes, identity providers, users.
func seedHome(tx *store.Tx, env *environment, at time.Time) error {
	if err := addDefaultPopulation(tx, env, seedPopulation(0), "Customers", at); err != nil {
		return err
	}
	err := firstError(
		addSeedPopulation(tx, env, seedPopulation(1), "Staff", "Everybody on the payroll", "Standard", at),
		addSeedPopulation(tx, env, seedPopulation(2), "Partners", "People of other companies", "Basic", at),
		seedAttributes(tx, env), seedProviders(tx, env, at))
	if err != nil {
		return err
	}
	return firstError(addPingUsers(tx, env, pingUsers, at, seedHomePopulation), seedPingGroups(tx, env, at))
}

// seedHomePopulation is the population of the i-th user of the seed.
func seedHomePopulation(i int) string {
	switch {
	case i%9 == 4:
		return seedPopulation(2)
	case i%3 == 1:
		return seedPopulation(1)
	}
	return seedPopulation(0)
}

// seedAttributes adds custom attributes of every kind to the schema.
func seedAttributes(tx *store.Tx, env *environment) error {
	var all []pingAttribute
	for _, s := range startingAttributes() {
		all = append(all, s.attribute(env))
	}
	for _, a := range []pingAttribute{
		{Name: "department", DisplayName: "Department", Type: typeString, AllowsContains: true},
		{Name: "badge", DisplayName: "Badge", Type: typeString, Unique: true,
			RegexValidation: &regexRule{Pattern: `^[A-Z]\d{4}$`, Requirements: "a capital letter and four digits",
				Match: []string{"A0001"}}},
		{Name: "tier", DisplayName: "Tier", Type: typeString,
			Enumerated: []enumerated{{Value: "Gold"}, {Value: "Silver"}, {Value: "Bronze", Archived: true}}},
		{Name: "tags", DisplayName: "Tags", Type: typeString, MultiValued: true},
		{Name: "preferences", DisplayName: "Preferences", Type: typeJSON},
	} {
		a.ID, a.Environment, a.Schema = derivedID(env.ID, "attribute "+a.Name), ref{env.ID}, ref{env.schemaID()}
		a.SchemaType, a.Enabled = schemaCustom, true
		all = append(all, a)
	}
	return tx.SetValue(env.key("schema"), encode(all))
}
