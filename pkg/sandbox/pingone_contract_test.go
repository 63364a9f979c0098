package sandbox

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// pingExchange is a documented exchange with the PingOne API.
type pingExchange struct {
	Request struct {
		Method, Path, ContentType string
		Body                      any
	}
	Response struct {
		Status int
		Body   any
	}
}

// pingReplay arranges a sandbox for an exchange and returns what stands for the ids of its path and its body.
type pingReplay func(t *testing.T, c *client) map[string]string

// The ids that the examples share.
const (
	docEnvironment = "24e6159e-14ca-5de6-88d5-e68d97faecd6"
	docUser        = "bd191a00-23af-570c-bc49-0baebf39fbea"
	docPopulation  = "c99fcfa1-7920-5df3-9fa1-c475ca09f558"
	docOther       = "2ab98e18-724e-5d01-b6c3-f085631260e3"
	docPolicy      = "8cd5c278-cf1e-54a3-9286-9047df6a2527"
	docSchema      = "03e7c8ae-69d4-51c0-8d13-991fc4792820"
	docMissing     = "21a29e03-7b54-5b6d-869e-0fe263c13896"
)

// pingReplays names the examples that are put to the sandbox.
func pingReplays() map[string]pingReplay {
	none := func(*testing.T, *client) map[string]string { return nil }
	ada := func(body string) pingReplay {
		return func(_ *testing.T, c *client) map[string]string {
			return map[string]string{docUser: strings.TrimPrefix(c.newPerson(body), "/users/")}
		}
	}
	plain := `{"username":"ada.lace","email":"ada@example.com","name":{"given":"Ada","family":"Byrne"}}`
	withPassword := func(password string) pingReplay {
		return func(t *testing.T, c *client) map[string]string {
			ids := ada(plain)(t, c)
			c.do(http.MethodPut, "/users/"+ids[docUser]+"/password", "password.set+json",
				`{"value":"`+password+`"}`).want(t, 200)
			return ids
		}
	}
	return map[string]pingReplay{
		"token-client-credentials": none, "environments-list": none, "population-create": unnamed, "populations-list": none,
		"user-create": none, "user-import": none, "user-create-duplicate": ada(strings.Replace(plain, "ada.lace",
			"Ada.Byrne", 1)),
		"users-list-page": none, "user-patch-null": ada(strings.Replace(plain, "{", `{"nickname":"A",`, 1)),
		"user-include-groups": inGroups(ada(plain)), "user-enabled": ada(plain), "user-population": ada(plain), "user-unlock": ada(plain),
		"user-custom-attributes": shirts(ada(plain)), "error-not-found": none, "error-forbidden": none, "error-rate-limited": none,
		"password-state": withPassword("2FederateM0re!"), "password-set": ada(plain), "password-reset": withPassword("2FederateM0re!"),
		"group-create": none, "group-create-dynamic": none, "group-add-user": withGroups(ada(plain)), "group-memberships": inGroups(ada(plain)),
		"group-nest": withGroups(ada(plain)), "role-list": none, "role-assign": ada(plain),
		"password-check": withPassword("3FederateM0re!"), "schema-attribute-create": none, "schema-attributes-list": none,
		"idp-create-oidc-authoritative": none, "idp-create-social": none, "idp-attributes-list": mapped,
		"counts-active-by-date": inApril, "counts-total": inApril,
	}
}

// unnamed takes the name of a seeded population that the example wants.
func unnamed(t *testing.T, c *client) map[string]string {
	t.Helper()
	c.ping(http.MethodPut, "/populations/"+seedPopulation(0), `{"name":"Renamed"}`).want(t, http.StatusOK)
	return nil
}

// shirts adds the custom attributes that the example sets.
func shirts(then pingReplay) pingReplay {
	return func(t *testing.T, c *client) map[string]string {
		c.ping(http.MethodPost, "/schemas/"+homeSchema()+"/attributes",
			`{"name":"shirtSize","type":"STRING","enabled":true}`).want(t, 201)
		c.ping(http.MethodPost, "/schemas/"+homeSchema()+"/attributes",
			`{"name":"prefs","type":"JSON","enabled":true}`).want(t, 201)
		return then(t, c)
	}
}

