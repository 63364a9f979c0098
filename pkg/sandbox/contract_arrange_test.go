package sandbox

import (
	"maps"
	"net/http"
	"strings"
	"testing"
)

// putAnswer stores the object that the recorded answer shows.
func putAnswer(t *testing.T, c *client, e *recorded) {
	body := maps.Clone(e.Response.Body.(map[string]any))
	delete(body, "_rev")
	place, _, _ := strings.Cut(requestURI(t, e.Request.URL), "?")
	c.send(http.MethodPut, place, nil, string(encode(body))).want(t, http.StatusCreated)
}

// putRequest sends the recorded request once before, so that it changes nothing when it is sent again.
func putRequest(t *testing.T, c *client, e *recorded) {
	c.send(http.MethodPut, requestURI(t, e.Request.URL), nil, requestBody(e.Request.Body)).want(t, http.StatusCreated)
}

// createRows stores an object for the first recorded row, with what its type needs.
func createRows(t *testing.T, c *client, e *recorded) {
	place, _, _ := strings.Cut(requestURI(t, e.Request.URL), "?")
	row := e.Response.Body.(map[string]any)["result"].([]any)[0].(map[string]any)
	name, _ := row["name"].(string)
	c.create(strings.TrimPrefix(place, "/openidm/"), `{"name":"`+name+`x"}`)
	c.create(strings.TrimPrefix(place, "/openidm/"), `{"name":"`+name+`"}`)
}

func createApplication(_ *testing.T, c *client, _ *recorded) {
	c.create("managed/alpha_application", `{"name":"test"}`)
}

func putInternalRole(t *testing.T, c *client, e *recorded) {
	c.send(http.MethodPut, "/openidm/internal/role/ccb11ba1-333b-4197-95db-89bb08a2ab56", nil,
		`{"name":"test-internal-role","description":"old","privileges":[{"accessFlags":[{"attribute":"userName","readOnly":false}],
		"actions":[],"filter":"true","name":"p","path":"managed/alpha_user","permissions":["VIEW"]}]}`).want(t, http.StatusCreated)
	_ = e
}

func ownAccount(t *testing.T, c *client, e *recorded) {
	credentials, err := c.box.Credentials(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e.Request.URL = strings.Replace(e.Request.URL, "a2245410-33a6-4442-9f3b-453c9aaf158a", credentials.ServiceAccountID, 1)
}

func ownAssertion(_ *testing.T, c *client, e *recorded) {
	text := e.Request.Body.(string)
	e.Request.Body = strings.NewReplacer("<jwt>", c.assertion(nil), ":*", "%3A%2A", " ", "+").Replace(text)
}

func ownSession(t *testing.T, c *client, e *recorded) {
	_, session := administrator(t, c)
	e.Request.Body = map[string]any{"tokenId": session}
}

func ownPassword(t *testing.T, c *client, e *recorded) {
	credentials, err := c.box.Credentials(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e.Request.Headers["x-openam-username"] = credentials.AdminUsername
	e.Request.Headers["x-openam-password"] = credentials.AdminPassword
}

// rootJourney asks the root realm, where the administrators are, for the recorded first step of a password journey.
func rootJourney(_ *testing.T, _ *client, e *recorded) {
	address, _, _ := strings.Cut(e.Request.URL, "?")
	e.Request.URL = strings.Replace(address, "/realms/alpha", "", 1)
}
