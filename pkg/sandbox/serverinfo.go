package sandbox

import (
	"encoding/base64"
	"net/http"
)

const realmsLabel = "protocol=2.0,resource=1.0"

// serverInfo serves what a client reads before it signs in, the list of realms, and the scopes of service accounts.
func (f *face) serverInfo(mux *http.ServeMux) {
	mux.HandleFunc("GET /am/json/serverinfo/{id}", f.serverInfoItem)
	mux.HandleFunc("GET /am/json/realms/root/serverinfo/{id}", f.serverInfoItem)
	mux.HandleFunc("GET /am/json/global-config/realms", f.realms)
	mux.HandleFunc("GET /am/json/global-config/realms/{$}", f.realms)
	mux.HandleFunc("GET /environment/scopes/service-accounts", f.accountScopes)
}

func (f *face) serverInfoItem(w http.ResponseWriter, r *http.Request) {
	t, err := f.ready(r.Context())
	if err != nil {
		f.answerAM(w, "", err)
		return
	}
	id := r.PathValue("id")
	item, label := any(nil), ""
	switch id {
	case "*":
		item, label = newServerInfo(t, origin(r)[:5] == "https"), "resource=1.1"
	case "version":
		item, label = newServerVersion(), "resource=1.0"
	default:
		f.answerAM(w, "resource=1.1", fail(http.StatusNotFound, "Resource '%s' not found", id))
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-API-Version", label)
	w.Header().Set("ETag", `"652844272"`)
	answerJSON(w, http.StatusOK, item)
}

// serverInfo has the members and the order that tenants were recorded with.
type serverInfo struct {
	ID                  string        `json:"_id"`
	Rev                 string        `json:"_rev"`
	Domains             []string      `json:"domains"`
	ProtectedAttributes []string      `json:"protectedUserAttributes"`
	CookieName          string        `json:"cookieName"`
	SecureCookie        bool          `json:"secureCookie"`
	ForgotPassword      string        `json:"forgotPassword"`
	ForgotUsername      string        `json:"forgotUsername"`
	KBAEnabled          string        `json:"kbaEnabled"`
	SelfRegistration    string        `json:"selfRegistration"`
	Lang                string        `json:"lang"`
	RegisteredGoTo      string        `json:"successfulUserRegistrationDestination"`
	Social              []string      `json:"socialImplementations"`
	Referrals           string        `json:"referralsEnabled"`
	ZeroPage            zeroPageLogin `json:"zeroPageLogin"`
	Realm               string        `json:"realm"`
	SessionValidation   bool          `json:"xuiUserSessionValidationEnabled"`
	FileBased           bool          `json:"fileBasedConfiguration"`
	IDAttributes        []string      `json:"userIdAttributes"`
	CloudOnly           bool          `json:"cloudOnlyFeaturesEnabled"`
	Agents              bool          `json:"oauth2AIAgentsEnabled"`
	CDK                 bool          `json:"cdkDeployment"`
}

type zeroPageLogin struct {
	Enabled   bool     `json:"enabled"`
	Referers  []string `json:"refererWhitelist"`
	NoReferer bool     `json:"allowedWithoutReferer"`
}

func newServerInfo(t *tenant, secure bool) serverInfo {
	none := []string{}
	return serverInfo{
		ID: "*", Rev: "652844272", Domains: none, ProtectedAttributes: []string{"telephoneNumber", "mail"},
		CookieName: t.Cookie, SecureCookie: secure,
		ForgotPassword: "false", ForgotUsername: "false", KBAEnabled: "false", SelfRegistration: "false",
		Lang: "en-US", RegisteredGoTo: "default", Social: none, Referrals: "false",
		ZeroPage: zeroPageLogin{Referers: none, NoReferer: true},
		Realm:    "/", SessionValidation: true, FileBased: true, IDAttributes: none, CloudOnly: true,
	}
}

type serverVersion struct {
	ID       string `json:"_id"`
	Rev      string `json:"_rev"`
	Version  string `json:"version"`
	Full     string `json:"fullVersion"`
	Revision string `json:"revision"`
	Date     string `json:"date"`
}

func newServerVersion() serverVersion {
	return serverVersion{
		ID: "version", Rev: "652844272", Version: "9.0.0-SANDBOX",
		Full:     "realmctl sandbox 9.0.0-SANDBOX (2026-November-01 00:00)",
		Revision: "sandbox", Date: "2026-November-01 00:00",
	}
}

// realmItem is a realm of access management; its id is the unpadded base64url of its path.
type realmItem struct {
	ID      string   `json:"_id"`
	Rev     string   `json:"_rev"`
	Parent  *string  `json:"parentPath"`
	Active  bool     `json:"active"`
	Name    string   `json:"name"`
	Aliases []string `json:"aliases"`
}

func (f *face) realms(w http.ResponseWriter, r *http.Request) {
	if _, err := f.bearer(r, scopeAM); err != nil {
		f.answerAM(w, realmsLabel, err)
		return
	}
	w.Header().Set("Cache-Control", "private")
	w.Header().Set("Content-API-Version", realmsLabel)
	answerJSON(w, http.StatusOK, envelope{
		Result: []realmItem{newRealm("/", ""), newRealm("alpha", "/"), newRealm("bravo", "/")},
		Count:  3, Policy: "NONE", Total: -1, Remaining: -1,
	})
}

func newRealm(name, parent string) realmItem {
	item := realmItem{Rev: "652844272", Active: true, Name: name, Aliases: []string{}}
	path := name
	if parent != "" {
		item.Parent = &parent
		path = "/" + name
	}
	item.ID = base64.RawURLEncoding.EncodeToString([]byte(path))
	return item
}

// envelope is the answer to a query that fits into memory: six members, in this order.
type envelope struct {
	Result    any     `json:"result"`
	Count     int     `json:"resultCount"`
	Cookie    *string `json:"pagedResultsCookie"`
	Policy    string  `json:"totalPagedResultsPolicy"`
	Total     int64   `json:"totalPagedResults"`
	Remaining int64   `json:"remainingPagedResults"`
}

func (f *face) accountScopes(w http.ResponseWriter, r *http.Request) {
	if _, err := f.bearer(r, ""); err != nil {
		f.answerAM(w, "", err)
		return
	}
	w.Header().Set("ETag", `"1"`)
	answerJSON(w, http.StatusOK, tenantScopes())
}
