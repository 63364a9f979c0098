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
// written. The id is that of the object that would become it, or empty: unique
// attributes are then compared with those of everyone.
func (m *managed[T]) Validate(ctx context.Context, id string, document json.RawMessage) ([]identity.Violation, error) {
	op := m.op("validate")
	whose := "*"
	if id != "" {
		whose = url.PathEscape(id)
	}
	resp, err := m.client.rest.Do(ctx, rest.Request{
		Method: http.MethodPost, Path: m.client.openidm("policy/managed/"+m.object) + "/" + whose,
		RawQuery: "_action=validateObject", Header: apiVersion(), Body: document, Replay: rest.ReplaySafe,
	})
	if err != nil {
		return nil, m.fail(op, m.subject(document), err)
	}
	body, err := objectOf(resp)
	if err != nil {
		return nil, m.fail(op, m.subject(document), err)
	}
	var result policyResult
	if err := json.Unmarshal(body, &result); err != nil {
		return nil, m.fail(op, m.subject(document), unreadable(resp, body, "no list of policies"))
	}
	return result.violations(), nil
}
