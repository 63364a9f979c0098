package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/filter"
)

const rolePath = "/roles/{role}"

func (p *pingOne) routeRoles(mux *http.ServeMux) {
	p.get(mux, "/roles", listRoles(false))
	p.get(mux, rolePath, getRole(false))
	p.get(mux, environmentPath+"/roles", listRoles(true))
	p.get(mux, environmentPath+rolePath, getRole(true))
	for _, o := range []assignee{userAssignee(), groupAssignee()} {
		p.get(mux, o.path+"/roleAssignments", o.list)
		p.post(mux, o.path+"/roleAssignments", o.create)
		p.get(mux, o.path+"/roleAssignments/{assignment}", o.get)
		p.remove(mux, o.path+"/roleAssignments/{assignment}", o.remove)
	}
}

const (
	scopeOrganization = "ORGANIZATION"
	scopeEnvironment  = "ENVIRONMENT"
	scopePopulation   = "POPULATION"
	scopeApplication  = "APPLICATION"
)

// adminRole is one of the roles of administrators that every organization has.
type adminRole struct {
	name, about string
	scopes      []string // types of what it can be given for
	permissions []string
}

func (r adminRole) id() string { return seedID("pingone", "role "+r.name) }

// builtInRoles are the roles by their names on the wire.
func builtInRoles() []adminRole {
	environment := []string{scopeOrganization, scopeEnvironment}
	people := []string{scopeOrganization, scopeEnvironment, scopePopulation}
	return []adminRole{
		{"Organization Admin", "Manages the organization and its environments", []string{scopeOrganization},
			[]string{"orgmgt:read:organization", "orgmgt:update:organization", "orgmgt:create:environment", "permissions:read:roles"}},
		{"Environment Admin", "Manages the settings of an environment", environment,
			[]string{"orgmgt:read:environment", "orgmgt:update:environment", "dir:read:population", "dir:create:population",
				"dir:update:population", "dir:delete:population", "dir:read:group", "permissions:read:roles"}},
		{"Identity Data Admin", "Manages identities", people,
			[]string{"dir:read:user", "dir:create:user", "dir:update:user", "dir:delete:user", "dir:read:group", "dir:create:group",
				"dir:update:group", "dir:delete:group", "dir:read:population", "permissions:read:groupRoleAssignments",
				"permissions:create:groupRoleAssignments"}},
		{"Identity Data Read Only", "Reads identities", people,
			[]string{"dir:read:user", "dir:read:group", "dir:read:population", "agreements:read:userConsent"}},
		{"Client Application Developer", "Manages applications", environment,
			[]string{"app:read:application", "app:update:application", "dir:read:group", "dir:read:population"}},
		{"Application Owner", "Manages single applications", []string{scopeApplication},
			[]string{"app:read:application", "app:update:application"}},
		{"Configuration Read Only", "Reads the settings of an environment", environment,
			[]string{"orgmgt:read:environment", "dir:read:population"}},
		{"Custom Roles Admin", "Manages roles", environment, []string{"permissions:read:roles", "permissions:create:roles"}},
		{"Help Desk Admin", "Helps people to sign in", people, []string{"dir:read:user", "dir:unlock:user", "dir:reset:password"}},
		{"DaVinci Admin", "Manages flows", environment, []string{"davinci:read:flow", "davinci:update:flow"}},
		{"DaVinci Admin Read Only", "Reads flows", environment, []string{"davinci:read:flow"}},
		{"Authorize Gateway Policy Evaluator", "Asks for decisions", environment, []string{"authorize:read:decision"}},
		{"Advanced Identity Cloud Super Admin", "Manages all tenants of Advanced Identity Cloud", environment,
			[]string{"aic:update:tenant"}},
		{"Advanced Identity Cloud Tenant Admin", "Manages a tenant of Advanced Identity Cloud", environment,
			[]string{"aic:read:tenant"}},
		{"PingFederate Administrator", "Manages PingFederate", environment, []string{"pingfederate:update:server"}},
		{"PingFederate Auditor", "Reads PingFederate", environment, []string{"pingfederate:read:server"}},
		{"PingFederate Crypto Administrator", "Manages keys of PingFederate", environment, []string{"pingfederate:update:key"}},
		{"PingFederate Expression Administrator", "Manages expressions of PingFederate", environment,
			[]string{"pingfederate:update:expression"}},
		{"PingFederate User Administrator", "Manages administrators of PingFederate", environment,
			[]string{"pingfederate:update:user"}},
	}
}

func findRole(id string) (adminRole, bool) {
	all := builtInRoles()
	i := slices.IndexFunc(all, func(r adminRole) bool { return r.id() == id })
	if i < 0 {
		return adminRole{}, false
	}
	return all[i], true
}

// document is the role as the API shows it. An environment shows roles of its own beside the built-in ones and tells
// them apart by the type.
func (r adminRole) document(typed bool) document {
	permissions := make([]any, len(r.permissions))
	for i, id := range r.permissions {
		parts := strings.Split(id, ":")
		permissions[i] = map[string]any{"id": id, "classifier": parts[2],
			"description": strings.ToUpper(parts[1][:1]) + parts[1][1:] + " " + parts[2]}
	}
	doc := document{"id": r.id(), "name": r.name, "description": r.about, "applicableTo": r.scopes, "permissions": permissions}
	if typed {
		doc["type"] = "PLATFORM"
	}
	return doc
}

func (c *pingCall) showRole(r adminRole, typed bool) []byte {
	shown := publicJSON(r.document(typed))
	if typed {
		return c.entity("/roles/"+r.id(), shown)
	}
	return hal(selfLink(c.base+"/roles/"+r.id()), shown)
}

// listRoles lists the built-in roles in one page.
func listRoles(typed bool) pingHandler {
	return func(c *pingCall) (answer, error) {
		var attributes []filterable
		if typed {
			attributes = []filterable{{path: "type", ops: opsEq()}}
		}
		node, err := c.pingFilter(attributes)
		if err != nil {
			return answer{}, err
		}
		var items [][]byte
		for _, r := range builtInRoles() {
			if filter.Reference.Match(node, map[string]any(r.document(typed))) {
				items = append(items, c.showRole(r, typed))
			}
		}
		return ok(c.envelope("roles", items, int64(len(items)), ""))
	}
}

func getRole(typed bool) pingHandler {
	return func(c *pingCall) (answer, error) {
		r, known := findRole(c.r.PathValue("role"))
		if !known {
			return answer{}, pingNotFound()
		}
		return ok(c.showRole(r, typed))
	}
}
