package sandbox

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	firstPassword  = "2FederateM0re!"
	secondPassword = "3FederateM0re!"
)

// passwordStep is one thing that happens to a password, and how it is afterwards.
type passwordStep struct {
	operation string // of the vendor; "" only looks, "wait" lets time pass
	body      string
	wait      time.Duration
	status    int    // of the answer
	problem   string // code and target of an error's detail
	state     string // of the password afterwards
}

// TestPasswordStates walks through the states of a password under the standard policy: five failures lock for fifteen
// minutes, 182 days expire.
func TestPasswordStates(t *testing.T) {
	t.Parallel()
	set := func(body, state string) passwordStep {
		return passwordStep{operation: "password.set+json", body: body, status: 200, state: state}
	}
	check := func(password string, status int, problem, state string) passwordStep {
		return passwordStep{operation: "password.check+json", body: `{"password":"` + password + `"}`, status: status,
			problem: problem, state: state}
	}
	reset := func(old, next string, status int, problem, state string) passwordStep {
		return passwordStep{operation: "password.reset+json",
			body:   `{"currentPassword":"` + old + `","newPassword":"` + next + `"}`,
			status: status, problem: problem, state: state}
	}
	wait := func(d time.Duration, state string) passwordStep {
		return passwordStep{operation: "wait", wait: d, state: state}
	}
	simple := set(`{"value":"`+firstPassword+`"}`, passwordOK)
	wrong := check("wrong", 400, "INVALID_VALUE password", passwordOK)
	lastWrong := check("wrong", 400, "INVALID_VALUE password", passwordLocked)
	locked := []passwordStep{simple, wrong, wrong, wrong, wrong, lastWrong}
	tests := map[string][]passwordStep{
		"none": {
			{state: passwordNone}, check(firstPassword, 400, "NO_PASSWORD password", passwordNone),
			{operation: "password.forceChange", status: 400, problem: "NO_PASSWORD password", state: passwordNone},
			{operation: "password.unlock+json", status: 400, problem: "NO_PASSWORD password", state: passwordNone},
			reset(firstPassword, secondPassword, 400, "NO_PASSWORD password", passwordNone),
		},
		"set and check": {simple, check(firstPassword, 200, "", passwordOK), wrong, check(firstPassword, 200, "",
			passwordOK), {state: passwordOK}},
		"set needs a value": {
			{operation: "password.set+json", body: `{}`, status: 400, problem: "REQUIRED_VALUE value", state: passwordNone},
			{operation: "password.set+json", body: `{"value":7}`, status: 400, problem: "INVALID_VALUE value",
				state: passwordNone},
			{operation: "password.set+json", body: `{"value":"x","forceChange":"yes"}`, status: 400,
				problem: "INVALID_VALUE forceChange", state: passwordNone},
		},
		"set has to keep the policy": {
			{operation: "password.set+json", body: `{"value":"short"}`, status: 400, problem: "INVALID_VALUE value",
				state: passwordNone},
			set(`{"value":"short","bypassPolicy":true}`, passwordOK), check("short", 200, "", passwordOK),
		},
		"unset": {simple, {operation: "password.setValue+json", body: `{}`, status: 200, state: passwordNone},
			check(firstPassword, 400, "NO_PASSWORD password", passwordNone)},
		"external": {
			{operation: "password.setValue+json", body: `{"external":{"gateway":{"id":"x"}}}`, status: 200,
				state: passwordExternal},
			check(firstPassword, 400, "ACCOUNT_NOT_USABLE", passwordExternal), reset(firstPassword, secondPassword,
				400, "ACCOUNT_NOT_USABLE", passwordExternal), simple,
		},
		"must change": {
			set(`{"value":"`+firstPassword+`","forceChange":true}`, passwordMustChange), check(firstPassword, 200, "",
				passwordMustChange),
			reset(firstPassword, secondPassword, 200, "", passwordOK), check(firstPassword, 400,
				"INVALID_VALUE password", passwordOK), check(secondPassword, 200, "", passwordOK),
			{operation: "password.forceChange", body: "null", status: 200, state: passwordMustChange},
		},
		"five failures lock": append(locked,
			check(firstPassword, 400, "ACCOUNT_NOT_USABLE", passwordLocked), reset(firstPassword, secondPassword, 400,
				"ACCOUNT_NOT_USABLE", passwordLocked),
			wait(14*time.Minute+59*time.Second, passwordLocked), wait(time.Second, passwordOK), check(firstPassword,
				200, "", passwordOK)),
		"a success forgives": {simple, wrong, wrong, wrong, wrong, check(firstPassword, 200, "", passwordOK), wrong,
			wrong, wrong, wrong, lastWrong},
		"unlock": append(locked, passwordStep{operation: "password.unlock+json", status: 200,
			state: passwordOK}, check(firstPassword, 200, "", passwordOK)),
		"setting unlocks": append(locked, set(`{"value":"`+secondPassword+`"}`, passwordOK), check(secondPassword,
			200, "", passwordOK)),
		"expiry": {
			simple, wait(181*day, passwordOK), wait(day, passwordExpired), check(firstPassword, 200, "", passwordExpired),
			reset(firstPassword, firstPassword, 400, "INVALID_VALUE newPassword",
				passwordExpired), reset(firstPassword, secondPassword, 200, "", passwordOK), wait(181*day, passwordOK),
		},
		"reset": {
			simple, reset("wrong", secondPassword, 400, "INVALID_VALUE currentPassword", passwordOK), reset("",
				secondPassword, 400, "REQUIRED_VALUE currentPassword", passwordOK),
			reset(firstPassword, "", 400, "REQUIRED_VALUE newPassword", passwordOK), reset(firstPassword, "short",
				400, "INVALID_VALUE newPassword", passwordOK),
			reset(firstPassword, secondPassword, 200, "", passwordOK), reset(secondPassword, firstPassword, 400,
				"INVALID_VALUE newPassword", passwordOK),
		},
		"recovery": append(locked,
			passwordStep{operation: "password.recover+json",
				body: `{"recoveryCode":"123456","newPassword":"` + secondPassword + `"}`, status: 400, problem: "INVALID_VALUE recoveryCode", state: passwordLocked},
			passwordStep{operation: "password.sendRecoveryCode", status: 200, state: passwordLocked},
			passwordStep{operation: "password.recover+json",
				body: `{"recoveryCode":"000000","newPassword":"` + secondPassword + `"}`, status: 400, problem: "INVALID_VALUE recoveryCode", state: passwordLocked},
			passwordStep{operation: "password.recover+json", body: `{"recoveryCode":"123456","newPassword":"short"}`,
				status: 400, problem: "INVALID_VALUE newPassword", state: passwordLocked},
			passwordStep{operation: "password.recover+json",
				body: `{"recoveryCode":"123456","newPassword":"` + secondPassword + `"}`, status: 200, state: passwordOK},
			passwordStep{operation: "password.recover+json",
				body: `{"recoveryCode":"123456","newPassword":"` + firstPassword + `"}`, status: 400, problem: "INVALID_VALUE recoveryCode", state: passwordOK}),
		"a recovery code ends": {
			simple, {operation: "password.sendRecoveryCode+json", status: 200, state: passwordOK}, wait(codeLife,
				passwordOK),
			{operation: "password.recover+json",
				body: `{"recoveryCode":"123456","newPassword":"` + secondPassword + `"}`, status: 400, problem: "INVALID_VALUE recoveryCode", state: passwordOK},
		},
		"unknown operation": {{operation: "password.guess+json", status: 415, state: passwordNone},
			{operation: "plain", status: 415, state: passwordNone}},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, clock := timedPing(t)
			user := c.newPerson(`{"username":"step","email":"step@example.com"}`)
			for i, step := range steps {
				clock.pass(step.wait)
				walkPassword(t, c, user, i, step)
			}
		})
	}
}

