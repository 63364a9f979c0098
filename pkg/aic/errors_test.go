package aic

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

func TestErrorAnswers(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		status int
		body   string
		kind   identity.Kind
		words  string
	}{
		"crest":                {404, `{"code":404,"reason":"Not Found","message":"No Such Entry: &#39;fr-idm-uuid&#61;1&#39;"}`, identity.NotFound, "No Such Entry: 'fr-idm-uuid=1'"},
		"escaped twice":        {404, `{"code":404,"message":"Resource &amp;#39;x&amp;#39; not found","detail":{}}`, identity.NotFound, "resource 'x' not found"},
		"oauth":                {400, `{"error":"invalid_grant","error_description":"JWT has expired"}`, identity.Auth, "jwt"},
		"code and message":     {500, `{"code":500,"message":"Failed to do it"}`, identity.Unavailable, "failed to do it"},
		"message":              {400, `{"message":"Nope."}`, identity.Invalid, "nope"},
		"text":                 {403, `Forbidden`, identity.Auth, "Forbidden"},
		"html":                 {503, "<!doctype html><title>503</title>\n503 Service\tUnavailable", identity.Unavailable, "service unavailable (no content type: 503)"},
		"nothing":              {502, ``, identity.Unavailable, "bad gateway"},
		"another service":      {404, `<html><title>404 Not Found</title></html>`, identity.API, "404 Not Found"},
		"null":                 {500, `null`, identity.Unavailable, "internal server error"},
		"a list":               {400, `["x"]`, identity.Invalid, "bad request"},
		"members of any type":  {400, `{"code":{},"message":[1],"detail":7,"error":{},"reason":null}`, identity.Invalid, "bad request"},
		"detail in words":      {400, `{"code":400,"message":"The content is not valid JSON","detail":"Unexpected end\n at [Source: (x); line: 1]"}`, identity.Invalid, "the content is not valid JSON: Unexpected end"},
		"control characters":   {400, `{"message":"a\u0000b\u001b[31mc\u202ed\r\ne"}`, identity.Invalid, "a b [31mc d e"},
		"denied":               {403, `{"code":403,"reason":"Forbidden","message":"Access denied"}`, identity.Auth, "access denied"},
		"not on this platform": {403, `{"code":403,"message":"This operation is not available in PingOne Advanced Identity Cloud."}`, identity.Unsupported, "is not available"},
		"taken":                {403, `{"code":403,"message":"Policy validation failed","detail":{"result":false,"failedPolicyRequirements":[{"policyRequirements":[{"policyRequirement":"UNIQUE"}],"property":"userName"}]}}`, identity.Conflict, "userName: is taken"},
		"policies": {403, `{"code":403,"message":"Policy validation failed","detail":{"failedPolicyRequirements":[{"policyRequirements":[{"params":{"minLength":8},"policyRequirement":"MIN_LENGTH"}],"property":"password"},{"policyRequirements":[{"policyRequirement":"REQUIRED"}],"property":"sn"}]}}`,
			identity.Invalid, "password: needs at least 8 characters; sn: is required"},
		"undeclared":          {400, `{"code":400,"message":"Request content includes undeclared attributes: [&#34;a&#34;, &#34;b&#34;]"}`, identity.Invalid, "a: is not an attribute of these objects; b: is not"},
		"unprefixed":          {400, `{"code":400,"message":"Request content includes unprefixed attributes for bravo_user: [\"a\"]"}`, identity.Invalid, "a: needs a name that begins with custom_"},
		"an id that is none":  {400, `{"code":400,"message":"Invalid Attribute Syntax: … for attribute fr-idm-uuid …"}`, identity.Invalid, "_id: has to be a UUID"},
		"password history":    {400, `{"code":400,"message":"Constraint Violation: The provided new password was found in the password history for the user"}`, identity.Invalid, "password: was used before"},
		"a bad filter":        {400, `{"code":400,"message":"A value could not be parsed as a valid query filter"}`, identity.Usage, "query filter"},
		"an unknown operator": {400, `{"code":400,"message":"unrecognized or unsupported filter operator &#39;ne&#39;"}`, identity.Usage, "'ne'"},
		"the same on idm":     {500, `{"code":500,"message":"Extended match filter not supported on this endpoint"}`, identity.Usage, "extended match"},
		"exists":              {412, `{"code":412,"message":"Create rejected as Object with same ID already exists. Cannot index record managed_alpha_user{password:secret}"}`, identity.Conflict, "there is one with this id already"},
		"revision":            {412, `{"code":412,"message":"The expected version does not match"}`, identity.Conflict, "expected version"},
		"conflict":            {409, `{"code":409,"message":"x"}`, identity.Conflict, "x"},
		"revision missing":    {428, ``, identity.Conflict, "precondition required"},
		"too large":           {413, ``, identity.Invalid, "request entity too large"},
		"timeout":             {408, ``, identity.Timeout, "request timeout"},
		"teapot":              {418, ``, identity.API, "teapot"},
		"unknown status":      {499, ``, identity.API, "status 499"},
		"esv":                 {422, `{"code":606,"message":"encoding in body should be one of [generic]"}`, identity.Invalid, "encoding"},
		"gateway":             {504, ``, identity.Unavailable, "gateway timeout"},
		"long":                {400, `{"message":"` + strings.Repeat("ä", 5000) + `"}`, identity.Invalid, "…"},
	}
	for name, tt := range tests {
		e := fromStatus(&rest.StatusError{Status: tt.status, Body: []byte(tt.body), Header: http.Header{"X-Forgerock-Transactionid": {"tx-7"}}})
		words := e.Error()
		if e.Kind != tt.kind || !strings.Contains(strings.ToLower(words), strings.ToLower(tt.words)) || e.Status != tt.status || e.RequestID != "tx-7" {
			t.Errorf("%s: got %s %q (status %d, request %s)", name, e.Kind, words, e.Status, e.RequestID)
		}
		if strings.ContainsFunc(words, unicode.IsControl) || strings.Contains(words, "secret") || len([]rune(words)) > 350 {
			t.Errorf("%s: %q is no line of words", name, words)
		}
	}
}

