package sandbox

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

func (c *client) create(collection, body string) map[string]any {
	c.t.Helper()
	return c.send(http.MethodPost, "/openidm/"+collection+"?_action=create", nil, body).want(c.t, http.StatusCreated).object(c.t)
}

func failedPolicies(t *testing.T, r reply) string {
	t.Helper()
	detail := r.want(t, http.StatusForbidden).object(t)["detail"].(map[string]any)
	var names []string
	for _, item := range detail["failedPolicyRequirements"].([]any) {
		failed := item.(map[string]any)
		requirement := failed["policyRequirements"].([]any)[0].(map[string]any)["policyRequirement"]
		names = append(names, fmt.Sprintf("%v:%v", failed["property"], requirement))
	}
	return strings.Join(names, " ")
}

func TestCreate(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	id := uuid.NewString()
	r := c.send(http.MethodPut, alphaPath+"/"+id, map[string]string{"If-None-Match": "*"}, newUser("new"))
	made := r.want(t, http.StatusCreated).object(t)
	if got := r.header.Get("Location"); got != BaseURL+alphaPath+"/"+id {
		t.Errorf("location %s", got)
	}
	if r.header.Get("ETag") != `"`+made["_rev"].(string)+`"` || r.header.Get("Content-API-Version") != "" {
		t.Errorf("headers %v", r.header)
	}
	if made["_id"] != id || made["accountStatus"] != "active" {
		t.Errorf("made %v", made)
	}
	if _, ok := made["city"]; !ok || made["city"] != nil || fmt.Sprint(made["aliasList"]) != "[]" {
		t.Errorf("unset members: %v, %v", made["city"], made["aliasList"])
	}
	again := c.send(http.MethodPut, alphaPath+"/"+id, map[string]string{"If-None-Match": "*"}, newUser("other"))
	want := "Entry Already Exists: The entry &#39;fr-idm-uuid&#61;" + id + ",ou&#61;user,o&#61;alpha,o&#61;root," +
		"ou&#61;identities&#39; cannot be added because an entry with that name already exists"
	if again.want(t, http.StatusPreconditionFailed); again.message(t) != want {
		t.Errorf("%s", again.body)
	}
	c.send(http.MethodPost, alphaPath+"?_action=create", nil, `{"_id":"`+id+`",`+newUser("third")[1:]).
		want(t, http.StatusPreconditionFailed)
}