func walkPassword(t *testing.T, c *client, user string, i int, step passwordStep) {
	t.Helper()
	// A token lives an hour, a password for months.
	c.token = connectPing(t, c.box).token
	method := http.MethodPost
	if strings.HasPrefix(step.operation, "password.set+") || strings.HasPrefix(step.operation, "password.setV") ||
		strings.HasPrefix(step.operation, "password.reset") {
		method = http.MethodPut
	}
	if step.operation != "" && step.operation != "wait" {
		header := media(step.operation)
		if step.operation == "plain" {
			header = map[string]string{"Content-Type": "application/json"}
		}
		r := c.send(method, home(user+"/password"), header, step.body)
		if r.status != step.status || r.detail(t) != step.problem {
			t.Fatalf("step %d: %d %q, want %d %q: %s", i, r.status, r.detail(t), step.status, step.problem, r.body)
		}
		if state, told := r.object(t)["status"]; told && state != step.state {
			t.Fatalf("step %d answers %v, want %s", i, state, step.state)
		}
	}
	state := c.ping(http.MethodGet, user+"/password", "").want(t, http.StatusOK).object(t)
	if state["status"] != step.state {
		t.Fatalf("step %d: the state is %v, want %s", i, state["status"], step.state)
	}
	if _, told := state["lastChangedAt"]; told == (step.state == passwordNone || step.state == passwordExternal) {
		t.Errorf("step %d: lastChangedAt: %v", i, state)
	}
	if _, told := state["secondsUntilUnlock"]; told != (step.state == passwordLocked) {
		t.Errorf("step %d: secondsUntilUnlock: %v", i, state)
	}
	account := c.ping(http.MethodGet, user, "").object(t)["account"].(map[string]any)
	if (account["status"] == "LOCKED") != (step.state == passwordLocked) ||
		(account["canAuthenticate"] == true) == (step.state == passwordLocked) {
		t.Errorf("step %d: %v in state %s", i, account, step.state)
	}
}

