package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// fakeEnvironment is the one environment of a fake organization.
const fakeEnvironment = "33333333-0000-4000-8000-000000000003"

// newFake is a fake tenant of a platform with three users in its first realm.
func newFake(t *testing.T, platform string) *fakeTenant {
	t.Helper()
	f := unstarted(t)
	if platform == "pingone" {
		f.platform = platform
		f.users = map[string][]fakeUser{"pingone": pingPeople(3)}
	}
	f.Start()
	return f
}

// onBoth runs a test on a fake tenant of each platform.
func onBoth(t *testing.T, test func(t *testing.T, f *fakeTenant)) {
	t.Helper()
	for _, platform := range platforms() {
		t.Run(platform, func(t *testing.T) {
			t.Parallel()
			test(t, newFake(t, platform))
		})
	}
}

// pingPeople are n users as PingOne has them, in four populations by turns.
func pingPeople(n int) []fakeUser {
	users := make([]fakeUser, n)
	for i := range users {
		name := fmt.Sprintf("alpha-%d", i)
		users[i] = fakeUser{
			"id": fmt.Sprintf("00000000-0000-4000-8000-%012d", i), "username": name, "email": name + "@example.com", "enabled": true,
			"name":       map[string]any{"given": "Given", "family": "Family"},
			"population": map[string]any{"id": populationOf(i % populations)}, "updatedAt": "2026-01-01T00:00:00.000Z",
			"account": map[string]any{"canAuthenticate": true, "status": "OK"},
		}
	}
	return users
}

// populations is how many a fake organization has.
const populations = 4

func populationOf(i int) string { return fmt.Sprintf("44444444-0000-4000-8000-%012d", i) }

// realm is the address of the first realm of the tenant.
func (f *fakeTenant) realm() string {
	if f.platform == "pingone" {
		return "acme/home"
	}
	return "env/alpha"
}

// people are the users of the first realm.
func (f *fakeTenant) people() []fakeUser {
	if f.platform == "pingone" {
		return f.users["pingone"]
	}
	return f.users["alpha_user"]
}

// hold replaces the users of the first realm.
func (f *fakeTenant) hold(users ...fakeUser) {
	name := "alpha_user"
	if f.platform == "pingone" {
		name = "pingone"
	}
	f.users[name] = users
}

// machine is one that faces the tenant with a bearer token.
func (f *fakeTenant) machine(t *testing.T) *machine {
	t.Helper()
	if f.platform != "pingone" {
		return facing(t, f.URL)
	}
	m := newMachine(t)
	m.env["REALMCTL_TOKEN"], m.env["REALMCTL_REALM"] = "a-token", f.realm()
	m.configure("version: 1\ntenants:\n  acme:\n    platform: pingone\n    url: " + f.URL + "\n    auth: {method: token}\n    realms:\n" +
		"      home: {environment: " + fakeEnvironment + "}\n      other: {environment: " + fakeEnvironment + "}\n")
	return m
}

// refusing is a fault that refuses with a status in the form of the tenant's platform.
func (f *fakeTenant) refusing(code int, message string, headers ...string) fault {
	if f.platform != "pingone" {
		return status(code, message, headers...)
	}
	return func(w http.ResponseWriter, _ *http.Request) bool {
		setHeaders(w, headers)
		pingRefuse(w, code, pingCode(code), message)
		return true
	}
}

// pingCode is the code that the service has for a status.
func pingCode(status int) string {
	switch status {
	case 401, 403:
		return "ACCESS_FAILED"
	case 404:
		return "NOT_FOUND"
	case 429:
		return "REQUEST_LIMITED"
	case 500:
		return "UNEXPECTED_ERROR"
	}
	return "INVALID_DATA"
}

// pingRefuse answers an error of PingOne; details are JSON objects.
func pingRefuse(w http.ResponseWriter, status int, code, message string, details ...string) {
	all := make([]json.RawMessage, len(details))
	for i, d := range details {
		all[i] = json.RawMessage(d)
	}
	answer(w, status, map[string]any{"id": "request-17", "code": code, "message": message, "details": all})
}

