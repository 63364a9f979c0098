package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"
)

const (
	adminClient   = "idmAdminClient"
	redirectPath  = "/platform/appAuthHelperRedirect.html"
	authorizeLife = 2 * time.Minute
)

// authorize gives a signed-in administrator a code: 302 with the code in Location. The administration client may
// return only to the tenant's own page; any other client only to a loopback address.
func (f *face) authorize(w http.ResponseWriter, r *http.Request) {
	t, err := f.ready(r.Context())
	if err != nil {
		f.answerAM(w, "", err)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		answerPage(w, http.StatusBadRequest, "The request could not be parsed.")
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	session, ok := f.session(r, t)
	if !ok {
		login := "/am/XUI/?realm=/&goto=" + url.QueryEscape(origin(r)+r.URL.RequestURI())
		w.Header().Set("Location", login)
		w.WriteHeader(http.StatusFound)
		return
	}
	f.consent(w, r, t, session)
}

// consent checks the request of a signed-in administrator and redirects with a code or with an error.
func (f *face) consent(w http.ResponseWriter, r *http.Request, t *tenant, session claims) {
	form := r.Form
	redirect := form.Get("redirect_uri")
	switch {
	case !mayReturn(r, form.Get("client_id"), redirect):
		answerPage(w, http.StatusBadRequest, "The redirection URI provided does not match a pre-registered value.")
		return
	case r.Method == http.MethodPost && form.Get("csrf") != f.sessionToken(r, t):
		answerPage(w, http.StatusBadRequest, "The request could not be verified: csrf does not match the session.")
		return
	}
	granted, refused := splitScopes(form.Get("scope"), "openid", "profile")
	back := url.Values{}
	if state := form.Get("state"); state != "" {
		back.Set("state", state)
	}
	switch {
	case form.Get("response_type") != "code":
		back.Set("error", "unsupported_response_type")
	case form.Get("code_challenge_method") != "S256" || form.Get("code_challenge") == "":
		back.Set("error", "invalid_request")
		back.Set("error_description", "Missing or invalid parameter, 'code_challenge'")
	case len(refused) > 0:
		back.Set("error", "invalid_scope")
		back.Set("error_description", "Unknown/invalid scope(s): "+strings.Join(refused, ","))
	case r.Method == http.MethodPost && form.Get("decision") != "allow":
		back.Set("error", "access_denied")
	default:
		now := f.options.Now()
		back.Set("code", t.seal(claims{
			Purpose: purposeCode, Subject: session.Subject, Admin: true, Scopes: granted, ID: uuid.NewString(),
			Began: now.UnixMilli(), Expires: now.Add(authorizeLife).UnixMilli(),
			Client: form.Get("client_id"), Redirect: redirect, Challenge: form.Get("code_challenge"),
		}))
		back.Set("iss", origin(r)+"/am/oauth2")
		back.Set("client_id", form.Get("client_id"))
	}
	w.Header().Set("Location", withQuery(redirect, back))
	w.WriteHeader(http.StatusFound)
}

func mayReturn(r *http.Request, client, redirect string) bool {
	u, err := url.Parse(redirect)
	if err != nil || client == "" {
		return false
	}
	if client == adminClient {
		return u.Path == redirectPath && sameEndpoint(redirect, origin(r)+redirectPath)
	}
	host := u.Hostname()
	return u.Scheme == "http" && (host == "127.0.0.1" || host == "::1" || host == "localhost")
}

func withQuery(address string, query url.Values) string {
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	return address + separator + query.Encode()
}