func TestHints(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(401, `{"code":401,"reason":"Unauthorized","message":"Access Denied"}`))
	_, err := s.users(Cloud).Get(context.Background(), annID)
	e := wantKind(t, err, identity.Auth)
	if e.Hint != "realmctl auth login acme" || e.RequestID != "tx-1" || e.Error() != "get user "+annID+" in acme/alpha: the credential was refused, or is missing or expired" {
		t.Errorf("%v, hint %q, request %q", e, e.Hint, e.RequestID)
	}
}

func TestThrottled(t *testing.T) {
	t.Parallel()
	e := fromStatus(&rest.StatusError{Status: 429, Header: http.Header{}, RetryAfter: 39*time.Second + time.Millisecond})
	if e.Kind != identity.Throttled || e.Error() != "too many requests, and asks to wait 40s" {
		t.Error(e)
	}
}

// client is a client of an address that may lead nowhere.
func client(t *testing.T, address string, transport *http.Transport, timeout time.Duration) *Users {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &New(rest.New(u, rest.Limit(transport), rest.Options{Timeout: timeout}), Options{Realm: "acme/alpha", Object: "alpha_user"}).users
}

func TestNetworkErrors(t *testing.T) {
	t.Parallel()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	slow := newTenant(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + listener.Addr().String()
	_ = listener.Close()
	lookup := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "nowhere.example", IsNotFound: true}}
	}}
	away := newTenant(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://evil.example/x", http.StatusFound)
	})
	tests := map[string]struct {
		address   string
		transport *http.Transport
		kind      identity.Kind
		words     string
		hint      string
	}{
		"refused":           {closed, &http.Transport{}, identity.Unavailable, "nothing answers at " + strings.TrimPrefix(closed, "http://"), ""},
		"no such host":      {"https://nowhere.example", lookup, identity.Unavailable, "there is no host nowhere.example", "address"},
		"unknown authority": {secure.URL, &http.Transport{}, identity.Unavailable, "an authority that this machine does not know (O=Acme Co)", "ca_file"},
		"no TLS":            {strings.Replace(slow.URL, "http:", "https:", 1), &http.Transport{}, identity.API, "does not speak TLS", ""},
		"timeout":           {slow.URL, &http.Transport{}, identity.Timeout, "no answer within", "--timeout"},
		"another server":    {away.URL, &http.Transport{}, identity.API, "redirected to https://evil.example", "address"},
		"hangs up":          {newTenant(t, hangsUp).URL, &http.Transport{}, identity.Unavailable, "was lost", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			timeout := 10 * time.Second
			if name == "timeout" {
				timeout = 50 * time.Millisecond
			}
			_, err := client(t, tt.address, tt.transport, timeout).Get(context.Background(), annID)
			e := wantKind(t, err, tt.kind)
			if !strings.Contains(e.Error(), tt.words) || !strings.Contains(e.Hint, tt.hint) || strings.Contains(e.Error(), "\n") {
				t.Errorf("got %v, hint %q", e, e.Hint)
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	s := newTenant(t, func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() })
	_, err := s.users(Cloud).Get(ctx, annID)
	_ = wantKind(t, err, identity.Interrupted)
	if !errors.Is(err, context.Canceled) {
		t.Error("the cause is lost")
	}
}

// TestIntercepted hands on what is no failure of the service.
func TestIntercepted(t *testing.T) {
	t.Parallel()
	u := &url.URL{Scheme: "https", Host: "tenant.example"}
	shown := rest.Intercept(http.DefaultTransport, func(*http.Request) bool { return true }, func(*http.Request, []byte) error { return nil })
	c := New(rest.New(u, shown, rest.Options{}), Options{Object: "alpha_user"})
	if _, err := c.Users().Get(context.Background(), annID); !errors.Is(err, rest.ErrIntercepted) {
		t.Error(err)
	}
	if _, err := c.Users().Patch(context.Background(), annID, "1", setSN("x")); !errors.Is(err, rest.ErrIntercepted) {
		t.Error(err)
	}
}

// TestWrongAnswers are good statuses with bodies that are no objects.
func TestWrongAnswers(t *testing.T) {
	t.Parallel()
	for body, words := range map[string]string{
		"": "empty body", "<html><title>Portal</title>": "something that is not JSON (application/json: Portal)", "[]": "JSON that is not what was asked for", `{"a":`: "cut off", `{"a":1}x`: "not valid JSON", "null": "not what was asked",
	} {
		s := newTenant(t, says(200, body))
		_, err := s.users(Cloud).Get(context.Background(), annID)
		if e := wantKind(t, err, identity.API); !strings.Contains(e.Error(), words) || e.Status != 200 || e.RequestID != "tx-1" {
			t.Errorf("%q: %v", body, e)
		}
	}
}

// TestPolicyWords has words for every requirement that the platform is known to name.
func TestPolicyWords(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, params, want string }{
		{"REQUIRED", ``, "is required"},
		{"NOT_NULL", ``, "must not be null; leave it out instead"},
		{"VALID_TYPE", `{"invalidType":"object","validTypes":["array","null"]}`, "has the wrong type; wanted is array, null, given was object"},
		{"VALID_TYPE", ``, "has the wrong type"},
		{"VALID_ENUM_VALUE", `{"enumValues":["a","b"]}`, "is not one of the values allowed a, b"},
		{"UNIQUE", ``, "is taken"},
		{"MATCH_REGEXP", `{"regexp":"^a$","flags":null}`, "does not match the pattern ^a$"},
		{"VALID_EMAIL_ADDRESS_FORMAT", ``, "is not a mail address"},
		{"VALID_PHONE_FORMAT", ``, "is not a telephone number"},
		{"VALID_NAME_FORMAT", ``, "has characters that do not belong in a name"},
		{"VALID_DATE", ``, "is not a date"},
		{"VALID_USERNAME", ``, "is not a user name that this realm takes"},
		{"MIN_LENGTH", `{"minLength":8}`, "needs at least 8 characters"},
		{"MIN_LENGTH", `{"minLength":1}`, "needs at least 1 character"},
		{"MIN_LENGTH", ``, "is too short"},
		{"MAX_LENGTH", `{"maxLength":255}`, "may have at most 255 characters"},
		{"AT_LEAST_X_CAPITAL_LETTERS", `{"numCaps":1}`, "needs at least 1 capital letter"},
		{"AT_LEAST_X_NUMBERS", `{"numNums":2}`, "needs at least 2 digits"},
		{"CANNOT_CONTAIN_CHARACTERS", `{"forbiddenChars":"/"}`, "must not contain /"},
		{"CANNOT_CONTAIN_OTHERS", `{"disallowedFields":"userName,sn"}`, "must not contain the value of userName,sn"},
		{"CANNOT_CONTAIN_DUPLICATES", `{"duplicateValue":"x"}`, "has a value twice x"},
		{"NO_MORE_THAN_X_ATTEMPTS_WITHIN_Y_MINUTES", `{"max":3,"numMinutes":15}`, "was tried too often; wait 15 minutes"},
		{"MAPPING_EXISTS", ``, "names a mapping that does not exist"},
		{"LENGTH_BASED", `{"min-password-length":8,"max-password-length":0}`, "needs at least 8 characters"},
		{"CHARACTER_SET", `{"character-sets":["1:abc"],"allow-unclassified-characters":true,"min-character-sets":0}`, "needs at least 1 of abc"},
		{"CHARACTER_SET", `{"character-sets":["1:0123456789","2:ABCDEFGHIJKLMNOPQRSTUVWXYZ","0:abc"]}`, "needs at least 1 of 0-9, at least 2 of A-Z"},
		{"CHARACTER_SET", `{"character-sets":["0:abc"]}`, "needs characters of these sets 0:abc"},
		{"ATTRIBUTE_VALUE", `{"match-attributes":["mail","sn"]}`, "must not contain the value of mail, sn"},
		{"SOMETHING_NEW", `{"a":1}`, `breaks the rule SOMETHING_NEW {"a":1}`},
	}
	for _, tt := range tests {
		var p params
		if tt.params != "" {
			if err := json.Unmarshal([]byte(tt.params), &p); err != nil {
				t.Fatal(err)
			}
		}
		if got := requirementWords(tt.name, p); got != tt.want {
			t.Errorf("%s %s: got %q, want %q", tt.name, tt.params, got, tt.want)
		}
	}
}

