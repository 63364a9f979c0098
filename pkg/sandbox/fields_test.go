package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestFields(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	made := c.create("managed/alpha_user", `{"preferences":{"updates":true,"marketing":false},"kbaInfo":[{"answer":"x"}],`+newUser("f")[1:])
	path := alphaPath + "/" + made["_id"].(string)
	for fields, want := range map[string]string{
		"_id":                                 "_id _rev",
		"userName,_rev,nosuch":                "_id _rev userName",
		"/mail,city":                          "_id _rev city mail",
		"preferences/updates":                 "_id _rev preferences",
		"manager,roles":                       "_id _rev manager roles",
		"cn":                                  "_id _rev cn",
		"password":                            "_id _rev",
		"effectiveRoles,assignedDashboard,sn": "_id _rev assignedDashboard effectiveRoles sn",
	} {
		got := c.get(path+"?_fields="+fields).want(t, http.StatusOK).object(t)
		if names := strings.Join(slices.Sorted(maps.Keys(got)), " "); names != want {
			t.Errorf("%s: %s, want %s", fields, names, want)
		}
	}
	nested := c.get(path + "?_fields=preferences/updates").object(t)["preferences"].(map[string]any)
	if len(nested) != 1 || nested["updates"] != true {
		t.Errorf("%v", nested)
	}
	whole := c.get(path + "?_fields=preferences,preferences/updates").object(t)["preferences"].(map[string]any)
	if len(whole) != 2 {
		t.Errorf("%v", whole)
	}
}

func TestEveryRelationship(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	path := alphaPath + "/" + userID(mustType(c.box), 1)
	plain := c.get(path+"?_fields=*_ref").want(t, http.StatusOK).object(t)
	if _, shown := plain["userName"]; shown || plain["manager"] == nil || len(plain["roles"].([]any)) != 0 {
		t.Errorf("%v", plain)
	}
	expanded := c.get(path + "?_fields=userName,*_ref/*").object(t)
	manager := expanded["manager"].(map[string]any)
	if manager["userName"] != "ann.adams" || manager["_id"] != manager["_refResourceId"] {
		t.Errorf("%v", manager)
	}
	organization := expanded["memberOfOrg"].([]any)[0].(map[string]any)
	if ids := c.get(path).object(t)["memberOfOrgIDs"].([]any); ids[0] != organization["_refResourceId"] {
		t.Errorf("%v and %v", ids, organization)
	}
}

func TestOperationsOfCollectionsAndObjects(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	one := alphaPath + "/" + userID(mustType(c.box), 3)
	for _, test := range []struct {
		method, path string
		header       [2]string
		status       int
		message      string
	}{
		{"GET", alphaPath, [2]string{}, 400, "The resource collection  cannot be read"},
		{"PATCH", alphaPath, [2]string{}, 400, "The resource collection  cannot be patched"},
		{"DELETE", alphaPath, [2]string{}, 400, "The resource collection  cannot be deleted"},
		{"PUT", alphaPath, [2]string{}, 404, "Not Found"},
		{"GET", one + "?_queryFilter=true", [2]string{}, 400, "The resource instance  cannot be queried"},
		{"POST", one, [2]string{}, 400, "The resource instance  cannot be created"},
		{"POST", one + "?_action=nosuch", [2]string{}, 400, "Action nosuch is not supported."},
		{"GET", one, [2]string{"If-Match", "x"}, 412, "If-Match not supported for GET requests"},
		{"GET", one, [2]string{"If-None-Match", "*"}, 412, "If-None-Match * not appropriate for GET requests"},
		{"GET", alphaPath + "?_queryFilter=true", [2]string{"If-None-Match", "x"}, 412, "If-None-Match not supported for GET requests"},
		{"POST", alphaPath + "?_action=create", [2]string{"If-None-Match", "*"}, 412, "If-None-Match not supported for POST requests"},
		{"POST", alphaPath + "?_action=create", [2]string{"If-Match", "x"}, 412, "If-Match not supported for POST requests"},
		{"POST", alphaPath + "?_action=create&_queryFilter=true", [2]string{}, 400, "Unrecognized request parameter '_queryFilter'"},
		{"DELETE", one, [2]string{"If-None-Match", "*"}, 412, "If-None-Match not supported for DELETE requests"},
		{"PUT", one, [2]string{"If-None-Match", "1"}, 400, `"1" is not a supported value for If-None-Match on PUT`},
		{"GET", one, [2]string{"Accept-API-Version", "garbage"}, 400, "Version string is in an invalid format: garbage"},
	} {
		header := map[string]string{}
		if test.header[0] != "" {
			header[test.header[0]] = test.header[1]
		}
		body := ""
		if test.method != http.MethodGet && test.method != http.MethodDelete {
			body = "{}"
		}
		r := c.send(test.method, test.path, header, body)
		if r.status != test.status || r.message(t) != escapeHTML(test.message) {
			t.Errorf("%s %s %v: %d %s", test.method, test.path, header, r.status, r.body)
		}
	}
	c.send(http.MethodPost, one+"?_action=triggerSyncCheck", nil, "").want(t, http.StatusOK)
	c.send(http.MethodPost, alphaPath+"?_action=triggerSyncCheck", nil, "").want(t, http.StatusOK)
	r := c.send(http.MethodPost, one+"?_action=patch", nil, `[{"operation":"replace","field":"/sn","value":"Acted"}]`)
	if r.want(t, http.StatusOK).object(t)["sn"] != "Acted" {
		t.Errorf("%s", r.body)
	}
}

func TestTransactionID(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	const name = "X-ForgeRock-TransactionId"
	if r := c.send(http.MethodGet, alphaPath+"/x", map[string]string{name: "mine"}, ""); r.header.Get(name) != "mine" {
		t.Errorf("%v", r.header)
	}
	if r := c.get(alphaPath + "/x"); r.header.Get(name) == "" {
		t.Errorf("%v", r.header)
	}
}