// workPingOne is what an organization does when nothing is wrong.
func (f *fakeTenant) workPingOne(w http.ResponseWriter, r *http.Request, body []byte) {
	path, inside := strings.CutPrefix(r.URL.Path, "/v1/environments/"+fakeEnvironment)
	what, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	id, part, _ := strings.Cut(rest, "/")
	switch {
	case !inside:
		pingRefuse(w, 404, "NOT_FOUND", "The request could not be completed. The requested resource was not found.")
	case what == "populations":
		f.pingPopulations(w, id)
	case what == "users" && id == "" && r.Method == http.MethodGet:
		f.pingUsers(w, r.URL.Query())
	case what == "users" && id != "":
		f.pingUser(w, r, id, part, body)
	default:
		pingRefuse(w, 404, "NOT_FOUND", "The request could not be completed. The requested resource was not found.")
	}
}

// pingPopulations answers all populations, or the one with an id.
func (f *fakeTenant) pingPopulations(w http.ResponseWriter, id string) {
	var rows []fakeUser
	for i := range populations {
		rows = append(rows, fakeUser{"id": populationOf(i), "name": fmt.Sprintf("Population %d", i)})
		if id == populationOf(i) {
			answer(w, 200, rows[i])
			return
		}
	}
	answer(w, 200, halPage("populations", rows, "", len(rows)))
}

// halPage is a page of a collection. A count below 0 is left out.
func halPage(name string, rows []fakeUser, next string, count int) map[string]any {
	links := map[string]any{"self": map[string]any{"href": "https://api.example/self"}}
	if next != "" {
		links["next"] = map[string]any{"href": next}
	}
	page := map[string]any{"_links": links, "_embedded": map[string]any{name: append([]fakeUser{}, rows...)}, "size": len(rows)}
	if count >= 0 {
		page["count"] = count
	}
	return page
}

// pingUsers answers a page. It understands username eq "x", email eq "x" and
// population.id eq "x", each alone.
func (f *fakeTenant) pingUsers(w http.ResponseWriter, q url.Values) {
	found := f.people()
	if filter := q.Get("filter"); filter != "" {
		found = nil
		path, wanted, _ := strings.Cut(filter, " eq ")
		for _, u := range f.people() {
			value := u[path]
			if path == "population.id" {
				value = u["population"].(map[string]any)["id"]
			}
			if quoted, _ := json.Marshal(value); string(quoted) == wanted {
				found = append(found, u)
			}
		}
	}
	from, _ := strconv.Atoi(q.Get("cursor")) // no cursor is the first page
	to := min(from+f.page, len(found))
	next := ""
	if to < len(found) {
		following := url.Values{"limit": q["limit"], "cursor": {strconv.Itoa(to)}}
		if filter := q.Get("filter"); filter != "" {
			following.Set("filter", filter)
		}
		next = f.usersURL() + "?" + following.Encode()
	}
	answer(w, 200, halPage("users", found[from:to], next, len(found)))
}

// usersURL is the address of the users of the environment.
func (f *fakeTenant) usersURL() string {
	return f.URL + "/v1/environments/" + fakeEnvironment + "/users"
}

// pingUser reads, changes or removes one user, or a part of one.
func (f *fakeTenant) pingUser(w http.ResponseWriter, r *http.Request, id, part string, body []byte) {
	i, u := f.find("pingone", id)
	if u == nil {
		pingRefuse(w, 404, "NOT_FOUND", "The request could not be completed. The requested resource was not found.")
		return
	}
	if r.Method == http.MethodGet && part == "memberOfGroups" {
		answer(w, 200, halPage("groupMemberships", nightShift(), "", 2))
		return
	}
	sent := map[string]any{}
	_ = json.Unmarshal(body, &sent) // a request may have no body
	switch {
	case r.Method == http.MethodDelete:
		f.users["pingone"] = append(f.users["pingone"][:i:i], f.users["pingone"][i+1:]...)
		w.WriteHeader(204)
		return
	case r.Method == http.MethodPut && part == "population":
		u["population"] = sent
	case r.Method == http.MethodPut && part != "":
		u[part] = sent[part]
	case r.Method == http.MethodPost:
		u["account"] = map[string]any{"canAuthenticate": false, "status": "LOCKED"}
	}
	answer(w, 200, u)
}

// nightShift are the groups that every user of a fake organization is in: one of a
// population and one of the environment.
func nightShift() []fakeUser {
	own := map[string]any{"id": "g1", "name": "Night Shift", "population": map[string]any{"id": populationOf(0)}}
	return []fakeUser{{"id": "g1", "_embedded": map[string]any{"group": own}}, {"id": "g2", "name": "Everybody"}}
}
