package sandbox

import (
	"maps"
	"net/http"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	groupPath = environmentPath + "/groups/{group}"
	// groupsPage is the most that a page of groups or memberships has. The platform does not say.
	groupsPage = 100
)

func (p *pingOne) routeGroups(mux *http.ServeMux) {
	p.get(mux, environmentPath+"/groups", (*pingCall).listGroups)
	p.post(mux, environmentPath+"/groups", (*pingCall).createGroup)
	p.get(mux, groupPath, (*pingCall).getGroup)
	p.put(mux, groupPath, (*pingCall).replaceGroup)
	p.remove(mux, groupPath, (*pingCall).deleteGroup)
	p.get(mux, groupPath+"/memberOfGroups", (*pingCall).listParents)
	p.post(mux, groupPath+"/memberOfGroups", (*pingCall).addParent)
	p.get(mux, groupPath+"/memberOfGroups/{parent}", (*pingCall).getParent)
	p.remove(mux, groupPath+"/memberOfGroups/{parent}", (*pingCall).removeParent)
	p.get(mux, userPath+"/memberOfGroups", (*pingCall).listMemberships)
	p.post(mux, userPath+"/memberOfGroups", (*pingCall).addMembership)
	p.get(mux, userPath+"/memberOfGroups/{group}", (*pingCall).getMembership)
	p.remove(mux, userPath+"/memberOfGroups/{group}", (*pingCall).removeMembership)
}

// pingGroup is one group in memory.
type pingGroup struct {
	id  string
	seq int64 // of its making
	doc document
}

// population is that to which the group belongs, "" for a group of the environment.
func (g *pingGroup) population() string { return g.doc.textAt("population.id") }

func (g *pingGroup) name() string      { return g.doc.text("name") }
func (g *pingGroup) external() bool    { return g.doc["isExternal"] == true }
func (g *pingGroup) dynamic() bool     { return g.doc.text("userFilter") != "" }
func (g *pingGroup) folded() string    { return filter.Fold(g.name()) }
func groupsOf(env *environment) string { return env.collection("groups") }

func (c *pingCall) groupRef(id string) store.Ref {
	return store.Ref{Collection: groupsOf(c.env), ID: id}
}

// group reads the group of the path.
func (c *pingCall) group() (*pingGroup, error) { return c.readGroup(c.r.PathValue("group")) }

func (c *pingCall) readGroup(id string) (*pingGroup, error) {
	o, err := c.tx.Get(groupsOf(c.env), id)
	if err != nil {
		return nil, err
	}
	return decodeGroup(o)
}

func decodeGroup(o store.Object) (*pingGroup, error) {
	doc, err := readPublic(o)
	return &pingGroup{o.ID, o.Seq, doc}, err
}

// groupKeys are the values by which the store finds a group. Which names are taken is for nameTaken to say.
func groupKeys(doc document) store.Keys {
	k := store.Keys{Index: pingKeys(doc, indexedGroupMembers())}
	k.Index["scope"] = doc.textAt("population.id")
	if doc.text("userFilter") != "" {
		k.Index["dynamic"] = "true"
	}
	return k
}

func indexedGroupMembers() []string { return []string{"id", "name", "externalId", "population.id"} }

func (c *pingCall) listGroups() (answer, error) {
	return c.list(listing{
		collection: groupsOf(c.env), name: "groups", max: groupsPage, indexed: indexedGroupMembers(),
		attributes: []filterable{{path: "id", ops: opsEq()}, {path: "name", ops: opsEqSw()},
			{path: "population.id", ops: opsEq()}, {path: "externalId", ops: opsEqSw()}},
		render: func(o store.Object) ([]byte, error) {
			g, err := decodeGroup(o)
			if err != nil {
				return nil, err
			}
			return c.showGroup(g, nil)
		},
	})
}

// showGroup is a group with the number of its own members, and of all of them where it is given.
func (c *pingCall) showGroup(g *pingGroup, total map[string]any) ([]byte, error) {
	direct, err := c.directCounts(g)
	if err != nil {
		return nil, err
	}
	shown := maps.Clone(g.doc)
	shown["directMemberCounts"] = direct
	if total != nil {
		shown["totalMemberCounts"] = total
	}
	return c.entity("/groups/"+g.id, publicJSON(shown)), nil
}

func (c *pingCall) getGroup() (answer, error) {
	g, err := c.group()
	if err != nil {
		return answer{}, err
	}
	var total map[string]any
	if c.hasInclude("totalMemberCounts") {
		if total, err = c.totalCounts(g); err != nil {
			return answer{}, err
		}
	}
	return answerWith(c.showGroup(g, total))
}

func (c *pingCall) createGroup() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	g := &pingGroup{id: uuid.NewString()}
	g.doc = document{"id": g.id, "environment": idOf(c.env.ID), "createdAt": pingTime(c.at)}
	if err := c.placeGroup(g, body); err != nil {
		return answer{}, err
	}
	if err := c.saveGroup(g, body, c.tx.Insert); err != nil {
		return answer{}, err
	}
	shown, err := c.showGroup(g, nil)
	if err != nil {
		return answer{}, err
	}
	return created(shown)
}

// replaceGroup sets what a client may set: what is left out is cleared. The population stays.
func (c *pingCall) replaceGroup() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	g, err := c.group()
	if err != nil {
		return answer{}, err
	}
	if body["population"] != nil && body.textAt("population.id") != g.population() {
		return answer{}, invalidData(invalidValue("population.id", "cannot be changed"))
	}
	for _, name := range []string{"name", "description", "userFilter", "externalId", "customData"} {
		delete(g.doc, name)
	}
	if err := c.saveGroup(g, body, c.tx.Update); err != nil {
		return answer{}, err
	}
	return answerWith(c.showGroup(g, nil))
}

func (c *pingCall) saveGroup(g *pingGroup, body document, put putObject) error {
	if err := c.fillGroup(g, body); err != nil {
		return err
	}
	g.doc["displayName"], g.doc["updatedAt"] = g.doc["name"], pingTime(c.at)
	_, err := put(groupsOf(c.env), g.id, publicJSON(g.doc), groupKeys(g.doc))
	return err
}

func (c *pingCall) deleteGroup() (answer, error) {
	g, err := c.group()
	if err != nil {
		return answer{}, err
	}
	if err := c.removeGroup(g.id); err != nil {
		return answer{}, err
	}
	return gone()
}

// removeGroup takes a group away. The store takes its memberships and its nesting with it.
func (c *pingCall) removeGroup(id string) error {
	_, err := c.tx.Delete(groupsOf(c.env), id)
	return firstError(err, c.tx.DeleteValue(c.membersKey(id)), c.tx.DeleteValue(c.env.key(assignmentsOf+id)))
}

// removeGroupsOf takes away the groups of a population.
func (c *pingCall) removeGroupsOf(population string) error {
	const inScope = "seq IN (SELECT seq FROM keys WHERE collection = ?1 AND name = 'scope' AND value = ?)"
	for {
		batch, err := collect(c.tx, groupsOf(c.env), inScope, []any{population}, 0, chunk)
		if err != nil || len(batch) == 0 {
			return err
		}
		for _, o := range batch {
			if err := c.removeGroup(o.ID); err != nil {
				return err
			}
		}
	}
}
