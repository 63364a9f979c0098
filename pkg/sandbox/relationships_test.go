package sandbox

import (
	"net/http"
	"testing"
)

func TestRelationships(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	boss, worker := c.create("managed/alpha_user", newUser("boss")), c.create("managed/alpha_user", newUser("worker"))
	role := c.create("managed/alpha_role", `{"name":"Tester"}`)
	bossPath, workerPath := alphaPath+"/"+boss["_id"].(string), alphaPath+"/"+worker["_id"].(string)

	patched := c.send(http.MethodPatch, workerPath+"?_fields=manager/mail", nil,
		`[{"operation":"replace","field":"/manager","value":{"_ref":"managed/alpha_user/`+boss["_id"].(string)+`"}}]`).want(t, http.StatusOK)
	manager := patched.object(t)["manager"].(map[string]any)
	if manager["mail"] != "boss@example.com" || patched.header.Get("X-Not-Modified") != "" {
		t.Errorf("%s", patched.body)
	}
	reports := c.get(bossPath+"/reports?_queryFilter=true&_fields=userName").want(t, http.StatusOK).object(t)
	row := reports["result"].([]any)[0].(map[string]any)
	if row["userName"] != "worker" || row["_id"] != manager["_refProperties"].(map[string]any)["_id"] {
		t.Errorf("%v", reports)
	}

	edge := c.send(http.MethodPost, "/openidm/managed/alpha_role/"+role["_id"].(string)+"/members?_action=create", nil,
		`{"_ref":"managed/alpha_user/`+worker["_id"].(string)+`"}`).want(t, http.StatusCreated).object(t)
	c.send(http.MethodPost, workerPath+"/roles?_action=create", nil,
		`{"_refResourceCollection":"managed/alpha_role","_refResourceId":"`+role["_id"].(string)+`"}`).want(t, http.StatusPreconditionFailed)
	after := c.get(workerPath + "?_fields=*,roles/*/name").object(t)
	effective := after["effectiveRoles"].([]any)
	roles := after["roles"].([]any)
	if len(effective) != 1 || roles[0].(map[string]any)["name"] != "Tester" {
		t.Errorf("effective %v, roles %v", effective, roles)
	}
	c.send(http.MethodPatch, workerPath, nil, `[{"operation":"remove","field":"/roles","value":`+
		string(encode(c.get(workerPath + "?_fields=roles").object(t)["roles"].([]any)[0]))+`}]`).want(t, http.StatusOK)
	c.send(http.MethodDelete, workerPath+"/roles/"+edge["_id"].(string), nil, "").want(t, http.StatusNotFound)
	if left := c.get(workerPath + "?_fields=roles,effectiveRoles").object(t); len(left["roles"].([]any)) != 0 || len(left["effectiveRoles"].([]any)) != 0 {
		t.Errorf("left %v", left)
	}

	c.send(http.MethodDelete, bossPath, nil, "").want(t, http.StatusOK)
	if left := c.get(workerPath + "?_fields=manager").object(t); left["manager"] != nil {
		t.Errorf("a deleted manager: %v", left)
	}
	c.get(workerPath+"/nosuch?_queryFilter=true").want(t, http.StatusNotFound)
	c.get(workerPath+"/manager?_queryFilter=true").want(t, http.StatusBadRequest)
	c.get(workerPath+"/manager").want(t, http.StatusNotFound)
}

func TestOneManagerAtATime(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	first, second := c.create("managed/alpha_user", newUser("first")), c.create("managed/alpha_user", newUser("second"))
	reference := func(user map[string]any) string { return `{"_ref":"managed/alpha_user/` + user["_id"].(string) + `"}` }
	worker := c.create("managed/alpha_user", `{"manager":`+reference(first)+`,`+newUser("worker")[1:])
	reports := func(user map[string]any) int {
		path := alphaPath + "/" + user["_id"].(string) + "/reports?_queryFilter=true"
		return len(c.get(path).want(t, http.StatusOK).object(t)["result"].([]any))
	}
	if reports(first) != 1 || reports(second) != 0 {
		t.Errorf("%d and %d reports", reports(first), reports(second))
	}
	c.send(http.MethodPost, alphaPath+"/"+second["_id"].(string)+"/reports?_action=create", nil, reference(worker)).
		want(t, http.StatusCreated)
	if reports(first) != 0 || reports(second) != 1 {
		t.Errorf("%d and %d reports after the change", reports(first), reports(second))
	}
	manager := c.get(alphaPath+"/"+worker["_id"].(string)+"/manager?_fields=userName").want(t, http.StatusOK).object(t)
	if manager["userName"] != "second" {
		t.Errorf("%v", manager)
	}
	c.send(http.MethodPatch, alphaPath+"/"+worker["_id"].(string), nil, `[{"operation":"remove","field":"/manager"}]`).want(t, http.StatusOK)
	if reports(second) != 0 {
		t.Error("the manager was not removed")
	}
	c.send(http.MethodPatch, alphaPath+"/"+worker["_id"].(string), nil, `[{"operation":"remove","field":"/roles"}]`).want(t, http.StatusBadRequest)
	c.send(http.MethodPatch, alphaPath+"/"+worker["_id"].(string), nil,
		`[{"operation":"replace","field":"/reports","value":[`+reference(first)+`,`+reference(first)+`]}]`).want(t, http.StatusPreconditionFailed)
}

func TestEdgesAsResources(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	const members = "/openidm/managed/alpha_group/managers/members"
	sorted := c.get(members+"?_queryFilter=userName+co+%22a%22&_sortKeys=-userName&_fields=userName&_pageSize=2").want(t, http.StatusOK).object(t)
	rows := sorted["result"].([]any)
	if len(rows) != 2 || rows[0].(map[string]any)["userName"].(string) < rows[1].(map[string]any)["userName"].(string) {
		t.Errorf("%v", rows)
	}
	edge := rows[0].(map[string]any)
	path := members + "/" + edge["_id"].(string)
	c.get(path).want(t, http.StatusOK)
	c.send(http.MethodDelete, path, map[string]string{"If-Match": "x"}, "").want(t, http.StatusPreconditionFailed)
	c.send(http.MethodDelete, path, map[string]string{"If-Match": edge["_rev"].(string)}, "").want(t, http.StatusOK)
	c.get(path).want(t, http.StatusNotFound)
	user := c.get(alphaPath + "/" + edge["_refResourceId"].(string)).object(t)
	for _, group := range user["effectiveGroups"].([]any) {
		if group.(map[string]any)["_refResourceId"] == "managers" {
			t.Errorf("still in the group: %v", user["effectiveGroups"])
		}
	}
	added := c.send(http.MethodPost, members+"?_action=create", nil, `{"_ref":"managed/alpha_user/`+edge["_refResourceId"].(string)+
		`","_refProperties":{"_grantType":"conditional"}}`).want(t, http.StatusCreated).object(t)
	if added["_refProperties"].(map[string]any)["_grantType"] != "conditional" {
		t.Errorf("%v", added)
	}
	for _, broken := range []string{`{}`, `{"_ref":"x"}`, `{"_ref":"managed/alpha_role/x"}`, `{"_ref":"managed/alpha_user/x"}`} {
		c.send(http.MethodPost, members+"?_action=create", nil, broken).want(t, http.StatusBadRequest)
	}
	c.send(http.MethodPost, members+"?_action=nosuch", nil, `{}`).want(t, http.StatusBadRequest)
	c.get(members).want(t, http.StatusBadRequest)
	c.get("/openidm/managed/alpha_group/nosuch/members?_queryFilter=true").want(t, http.StatusNotFound)
}