func TestCreateRefused(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for name, test := range map[string]struct{ body, want string }{
		"required":       {`{}`, "userName:REQUIRED givenName:REQUIRED sn:REQUIRED mail:REQUIRED"},
		"empty name":     {`{"userName":"","givenName":"G","sn":"","mail":"a@example.com"}`, "userName:REQUIRED userName:MIN_LENGTH"},
		"address":        {strings.Replace(newUser("a"), "a@example.com", "nobody", 1), "mail:VALID_EMAIL_ADDRESS_FORMAT"},
		"slash":          {newUser("a/b"), "userName:CANNOT_CONTAIN_CHARACTERS"},
		"type":           {`{"city":1,` + newUser("a")[1:], "city:VALID_TYPE"},
		"null":           {`{"accountStatus":null,` + newUser("a")[1:], "accountStatus:NOT_NULL"},
		"taken":          {newUser("Ann.Adams"), "userName:UNIQUE"},
		"short password": {`{"password":"Ab1",` + newUser("a")[1:], "password:LENGTH_BASED"},
		"plain password": {`{"password":"abcdefgh",` + newUser("a")[1:], "password:CHARACTER_SET"},
		"not a list":     {`{"roles":{"_ref":"x"},` + newUser("a")[1:], "roles:VALID_TYPE"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := c.send(http.MethodPost, alphaPath+"?_action=create", nil, test.body)
			if got := failedPolicies(t, r); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			if r.message(t) != "Policy validation failed" {
				t.Errorf("message %s", r.message(t))
			}
		})
	}
	for name, test := range map[string]struct {
		body   string
		status int
	}{
		"readable id":       {`{"_id":"ann",` + newUser("a")[1:], http.StatusBadRequest},
		"undeclared":        {`{"preferredLocale":"en",` + newUser("a")[1:], http.StatusBadRequest},
		"two values":        {`{} {}`, http.StatusBadRequest},
		"missing manager":   {`{"manager":{"_ref":"managed/alpha_user/x"},` + newUser("a")[1:], http.StatusBadRequest},
		"manager of a kind": {`{"manager":{"_ref":"managed/alpha_group/empty"},` + newUser("a")[1:], http.StatusBadRequest},
	} {
		if r := c.send(http.MethodPost, alphaPath+"?_action=create", nil, test.body); r.status != test.status {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
}

func TestReplace(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	made := c.create("managed/alpha_user", `{"city":"Leeds","password":"Passw0rd",`+newUser("r")[1:])
	id, rev := made["_id"].(string), made["_rev"].(string)
	path := alphaPath + "/" + id
	body := `{"_id":"` + id + `",` + newUser("r")[1:]
	r := c.send(http.MethodPut, path, map[string]string{"If-Match": `"` + rev + `"`}, body).want(t, http.StatusOK)
	after := r.object(t)
	if after["city"] != nil || after["_rev"] == rev || after["passwordLastChangedTime"] == nil || r.header.Get("Location") != "" {
		t.Errorf("after %v", after)
	}
	c.send(http.MethodPut, path, map[string]string{"If-Match": rev}, body).want(t, http.StatusPreconditionFailed)
	same := c.send(http.MethodPut, path, map[string]string{"If-Match": "*"}, `{"accountStatus":null,`+body[1:]).want(t, http.StatusOK)
	if same.object(t)["_rev"] != after["_rev"] || same.header.Get("X-Not-Modified") != "true" {
		t.Errorf("the same content again: %v", same.header)
	}
	c.send(http.MethodPut, alphaPath+"/"+uuid.NewString(), map[string]string{"If-Match": "*"}, newUser("q")).want(t, http.StatusNotFound)
	c.send(http.MethodPut, alphaPath+"/"+uuid.NewString(), nil, newUser("q")).want(t, http.StatusCreated)
	c.send(http.MethodPut, path, nil, `{"_id":"`+uuid.NewString()+`",`+newUser("r")[1:]).want(t, http.StatusBadRequest)
}

func TestEchoChangesNothing(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for i := range 20 {
		path := alphaPath + "/" + userID(mustType(c.box), i)
		read := c.get(path).want(t, http.StatusOK)
		r := c.send(http.MethodPut, path, nil, string(read.body)).want(t, http.StatusOK)
		if r.header.Get("X-Not-Modified") != "true" || string(r.body) != string(read.body) {
			t.Errorf("user %d: %v", i, cmp.Diff(read.object(t), r.object(t)))
		}
	}
}

func TestPatch(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	made := c.create("managed/alpha_user", `{"frIndexedInteger1":7,"frIndexedMultivalued1":["a","b"],`+newUser("p")[1:])
	path := alphaPath + "/" + made["_id"].(string)
	patch := func(status int, body string, header ...string) reply {
		t.Helper()
		h := map[string]string{}
		if len(header) > 0 {
			h["If-Match"] = header[0]
		}
		return c.send(http.MethodPatch, path, h, body).want(t, status)
	}
	r := patch(http.StatusOK, `[{"operation":"replace","field":"/sn","value":"New"},{"operation":"increment","field":"frIndexedInteger1","value":1},
		{"operation":"add","field":"/frIndexedMultivalued1/-","value":"c"},{"operation":"copy","from":"/sn","field":"/city"}]`, made["_rev"].(string))
	after := r.object(t)
	if got := fmt.Sprintln(after["sn"], after["frIndexedInteger1"], after["frIndexedMultivalued1"], after["city"]); got != "New 8 [a b c] New\n" {
		t.Errorf("after %v", after)
	}
	same := patch(http.StatusOK, `[{"operation":"replace","field":"/sn","value":"New"}]`)
	if same.header.Get("X-Not-Modified") != "true" || same.object(t)["_rev"] != after["_rev"] {
		t.Errorf("an idle patch: %v %s", same.header, same.body)
	}
	patch(http.StatusPreconditionFailed, `[{"operation":"replace","field":"/sn","value":"Late"}]`, made["_rev"].(string))
	if got := failedPolicies(t, patch(http.StatusForbidden, `[{"operation":"remove","field":"/sn"}]`)); got != "sn:REQUIRED" {
		t.Error(got)
	}
	patch(http.StatusBadRequest, `[{"operation":"replace","field":"/nosuch","value":1}]`)
	patch(http.StatusBadRequest, `[{"operation":"replace","field":"/frIndexedMultivalued1/0","value":"x"}]`)
	patch(http.StatusOK, `[{"operation":"replace","field":"/_id","value":"x"},{"operation":"add","field":"/effectiveRoles","value":[]}]`)
	patch(http.StatusNotImplemented, `[{"operation":"transform","field":"/sn","value":{}}]`)
	patch(http.StatusInternalServerError, `[{"operation":"add","field":"/sn/x","value":"y"}]`)
	rolledBack := c.get(path).object(t)
	if rolledBack["sn"] != "New" {
		t.Errorf("a refused patch left %v", rolledBack["sn"])
	}
	c.send(http.MethodPatch, alphaPath+"/"+uuid.NewString(), nil, `[]`).want(t, http.StatusNotFound)
}

func TestPatchByQuery(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	const path = alphaPath + "?_action=patch&_queryFilter="
	const body = `[{"operation":"replace","field":"/sn","value":"Found"}]`
	if r := c.send(http.MethodPost, path+"userName+eq+'ann.adams'", nil, body).want(t, http.StatusOK); r.object(t)["sn"] != "Found" {
		t.Errorf("%s", r.body)
	}
	r := c.send(http.MethodPost, path+"userName+eq+'nobody'", nil, body).want(t, http.StatusNotFound)
	if r.message(t) != "Query returned no results" {
		t.Errorf("%s", r.body)
	}
	r = c.send(http.MethodPost, path+"true", nil, body).want(t, http.StatusInternalServerError)
	if r.message(t) != "Query result must yield one matching object" {
		t.Errorf("%s", r.body)
	}
	r = c.send(http.MethodPost, path+"true", nil, `{}`).want(t, http.StatusBadRequest)
	if r.message(t) != badContent+"the provided content is not a JSON array" {
		t.Errorf("%s", r.body)
	}
	c.send(http.MethodPost, alphaPath+"?_action=nosuch", nil, `{}`).want(t, http.StatusBadRequest)
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	box := newBox(t, Options{PasswordPolicy: RecordedPasswords})
	c := connect(t, box)
	r := c.send(http.MethodPost, alphaPath+"?_action=create", nil, `{"password":"Passw0rd",`+newUser("p")[1:])
	if got := failedPolicies(t, r); got != "password:CHARACTER_SET" {
		t.Error(got)
	}
	r = c.send(http.MethodPost, alphaPath+"?_action=create", nil, `{"password":"X1-tnatsnoc","userName":"constant","givenName":"G","sn":"S","mail":"a@example.com"}`)
	if got := failedPolicies(t, r); got != "password:ATTRIBUTE_VALUE" {
		t.Error(got)
	}
	made := c.create("managed/alpha_user", `{"password":"Right-0ne",`+newUser("p")[1:])
	path := alphaPath + "/" + made["_id"].(string)
	if _, shown := made["password"]; shown || made["passwordLastChangedTime"] == nil {
		t.Errorf("made %v", made)
	}
	named := c.get(path + "?_fields=password,userName").object(t)
	if _, shown := named["password"]; shown {
		t.Errorf("%v", named)
	}
	set := func(password string) reply {
		return c.send(http.MethodPatch, path, nil, `[{"operation":"replace","field":"/password","value":"`+password+`"}]`)
	}
	if r := set("Right-0ne").want(t, http.StatusBadRequest); !strings.HasPrefix(r.message(t), "Constraint Violation") {
		t.Errorf("%s", r.body)
	}
	set(strings.Repeat("Long-0ne", 20)).want(t, http.StatusOK)
	if found := c.query("managed/alpha_user", map[string][]string{"_queryFilter": {"password pr"}}); len(found["result"].([]any)) != 0 {
		t.Errorf("a password can be searched: %v", found)
	}
	policy := c.get("/openidm/config/fieldPolicy/alpha_user").want(t, http.StatusOK).object(t)
	if len(policy["validator"].([]any)) != 3 {
		t.Errorf("policy %v", policy)
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	made := c.create("managed/alpha_user", newUser("d"))
	path := alphaPath + "/" + made["_id"].(string)
	c.send(http.MethodDelete, path, map[string]string{"If-Match": "other"}, "").want(t, http.StatusPreconditionFailed)
	gone := c.send(http.MethodDelete, path, map[string]string{"If-Match": made["_rev"].(string)}, "").want(t, http.StatusOK)
	if !equal(gone.object(t), made) || gone.header.Get("ETag") == "" {
		t.Errorf("%s", gone.body)
	}
	c.send(http.MethodDelete, path, nil, "").want(t, http.StatusNotFound)
	c.get(path).want(t, http.StatusNotFound)
	c.create("managed/alpha_user", newUser("d")) // the name is free again
}

func TestConditionalRead(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	path := alphaPath + "/" + userID(mustType(c.box), 1)
	etag := c.get(path).want(t, http.StatusOK).header.Get("ETag")
	r := c.send(http.MethodGet, path, map[string]string{"If-None-Match": etag}, "").want(t, http.StatusNotModified)
	if len(r.body) != 0 {
		t.Errorf("%s", r.body)
	}
	c.send(http.MethodGet, path, map[string]string{"If-None-Match": `"x"`}, "").want(t, http.StatusOK)
}

func TestEightCreations(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	id := uuid.NewString()
	var won, lost atomic.Int32
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			body := newUser(fmt.Sprintf("racer%d", i))
			switch r := c.send(http.MethodPut, alphaPath+"/"+id, map[string]string{"If-None-Match": "*"}, body); r.status {
			case http.StatusCreated:
				won.Add(1)
			case http.StatusPreconditionFailed:
				lost.Add(1)
			}
		})
	}
	group.Wait()
	if won.Load() != 1 || lost.Load() != 7 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
}