func TestUnmetRequirements(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newPerson(`{"username":"Johanna-4711-xyz","email":"jo@example.com"}`)
	for password, want := range map[string][]any{
		"aB1!":             {"length", "minUniqueCharacters"},
		"aaaBBB111!!!":     {"maxRepeatedCharacters", "minUniqueCharacters"},
		"abcdefgh":         {"minCharacters"},
		"Password1!":       {"excludesCommonlyUsed"},
		"johanna-4711-XYZ": {"excludesProfileData"},
	} {
		r := c.do(http.MethodPut, user+"/password", "password.set+json", `{"value":"`+password+`"}`).want(t,
			http.StatusBadRequest)
		detail := r.object(t)["details"].([]any)[0].(map[string]any)
		if diff := cmp.Diff(want, detail["innerError"].(map[string]any)["unsatisfiedRequirements"]); diff != "" {
			t.Errorf("%s: %s", password, diff)
		}
		if strings.Contains(string(r.body), password) {
			t.Errorf("the answer repeats %s", password)
		}
	}
}

func TestPasswordWarnings(t *testing.T) {
	t.Parallel()
	c, clock := timedPing(t)
	user := c.newPerson(`{"username":"w"}`)
	c.do(http.MethodPut, user+"/password", "password.set+json", `{"value":"`+firstPassword+`"}`).want(t, http.StatusOK)
	clock.pass(170 * day)
	c.token = connectPing(t, c.box).token
	state := c.ping(http.MethodGet, user+"/password?expand=passwordPolicy", "").object(t)
	expiration := state["warnings"].(map[string]any)["expiration"].(map[string]any)
	if expiration["secondsUntilExpiration"] == nil ||
		state["_embedded"].(map[string]any)["passwordPolicy"].(map[string]any)["name"] != "Standard" {
		t.Errorf("%v", state)
	}
}

