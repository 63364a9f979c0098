package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const (
	// pingonePage is the most users that the service gives at a time.
	pingonePage = 200
	// benchPopulations is how many populations of equal size the users are in.
	benchPopulations = 4
	// benchEnvironment is the environment of a person who has one.
	benchEnvironment = "00000003-0000-4000-8000-000000000000"
	// benchGroup is the group that everybody is in who is in one.
	benchGroup = "00000004-0000-4000-8000-000000000000"
)

// A pingoneHall is an environment with many users, of whom the first are in a group. It
// understands the requests that are measured, and refuses every other.
type pingoneHall struct {
	users, members []pile // by population
	others         pile   // the users who are in no group, each on a page of its own
}

// newPingoneHall has members in populations of equal size, and others in the first one.
func newPingoneHall(members, others int) *pingoneHall {
	h := &pingoneHall{others: pileOf(members, others, 1, pingoneUser)}
	for p := range benchPopulations {
		first, end := members*p/benchPopulations, members*(p+1)/benchPopulations
		population := pileOf(first, end-first, pingonePage, func(b []byte, i int) []byte { return pingoneUserOf(b, i, p) })
		h.users, h.members = append(h.users, population), append(h.members, population)
	}
	if others > 0 {
		h.users[0] = joined([]pile{h.users[0], pileOf(members, others, pingonePage, pingoneUser)})
	}
	return h
}

func pingoneUser(b []byte, i int) []byte { return pingoneUserOf(b, i, 0) }

// pingoneUserOf is a user as the service shows one: half of it links.
func pingoneUserOf(b []byte, i, population int) []byte {
	const base = "https://api.pingone.eu/v1/environments/" + benchEnvironment
	id, home := benchID(1, i), benchID(2, population)
	self := base + "/users/" + id
	b = fmt.Appendf(b, `{"_links":{"self":{"href":"%s"},"environment":{"href":"%s"},"population":{"href":"%s/populations/%s"}`, self, base, base, home)
	for _, link := range []string{"devices", "roleAssignments", "password", "linkedAccounts"} {
		b = fmt.Appendf(b, `,"%s":{"href":"%s/%s"}`, link, self, link)
	}
	b = fmt.Appendf(b, `},"id":"%s","environment":{"id":"%s"},"account":{"canAuthenticate":true,"status":"OK"}`, id, benchEnvironment)
	b = fmt.Appendf(b, `,"address":{"streetAddress":"%d Harbour Road","locality":"Bergen","countryCode":"NO"}`, i)
	b = fmt.Appendf(b, `,"createdAt":"2025-03-04T09:12:33.481Z","email":"%s@example.com","enabled":true`, benchName(i))
	b = fmt.Appendf(b, `,"identityProvider":{"type":"PING_ONE"},"lifecycle":{"status":"ACCOUNT_OK"},"mfaEnabled":false`)
	b = fmt.Appendf(b, `,"name":{"formatted":"Given%d Family%d","given":"Given%d","family":"Family%d"}`, i, i, i, i)
	b = fmt.Appendf(b, `,"population":{"id":"%s"},"primaryPhone":"+47 555 %07d","updatedAt":"2025-03-04T09:12:33.481Z"`, home, i)
	return fmt.Appendf(b, `,"username":"%s","verifyStatus":"NOT_INITIATED"}`, benchName(i))
}

func (h *pingoneHall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	what, rest, _ := strings.Cut(environmentPath(r), "/")
	id, part, _ := strings.Cut(rest, "/")
	switch {
	case r.Method == http.MethodGet && rest == "":
		h.list(w, r, what)
	case r.Method == http.MethodGet && what == "users" && part == "":
		respond(w, http.StatusOK, pingoneUser(nil, numberOf(id)))
	case r.Method == http.MethodGet && what == "groups" && rest == benchGroup:
		respond(w, http.StatusOK, h.group())
	case r.Method == http.MethodPost && what == "users" && part == "memberOfGroups" && !h.isMember(id):
		respond(w, http.StatusCreated, fmt.Appendf(nil, `{"id":"%s","name":"Everybody","type":"DIRECT"}`, benchGroup))
	case r.Method == http.MethodDelete && what == "users" && part == "memberOfGroups/"+benchGroup && h.isMember(id):
		w.WriteHeader(http.StatusNoContent)
	default:
		http.NotFound(w, r)
	}
}

