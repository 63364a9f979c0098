package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestUserRules sends users that break one rule each.
func TestUserRules(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for body, want := range map[string]string{
		`{}`:                "REQUIRED_VALUE username",
		`{"username":""}`:   "EMPTY_VALUE username",
		`{"username":null}`: "REQUIRED_VALUE username",
		`{"username":7}`:    "INVALID_VALUE username",
		`{"username":"` + strings.Repeat("é", 129) + `"}`:  "SIZE_LIMIT_EXCEEDED username",
		`{"username":"a\u0000b"}`:                          "INVALID_VALUE username",
		`{"username":"ANN.ADAMS"}`:                         "UNIQUENESS_VIOLATION username",
		`{"username":"x","email":"x@"}`:                    "INVALID_VALUE email",
		`{"username":"x","email":"X <x@example.com>"}`:     "INVALID_VALUE email",
		`{"username":"x","name":{"family":"A+B"}}`:         "INVALID_VALUE name.family",
		`{"username":"x","name":{"given":""}}`:             "EMPTY_VALUE name.given",
		`{"username":"x","name":{"last":"B"}}`:             "INVALID_VALUE name.last",
		`{"username":"x","name":"B"}`:                      "INVALID_VALUE name",
		`{"username":"x","address":{"countryCode":"GBR"}}`: "SIZE_LIMIT_EXCEEDED address.countryCode",
		`{"username":"x","address":{"countryCode":"gb"}}`:  "INVALID_VALUE address.countryCode",
		`{"username":"x","address":{"postalCode":"` + strings.Repeat("1",
			41) + `"}}`: "SIZE_LIMIT_EXCEEDED address.postalCode",
		`{"username":"x","mobilePhone":"none"}`:                                 "INVALID_VALUE mobilePhone",
		`{"username":"x","photo":{"href":"no uri"}}`:                            "INVALID_VALUE photo.href",
		`{"username":"x","photo":{}}`:                                           "",
		`{"username":"x1","timezone":"London"}`:                                 "INVALID_VALUE timezone",
		`{"username":"x1","preferredLanguage":"en\u00e9"}`:                      "INVALID_VALUE preferredLanguage",
		`{"username":"x1","externalId":"` + strings.Repeat("1", 1025) + `"}`:    "SIZE_LIMIT_EXCEEDED externalId",
		`{"username":"x1","population":{"id":"no"}}`:                            "INVALID_VALUE population.id",
		`{"username":"x1","identityProvider":{"id":"no"}}`:                      "INVALID_VALUE identityProvider.id",
		`{"username":"x1","identityProvider":{"type":"GOOGLE"}}`:                "REQUIRED_VALUE identityProvider.id",
		`{"username":"x1","enabled":"yes"}`:                                     "INVALID_VALUE enabled",
		`{"username":"x1","verifyStatus":"MAYBE"}`:                              "INVALID_VALUE verifyStatus",
		`{"username":"x1","password":{"value":"2FederateM0re!"}}`:               "INVALID_VALUE password",
		`{"username":"x1","mail":"x@example.com"}`:                              "INVALID_VALUE mail",
		`{"username":"x1","badge":"17"}`:                                        "INVALID_VALUE badge",
		`{"username":"x1","badge":"B0001"}`:                                     "UNIQUENESS_VIOLATION badge",
		`{"username":"x1","tier":"gold"}`:                                       "INVALID_VALUE tier",
		`{"username":"x1","tier":"Bronze"}`:                                     "INVALID_VALUE tier",
		`{"username":"x1","tags":["a",1]}`:                                      "INVALID_VALUE tags",
		`{"username":"x1","preferences":"` + strings.Repeat("x", 16<<10) + `"}`: "SIZE_LIMIT_EXCEEDED",
	} {
		r := c.ping(http.MethodPost, "/users", body)
		if want == "" {
			r.want(t, http.StatusCreated)
			continue
		}
		if r.status != http.StatusBadRequest || r.detail(t) != want {
			t.Errorf("%.80s: %d %s, want %s", body, r.status, r.body, want)
		}
	}
	for _, body := range []string{`[]`, `{`, `{} {}`, `"x"`} {
		r := c.ping(http.MethodPost, "/users", body).want(t, http.StatusBadRequest)
		if r.object(t)["code"] != "INVALID_REQUEST" {
			t.Errorf("%s: %s", body, r.body)
		}
	}
}

