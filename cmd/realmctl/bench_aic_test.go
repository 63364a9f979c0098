package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// aicPage is how many objects clients of the platform ask for at a time.
const aicPage = 1000

// An aicHall is a realm with many users, of whom the first are in a group. It
// understands the requests that are measured, and refuses every other.
type aicHall struct {
	users, members pile
	others         pile // the users who are in no group, each on a page of its own
}

func newAICHall(members, others int) *aicHall {
	return &aicHall{
		users: pileOf(0, members+others, aicPage, aicUser), members: pileOf(0, members, aicPage, aicEdge),
		others: pileOf(members, others, 1, aicUser),
	}
}

func aicUser(b []byte, i int) []byte {
	return append(aicAttributes(fmt.Appendf(b, `{"_id":"%s","_rev":"%s"`, benchID(1, i), benchID(5, i)), i), '}')
}

func aicAttributes(b []byte, i int) []byte {
	b = fmt.Appendf(b, `,"userName":"%s","accountStatus":"active","givenName":"Given%d","sn":"Family%d","mail":"%s@example.com"`, benchName(i), i, i, benchName(i))
	b = fmt.Appendf(b, `,"telephoneNumber":"+47 555 %07d","postalAddress":"%d Harbour Road","city":"Bergen","country":"NO","postalCode":"5003"`, i, i)
	b = fmt.Appendf(b, `,"description":"Employee %d of the harbour, \"north\" side","effectiveRoles":[],"effectiveAssignments":[],"kbaInfo":[]`, i)
	b = fmt.Appendf(b, `,"preferences":{"updates":true,"marketing":false},"aliasList":[],"memberOfOrgIDs":[],"profileImage":null,"consentedMappings":[]`)
	return fmt.Appendf(b, `,"frIndexedString1":"%s","frUnindexedString1":null,"frUnindexedInteger1":null,"passwordLastChangedTime":"2025-03-04T09:12:33.481Z"`, benchID(6, i))
}

// aicEdge is a user as a member of the group.
func aicEdge(b []byte, i int) []byte {
	edge, id := benchID(7, i), benchID(1, i)
	b = fmt.Appendf(b, `{"_id":"%s","_rev":"%s","_ref":"managed/alpha_user/%s"`, edge, benchID(8, i), id)
	b = fmt.Appendf(b, `,"_refResourceCollection":"managed/alpha_user","_refResourceId":"%s","_refResourceRev":"%s"`, id, benchID(5, i))
	b = fmt.Appendf(b, `,"_refProperties":{"_id":"%s","_rev":"%s"}`, edge, benchID(8, i))
	return append(aicAttributes(b, i), '}')
}

func (h *aicHall) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const group = "alpha_group/" + benchGroup
	path := strings.TrimPrefix(r.URL.Path, "/openidm/managed/")
	edge, isEdge := strings.CutPrefix(path, group+"/members/")
	switch {
	case r.Method == http.MethodGet && path == "alpha_user":
		p, known := h.selected(r.URL.Query().Get("_queryFilter"))
		list(w, r, p, known)
	case r.Method == http.MethodGet && path == group+"/members":
		list(w, r, h.members, r.URL.Query().Get("_queryFilter") == "true")
	case r.Method == http.MethodGet && path == group:
		respond(w, http.StatusOK, fmt.Appendf(nil, `{"_id":"%s","_rev":"1","name":"Everybody"}`, benchGroup))
	case r.Method == http.MethodPost && path == group+"/members":
		h.add(w, r)
	case r.Method == http.MethodDelete && isEdge && h.isMember(numberOf(edge)):
		respond(w, http.StatusOK, aicEdge(nil, numberOf(edge)))
	case r.Method == http.MethodGet && strings.HasSuffix(path, "/groups"):
		i := numberOf(strings.TrimSuffix(path, "/groups"))
		list(w, r, pileOf(i, 1, 1, groupEdge), true)
	default:
		http.NotFound(w, r)
	}
}

// isMember reports one of the users who are in the group.
func (h *aicHall) isMember(i int) bool { return i >= 0 && i < h.members.rows }

// add takes somebody into the group who is not in it.
func (h *aicHall) add(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Ref string `json:"_ref"`
	}
	err := json.NewDecoder(r.Body).Decode(&body)
	i := numberOf(body.Ref)
	if err != nil || r.URL.Query().Get("_action") != "create" || i < 0 || h.isMember(i) {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	respond(w, http.StatusCreated, aicEdge(nil, i))
}

// groupEdge is the group as one that a user is in.
func groupEdge(b []byte, i int) []byte {
	return fmt.Appendf(b, `{"_id":"%s","_rev":"%s","_ref":"managed/alpha_group/%s","_refProperties":{"_id":"%s"},"name":"Everybody"}`,
		benchID(7, i), benchID(8, i), benchGroup, benchID(7, i))
}

// selected are the users that a filter is for: all, or some by name.
func (h *aicHall) selected(filter string) (p pile, known bool) {
	if filter == "true" {
		return h.users, true
	}
	return h.others.named(filter)
}

// list answers a page of a pile, whatever size was asked for.
func list(w http.ResponseWriter, r *http.Request, p pile, known bool) {
	page, next, ok := p.turn(r.URL.Query().Get("_pagedResultsCookie"))
	if !known || !ok {
		http.NotFound(w, r)
		return
	}
	cookie := "null"
	if next != "" {
		cookie = `"` + next + `"`
	}
	respond(w, http.StatusOK, []byte(`{"result":[`), page.body, fmt.Appendf(nil,
		`],"resultCount":%d,"pagedResultsCookie":%s,"totalPagedResultsPolicy":"NONE","totalPagedResults":-1,"remainingPagedResults":-1}`, page.rows, cookie))
}

// aicEnv describes a tenant behind an address.
func aicEnv(address string) []string {
	return []string{"REALMCTL_PLATFORM=aic", "REALMCTL_URL=" + address, "REALMCTL_REALM=env/alpha"}
}
