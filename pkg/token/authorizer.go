package token

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// Authorizer puts a credential on requests.
type Authorizer interface {
	// Authorize adds the credential to the headers of r, which it may change.
	Authorize(ctx context.Context, r *http.Request) error
	// Refused is told that the server answered 401 to r. True means that r is
	// worth sending once more, authorised anew.
	Refused(ctx context.Context, r *http.Request) bool
}

// refuser is a Source that can do better after a 401, as CachedSource can.
type refuser interface {
	Refused(ctx context.Context, access string)
}

const bearerPrefix = "Bearer "

// Bearer authorises with the tokens of src (RFC 6750). After a 401 it is worth
// another try only if src can renew its token.
func Bearer(src Source) Authorizer { return bearer{src} }

type bearer struct{ src Source }

func (b bearer) Authorize(ctx context.Context, r *http.Request) error {
	t, err := b.src.Token(ctx)
	if err != nil {
		return err
	}
	if !headerSafe(t.Access) {
		return errors.New("the access token holds characters that no header can carry")
	}
	r.Header.Set("Authorization", bearerPrefix+t.Access)
	return nil
}

func (b bearer) Refused(ctx context.Context, r *http.Request) bool {
	src, ok := b.src.(refuser)
	if !ok {
		return false
	}
	access, ok := strings.CutPrefix(r.Header.Get("Authorization"), bearerPrefix)
	if ok {
		src.Refused(ctx, access)
	}
	return ok
}

// headerSafe reports whether a header can carry value (RFC 9110, 5.5). The check
// comes before net/http's, so that the error is one in words of ours.
func headerSafe(value string) bool {
	return !strings.ContainsFunc(value, func(c rune) bool { return c < ' ' && c != '\t' || c == 0x7f })
}
