package aic

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Validate asks the policy service whether it would take a document; nothing is
// written. The id is that of the user who would become it, or empty: unique
// attributes are then compared with those of everyone.
func (u *Users) Validate(ctx context.Context, id string, document json.RawMessage) ([]identity.Violation, error) {
	const op = "validate user"
	whose := "*"
	if id != "" {
		whose = url.PathEscape(id)
	}
	resp, err := u.client.rest.Do(ctx, rest.Request{
		Method: http.MethodPost, Path: u.client.openidm("policy/managed/"+u.client.options.Object) + "/" + whose,
		RawQuery: "_action=validateObject", Header: apiVersion(), Body: document, Replay: rest.ReplaySafe,
	})
	if err != nil {
		return nil, u.client.fail(op, subjectOf(document), err)
	}
	body, err := objectOf(resp)
	if err != nil {
		return nil, u.client.fail(op, subjectOf(document), err)
	}
	var result policyResult
	if err := json.Unmarshal(body, &result); err != nil {
		return nil, u.client.fail(op, subjectOf(document), unreadable(resp, body, "no list of policies"))
	}
	return result.violations(), nil
}
