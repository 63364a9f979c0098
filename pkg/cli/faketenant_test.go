package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// A fakeTenant speaks just enough of a platform for commands to work on one or two
// realms over TCP, and misbehaves where a test says so.
type fakeTenant struct {
	*httptest.Server
	t *testing.T

	platform string // "" is Advanced Identity Cloud; see fakepingone_test.go

	// page is how many users a page has, whatever is asked for.
	page int

	mu     sync.Mutex
	users  map[string][]fakeUser // by object type, in order
	seen   []seenRequest
	faults []fault
	tokens int // handed out so far
}

// A fakeUser is a document by attribute.
type fakeUser map[string]any

// A seenRequest is a request as it arrived.
type seenRequest struct {
	Method, Path string
	Query        url.Values
	Header       http.Header
	Body         string
}

func (r seenRequest) String() string { return r.Method + " " + r.Path + "?" + r.Query.Encode() }

// A fault answers in the tenant's place. It says whether it did.
type fault func(w http.ResponseWriter, r *http.Request) bool

// newTenant is a tenant with three users in alpha, three a page.
func newTenant(t *testing.T) *fakeTenant {
	t.Helper()
	f := unstarted(t)
	f.Start()
	return f
}

func unstarted(t *testing.T) *fakeTenant {
	t.Helper()
	f := &fakeTenant{t: t, page: 3, users: map[string][]fakeUser{"alpha_user": people("alpha", 3), "bravo_user": people("bravo", 3)}}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(f.serve))
	f.Config.ErrorLog = log.New(io.Discard, "", 0) // broken handshakes are what is tested
	t.Cleanup(f.shut)
	return f
}

// shut ends the server, also when a client still holds a connection.
func (f *fakeTenant) shut() {
	f.CloseClientConnections()
	f.Close()
}

// people are n users, numbered from 0.
func people(realm string, n int) []fakeUser {
	users := make([]fakeUser, n)
	for i := range users {
		name := fmt.Sprintf("%s-%d", realm, i)
		users[i] = fakeUser{
			"_id": fmt.Sprintf("00000000-0000-4000-8000-%012d", i), "_rev": fmt.Sprint("rev-", i, "-0"), "userName": name,
			"givenName": "Given", "sn": "Family", "mail": name + "@example.com", "accountStatus": "active",
		}
	}
	return users
}

// ann is the id of the first user.
const ann = "00000000-0000-4000-8000-000000000000"

// once makes the tenant meet its first request that is not for a token with a fault.
func (f *fakeTenant) once(do fault) {
	var done sync.Once
	f.always(func(w http.ResponseWriter, r *http.Request) (answered bool) {
		done.Do(func() { answered = do(w, r) })
		return answered
	})
}

// always makes the tenant meet every request that is not for a token with this fault.
func (f *fakeTenant) always(do fault) {
	f.add(func(w http.ResponseWriter, r *http.Request) bool { return r.URL.Path != tokenPath && do(w, r) })
}

// onToken makes it meet every request for a token with this fault.
func (f *fakeTenant) onToken(do fault) {
	f.add(func(w http.ResponseWriter, r *http.Request) bool { return r.URL.Path == tokenPath && do(w, r) })
}

func (f *fakeTenant) add(do fault) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = append(f.faults, do)
}

// on is a fault of requests with one method to managed objects alone.
func on(method string, do fault) fault {
	return func(w http.ResponseWriter, r *http.Request) bool {
		return r.Method == method && isObject(r.URL.Path) && !strings.Contains(r.URL.Path, "schema") && do(w, r)
	}
}

// isObject reports the path of users and the like, on either platform.
func isObject(path string) bool {
	return strings.HasPrefix(path, "/openidm/managed/") || strings.HasPrefix(path, "/v1/environments/")
}

// onceOn meets the first request with the method with a fault.
func (f *fakeTenant) onceOn(method string, do fault) {
	var done sync.Once
	f.always(on(method, func(w http.ResponseWriter, r *http.Request) (answered bool) {
		done.Do(func() { answered = do(w, r) })
		return answered
	}))
}

// requests are those with one of the methods to managed objects; no method means any.
func (f *fakeTenant) requests(methods ...string) []seenRequest {
	f.mu.Lock()
	defer f.mu.Unlock()
	var found []seenRequest
	for _, r := range f.seen {
		if isObject(r.Path) && (len(methods) == 0 || strings.Contains(strings.Join(methods, " "), r.Method)) {
			found = append(found, r)
		}
	}
	return found
}

// signIns counts the requests for a token.
func (f *fakeTenant) signIns() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, r := range f.seen {
		if r.Path == tokenPath {
			n++
		}
	}
	return n
}

func (f *fakeTenant) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	f.mu.Lock()
	f.seen = append(f.seen, seenRequest{r.Method, r.URL.Path, r.URL.Query(), r.Header.Clone(), string(body)})
	faults := f.faults
	f.mu.Unlock()
	w.Header().Set("X-ForgeRock-TransactionId", "request-17")
	for _, meets := range faults {
		if meets(w, r) {
			return
		}
	}
	f.work(w, r, body)
}

