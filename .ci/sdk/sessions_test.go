package sdk

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// signOn signs a person on as a browser does, which begins a session.
func (s *stranger) signOn(name, password string) {
	s.Helper()
	form := url.Values{
		"client_id": {box.ClientID}, "redirect_uri": {"http://127.0.0.1:9/callback"}, "response_type": {"code"},
		"code_challenge": {"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"}, "code_challenge_method": {"S256"},
		"username": {name}, "password": {password}, "decision": {"allow"},
	}
	r, err := http.NewRequestWithContext(s.ctx, http.MethodPost, box.Auth+"/"+s.env+"/as/authorize", strings.NewReader(form.Encode()))
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer resp.Body.Close()
	want(s, "status of sign-on", resp.StatusCode, http.StatusFound)
}

// listed are the documents of a list for which the SDK has no type.
func (s *stranger) listed(resp *http.Response, name string) []map[string]any {
	s.Helper()
	embedded, _ := s.told(resp)["_embedded"].(map[string]any)
	list, isList := embedded[name].([]any)
	if !isList {
		s.Fatalf("no list of %s", name)
	}
	var all []map[string]any
	for _, one := range list {
		all = append(all, one.(map[string]any))
	}
	return all
}

func (s *stranger) sessions(u *management.User) []map[string]any {
	s.Helper()
	resp, err := s.SessionsApi.EnvironmentsEnvironmentIDUsersUserIDSessionsGet(s.ctx, s.env, u.GetId()).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDSessionsGet", 200, resp, err)
	return s.listed(resp, "sessions")
}

// withSession makes a user who is signed on.
func (s *stranger) withSession(name string) (u *management.User, session string) {
	s.Helper()
	u = s.withPassword(name)
	s.signOn(name, firstPassword)
	all := s.sessions(u)
	if len(all) != 1 {
		s.Fatalf("%d sessions, want 1", len(all))
	}
	return u, all[0]["id"].(string)
}

func TestReadSessions(t *testing.T) {
	s := newStranger(t)
	u, _ := s.withSession("signed.on")
	s.signOn("signed.on", firstPassword)
	want(s, "sessions", len(s.sessions(u)), 2)
	want(s, "has signed on", s.read(u).HasLastSignOn(), true)
}

func TestReadSession(t *testing.T) {
	s := newStranger(t)
	u, id := s.withSession("reads.session")
	resp, err := s.SessionsApi.EnvironmentsEnvironmentIDUsersUserIDSessionsSessionIDGet(s.ctx, s.env, u.GetId(), id).Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDSessionsSessionIDGet", 200, resp, err)
	session := s.told(resp)
	owner, _ := session["user"].(map[string]any)
	want(s, "id", session["id"], any(id))
	want(s, "user", owner["id"], any(u.GetId()))
	resp, err = s.SessionsApi.EnvironmentsEnvironmentIDUsersUserIDSessionsSessionIDGet(s.ctx, s.env, u.GetId(), nobody).Execute()
	s.turnedDown("EnvironmentsEnvironmentIDUsersUserIDSessionsSessionIDGet", 404, "NOT_FOUND", resp, err)
}

func TestDeleteSession(t *testing.T) {
	s := newStranger(t)
	u, id := s.withSession("ends.session")
	remove := s.SessionsApi.EnvironmentsEnvironmentIDUsersUserIDSessionsSessionIDDelete(s.ctx, s.env, u.GetId(), id)
	resp, err := remove.Execute()
	s.did("EnvironmentsEnvironmentIDUsersUserIDSessionsSessionIDDelete", 204, resp, err)
	want(s, "sessions", len(s.sessions(u)), 0)
	resp, err = remove.Execute()
	s.turnedDown("EnvironmentsEnvironmentIDUsersUserIDSessionsSessionIDDelete", 404, "NOT_FOUND", resp, err)
}
