package sandbox

import (
	"net/http"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSchemaAsRecorded compares the sandbox's schema of users, roles and groups with the recorded configuration: every
// property with its type, policies and default, the required ones and the order. Titles are our own.
func TestSchemaAsRecorded(t *testing.T) {
	t.Parallel()
	exchanges := parse[[]recorded](t, shared(t, "recordings/aic/config-managed-aic.json"))
	objects := exchanges[0].Response.Body.(map[string]any)["objects"].([]any)
	var all schemas
	for _, item := range objects {
		object := item.(map[string]any)
		own, ok := all.find("managed/" + object["name"].(string))
		if !ok {
			continue
		}
		have := parse[map[string]any](t, own.Raw)
		want := object["schema"].(map[string]any)
		if diff := cmp.Diff(essence(want), essence(have)); diff != "" {
			t.Errorf("%s (- recorded, + ours):\n%s", object["name"], diff)
		}
	}
}

// essence is what of a schema matters on the wire; privileges of agents are left out.
func essence(schema map[string]any) map[string]any {
	members := map[string]any{}
	for name, item := range schema["properties"].(map[string]any) {
		property := item.(map[string]any)
		kept := map[string]any{}
		for _, key := range []string{"type", "policies", "default", "searchable", "viewable", "userEditable", "isVirtual",
			"returnByDefault", "scope", "minLength", "pattern", "reversePropertyName"} {
			kept[key] = property[key]
		}
		if name != "aiagentprivileges" {
			members[name] = kept
		}
	}
	order, _ := schema["order"].([]any)
	order = slices.DeleteFunc(slices.Clone(order), func(v any) bool { return v == "aiagentprivileges" })
	return map[string]any{"required": schema["required"], "order": order, "properties": members}
}

// TestEdgeRows compares the members with which a row of a relationship begins, in their order, with the recorded ones.
func TestEdgeRows(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	r := c.get("/openidm/managed/alpha_group/employees/members?_queryFilter=true&_fields=userName&_pageSize=1").want(t, http.StatusOK)
	var order []string
	for _, m := range regexp.MustCompile(`"(_\w+)":`).FindAllStringSubmatch(string(r.body), -1) {
		order = append(order, m[1])
	}
	want := []string{"_id", "_rev", "_ref", "_refResourceCollection", "_refResourceId", "_refResourceRev", "_refProperties", "_id", "_rev"}
	if !slices.Equal(order, want) {
		t.Errorf("%v", order)
	}
	if row := r.object(t)["result"].([]any)[0].(map[string]any); row["userName"] != "ann.adams" {
		t.Errorf("%v", row)
	}
}
