package aic

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/jsonscan"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Users is the store of a realm's users: the managed objects of one type.
type Users struct{ managed[identity.User] }

func newUsers(c *Client) Users {
	return Users{newManaged(c, kind{
		object: c.options.Object, one: "user", many: "users", names: []string{"userName", "mail"}, known: "id, user name or mail address",
	}, newUser)}
}

var (
	_ identity.UserStore                   = (*Users)(nil)
	_ identity.Streamer[identity.User]     = (*Users)(nil)
	_ identity.QueryPatcher[identity.User] = (*Users)(nil)
	_ identity.Counter                     = (*Users)(nil)
	_ identity.Describer                   = (*Users)(nil)
	_ identity.Validator                   = (*Users)(nil)
	_ identity.Previewer                   = (*Users)(nil)
	_ identity.PasswordRuler               = (*Users)(nil)
	_ identity.PasswordPatcher             = (*Users)(nil)
	_ identity.PasswordTimer               = (*Users)(nil)
	_ identity.ProfileReader               = (*Users)(nil)
	_ identity.ReplacePreviewer            = (*Users)(nil)
	_ identity.PatchReader                 = (*Users)(nil)
	_ identity.StatusKeeper                = (*Users)(nil)
	_ identity.GroupIncluder               = (*Users)(nil)
)

// GetWithGroups reads a user with references to the groups that the user is in, each
// with the group's name: a relationship is not told unless it is asked for.
func (u *Users) GetWithGroups(ctx context.Context, id string) (identity.User, error) {
	return u.read(ctx, u.op("get"), id, []string{"*", "groups/*/name"})
}

// NativeName is the platform's own name of what other platforms call otherwise.
func (u *Users) NativeName(path string) string {
	if path == "groupNames" {
		return "groups.name"
	}
	return u.managed.NativeName(path)
}

// apiVersion is the header that the platform documents for managed objects.
func apiVersion() http.Header {
	return http.Header{"Accept-Api-Version": {"resource=1.0"}}
}

// conditional is apiVersion and one condition.
func conditional(name, value string) http.Header {
	h := apiVersion()
	h.Set(name, value)
	return h
}

// ifMatch demands the revision that a change was made against.
func ifMatch(revision string) http.Header {
	if revision != identity.AnyRevision {
		revision = `"` + strings.Trim(revision, `"`) + `"`
	}
	return conditional("If-Match", revision)
}

// objectOf reads an answer that has to be one JSON object.
func objectOf(resp *rest.Response) (json.RawMessage, error) {
	body, err := resp.Bytes()
	if err != nil {
		return nil, err
	}
	s := jsonscan.Scanner{Doc: body}
	from := jsonscan.Space(body, 0)
	if from == len(body) {
		return nil, unreadable(resp, body, "with an empty body")
	}
	if body[from] != '{' {
		return nil, unreadable(resp, body, "")
	}
	end := s.Value(from)
	if end >= 0 && jsonscan.Space(body, end) != len(body) {
		end = jsonscan.Malformed
	}
	if end < 0 {
		return nil, unreadable(resp, body, "something that cannot be read: "+fault(end).Error())
	}
	return body[from:end:end], nil
}

// unreadable is the error of an answer with a good status and a wrong body.
func unreadable(resp *rest.Response, body []byte, how string) error {
	if how == "" {
		how = "something that is not JSON"
		if json.Valid(body) {
			how = "JSON that is not what was asked for"
		}
		if said := describeText(body, resp.Header.Get("Content-Type")); said != "" {
			how += " (" + said + ")"
		}
	}
	return &identity.Error{
		Kind: identity.API, Status: resp.Status, RequestID: clean(resp.Header.Get("X-Forgerock-Transactionid")),
		Detail: "the service answered " + how, Err: errUnreadable,
	}
}

func newUser(document json.RawMessage) identity.User {
	return identity.User{Native: document, Read: readProfile}
}

// ReadProfile reads what every platform has of a document.
func (u *Users) ReadProfile(document json.RawMessage) (identity.Profile, error) {
	return readProfile(document)
}

// A wireUser is a managed user as the platform's documentation has it; null and
// absent are the same.
type wireUser struct {
	ID              string  `json:"_id"`
	Rev             string  `json:"_rev"`
	UserName        *string `json:"userName"`
	GivenName       *string `json:"givenName"`
	SN              *string `json:"sn"`
	CN              *string `json:"cn"`
	DisplayName     *string `json:"displayName"`
	Mail            *string `json:"mail"`
	TelephoneNumber *string `json:"telephoneNumber"`
	AccountStatus   *string `json:"accountStatus"`
	Manager         *struct {
		Ref string `json:"_ref"`
		ID  string `json:"_refResourceId"`
	} `json:"manager"`
}

// readProfile reads the ten attributes that every platform has. A user without
// an account status is active: that is the schema's default.
func readProfile(document json.RawMessage) (identity.Profile, error) {
	var w wireUser
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.Profile{}, identity.Errorf(identity.API, "read user: the platform sent something that is no user: %w", err)
	}
	p := identity.Profile{
		ID: w.ID, Revision: w.Rev, UserName: value(w.UserName), GivenName: value(w.GivenName), FamilyName: value(w.SN),
		DisplayName: value(w.DisplayName), Mail: value(w.Mail), Phone: value(w.TelephoneNumber),
		Enabled: w.AccountStatus == nil || strings.EqualFold(*w.AccountStatus, "active"),
	}
	if p.DisplayName == "" {
		p.DisplayName = value(w.CN)
	}
	if w.Manager != nil {
		p.ManagerID = w.Manager.ID
		if p.ManagerID == "" {
			p.ManagerID = w.Manager.Ref[strings.LastIndexByte(w.Manager.Ref, '/')+1:]
		}
	}
	return p, nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// StatusPatch switches an account on or off.
func (u *Users) StatusPatch(enabled bool) identity.Patch {
	status := "inactive"
	if enabled {
		status = "active"
	}
	return identity.Patch{{Op: identity.Set, Path: "accountStatus", Value: identity.Quote(status)}}
}
