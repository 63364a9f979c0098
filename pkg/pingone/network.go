package pingone

import (
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// fromTransport is the error of a request without an answer.
func fromTransport(t *rest.TransportError) *identity.Error {
	why := t.Reason()
	e := &identity.Error{Kind: identity.Unavailable, Detail: why.Words, Hint: why.Hint, Err: t}
	switch why.Class {
	case rest.Interrupted:
		e.Kind = identity.Interrupted
	case rest.Late:
		e.Kind = identity.Timeout
	case rest.Odd:
		e.Kind = identity.API
	case rest.Foreign:
		e.Kind, e.Err = identity.API, t.Err
	}
	return e
}
