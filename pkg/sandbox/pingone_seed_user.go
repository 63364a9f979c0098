package sandbox

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// newPingOneSchema reads the schema of an environment outside of a request.
func newPingOneSchema(tx *store.Tx, env *environment) (pingSchema, error) {
	raw, err := tx.Value(env.key("schema"))
	if err != nil {
		return pingSchema{}, err
	}
	s := pingSchema{raw: raw}
	return s, json.Unmarshal(raw, &s.attributes)
}

// seedUser is the i-th generated user. Attributes that people leave out are left out of some.
func seedUser(pool pool, env *environment, i int, at time.Time, population string) *pingUser {
	person := pool.user("pingone", i)
	made := time.Date(2024, 1, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(i%700) * 25 * time.Hour)
	u := newPingUser(seedID("pingone", "user "+strconv.Itoa(i)), env, made)
	u.doc["username"], u.doc["population"] = person.text("userName"), idOf(population)
	u.doc["name"] = map[string]any{"given": person.text("givenName"), "family": person.text("sn"),
		"formatted": person.text("cn")}
	u.doc["enabled"] = person["accountStatus"] == "active"
	if i%23 != 5 {
		u.doc["email"] = person["mail"]
	}
	if phone := person.text("telephoneNumber"); phone != "" {
		u.doc["mobilePhone"] = phone
	}
	if city := person.text("city"); city != "" {
		u.doc["address"] = map[string]any{"locality": city, "countryCode": countryCode(person.text("country"))}
	}
	if i%4 == 1 {
		u.doc["title"] = []string{"Engineer", "Manager", "Buyer", "Counsel"}[i/4%4]
	}
	if i%5 == 0 {
		u.doc["nickname"], u.doc["locale"] = person.text("givenName"), "en"
	}
	if i%6 == 0 {
		u.doc["externalId"], u.doc["timezone"] = fmt.Sprintf("hr-%05d", i), "Europe/London"
	}
	u.customSeed(i)
	if i%29 == 2 {
		u.doc["lifecycle"] = map[string]any{"status": "VERIFICATION_REQUIRED"}
	}
	if i%8 == 3 {
		u.doc["mfaEnabled"] = true
	}
	if i%60 == 31 {
		u.doc["identityProvider"] = map[string]any{"id": seedProviderID(), "type": "OPENID_CONNECT"}
	}
	if i%3 == 0 {
		u.doc["lastSignOn"] = map[string]any{"at": pingTime(at.Add(-time.Duration(i%90+1) * 7 * time.Hour)),
			"remoteIp": "192.0.2." + strconv.Itoa(i%250+1)}
	}
	return u
}

// customSeed fills the custom attributes of some.
func (u *pingUser) customSeed(i int) {
	if i%2 == 0 {
		u.doc["department"] = []string{"Engineering", "Sales", "Finance", "People", "Legal"}[i/2%5]
	}
	if i%3 == 1 && i < 10000 {
		u.doc["badge"] = fmt.Sprintf("B%04d", i)
	}
	if i%4 == 0 {
		u.doc["tier"] = []string{"Gold", "Silver", "Bronze"}[i/4%3]
	}
	if i%6 == 0 {
		u.doc["tags"] = []any{"vpn", "building-" + string(rune('a'+i%5))}
	}
	if i%7 == 0 {
		u.doc["preferences"] = map[string]any{"lang": "en", "news": i%2 == 0}
	}
}

// seedState gives the generated users passwords in every state.
func seedState(i int, at time.Time, encoded string) userState {
	s := userState{Password: encoded, ChangedAt: at.Add(-time.Duration(i%150) * day).UnixMilli()}
	switch {
	case i%17 == 3:
		s.Password, s.ChangedAt = "", 0
	case i%13 == 4:
		s.ChangedAt = at.Add(-time.Duration(190+i) * day).UnixMilli()
	case i%19 == 6:
		s.MustChange = true
	case i%41 == 8:
		s.Failures, s.LockedAt = 5, at.UnixMilli()
		s.LockUntil = at.Add(15 * time.Minute).UnixMilli()
	case i%31 == 9:
		s.ChangedAt = at.Add(-170 * day).UnixMilli() // about to expire
	}
	if i%37 == 5 {
		s.ClosedAt = at.Add(-time.Duration(i) * time.Hour).UnixMilli()
	}
	return s
}

// seedBelongings gives some of the first users sessions and linked accounts.
func seedBelongings(tx *store.Tx, env *environment, u *pingUser, i int, at time.Time) error {
	if i >= pingUsers {
		return nil
	}
	if i%30 == 1 {
		raw := encode([]document{{
			"id": seedID("pingone", "linked account "+u.id), "externalId": "acme|" + strconv.Itoa(1000+i),
			"identityProvider": idOf(seedProviderID()), "createdAt": u.doc["createdAt"],
		}})
		if err := tx.SetValue(env.key(linkedAccountsOf().what+u.id), raw); err != nil {
			return err
		}
	}
	if i%12 != 0 {
		return nil
	}
	began := pingTime(at.Add(-time.Hour))
	return tx.SetValue(env.key(sessionsOf().what+u.id), encode([]document{{
		"id": seedID("pingone", "session "+u.id), "createdAt": began, "activeAt": began, "expiresAt": pingTime(at.Add(30 * day)),
		"idleTimeoutInMinutes": 60 * 24, "browser": map[string]any{"name": "Firefox"}, "operatingSystem": map[string]any{"name": "Linux"},
		"lastSignOn": map[string]any{"at": began, "remoteIp": "192.0.2.10"},
	}}))
}

func countryCode(country string) string {
	codes := map[string]string{"United Kingdom": "GB", "Ireland": "IE", "France": "FR", "Germany": "DE",
		"Greece": "GR", "Ukraine": "UA",
		"China": "CN", "Japan": "JP", "South Korea": "KR", "Jordan": "JO", "Israel": "IL", "India": "IN"}
	return codes[country]
}