// inApril sets the clock to the year of the examples.
func inApril(t *testing.T, c *client) map[string]string {
	t.Helper()
	*c = *connectPing(t, newBox(t, Options{Now: func() time.Time { return time.Date(2025, 4, 2, 10, 0, 0, 0, time.UTC) }}))
	return nil
}

// docProvider is the identity provider of the examples.
const docProvider = "1a31b84b-aacd-579d-ba4a-eb958f656fef"

// mapped makes the provider whose attributes the example lists.
func mapped(t *testing.T, c *client) map[string]string {
	t.Helper()
	id := c.newProvider(`{"name":"G","type":"GOOGLE","enabled":true,"clientId":"c","clientSecret":"s"}`)
	c.ping(http.MethodPost, "/identityProviders/"+id+"/attributes",
		`{"name":"email","value":"${providerAttributes.emailAddress.value}","update":"EMPTY_ONLY"}`).want(t, http.StatusCreated)
	return map[string]string{docProvider: id}
}

func homeSchema() string { return (&environment{ID: homeEnvironment()}).schemaID() }

// pingLeftOut names the examples that are not put to the sandbox, by the start of their names, with the reason.
func pingLeftOut() map[string]string {
	const later = "the resource is not of this face yet"
	return map[string]string{
		"consent-": later, "credential-": later, "device-": later, "devices-": later, "digital-": later,
		"propagation-": later, "user-credential-": later, "verify-": later,
	}
}

// pingDiffers names the members of an answer that the example has and the sandbox has not, or the reverse, with the reason.
func pingDiffers() map[string]string {
	const (
		optional = "what a person of the seed has or has not"
		shortens = "the sample shortens: the reference has more links"
		newer    = "what 17.1 of the reference adds"
		unsent   = "the sample answers with what was not sent"
	)
	return map[string]string{
		"environments-list /_embedded/environments/0/_links/*": shortens, "users-list-page /_embedded/users/0/*": optional,
		"users-list-page /_embedded/users/0/name/formatted": optional,
		"populations-list /_embedded/populations/0/theme":   newer, "populations-list /_embedded/populations/0/description": optional,
		"schema-attributes-list /_embedded/attributes/0/*": "the sample gives values and descriptions to core attributes",
		"user-import /name": "the sample answers with a name that was not sent", "user-unlock /nickname": optional,
		"user-custom-attributes /tags":      optional,
		"group-create-dynamic /description": unsent, "group-create-dynamic /customData": unsent,
		"group-nest /name": shortens, "group-nest /environment": shortens,
		"role-list /_embedded/roles/0/_links": "every object of this face says where it is",
	}
}

func TestPingExamples(t *testing.T) {
	t.Parallel()
	readme := string(shared(t, "examples/pingone/README.md"))
	names := regexp.MustCompile(`\[([a-z-]+)\.json\]`).FindAllStringSubmatch(readme, -1)
	if len(names) < 50 {
		t.Fatalf("%d examples", len(names))
	}
	for _, m := range names {
		name := m[1]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reason, left := leftOutPing(name)
			arrange, replayed := pingReplays()[name]
			switch {
			case left == replayed:
				t.Fatal("the example has to stand in exactly one of the two tables")
			case left:
				t.Skip("left out: " + reason)
			}
			checkPingExchange(t, name, arrange, parse[pingExchange](t, shared(t, "examples/pingone/"+name+".json")))
		})
	}
}

func leftOutPing(name string) (string, bool) {
	for start, reason := range pingLeftOut() {
		if strings.HasPrefix(name, start) {
			return reason, true
		}
	}
	return "", false
}

// TestOwnPingExchanges puts documents of our own to the sandbox: they need nothing beside the repository.
func TestOwnPingExchanges(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/pingone/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			checkPingExchange(t, "", func(*testing.T, *client) map[string]string { return nil },
				parse[pingExchange](t, raw))
		})
	}
}

