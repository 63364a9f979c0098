package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	alphaUsers = 250
	bravoUsers = 40
	// seedBatch is how many users one transaction adds: enough to be fast, few enough to report progress.
	seedBatch = 2000
)

// Seed adds generated users to a realm, alpha or bravo, and tells progress now and then how many are done. The same
// calls on a new sandbox make the same users. Each batch is durable when progress hears of it.
func (s *Sandbox) Seed(ctx context.Context, realm string, users int, progress func(done int)) error {
	t, ok := s.schemas.find("managed/" + realm + "_user")
	if !ok {
		return fmt.Errorf("seed %s: the sandbox has the realms alpha and bravo", realm)
	}
	if _, err := s.ready(ctx); err != nil {
		return err
	}
	for done := 0; done < users; {
		n := min(seedBatch, users-done)
		err := s.store.Write(ctx, func(tx *store.Tx) error { return s.addUsers(tx, t, n) })
		if err != nil {
			return fmt.Errorf("seed %s: %w", realm, err)
		}
		if done += n; progress != nil {
			progress(done)
		}
	}
	return nil
}

// seedTenant fills a new tenant: users, roles, groups, and who belongs to what.
func (s *Sandbox) seedTenant(tx *store.Tx) error {
	if err := s.seedInternalRoles(tx); err != nil {
		return err
	}
	for _, realm := range realmNames() {
		t, _ := s.schemas.find("managed/" + realm + "_user")
		users := alphaUsers
		if realm == "bravo" {
			users = bravoUsers
		}
		if err := s.addUsers(tx, t, users); err != nil {
			return err
		}
		if err := s.seedGroups(tx, t); err != nil {
			return err
		}
		if err := seedSocial(tx, realm); err != nil {
			return err
		}
	}
	return nil
}

// addUsers adds the next n users of the realm's endless row of generated ones.
func (s *Sandbox) addUsers(tx *store.Tx, t *objectType, n int) error {
	key := "seeded " + t.Collection
	raw, err := lookup(tx, key)
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(string(raw)) // absent is 0
	pool := newPool()
	all, err := conditions(tx, t.Realm)
	if err != nil {
		return err
	}
	for i := from; i < from+n; i++ {
		doc := pool.user(t.Realm, i)
		id := userID(t, i)
		doc["_id"] = id
		if _, err := tx.Insert(t.Collection, id, doc.stored(t), doc.keys(t)); err != nil {
			return err
		}
		if boss := managerOf(i); boss >= 0 {
			self, to := store.Ref{Collection: t.Collection, ID: id}, store.Ref{Collection: t.Collection, ID: userID(t, boss)}
			if err := linkManager(tx, self, to); err != nil {
				return err
			}
		}
		if err := s.grantSeeded(tx, all, t, doc); err != nil {
			return err
		}
	}
	return tx.SetValue(key, []byte(strconv.Itoa(from+n)))
}

// grantSeeded gives a new user of the seed what conditions select the user for.
func (s *Sandbox) grantSeeded(tx *store.Tx, all []condition, t *objectType, doc document) error {
	self := store.Ref{Collection: t.Collection, ID: doc.text("_id")}
	moved, err := grantTo(tx, all, self, doc)
	if err != nil || len(moved) == 0 {
		return err
	}
	return s.schemas.refresh(tx, []store.Ref{self})
}

// linkManager links without looking: a user of the seed has no manager yet. The manager may have been deleted since.
func linkManager(tx *store.Tx, self, boss store.Ref) error {
	if _, err := tx.Get(boss.Collection, boss.ID); err != nil {
		return nil //nolint:nilerr // then the user has none
	}
	_, err := tx.Link(store.Edge{ID: seedID("edge", self.ID), From: self, Property: "manager", To: boss, Reverse: "reports"})
	return err
}

// managerOf is the place of a user's manager in the row, -1 for none: one head, five below, thirty below these, and
// the others below the thirty. Of the users beyond the first seed only some have one.
func managerOf(i int) int {
	switch {
	case i == 0, i > 5 && i%13 == 0, i >= alphaUsers && i%20 != 0:
		return -1
	case i <= 5:
		return 0
	case i <= 35:
		return 1 + i%5
	}
	return 6 + i%30
}

func userID(t *objectType, i int) string { return seedID(t.Collection, strconv.Itoa(i)) }

// seedID makes the same UUID for the same words on every machine.
func seedID(kind, name string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte(BaseURL+"/"+kind+"/"+name)).String()
}

// pool is the names of the seed, ready to draw from.
type pool struct {
	regions []names
	given   [][]word
	family  [][]word
}

func newPool() pool {
	p := pool{regions: people()}
	for _, region := range p.regions {
		p.given = append(p.given, words(region.given))
		p.family = append(p.family, words(region.family))
	}
	return p
}

// user is the i-th generated user of a realm. Attributes that people leave out are left out of some.
func (p pool) user(realm string, i int) document {
	region := i % len(p.regions)
	turn := i / len(p.regions)
	given := p.given[region][turn%len(p.given[region])]
	family := p.family[region][(turn+turn/len(p.given[region]))%len(p.family[region])]
	login := given.latin + "." + family.latin
	if i >= len(p.regions)*4 {
		login += strconv.Itoa(i)
	}
	doc := document{
		"userName": login, "givenName": given.text, "sn": family.text, "cn": given.text + " " + family.text,
		"mail": login + "@" + realm + ".example.com", "accountStatus": "active",
	}
	if i%11 == 7 {
		doc["accountStatus"] = "inactive"
	}
	p.details(doc, p.regions[region], i)
	return doc
}

// details fills the optional attributes, each for some of the users.
func (p pool) details(doc document, region names, i int) {
	if i%3 != 1 {
		doc["telephoneNumber"] = fmt.Sprintf("%s%04d", region.phone, (i*7919)%10000)
	}
	if i%4 != 3 {
		doc["city"], doc["country"] = region.city, region.country
	}
	if i%5 == 0 {
		doc["description"] = "Seed user " + strconv.Itoa(i) + ", \"fictional\" & harmless"
	}
	if i%2 == 0 {
		departments := []string{"Engineering", "Sales", "Finance", "People", "Legal"}
		doc["frIndexedString1"] = departments[i/2%len(departments)]
		doc["frIndexedInteger1"] = json.Number(strconv.Itoa(1000 + i%90*10))
	}
	if i%6 == 0 {
		doc["frIndexedMultivalued1"] = []any{"vpn", "building-" + string(rune('a'+i%5))}
	}
	if i%7 == 0 {
		doc["preferences"] = map[string]any{"updates": i%2 == 0, "marketing": false}
	}
	doc["frIndexedDate1"] = fmt.Sprintf("20%02d-%02d-%02d", 10+i%15, 1+i%12, 1+i%28)
	if i%9 != 0 {
		if i%15 == 2 {
			doc["passwordExpirationTime"] = fmt.Sprintf("2026-%02d-01T08:00:00.000Z", 10+i%3)
		}
		doc["passwordLastChangedTime"] = fmt.Sprintf("2026-%02d-%02dT08:%02d:00.000Z", 1+i%9, 1+i%28, i%60)
	}
}