func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	one := newClient(t)
	two := connect(t, newBox(t, Options{Dir: one.box.Path()}))
	made := one.create("managed/bravo_user", newUser("both"))
	two.get("/openidm/managed/bravo_user/"+made["_id"].(string)).want(t, http.StatusOK)
	two.token = one.token
	two.get("/openidm/managed/bravo_user?_queryFilter=true").want(t, http.StatusOK)
	if err := one.box.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	two.get("/openidm/managed/bravo_user?_queryFilter=true").want(t, http.StatusUnauthorized)
	two.token = two.signIn(scopeIDM)
	two.get("/openidm/managed/bravo_user/"+made["_id"].(string)).want(t, http.StatusNotFound)
}

func TestContentTypes(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	path := alphaPath + "?_action=create"
	c.send(http.MethodPost, path, map[string]string{"Content-Type": "text/plain"}, newUser("a")).want(t, http.StatusBadRequest)
	c.send(http.MethodPost, path, nil, "").want(t, http.StatusBadRequest)
	c.send(http.MethodPost, path, map[string]string{"Content-Type": "application/json; charset=utf-8"}, newUser("a")).want(t, http.StatusCreated)
	huge := `{"description":"` + strings.Repeat("x", maxBody) + `",` + newUser("b")[1:]
	c.send(http.MethodPost, path, nil, huge).want(t, http.StatusRequestEntityTooLarge)
	c.send("LINK", alphaPath, nil, "").want(t, http.StatusNotImplemented)
}

