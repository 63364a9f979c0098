package sandbox

import (
	"net/http"
	"time"

	"github.com/google/uuid"
)

const (
	sessionLife  = 120 * time.Minute
	sessionIdle  = 30 * time.Minute
	sessionLabel = "resource=4.0"
)

// newSession seals a session and sets its cookie, whose name is random as on a real tenant.
func (f *face) newSession(w http.ResponseWriter, r *http.Request, t *tenant) string {
	now := f.options.Now()
	token := t.seal(claims{
		Purpose: purposeSession, Subject: adminName, Admin: true, ID: uuid.NewString(),
		Began: now.UnixMilli(), Expires: now.Add(sessionLife).UnixMilli(),
	})
	http.SetCookie(w, &http.Cookie{
		Name: t.Cookie, Value: token, Path: "/", HttpOnly: true,
		Secure: origin(r)[:5] == "https", SameSite: http.SameSiteNoneMode,
	})
	return token
}

// sessionToken is the session that a request carries, as the cookie or as a header of the cookie's name.
func (f *face) sessionToken(r *http.Request, t *tenant) string {
	if c, err := r.Cookie(t.Cookie); err == nil {
		return c.Value
	}
	return r.Header.Get(t.Cookie)
}

func (f *face) session(r *http.Request, t *tenant) (claims, bool) {
	return t.unseal(f.sessionToken(r, t), purposeSession, f.options.Now())
}

// sessionInfo is the answer of getSessionInfo, members in the recorded order.
type sessionInfo struct {
	Username    string            `json:"username"`
	UniversalID string            `json:"universalId"`
	Realm       string            `json:"realm"`
	Latest      string            `json:"latestAccessTime"`
	MaxIdle     string            `json:"maxIdleExpirationTime"`
	MaxSession  string            `json:"maxSessionExpirationTime"`
	Properties  map[string]string `json:"properties"`
}

// sessions tells about the session in the body or in the cookie; it knows the one action getSessionInfo.
func (f *face) sessions(w http.ResponseWriter, r *http.Request) {
	t, err := f.ready(r.Context())
	if err != nil {
		f.answerAM(w, sessionLabel, err)
		return
	}
	w.Header().Set("Cache-Control", "private")
	var given struct {
		TokenID string `json:"tokenId"`
	}
	if err := readJSON(w, r, &given); err != nil {
		f.answerAM(w, sessionLabel, err)
		return
	}
	if action := r.URL.Query().Get("_action"); action != "getSessionInfo" {
		f.answerAM(w, sessionLabel, fail(http.StatusNotImplemented, "Action '%s' not supported", action))
		return
	}
	if given.TokenID == "" {
		given.TokenID = f.sessionToken(r, t)
	}
	now := f.options.Now()
	c, ok := t.unseal(given.TokenID, purposeSession, now)
	if !ok {
		f.answerAM(w, sessionLabel, unauthorized())
		return
	}
	w.Header().Set("Content-API-Version", sessionLabel)
	answerJSON(w, http.StatusOK, sessionInfo{
		Username: c.Subject, UniversalID: "id=" + c.Subject + ",ou=user,ou=am-config", Realm: "/",
		Latest: stamp(now), MaxIdle: stamp(now.Add(sessionIdle)), MaxSession: stamp(time.UnixMilli(c.Expires)),
		Properties: map[string]string{"AMCtxId": c.ID + "-1"},
	})
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