// TestUserChanges is PUT and PATCH: what they clear, what they keep, what they do not touch.
func TestUserChanges(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newPerson(`{"username":"mo","email":"mo@example.com","name":{"given":"Mo","family":"O'Neil"},"nickname":"M","department":"Sales",
		"tags":["a"],"enabled":false,"mfaEnabled":true,"population":{"id":"` + seedPopulation(1) + `"}}`)
	members := func(r reply) map[string]any {
		t.Helper()
		doc := r.want(t, http.StatusOK).object(t)
		for _, name := range []string{"_links", "id", "environment", "createdAt", "updatedAt", "account", "lifecycle",
			"verifyStatus"} {
			if doc[name] == nil {
				t.Fatalf("%s is missing in %s", name, r.body)
			}
			delete(doc, name)
		}
		return doc
	}
	patched := members(c.ping(http.MethodPatch, user, `{"name":{"family":"Ng"},"nickname":null,"title":"Boss","enabled":true,
		"population":{"id":"`+seedPopulation(0)+`"},"lifecycle":{"status":"X"},"preferences":{"a":{"b":[1.50]}}}`))
	want := map[string]any{"username": "mo", "email": "mo@example.com", "name": map[string]any{"given": "Mo",
		"family": "Ng"}, "title": "Boss",
		"department": "Sales", "tags": []any{"a"}, "enabled": false, "mfaEnabled": true, "population": map[string]any{"id": seedPopulation(1)},
		"identityProvider": map[string]any{"type": "PING_ONE"}}
	got := patched["preferences"]
	delete(patched, "preferences")
	if diff := cmp.Diff(want, patched); diff != "" || string(encode(got)) != `{"a":{"b":[1.50]}}` {
		t.Errorf("%s %s", diff, encode(got))
	}
	replaced := members(c.ping(http.MethodPut, user,
		`{"username":"mo2","email":"mo@example.com","population":{"id":"`+seedPopulation(0)+`"},"nickname":null}`))
	want = map[string]any{"username": "mo2", "email": "mo@example.com", "enabled": false, "mfaEnabled": true,
		"population": map[string]any{"id": seedPopulation(1)}, "identityProvider": map[string]any{"type": "PING_ONE"}}
	if diff := cmp.Diff(want, replaced); diff != "" {
		t.Error(diff)
	}
	c.ping(http.MethodPut, user, `{"email":"mo@example.com"}`).want(t, http.StatusBadRequest)
	read := c.ping(http.MethodGet, user, "")
	if again := c.ping(http.MethodPut, user, string(read.body)).want(t, http.StatusOK); cmp.Diff(members(read),
		members(again)) != "" {
		t.Error("sending back what was read changes it")
	}
}

func TestUserParts(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newPerson(`{"username":"parts"}`)
	for _, test := range []struct {
		part, body string
		status     int
		want       string
	}{
		{"/enabled", `{"enabled":false}`, 200, `{"enabled":false}`},
		{"/enabled", `{"enabled":"no"}`, 400, ""},
		{"/enabled", `{}`, 400, ""},
		{"/mfaEnabled", `{"mfaEnabled":true}`, 200, `{"mfaEnabled":true}`},
		{"/verifyStatus", `{"verifyStatus":"ENABLED"}`, 200, `{"verifyStatus":"ENABLED"}`},
		{"/verifyStatus", `{"verifyStatus":"X"}`, 400, ""},
		{"/population", `{"id":"` + seedPopulation(2) + `"}`, 200, `{"id":"` + seedPopulation(2) + `"}`},
		{"/population", `{"id":"x"}`, 400, ""},
		{"/population", `{}`, 400, ""},
		{"/identityProvider", `{"identityProvider":{"id":"` + seedProviderID() + `"}}`, 200,
			`{"identityProvider":{"id":"` + seedProviderID() + `","type":"OPENID_CONNECT"}}`},
		{"/identityProvider", `{"identityProvider":{"id":"x"}}`, 400, ""},
	} {
		r := c.ping(http.MethodPut, user+test.part, test.body).want(t, test.status)
		if test.status != http.StatusOK {
			continue
		}
		for _, answer := range []reply{r, c.ping(http.MethodGet, user+test.part, "")} {
			doc := answer.want(t, http.StatusOK).object(t)
			delete(doc, "_links")
			if string(encode(doc)) != test.want {
				t.Errorf("%s: %s, want %s", test.part, encode(doc), test.want)
			}
		}
	}
	if shown := c.ping(http.MethodGet, user, "").object(t); shown["account"].(map[string]any)["canAuthenticate"] != false {
		t.Errorf("a disabled user may authenticate: %v", shown)
	}
	if self := c.do(http.MethodPut, user+"/password", "password.reset+json",
		`{"currentPassword":"x","newPassword":"y"}`).want(t, 400); self.detail(t) != "ACCOUNT_NOT_USABLE" {
		t.Errorf("%s", self.body)
	}
	c.ping(http.MethodDelete, user, "").want(t, http.StatusNoContent)
	for _, part := range []string{"", "/password", "/enabled", "/sessions"} {
		c.ping(http.MethodGet, user+part, "").want(t, http.StatusNotFound)
	}
}

