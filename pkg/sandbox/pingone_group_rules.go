package sandbox

import (
	"errors"
	"unicode/utf8"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

// placeGroup gives a new group its population, which it never leaves; without one it is the environment's.
func (c *pingCall) placeGroup(g *pingGroup, body document) error {
	if body["population"] == nil {
		return nil
	}
	id := body.textAt("population.id")
	problem, err := c.checkPopulation(id, "population.id")
	if err != nil {
		return err
	}
	if problem != nil {
		return invalidData(*problem)
	}
	g.doc["population"] = idOf(id)
	return nil
}

// fillGroup checks the members that a client may set and puts them in. Those that the service sets itself may be sent
// back and are left as they are.
func (c *pingCall) fillGroup(g *pingGroup, body document) error {
	var details []pingDetail
	if body["name"] == nil {
		details = append(details, requiredValue("name"))
	}
	for _, member := range []struct {
		name string
		most int
	}{{"name", 256}, {"description", 1024}, {"externalId", 1024}, {"userFilter", 8192}} {
		if value := body[member.name]; value != nil {
			details = append(details, checkGroupText(member.name, value, member.most)...)
			g.doc[member.name] = value
		}
	}
	if value := body["customData"]; value != nil {
		if _, isObject := value.(map[string]any); !isObject {
			details = append(details, invalidValue("customData", "must be an object"))
		}
		g.doc["customData"] = value
	}
	if len(details) > 0 {
		return invalidData(details...)
	}
	if err := c.checkUserFilter(g); err != nil {
		return err
	}
	taken, err := c.nameTaken(g)
	if err == nil && taken {
		err = invalidData(notUnique("name"))
	}
	return err
}

func checkGroupText(name string, value any, most int) []pingDetail {
	text, isText := value.(string)
	switch {
	case !isText:
		return []pingDetail{invalidValue(name, "must be a string")}
	case text == "":
		return []pingDetail{{Code: "EMPTY_VALUE", Target: name, Message: "must not be empty"}}
	case utf8.RuneCountInString(text) > most:
		return []pingDetail{{Code: "SIZE_LIMIT_EXCEEDED", Target: name, Message: "is too long",
			Inner: map[string]any{"maximumValue": most}}}
	}
	return nil
}

// nameTaken says whether another group has the name where the group could not share it: a group of the environment
// shares it with none, one of a population not within the population.
func (c *pingCall) nameTaken(g *pingGroup) (bool, error) {
	cond, args := "seq IN (SELECT seq FROM keys WHERE collection = ?1 AND name = 'name' AND value = ?)", []any{g.folded()}
	if g.population() != "" {
		cond += " AND EXISTS (SELECT 1 FROM keys k WHERE k.seq = objects.seq AND k.name = 'scope' AND k.value IN ('', ?))"
		args = append(args, g.population())
	}
	same, err := collect(c.tx, groupsOf(c.env), cond, args, 0, 2)
	for _, o := range same {
		if o.ID != g.id {
			return true, err
		}
	}
	return false, err
}

// checkUserFilter refuses a condition on members that is none of the filters that users have, and one that leads in a
// circle: over other groups the group would have itself as a part.
func (c *pingCall) checkUserFilter(g *pingGroup) error {
	if !g.dynamic() {
		return nil
	}
	if g.external() {
		return invalidData(invalidValue("userFilter", "is not possible for an external group"))
	}
	node, err := c.readUserFilter(g)
	var refused *pingError
	if errors.As(err, &refused) && len(refused.Details) > 0 {
		detail := refused.Details[0]
		detail.Target = "userFilter"
		return invalidData(detail)
	}
	if err != nil {
		return err
	}
	for _, id := range groupsIn(node) {
		if circle, err := c.reaches(id, g.id); err != nil || circle {
			return firstError(err, invalidData(constraint("userFilter", "A group cannot be a part of itself.")))
		}
	}
	return nil
}

// readUserFilter is the condition on members of a dynamic group, in the spelling of documents.
func (c *pingCall) readUserFilter(g *pingGroup) (filter.Node, error) {
	s, err := c.schema()
	if err != nil {
		return nil, err
	}
	return readFilter(g.doc.text("userFilter"), filterableUserMembers(s))
}
