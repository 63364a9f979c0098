package sandbox

import (
	"encoding/json"
	"errors"
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// showMembership is a group as that of a user or of a group; owner is the path of whom it belongs to.
func (c *pingCall) showMembership(owner string, m pingMembership) ([]byte, error) {
	doc := document{"id": m.group.id, "name": m.group.name(), "type": m.kind(), "environment": idOf(c.env.ID)}
	if c.expands("group") {
		shown, err := c.showGroup(m.group, nil)
		if err != nil {
			return nil, err
		}
		doc["_embedded"] = map[string]any{"group": json.RawMessage(shown)}
	}
	return c.entity(owner+"/memberOfGroups/"+m.group.id, publicJSON(doc)), nil
}

// pageOfMemberships answers with a page of groups that are in memory already: a user is in a bounded number of them.
func (c *pingCall) pageOfMemberships(owner string, all []pingMembership) (answer, error) {
	all, err := c.selectMemberships(all)
	if err != nil {
		return answer{}, err
	}
	limit, err := c.limit(groupsPage)
	if err != nil {
		return answer{}, err
	}
	at := cursor{count: int64(len(all))}
	if text := c.r.URL.Query().Get("cursor"); text != "" {
		if at, err = parseCursor(text); err != nil {
			return answer{}, err
		}
	}
	all = slices.DeleteFunc(all, func(m pingMembership) bool { return m.group.seq <= at.after })
	next := ""
	if len(all) > limit {
		all = all[:limit]
		next = c.withCursor(cursor{all[limit-1].group.seq, at.count})
	}
	items := make([][]byte, len(all))
	for i, m := range all {
		if items[i], err = c.showMembership(owner, m); err != nil {
			return answer{}, err
		}
	}
	return ok(c.envelope("groupMemberships", items, at.count, next))
}

// selectMemberships are those that the filter of the request selects.
func (c *pingCall) selectMemberships(all []pingMembership) ([]pingMembership, error) {
	node, err := c.pingFilter([]filterable{{path: "id", ops: opsEq()}, {path: "name", ops: opsEqSw()},
		{path: "type", ops: opsEq()}, {path: "population.id", ops: opsEq()}})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(m pingMembership) bool {
		return !filter.Reference.Match(node, map[string]any{"id": m.group.id, "name": m.group.name(), "type": m.kind(),
			"population": m.group.doc["population"]})
	}), nil
}

func (c *pingCall) listMemberships() (answer, error) {
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	all, err := c.memberships(u)
	if err != nil {
		return answer{}, err
	}
	return c.pageOfMemberships("/users/"+u.id, all)
}

// membership finds the group of the path among those of the user of the path.
func (c *pingCall) membership() (*pingUser, pingMembership, error) {
	u, err := c.user()
	if err != nil {
		return nil, pingMembership{}, err
	}
	all, err := c.memberships(u)
	if err != nil {
		return nil, pingMembership{}, err
	}
	for _, m := range all {
		if m.group.id == c.r.PathValue("group") {
			return u, m, nil
		}
	}
	return nil, pingMembership{}, pingNotFound()
}

func (c *pingCall) getMembership() (answer, error) {
	u, m, err := c.membership()
	if err != nil {
		return answer{}, err
	}
	return answerWith(c.showMembership("/users/"+u.id, m))
}

// addMembership puts the user of the path into a group.
func (c *pingCall) addMembership() (answer, error) {
	u, err := c.user()
	if err != nil {
		return answer{}, err
	}
	g, err := c.groupWanted()
	if err != nil {
		return answer{}, err
	}
	if err := c.checkJoining(u, g); err != nil {
		return answer{}, err
	}
	if err := c.join(u, g); err != nil {
		return answer{}, err
	}
	shown, err := c.showMembership("/users/"+u.id, pingMembership{g, true})
	if err != nil {
		return answer{}, err
	}
	return created(shown)
}

// groupWanted is the group that the body names.
func (c *pingCall) groupWanted() (*pingGroup, error) {
	body, err := c.plainObject()
	if err != nil {
		return nil, err
	}
	if body["id"] == nil {
		return nil, invalidData(requiredValue("id"))
	}
	g, err := c.readGroup(body.text("id"))
	if errors.Is(err, store.ErrNotFound) {
		return nil, invalidData(invalidValue("id", "the group does not exist"))
	}
	return g, err
}

func (c *pingCall) checkJoining(u *pingUser, g *pingGroup) error {
	switch {
	case g.external():
		return requestFailed(constraint("id", "The members of an external group cannot be changed."))
	case g.population() != "" && g.population() != u.doc.textAt("population.id"):
		return requestFailed(constraint("id", "The group takes only users of its population."))
	}
	all, err := c.memberships(u)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.group.id != g.id && m.group.folded() == g.folded() {
			return requestFailed(constraint("id", "The user is in another group of the same name."))
		}
	}
	return nil
}

// removeMembership takes the user of the path out of a group into which the user was put.
func (c *pingCall) removeMembership() (answer, error) {
	u, m, err := c.membership()
	switch {
	case err != nil:
		return answer{}, err
	case !m.direct:
		return answer{}, requestFailed(constraint("id", "The user is not a direct member of the group."))
	case m.group.external():
		return answer{}, requestFailed(constraint("id", "The members of an external group cannot be changed."))
	}
	if err := c.leave(u, m.group.id); err != nil {
		return answer{}, err
	}
	return gone()
}