func TestDescribeText(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"":                                   "",
		"  \n ":                              "",
		"Forbidden":                          "text/plain: Forbidden",
		"<TITLE> a\n b &amp; c </TITLE> x":   "text/plain: a b & c",
		"<html><body><h1>No</h1> way</body>": "text/plain: No way",
		"<html></html>":                      "text/plain",
		strings.Repeat("x", 200):             "text/plain: " + strings.Repeat("x", 80) + "…",
	} {
		if diff := cmp.Diff(want, describeText([]byte(body), "text/plain; charset=x")); diff != "" {
			t.Errorf("%q: %s", body, diff)
		}
	}
}

func FuzzErrorAnswer(f *testing.F) {
	for _, seed := range []string{`{"code":404,"message":"&#39;"}`, `{"error":"x","error_description":"y: a,b"}`, `<title>x`, `{"detail":{"failedPolicyRequirements":[{"property":"a","policyRequirements":[{"policyRequirement":"X","params":5}]}]}}`, `{"message":"undeclared attributes: [\"`} {
		f.Add(400, []byte(seed))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := fromStatus(&rest.StatusError{Status: status, Body: body, Header: http.Header{"Content-Type": {string(body)}}})
		if words := e.Error(); words == "" || strings.ContainsFunc(words, unicode.IsControl) {
			t.Fatalf("%d %q: %q", status, body, words)
		}
		_ = refusedScopes(&rest.StatusError{Status: status, Body: body})
	})
}
