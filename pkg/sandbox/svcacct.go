package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// serviceAccount serves managed/svcacct: an account reads itself and nothing else; an administrator reads it too.
func (c *call) serviceAccount(rest []string) error {
	t, err := c.ready(c.r.Context())
	if err != nil {
		return err
	}
	own := len(rest) == 1 && rest[0] == t.Account && (c.who.Admin || c.who.Subject == t.Account)
	switch {
	case !own || c.op != opRead:
		return accessDenied()
	}
	fields, err := parseFields(c.params)
	if err != nil {
		return err
	}
	o := store.Object{ID: t.Account, Rev: t.Account + "-1", Doc: accountDocument(t)}
	var body bytes.Buffer
	if err := newView(nil, &c.schemas, accountType(), fields).appendObject(&body, o); err != nil {
		return err
	}
	return c.answerObject(http.StatusOK, outcome{rev: o.Rev, body: body.Bytes()})
}

// accountDocument is the service account as a managed object. Its keys are a JSON document inside a text.
func accountDocument(t *tenant) []byte {
	keys := encode(struct {
		Keys []json.RawMessage `json:"keys"`
	}{[]json.RawMessage{t.AccountKey}})
	var scopes []string
	for _, s := range tenantScopes() {
		scopes = append(scopes, s.Name)
	}
	return encode(map[string]any{
		"accountStatus": "active", "name": "sandbox", "description": "Service account of the sandbox",
		"scopes": scopes, "jwks": string(keys),
		"maxCachingTime": "15", "maxIdleTime": "15", "maxSessionTime": "15", "quotaLimit": "5",
	})
}

// accountType lays out the members of a service account in the recorded order.
func accountType() *objectType {
	t := &objectType{Collection: "managed/svcacct", Kind: "svcacct", byName: map[string]*property{}}
	for _, name := range []string{"accountStatus", "name", "description", "scopes", "jwks", "maxCachingTime",
		"maxIdleTime", "maxSessionTime", "quotaLimit"} {
		p := &property{Name: name, Type: "string"}
		t.Members = append(t.Members, p)
		t.byName[name] = p
	}
	return t
}
