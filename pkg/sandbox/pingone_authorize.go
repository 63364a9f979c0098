package sandbox

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// pingAuthorize asks a person who he is and sends him back with a code: GET shows the form, POST is the form. The
// client may ask for a return to a loopback address alone.
func (p *pingOne) pingAuthorize(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	s, err := p.signInAt(w, r)
	if err != nil {
		refusePing(w, r, err)
		return
	}
	form := r.Form
	redirect := form.Get("redirect_uri")
	back := url.Values{}
	if state := form.Get("state"); state != "" {
		back.Set("state", state)
	}
	switch {
	case form.Get("client_id") != workerID() || s.env != homeEnvironment():
		answerPage(w, http.StatusBadRequest, "The client is not known in this environment.")
		return
	case !mayReturn(r, workerID(), redirect):
		answerPage(w, http.StatusBadRequest, "The redirect URI does not match a registered one.")
		return
	case form.Get("response_type") != "code":
		back.Set("error", "unsupported_response_type")
	case form.Get("code_challenge_method") != "S256" || form.Get("code_challenge") == "":
		back.Set("error", "invalid_request")
		back.Set("error_description", "code_challenge: the client has to use PKCE with S256")
	case form.Get("decision") == "deny":
		back.Set("error", "access_denied")
	default:
		person, err := s.person(form)
		if err != nil {
			refusePing(w, r, err)
			return
		}
		if person == nil {
			answerForm(w, form, "")
			return
		}
		s.client = workerID()
		c := pingClaims{Subject: person.id, Person: !person.admin, Scope: form.Get("scope"),
			Redirect: redirect, Challenge: form.Get("code_challenge")}
		back.Set("code", s.token(c, purposeCode, authorizeLife))
		back.Set("iss", s.issuer)
	}
	w.Header().Set("Location", withQuery(redirect, back))
	w.WriteHeader(http.StatusFound)
}

// signedIn is a person who has shown a password.
type signedIn struct {
	id    string
	admin bool
}

// person checks the user name and the password of a form: the tenant's administrator, or a user of the environment,
// whose failures are counted and whose success begins a session. Nil is nobody.
func (s *signIn) person(form url.Values) (*signedIn, error) {
	name, password := form.Get("username"), form.Get("password")
	if name == "" || s.r.Method != http.MethodPost {
		return nil, nil
	}
	if name == adminName {
		right := subtle.ConstantTimeCompare([]byte(password), []byte(s.tenant.Password)) == 1
		if !right {
			return nil, nil
		}
		return &signedIn{id: seedID("pingone", "administrator"), admin: true}, nil
	}
	var found *signedIn
	err := s.store.Write(s.r.Context(), func(tx *store.Tx) error {
		env, err := findEnvironment(tx, s.env)
		if err != nil {
			return err
		}
		c := &pingCall{pingOne: s.pingOne, r: s.r, tx: tx, tenant: s.tenant, at: s.clockNow(), env: env}
		u, err := c.userByName(name)
		if err != nil || u == nil {
			return err
		}
		if c.signOn(u, password) {
			found = &signedIn{id: u.id}
			if err := c.beginSession(u); err != nil {
				return err
			}
		}
		return c.saveUser(u, false)
	})
	return found, err
}

// answerForm is the page on which a person signs in; it carries the request along. Fields is what it asks besides.
func answerForm(w http.ResponseWriter, form url.Values, fields string) {
	w.Header().Set("Content-Type", "text/html;charset=UTF-8")
	w.WriteHeader(http.StatusOK)
	hidden, note := "", ""
	for name, values := range form {
		if name != "username" && name != "password" && name != "decision" {
			hidden += fmt.Sprintf("<input type=\"hidden\" name=\"%s\" value=\"%s\">", escapeHTML(name),
				escapeHTML(values[0]))
		}
	}
	if form.Get("username") != "" {
		note = "<p role=\"alert\">That user name and password do not sign in.</p>"
	}
	_, _ = fmt.Fprintf(w, `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sign on</title></head><body><h1>Sign on</h1>%s
<form method="post" action="">%s%s<p><label>User name <input name="username" autocomplete="username"></label></p>
<p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
<button name="decision" value="allow">Sign on</button> <button name="decision" value="deny">Cancel</button></form></body></html>
`, note, hidden, fields) // a client that has gone needs no page
}

// beginSession notes that a user has signed on, and was active.
func (c *pingCall) beginSession(u *pingUser) error {
	at := pingTime(c.at)
	signOn := map[string]any{"at": at, "remoteIp": remoteIP(c.r)}
	u.doc["lastSignOn"] = signOn
	if err := c.noteActive(u.id); err != nil {
		return err
	}
	return c.addSession(u.id, document{
		"id": uuid.NewString(), "createdAt": at, "activeAt": at, "expiresAt": pingTime(c.at.Add(pingSessionLife)),
		"idleTimeoutInMinutes": int(pingSessionIdle / time.Minute), "lastSignOn": signOn,
		"browser": map[string]any{"name": c.r.UserAgent()},
	})
}
