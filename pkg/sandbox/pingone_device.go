package sandbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	deviceLife = 10 * time.Minute
	// deviceInterval is how long a client has to wait between two questions. It is shorter than the usual five seconds,
	// so that a person who tries the sandbox does not wait.
	deviceInterval = time.Second
)

// deviceRequest is a sign-in that waits for a person, kept under its user code.
type deviceRequest struct {
	Code     string `json:"code"` // the device's
	Scope    string `json:"scope"`
	Status   string `json:"status"` // "", "allowed" or "denied"
	Subject  string `json:"subject,omitempty"`
	Person   bool   `json:"person,omitempty"`
	Expires  int64  `json:"expires"`        // in milliseconds
	LastPoll int64  `json:"last,omitempty"` // in milliseconds
}

func deviceKey(env, userCode string) string { return "pingone " + env + " device " + userCode }

// beginDevice hands out a device code and the user code that belongs to it.
func (s *signIn) beginDevice() (any, error) {
	if err := s.authenticate(); err != nil {
		return nil, err
	}
	userCode := newUserCode()
	d := deviceRequest{
		Code: userCode + "." + newUserCode() + newUserCode() + newUserCode(), Scope: s.form.Get("scope"),
		Expires: s.clockNow().Add(deviceLife).UnixMilli(),
	}
	err := s.store.Write(s.r.Context(), func(tx *store.Tx) error {
		return tx.SetValue(deviceKey(s.env, userCode), encode(d))
	})
	if err != nil {
		return nil, err
	}
	page := strings.TrimSuffix(s.issuer, "/as") + "/as/device"
	return map[string]any{
		"device_code": d.Code, "user_code": userCode, "verification_uri": page,
		"verification_uri_complete": page + "?user_code=" + userCode,
		"expires_in":                int(deviceLife / time.Second), "interval": int(deviceInterval / time.Second),
	}, nil
}

// newUserCode is eight letters and digits that are not mistaken for one another.
func newUserCode() string {
	const letters = "BCDFGHJKLMNPQRSTVWXZ23456789"
	code := random(8)
	for i, b := range code {
		code[i] = letters[int(b)%len(letters)]
	}
	return string(code)
}

// byDevice answers a client that asks whether the person has decided.
func (s *signIn) byDevice() (any, error) {
	given := s.form.Get("device_code")
	userCode, _, _ := strings.Cut(given, ".")
	var refused error
	var d deviceRequest
	err := s.store.Write(s.r.Context(), func(tx *store.Tx) error {
		raw, err := lookup(tx, deviceKey(s.env, userCode))
		if err != nil {
			return err
		}
		if raw == nil || json.Unmarshal(raw, &d) != nil || d.Code != given {
			refused = refuseGrant("invalid_grant", "The device code is not known.")
			return nil
		}
		return s.poll(tx, userCode, &d, &refused)
	})
	if err != nil || refused != nil {
		return nil, firstError(err, refused)
	}
	return s.grant(pingClaims{Subject: d.Subject, Scope: d.Scope, Person: d.Person}, true), nil
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// poll says in refused what the client has to hear; a decided or expired request is forgotten.
func (s *signIn) poll(tx *store.Tx, userCode string, d *deviceRequest, refused *error) error {
	now := s.clockNow().UnixMilli()
	early := d.LastPoll != 0 && now < d.LastPoll+deviceInterval.Milliseconds()
	d.LastPoll = now
	switch {
	case now >= d.Expires:
		*refused = refuseGrant("expired_token", "The device code is expired.")
	case d.Status == "denied":
		*refused = refuseGrant("access_denied", "The person has refused the request.")
	case d.Status == "allowed":
	case early:
		*refused = refuseGrant("slow_down", "The client asks more often than it may.")
		return tx.SetValue(deviceKey(s.env, userCode), encode(d))
	default:
		*refused = refuseGrant("authorization_pending", "The person has not decided yet.")
		return tx.SetValue(deviceKey(s.env, userCode), encode(d))
	}
	return tx.DeleteValue(deviceKey(s.env, userCode))
}

// devicePage is where the person decides: GET shows the form, POST is the form.
func (p *pingOne) devicePage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	s, err := p.signInAt(w, r)
	if err != nil {
		refusePing(w, r, err)
		return
	}
	userCode := strings.ToUpper(r.Form.Get("user_code"))
	denied := r.Method == http.MethodPost && r.Form.Get("decision") == "deny"
	var person *signedIn
	if !denied {
		person, err = s.person(r.Form)
	}
	switch {
	case err != nil:
		refusePing(w, r, err)
		return
	case person == nil && !denied:
		fields := ""
		if userCode == "" {
			fields = `<p><label>Code <input name="user_code"></label></p>`
		}
		answerForm(w, r.Form, fields)
		return
	}
	known, err := s.decide(userCode, person)
	switch {
	case err != nil:
		refusePing(w, r, err)
	case !known:
		answerPage(w, http.StatusBadRequest, "The code is not known or has expired.")
	default:
		answerPage(w, http.StatusOK, "Done. You can close this page.")
	}
}

// decide notes what the person wants; nil is a refusal. It reports whether the code was waiting.
func (s *signIn) decide(userCode string, person *signedIn) (known bool, err error) {
	err = s.store.Write(s.r.Context(), func(tx *store.Tx) error {
		raw, err := lookup(tx, deviceKey(s.env, userCode))
		if err != nil || raw == nil {
			return err
		}
		var d deviceRequest
		if json.Unmarshal(raw, &d) != nil || d.Status != "" || s.clockNow().UnixMilli() >= d.Expires {
			return nil
		}
		known, d.Status = true, "denied"
		if person != nil {
			d.Status, d.Subject, d.Person = "allowed", person.id, !person.admin
		}
		return tx.SetValue(deviceKey(s.env, userCode), encode(d))
	})
	return known, err
}