func TestEncodedPasswords(t *testing.T) {
	t.Parallel()
	for _, encoded := range []string{
		seedSecret(), hashSecret(SeedPassword),
		"{SHA256}" + "GKXpEsJFWqYxxOcrvuSZ3wpyEhZdl5qKs2iZFwH5dCo=", // of another text
	} {
		right := !strings.HasPrefix(encoded, "{SHA256}")
		if matchesSecret(encoded, SeedPassword) != right || matchesSecret(encoded, "other") {
			t.Errorf("%s", encoded)
		}
	}
	for value, want := range map[string]bool{seedSecret(): true, "{nonsense}AAAA": false, "{SSHA512}AAAA": false,
		"plain": false, "{SSHA512}%%": false, "{": false} {
		if _, encoded := encodedSecret(value); encoded != want {
			t.Errorf("%s is encoded: %v", value, encoded)
		}
	}
}

func TestAccountLock(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	user := c.newPerson(`{"username":"lock","email":"lock@example.com"}`)
	locked := c.do(http.MethodPost, user, "account.lock+json", "null").want(t,
		http.StatusOK).object(t)["account"].(map[string]any)
	if locked["status"] != "LOCKED" || locked["canAuthenticate"] != false || locked["lockedAt"] == nil ||
		locked["unlockAt"] != nil {
		t.Errorf("%v", locked)
	}
	open := c.do(http.MethodPost, user, "account.unlock+json", "").want(t, http.StatusOK).object(t)["account"]
	if diff := cmp.Diff(map[string]any{"status": "OK", "canAuthenticate": true}, open); diff != "" {
		t.Error(diff)
	}
	c.do(http.MethodPost, user, "user.verify+json", `{"verificationCode":"123456"}`).want(t, http.StatusBadRequest)
	c.do(http.MethodPost, user, "user.sendVerificationCode+json", "").want(t, http.StatusOK)
	c.do(http.MethodPost, user, "user.verify+json", `{"verificationCode":"1"}`).want(t, http.StatusBadRequest)
	if verified := c.do(http.MethodPost, user, "user.verify+json", `{"verificationCode":"123456"}`).want(t,
		200).object(t); verified["emailVerified"] != true {
		t.Errorf("%v", verified)
	}
	changed := c.ping(http.MethodPatch, user, `{"email":"other@example.com"}`).want(t, http.StatusOK).object(t)
	if changed["emailVerified"] != false {
		t.Errorf("a new address counts as verified: %v", changed)
	}
}

// TestSimilarPasswords changes a password under the policy that minds how near the next one is, and a day's rest.
func TestSimilarPasswords(t *testing.T) {
	t.Parallel()
	c, clock := timedPing(t)
	policy := derivedID(homeEnvironment(), "policy Passphrase")
	made := c.ping(http.MethodPost, "/populations", `{"name":"Poets","passwordPolicy":{"id":"`+policy+`"}}`).want(t, http.StatusCreated).object(t)
	user := c.newPerson(`{"username":"poet","population":{"id":"` + made["id"].(string) + `"}}`)
	c.do(http.MethodPut, user+"/password", "password.set+json", `{"value":"so much depends upon"}`).want(t, http.StatusOK)
	for _, test := range []struct {
		wait time.Duration
		next string
		want any
	}{
		{0, "a red wheel barrow", "minAgeDays"},
		{day, "so much depends up0n", "notSimilarToCurrent"},
		{0, "a red wheel barrow", nil},
	} {
		clock.pass(test.wait)
		c.token = connectPing(t, c.box).token
		r := c.do(http.MethodPut, user+"/password", "password.reset+json", `{"currentPassword":"so much depends upon","newPassword":"`+test.next+`"}`)
		if test.want == nil {
			r.want(t, http.StatusOK)
			continue
		}
		detail := r.want(t, http.StatusBadRequest).object(t)["details"].([]any)[0].(map[string]any)
		if got := detail["innerError"].(map[string]any)["unsatisfiedRequirements"].([]any)[0]; got != test.want {
			t.Errorf("%s: %v, want %v", test.next, got, test.want)
		}
	}
	for _, pair := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"kitten", "sitting", 3}, {"é", "e", 1}, {"abc", "abc", 0}} {
		if got := distance(pair.a, pair.b); got != pair.want {
			t.Errorf("%q to %q: %d, want %d", pair.a, pair.b, got, pair.want)
		}
	}
}