func TestGroupsAreTheirNames(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	if made := c.create("managed/alpha_group", `{"name":"testers"}`); made["_id"] != "testers" {
		t.Errorf("%v", made)
	}
	r := c.send(http.MethodPut, "/openidm/managed/alpha_group/other", nil, `{"name":"testers"}`)
	if got := failedPolicies(t, r); got != "_id:ID_MUST_EQUAL_PROPERTY" {
		t.Error(got)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	made := c.create("managed/alpha_user", newUser("dated"))
	path := "/openidm/managed/alpha_usermeta/" + made["_id"].(string)
	first := c.get(path).want(t, http.StatusOK).object(t)
	c.send(http.MethodPatch, alphaPath+"/"+made["_id"].(string), nil, `[{"operation":"replace","field":"/sn","value":"X"}]`).want(t, http.StatusOK)
	second := c.get(path).want(t, http.StatusOK).object(t)
	if first["createDate"] == nil || first["createDate"] != second["createDate"] || first["_rev"] == second["_rev"] {
		t.Errorf("%v, then %v", first, second)
	}
	found := c.query("managed/alpha_usermeta", map[string][]string{
		"_queryFilter": {`lastChanged/date ge "2020-01-01T00:00:00Z"`}, "_sortKeys": {"-lastChanged/date"}})
	if len(found["result"].([]any)) != 1 {
		t.Errorf("%v", found)
	}
	c.send(http.MethodDelete, alphaPath+"/"+made["_id"].(string), nil, "").want(t, http.StatusOK)
	c.get(path).want(t, http.StatusNotFound)
}