const tokenPath = "/am/oauth2/access_token"

// work is what the tenant does when nothing is wrong.
func (f *fakeTenant) work(w http.ResponseWriter, r *http.Request, body []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.platform == "pingone" {
		f.workPingOne(w, r, body)
		return
	}
	object, id, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/openidm/managed/"), "/")
	switch {
	case r.URL.Path == tokenPath:
		f.tokens++
		answer(w, 200, map[string]any{"access_token": fmt.Sprint("token-", f.tokens), "token_type": "Bearer", "expires_in": 899, "scope": "fr:idm:* fr:am:*"})
	case f.users[object] == nil:
		refuse(w, 404, "Not Found", "Resource '"+r.URL.Path+"' not found")
	case r.Method == http.MethodGet && id == "":
		f.query(w, object, r.URL.Query())
	case r.Method == http.MethodPost:
		f.create(w, object, "11111111-0000-4000-8000-000000000001", body)
	case r.Method == http.MethodPut && r.Header.Get("If-None-Match") == "*":
		f.create(w, object, id, body)
	default:
		f.one(w, r, object, id, body)
	}
}

// query answers a page. It understands no filter but userName eq "x".
func (f *fakeTenant) query(w http.ResponseWriter, object string, q url.Values) {
	found := f.users[object]
	if _, wanted, ok := strings.Cut(q.Get("_queryFilter"), " eq "); ok {
		found = nil
		for _, u := range f.users[object] {
			if quoted, _ := json.Marshal(u["userName"]); string(quoted) == wanted {
				found = append(found, u)
			}
		}
	}
	from := 0
	_, _ = fmt.Sscanf(q.Get("_pagedResultsCookie"), "after-%d", &from) // no cookie is the first page
	to := min(from+f.page, len(found))
	var next any
	if to < len(found) {
		next = fmt.Sprint("after-", to)
	}
	answer(w, 200, pageOf(found[from:to], next))
}

func pageOf(users []fakeUser, next any) map[string]any {
	return map[string]any{
		"result": append([]fakeUser{}, users...), "resultCount": len(users), "pagedResultsCookie": next,
		"totalPagedResultsPolicy": "NONE", "totalPagedResults": -1, "remainingPagedResults": -1,
	}
}

func (f *fakeTenant) create(w http.ResponseWriter, object, id string, body []byte) {
	if _, u := f.find(object, id); u != nil {
		refuse(w, 412, "Precondition Failed", "Create rejected as Object with same ID and revision already exists")
		return
	}
	u := fakeUser{}
	if json.Unmarshal(body, &u) != nil {
		refuse(w, 400, "Bad Request", "The request could not be processed because the provided content is not valid JSON")
		return
	}
	u["_id"], u["_rev"] = id, "new-0"
	f.users[object] = append(f.users[object], u)
	answer(w, 201, u)
}

// one reads, changes or removes one user.
func (f *fakeTenant) one(w http.ResponseWriter, r *http.Request, object, id string, body []byte) {
	i, u := f.find(object, id)
	if u == nil {
		refuse(w, 404, "Not Found", "Object "+id+" not found in managed/"+object)
		return
	}
	if want := strings.Trim(r.Header.Get("If-Match"), `"`); want != "" && want != "*" && want != u["_rev"] {
		refuse(w, 412, "Precondition Failed", "Update rejected as current Object revision is different")
		return
	}
	switch r.Method {
	case http.MethodPatch:
		f.patch(u, body)
	case http.MethodDelete:
		f.users[object] = append(f.users[object][:i:i], f.users[object][i+1:]...)
	}
	answer(w, 200, u)
}

// patch understands replace of a whole attribute.
func (f *fakeTenant) patch(u fakeUser, body []byte) {
	var operations []struct {
		Field string
		Value any
	}
	if err := json.Unmarshal(body, &operations); err != nil {
		f.t.Errorf("the patch is no JSON: %v", err)
	}
	for _, o := range operations {
		u[strings.TrimPrefix(o.Field, "/")] = o.Value
	}
	u["_rev"] = fmt.Sprint(u["_rev"], "+")
}

func (f *fakeTenant) find(object, id string) (int, fakeUser) {
	for i, u := range f.users[object] {
		if u["_id"] == id || u["id"] == id {
			return i, u
		}
	}
	return 0, nil
}

// user is a user of the first realm as the tenant has it now.
func (f *fakeTenant) user(id string) fakeUser {
	f.mu.Lock()
	defer f.mu.Unlock()
	object := "alpha_user"
	if f.platform == "pingone" {
		object = f.platform
	}
	_, u := f.find(object, id)
	return u
}

func answer(w http.ResponseWriter, status int, document any) {
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(document) // the client may have gone
}

func refuse(w http.ResponseWriter, status int, reason, message string) {
	answer(w, status, map[string]any{"code": status, "reason": reason, "message": message})
}
