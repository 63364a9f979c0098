package sandbox

import (
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"
)

const (
	journeyLife  = 5 * time.Minute
	stepName     = 1
	stepCode     = 2
	defaultTree  = "FRLogin"
	journeyLabel = "resource=2.1"
)

// callback is one question of a journey, with its answer in Input when it comes back.
type callback struct {
	Type   string  `json:"type"`
	Output []named `json:"output"`
	Input  []named `json:"input,omitempty"`
	ID     *int    `json:"_id,omitempty"`
}

type named struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// exchange is what goes to and fro during a journey.
type exchange struct {
	AuthID    string     `json:"authId,omitempty"`
	Callbacks []callback `json:"callbacks,omitempty"`
}

// journey serves the sign-in of administrators, who live in the root realm.
func (f *face) journey(mux *http.ServeMux) {
	mux.HandleFunc("POST /am/json/realms/root/authenticate", f.authenticate)
	mux.HandleFunc("POST /am/json/authenticate", f.authenticate)
	mux.HandleFunc("POST /am/json/realms/root/sessions", f.sessions)
	mux.HandleFunc("POST /am/json/realms/root/sessions/{$}", f.sessions)
	mux.HandleFunc("POST /am/json/sessions", f.sessions)
	mux.HandleFunc("POST /am/json/sessions/{$}", f.sessions)
}

// authenticate asks for name and password, then for a one-time code, then gives a session. Name and password may also
// come in the headers X-OpenAM-Username and X-OpenAM-Password of the first request.
func (f *face) authenticate(w http.ResponseWriter, r *http.Request) {
	t, err := f.ready(r.Context())
	if err != nil {
		f.answerAM(w, journeyLabel, err)
		return
	}
	w.Header().Set("Cache-Control", "private")
	if tree := r.URL.Query().Get("authIndexValue"); tree != "" && tree != defaultTree {
		f.answerAM(w, journeyLabel, badRequest("No Configuration found"))
		return
	}
	var given exchange
	if err := readJSON(w, r, &given); err != nil {
		f.answerAM(w, journeyLabel, err)
		return
	}
	step, ok := t.unseal(given.AuthID, purposeJourney, f.options.Now())
	switch {
	case given.AuthID != "" && !ok:
		f.answerAM(w, journeyLabel, fail(http.StatusUnauthorized, "Session has timed out"))
	case step.Step == stepCode:
		f.finish(w, r, t, step, given)
	case step.Step == stepName:
		f.second(w, t, answerTo(given, "NameCallback"), answerTo(given, "PasswordCallback"))
	case r.Header.Get("X-OpenAM-Username") != "":
		f.second(w, t, r.Header.Get("X-OpenAM-Username"), r.Header.Get("X-OpenAM-Password"))
	default:
		f.first(w, t)
	}
}

func (f *face) first(w http.ResponseWriter, t *tenant) {
	authID, _ := f.newStep(t, stepName)
	zero, one := 0, 1
	name, password := question("NameCallback", "User Name", 1), question("PasswordCallback", "Password", 2)
	name.ID, password.ID = &zero, &one
	f.ask(w, exchange{AuthID: authID, Callbacks: []callback{name, password}})
}

// second checks name and password and asks for the code. The sandbox sends no messages, so the question tells the code.
func (f *face) second(w http.ResponseWriter, t *tenant, name, password string) {
	right := subtle.ConstantTimeCompare([]byte(password), []byte(t.Password)) == 1
	if name != adminName || !right {
		f.answerAM(w, journeyLabel, fail(http.StatusUnauthorized, "Authentication Failed"))
		return
	}
	authID, code := f.newStep(t, stepCode)
	text := callback{Type: "TextOutputCallback", Output: []named{
		{"message", "Two-step verification: the sandbox sends no messages, your code is " + code},
		{"messageType", "0"},
	}}
	f.ask(w, exchange{AuthID: authID, Callbacks: []callback{text, question("NameCallback", "Enter verification code", 2),
		{Type: "ConfirmationCallback",
			Output: []named{{"prompt", ""}, {"messageType", 0}, {"options", []string{"Submit"}}, {"optionType", -1},
				{"defaultOption", 0}},
			Input: []named{{"IDToken3", 0}}}}})
}

func (f *face) finish(w http.ResponseWriter, r *http.Request, t *tenant, step claims, given exchange) {
	if answerTo(given, "NameCallback") != oneTimeCode(t, step.ID) {
		f.answerAM(w, journeyLabel, fail(http.StatusUnauthorized, "Authentication Failed"))
		return
	}
	fresh, err := f.spend(r.Context(), step.ID, time.UnixMilli(step.Expires))
	if err == nil && !fresh {
		err = fail(http.StatusUnauthorized, "Session has timed out")
	}
	if err != nil {
		f.answerAM(w, journeyLabel, err)
		return
	}
	token := f.newSession(w, r, t)
	w.Header().Set("Content-API-Version", journeyLabel)
	answerJSON(w, http.StatusOK, struct {
		TokenID    string `json:"tokenId"`
		SuccessURL string `json:"successUrl"`
		Realm      string `json:"realm"`
	}{token, "/am/console", "/"})
}

func (f *face) ask(w http.ResponseWriter, e exchange) {
	w.Header().Set("Content-API-Version", journeyLabel)
	answerJSON(w, http.StatusOK, e)
}

// newStep seals how far a journey has come, and gives the code that belongs to it.
func (f *face) newStep(t *tenant, step int) (authID, code string) {
	now := f.options.Now()
	id := uuid.NewString()
	return t.seal(claims{
		Purpose: purposeJourney, Subject: adminName, Step: step, ID: id,
		Began: now.UnixMilli(), Expires: now.Add(journeyLife).UnixMilli(),
	}), oneTimeCode(t, id)
}

// oneTimeCode is the six digits that belong to one journey.
func oneTimeCode(t *tenant, id string) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(t.mark("code "+id))%1_000_000)
}

func question(kind, prompt string, number int) callback {
	return callback{Type: kind, Output: []named{{"prompt", prompt}},
		Input: []named{{fmt.Sprintf("IDToken%d", number), ""}}}
}

// answerTo finds what was filled into the first callback of a kind.
func answerTo(e exchange, kind string) string {
	for _, c := range e.Callbacks {
		if c.Type == kind && len(c.Input) > 0 {
			text, _ := c.Input[0].Value.(string)
			return text
		}
	}
	return ""
}