// TestAllowedValues holds the values of an error to texts, whatever the member is: clients decode them as such.
func TestAllowedValues(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newPerson(`{"username":"allowed"}`)
	r := c.ping(http.MethodPut, user+"/enabled", `{"enabled":"no"}`).want(t, http.StatusBadRequest)
	inner := r.object(t)["details"].([]any)[0].(map[string]any)["innerError"].(map[string]any)
	if allowed := string(encode(inner["allowedValues"])); allowed != `["true","false"]` {
		t.Errorf("%s", allowed)
	}
}

func TestLinkedAccounts(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := "/users/" + seedID("pingone", "user 1")
	account := c.ping(http.MethodGet, user+"/linkedAccounts", "").items(t, "linkedAccounts")[0]
	path := user + "/linkedAccounts/" + account["id"].(string)
	c.ping(http.MethodGet, path, "").want(t, http.StatusOK)
	c.ping(http.MethodDelete, path, "").want(t, http.StatusNoContent)
	if left := c.ping(http.MethodGet, user+"/linkedAccounts", "").items(t, "linkedAccounts"); len(left) != 0 {
		t.Errorf("%v", left)
	}
}

// TestPaging follows next links: absolute, on the host that was asked, every user once.
func TestPaging(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for _, query := range []string{"limit=7",
		"limit=50&filter=" + url.QueryEscape(`population.id eq "`+seedPopulation(0)+`"`),
		"limit=3&filter=" + url.QueryEscape(`title eq "manager" OR title sw "b"`), "limit=1000", "limit=180", ""} {
		whole := c.ping(http.MethodGet, "/users?"+strings.TrimPrefix(strings.Join(strings.Split(query, "&")[1:], "&"),
			"limit"), "")
		count := int(0)
		if n, err := whole.object(t)["count"].(interface{ Int64() (int64, error) }).Int64(); err == nil {
			count = int(n)
		}
		var ids []string
		next := PingOneAPI + home("/users?"+query)
		for next != "" {
			if !strings.HasPrefix(next, PingOneAPI+home("/users?")) {
				t.Fatalf("next is %s", next)
			}
			r := c.get(strings.TrimPrefix(next, PingOneAPI)).want(t, http.StatusOK)
			for _, u := range r.items(t, "users") {
				ids = append(ids, u["id"].(string))
			}
			doc := r.object(t)
			if string(encode(doc["count"])) != string(encode(count)) {
				t.Errorf("%s: count %v, want %d", query, doc["count"], count)
			}
			link, _ := doc["_links"].(map[string]any)["next"].(map[string]any)
			next, _ = link["href"].(string)
		}
		slices.Sort(ids)
		if once := slices.Compact(slices.Clone(ids)); len(once) != len(ids) || len(ids) != count || count == 0 {
			t.Errorf("%s: %d users, %d of them once, counted %d", query, len(ids), len(once), count)
		}
	}
	for query, want := range map[string]string{"limit=0": "OUT_OF_RANGE limit", "limit=x": "INVALID_PARAMETER limit",
		"cursor=!": "INVALID_PARAMETER cursor"} {
		if r := c.ping(http.MethodGet, "/users?"+query, "").want(t, http.StatusBadRequest); r.detail(t) != want {
			t.Errorf("%s: %s", query, r.body)
		}
	}
}

func TestPingFilters(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for filter, want := range map[string]int{
		`username eq "Ann.Adams"`: 1, `email eq "ANN.ADAMS@pingone.example.com"`: 1, `(username EQ "ann.adams") AND (Population.ID eq "` + seedPopulation(0) + `")`: 1,
		`id eq "` + seedID("pingone", "user 3") + `"`: 1, `memberOfGroups[id eq "x"]`: 0, `username sw ""`: pingUsers, `name.family eq "O'Brien" and enabled eq true`: 3,
		`department co "gineer" and tags eq "vpn"`: 6, `identityProvider.id eq "` + seedProviderID() + `"`: 3,
	} {
		if r := c.search(filter); r.status != http.StatusOK || len(r.items(t, "users")) != want {
			t.Errorf("%s: %d, want %d", filter, len(r.items(t, "users")), want)
		}
	}
	for _, filter := range []string{`mail eq "x"`, `username co "x"`, `username pr`, `username eq`,
		`username eq true`, `enabled eq "true"`, `enabled sw true`,
		`not (username eq "x")`, `tags co "x"`, `preferences eq "x"`, `(username eq "x"`} {
		r := c.search(filter)
		if r.status != http.StatusBadRequest || r.detail(t) != "INVALID_FILTER filter" ||
			r.object(t)["code"] != "INVALID_REQUEST" {
			t.Errorf("%s: %d %s", filter, r.status, r.body)
		}
	}
}

