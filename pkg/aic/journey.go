package aic

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

const (
	journeyPath = "/am/json/realms/root/authenticate"
	// adminClient is the client of the administration pages; its redirect is a page
	// of the tenant, which is not visited.
	adminClient = "idmAdminClient"
	adminPage   = "/platform/appAuthHelperRedirect.html"
	// mostSteps bounds a journey that never ends.
	mostSteps = 30
)

// Journey signs an administrator in, as a person in a browser would: it answers
// the questions of the tenant's journey, which may ask for a second factor, and
// trades the session for an access token (authorisation code with PKCE). Questions
// that username does not answer are put to ask. The client has no layer that
// authorises.
func Journey(ctx context.Context, c *rest.Client, username string, ask func(context.Context, Prompt) (string, error)) (token.Token, error) {
	j := journey{rest: c, username: username, ask: ask}
	t, err := j.token(ctx)
	if err != nil {
		return token.Token{}, failSignIn(err)
	}
	return t, nil
}

type journey struct {
	rest     *rest.Client
	username string
	ask      func(context.Context, Prompt) (string, error)
	named    bool // the user name was given
	waiting  bool // the person was told to confirm elsewhere
}

func (j *journey) token(ctx context.Context) (token.Token, error) {
	cookie, err := j.cookieName(ctx)
	if err != nil {
		return token.Token{}, err
	}
	session, err := j.session(ctx)
	if err != nil {
		return token.Token{}, err
	}
	t, err := j.redeem(ctx, cookie, session, "openid "+scopeAM+" "+scopeIDM)
	if len(refusedScopes(err)) > 0 || isScopeRefusal(err) {
		t, err = j.redeem(ctx, cookie, session, "openid "+scopeIDM)
	}
	return t, err
}

// cookieName asks under which name the tenant keeps sessions; it is random.
func (j *journey) cookieName(ctx context.Context) (string, error) {
	resp, err := j.rest.Do(ctx, rest.Request{Path: "/am/json/serverinfo/*", Header: http.Header{"Accept-Api-Version": {"resource=1.1"}}})
	if err != nil {
		return "", err
	}
	body, err := objectOf(resp)
	if err != nil {
		return "", err
	}
	var info struct {
		CookieName string `json:"cookieName"`
	}
	if json.Unmarshal(body, &info) != nil || info.CookieName == "" || strings.ContainsAny(info.CookieName, "=; \t\r\n\",") {
		return "", &identity.Error{Kind: identity.API, Detail: "the service does not tell the name of its session cookie", Err: errUnreadable}
	}
	return info.CookieName, nil
}

// session walks through the journey and returns the session at its end.
func (j *journey) session(ctx context.Context) (string, error) {
	body := json.RawMessage("{}")
	for range mostSteps {
		resp, err := j.rest.Do(ctx, rest.Request{
			Method: http.MethodPost, Path: journeyPath, Body: body, Replay: rest.ReplayNever,
			Header: http.Header{"Accept-Api-Version": {"resource=2.0, protocol=1.0"}},
		})
		if err != nil {
			return "", err
		}
		answer, err := objectOf(resp)
		if err != nil {
			return "", err
		}
		step, err := parseObject(answer)
		if err != nil {
			return "", errUnreadable
		}
		if session := step.text("tokenId"); session != "" {
			return session, nil
		}
		if body, err = j.answer(ctx, step); err != nil {
			return "", err
		}
	}
	return "", identity.Errorf(identity.Auth, "the journey did not end after %d questions", mostSteps)
}

// answer fills in the callbacks of a step; all else goes back as it came.
func (j *journey) answer(ctx context.Context, step *object) (json.RawMessage, error) {
	var callbacks []callback
	if json.Unmarshal(step.get("callbacks"), &callbacks) != nil || len(callbacks) == 0 {
		return nil, &identity.Error{Kind: identity.API, Detail: "the journey asked nothing and gave no session", Err: errUnreadable}
	}
	for i := range callbacks {
		if err := j.fill(ctx, &callbacks[i]); err != nil {
			return nil, err
		}
	}
	filled, err := json.Marshal(callbacks)
	if err != nil {
		return nil, err
	}
	step.set("callbacks", filled)
	return step.bytes(), nil
}

// redeem trades a session for a code and the code for a token.
func (j *journey) redeem(ctx context.Context, cookie, session, scope string) (token.Token, error) {
	pkce, err := token.NewPKCE()
	if err != nil {
		return token.Token{}, err
	}
	back := root(j.rest) + adminPage
	form := rest.Parameters(
		"redirect_uri", back, "scope", scope, "response_type", "code", "client_id", adminClient,
		"csrf", session, "decision", "allow", "code_challenge", pkce.Challenge, "code_challenge_method", "S256")
	resp, err := j.rest.Do(ctx, rest.Request{
		Method: http.MethodPost, Path: authorizePath, Body: []byte(form), NoRedirect: true, Replay: rest.ReplayNever,
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Cookie": {cookie + "=" + session}},
	})
	if err != nil {
		return token.Token{}, err
	}
	_ = resp.Body.Close()
	code, err := codeFrom(resp.Header.Get("Location"), back)
	if err != nil {
		return token.Token{}, err
	}
	form = rest.Parameters("grant_type", "authorization_code", "code", code, "redirect_uri", back, "code_verifier", pkce.Verifier)
	// The client is public; the service looks at its name alone.
	return askToken(ctx, j.rest, form, basic(adminClient), time.Now())
}

func basic(client string) http.Header {
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth(client, "")
	return r.Header
}

// codeFrom takes the code out of the address that the service redirects to, which
// has to be the one asked for.
func codeFrom(location, back string) (string, error) {
	u, err := url.Parse(location)
	if err != nil || location == "" {
		return "", &identity.Error{Kind: identity.API, Detail: "the service gave no authorisation code", Err: errUnreadable}
	}
	address := *u
	address.RawQuery, address.Fragment = "", ""
	if address.String() != back {
		return "", identity.Errorf(identity.Auth, "the session was not accepted for an authorisation code")
	}
	return codeOf(u.Query())
}

// codeOf reads the parameters that a redirect brought.
func codeOf(query url.Values) (string, error) {
	if refusal := query.Get("error"); refusal != "" {
		words := cmp.Or(clean(query.Get("error_description")), clean(refusal))
		return "", &identity.Error{Kind: identity.Auth, Code: clean(refusal), Detail: decapitalise(words)}
	}
	if code := query.Get("code"); code != "" {
		return code, nil
	}
	return "", &identity.Error{Kind: identity.API, Detail: "the service gave no authorisation code", Err: errUnreadable}
}

func isScopeRefusal(err error) bool {
	e, ok := translate(err)
	return err != nil && ok && e.Code == "invalid_scope"
}