func checkPingExchange(t *testing.T, name string, arrange pingReplay, e pingExchange) {
	t.Helper()
	c := newPingClient(t)
	switch name {
	case "error-rate-limited":
		c.round = handlerTransport(Faults{TooMany: 1}.wrap(c.box.Handler()).ServeHTTP)
	case "error-forbidden":
		c.token = personToken(t, c, "p1:read:user")
	}
	ids := arrange(t, c)
	if ids == nil {
		ids = map[string]string{}
	}
	for doc, own := range map[string]string{docEnvironment: homeEnvironment(), docPopulation: seedPopulation(0),
		docOther:  seedPopulation(1),
		docRole:   adminRole{name: "Identity Data Admin"}.id(),
		docPolicy: derivedID(homeEnvironment(), "policy Standard"), docSchema: homeSchema(), docMissing: docMissing} {
		ids[doc] = own
	}
	own := func(text string) string {
		for doc, id := range ids {
			text = strings.ReplaceAll(text, doc, id)
		}
		return text
	}
	got := sendPingExchange(t, c, e, own)
	if got.status != e.Response.Status {
		t.Fatalf("status %d, want %d: %s", got.status, e.Response.Status, got.body)
	}
	if (got.status == http.StatusTooManyRequests) != (got.header.Get("Retry-After") != "") {
		t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
	}
	kind, params, err := mime.ParseMediaType(got.header.Get("Content-Type"))
	if err != nil || kind != "application/hal+json" && !strings.HasSuffix(e.Request.Path, "/as/token") ||
		!strings.EqualFold(params["charset"], "UTF-8") {
		t.Errorf("content type %q", got.header.Get("Content-Type"))
	}
	if (got.header.Get(transactionHeader) == "") != (name == "error-rate-limited") {
		t.Errorf("transaction id %q", got.header.Get(transactionHeader)) // a limit answers in front of the service
	}
	for _, problem := range differences(name, "", parse[any](t, got.body), e.Response.Body) {
		t.Error(problem)
	}
	if want, documented := e.Response.Body.(map[string]any)["details"].([]any); documented {
		first := want[0].(map[string]any)
		if code := strings.TrimSpace(fmt.Sprint(first["code"], " ", textOf(first, "target"))); code != got.detail(t) {
			t.Errorf("detail %q, want %q", got.detail(t), code)
		}
	}
	if message := textOf(e.Response.Body, "message"); message != "" && message != got.message(t) {
		t.Errorf("message %q, want %q", got.message(t), message)
	}
}

func sendPingExchange(t *testing.T, c *client, e pingExchange, own func(string) string) reply {
	t.Helper()
	if strings.HasSuffix(e.Request.Path, "/as/token") {
		return c.pingToken(map[string][]string{"grant_type": {"client_credentials"}})
	}
	header := map[string]string{}
	if e.Request.ContentType != "" {
		header["Content-Type"] = e.Request.ContentType
	}
	return c.send(e.Request.Method, own(e.Request.Path), header, own(requestBody(e.Request.Body)))
}

func textOf(body any, name string) string {
	object, _ := body.(map[string]any)
	text, _ := object[name].(string)
	return text
}

// differences says which members are missing, too many, or of another type. Of a list the first element is looked at.
func differences(name, at string, have, want any) []string {
	switch want := want.(type) {
	case map[string]any:
		object, isObject := have.(map[string]any)
		if !isObject {
			return []string{fmt.Sprintf("%s is %T, documented an object", at, have)}
		}
		return memberDifferences(name, at, object, want)
	case []any:
		list, isList := have.([]any)
		switch {
		case !isList:
			return []string{fmt.Sprintf("%s is %T, documented a list", at, have)}
		case len(list) == 0 || len(want) == 0:
			return nil
		}
		return differences(name, at+"/0", list[0], want[0])
	}
	if typeName(have) != typeName(want) {
		return []string{fmt.Sprintf("%s is %v, documented %v", at, have, want)}
	}
	return nil
}

func memberDifferences(name, at string, have, want map[string]any) []string {
	var problems []string
	both := maps.Clone(have)
	maps.Copy(both, want)
	for _, member := range slices.Sorted(maps.Keys(both)) {
		path := at + "/" + member
		_, exact := pingDiffers()[name+" "+path]
		_, any := pingDiffers()[name+" "+at+"/*"]
		value, wanted := want[member]
		got, there := have[member]
		switch {
		case wanted && there:
			problems = append(problems, differences(name, path, got, value)...)
		case exact || any:
		case wanted:
			problems = append(problems, path+" is missing")
		default:
			problems = append(problems, path+" is not documented")
		}
	}
	return problems
}