func TestIncludeAndExpand(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newPerson(`{"username":"inc"}`)
	shown := c.ping(http.MethodGet, user+"?include=memberOfGroupIDs,memberOfGroupNames&expand=population", "").want(t,
		200).object(t)
	if shown["memberOfGroupIDs"] == nil || shown["memberOfGroupNames"] == nil ||
		shown["_embedded"].(map[string]any)["population"].(map[string]any)["name"] != "Customers" {
		t.Errorf("%v", shown)
	}
	listed := c.ping(http.MethodGet, "/users?limit=1&expand=population", "").items(t, "users")[0]
	if listed["_embedded"].(map[string]any)["population"].(map[string]any)["name"] != "Customers" {
		t.Errorf("%v", listed)
	}
}

// TestMedia is about types: of what is asked, of what is answered, and both at once.
func TestMedia(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for accept, want := range map[string]string{"": "application/hal+json", "*/*": "application/hal+json",
		"application/json":                       "application/json",
		"application/json, application/hal+json": "application/hal+json", "application/json;q=0.9": "application/json"} {
		for _, path := range []string{"/populations", "/nothing"} {
			r := c.send(http.MethodGet, home(path), map[string]string{"Accept": accept}, "")
			if got := r.header.Get("Content-Type"); got != want+";charset=UTF-8" {
				t.Errorf("Accept %q: %q", accept, got)
			}
		}
	}
	user := c.newPerson(`{"username":"media"}`)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.base+home(user), strings.NewReader("null"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Authorization": {"Bearer " + c.token}, "Content-Type": {"application/json",
		vendorType + "account.lock+json"}}
	res, err := c.round.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("two content types: %d", res.StatusCode)
	}
	for _, kind := range []string{"text/plain", "application/xml", vendorType + "user.import+json"} {
		c.send(http.MethodPatch, home(user), map[string]string{"Content-Type": kind}, `{"title":"x"}`).want(t,
			http.StatusUnsupportedMediaType)
	}
	c.send(http.MethodPost, home(user), map[string]string{"X-HTTP-Method-Override": "DELETE"}, "{}").want(t,
		http.StatusNoContent)
	if r := c.ping(http.MethodPatch, "/users", "{}").want(t,
		http.StatusMethodNotAllowed); !strings.Contains(r.header.Get("Allow"), "POST") {
		t.Errorf("Allow: %s", r.header.Get("Allow"))
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for body, want := range map[string]string{
		`{"username":"i1","password":{"value":"2FederateM0re!"},"emailVerified":true}`:             "",
		`{"username":"i2","password":{"value":"weak"}}`:                                            "INVALID_VALUE password.value",
		`{"username":"i3","password":"2FederateM0re!"}`:                                            "INVALID_VALUE password",
		`{"username":"i4","lifecycle":{"status":"SOMETIMES"}}`:                                     "INVALID_VALUE lifecycle.status",
		`{"username":"i5","password":{"value":"` + seedSecret() + `"}}`:                            "",
		`{"username":"i6","email":"a@example.com","lifecycle":{"status":"VERIFICATION_REQUIRED"}}`: "",
	} {
		r := c.do(http.MethodPost, "/users", "user.import+json", body)
		if r.detailOr(t) != want {
			t.Errorf("%s: %s", body, r.body)
		}
	}
	for _, name := range []string{"i1", "i5"} {
		user := "/users/" + c.search(`username eq "`+name+`"`).items(t, "users")[0]["id"].(string)
		c.do(http.MethodPost, user+"/password", "password.check+json", `{"password":"`+SeedPassword+`"}`).want(t,
			http.StatusOK)
	}
	user := "/users/" + c.search(`username eq "i6"`).items(t, "users")[0]["id"].(string)
	c.do(http.MethodPost, user, "user.verify+json", `{"verificationCode":"`+MailedCode+`"}`).want(t, http.StatusOK)
}

// detailOr is the detail of an error, "" of a success.
func (r reply) detailOr(t *testing.T) string {
	t.Helper()
	if r.status < 300 {
		return ""
	}
	return r.detail(t)
}