// isMember reports the id of one of the users who are in the group.
func (h *pingoneHall) isMember(id string) bool { return numberOf(id) < joined(h.members).rows }

// environmentPath is what of a path lies in an environment.
func environmentPath(r *http.Request) string {
	_, inside, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/environments/"), "/")
	return inside
}

func (h *pingoneHall) group() []byte {
	n := joined(h.members).rows
	return fmt.Appendf(nil, `{"id":"%s","name":"Everybody","directMemberCounts":{"users":%d},"totalMemberCounts":{"users":%d,"groups":0},"updatedAt":"2025-03-04T09:12:33.481Z"}`,
		benchGroup, n, n)
}

func (h *pingoneHall) list(w http.ResponseWriter, r *http.Request, what string) {
	p, known := pile{}, true
	switch what {
	case "users":
		p, known = h.selected(r.URL.Query().Get("filter"))
	case "populations":
		p = h.populations()
	case "totalIdentities":
		p = totals()
	default:
		known = false
	}
	page, next, ok := p.turn(r.URL.Query().Get("cursor"))
	if !known || !ok {
		http.NotFound(w, r)
		return
	}
	head := []byte(`{"_links":{`)
	if next != "" {
		following := url.Values{"limit": {"200"}, "cursor": {next}}
		if filter := r.URL.Query().Get("filter"); filter != "" {
			following.Set("filter", filter)
		}
		head = fmt.Appendf(head, `"next":{"href":"http://%s%s?%s"},`, r.Host, r.URL.Path, following.Encode())
	}
	head = fmt.Appendf(head, `"self":{"href":"http://%s%s"}},"_embedded":{"%s":[`, r.Host, r.URL.Path, what)
	respond(w, http.StatusOK, head, page.body, fmt.Appendf(nil, `]},"count":%d,"size":%d}`, p.rows, page.rows))
}

// selected are the users that a filter is for, of those that are asked for here: all, a
// population, the members of the group, those of a population, and some by name.
func (h *pingoneHall) selected(filter string) (p pile, known bool) {
	const inGroup = `memberOfGroups[id eq "` + benchGroup + `"]`
	switch {
	case filter == "":
		return joined(h.users), true
	case filter == inGroup:
		return joined(h.members), true
	case strings.HasPrefix(filter, "username eq "):
		return h.others.named(filter)
	}
	for i := range benchPopulations {
		switch own := fmt.Sprintf(`population.id eq "%s"`, benchID(2, i)); filter {
		case own:
			return h.users[i], true
		case own + " and (" + inGroup + ")":
			return h.members[i], true
		}
	}
	return pile{}, false
}

func (h *pingoneHall) populations() pile {
	return pileOf(0, benchPopulations, benchPopulations, func(b []byte, i int) []byte {
		return fmt.Appendf(b, `{"id":"%s","name":"Population %d","userCount":%d}`, benchID(2, i), i, h.users[i].rows)
	})
}

// totals are the numbers of people on thirty days.
func totals() pile {
	return pileOf(0, 30, 30, func(b []byte, i int) []byte {
		return fmt.Appendf(b, `{"date":%d,"totalIdentities":%d}`, 1767225600+i*86400, 1000+i)
	})
}

// pingoneEnv describes an environment behind an address.
func pingoneEnv(address string) []string {
	return []string{"REALMCTL_PLATFORM=pingone", "REALMCTL_URL=" + address, "REALMCTL_REALM=env/pingone", "REALMCTL_ENVIRONMENT=" + benchEnvironment}
}
