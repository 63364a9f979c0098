package sandbox

import (
	"bytes"
	"image"
	"image/png"
	"maps"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// newProvider makes an identity provider and returns its id.
func (c *client) newProvider(body string) string {
	c.t.Helper()
	made := c.ping(http.MethodPost, "/identityProviders", body).want(c.t, http.StatusCreated).object(c.t)
	return made["id"].(string)
}

// wholeProvider is a document of each type with everything that it needs.
func wholeProvider(kind string) document {
	doc := document{"name": kind + " of a test", "type": kind, "enabled": true}
	for _, name := range providerKinds()[kind].required {
		switch name {
		case "scopes":
			doc[name] = []any{"openid"}
		case "keyId", "teamId":
			doc[name] = "0123456789"
		case "idpVerification":
			doc[name] = map[string]any{"certificates": []any{idOf(seedCertificateID())}}
		default:
			doc[name] = "https://idp.example.com/" + name
			if allowed := providerValues(name); allowed != nil {
				doc[name] = allowed[0]
			}
		}
	}
	return doc
}

// TestProviderTypes makes a provider of each type, and none without each of the members that the type needs.
func TestProviderTypes(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for kind, about := range providerKinds() {
		id := c.newProvider(string(encode(wholeProvider(kind))))
		attributes := c.ping(http.MethodGet, "/identityProviders/"+id+"/attributes", "").items(t, "attributes")
		if len(attributes) != 1 || attributes[0]["mappingType"] != "CORE" || attributes[0]["name"] != "username" || attributes[0]["value"] != about.core {
			t.Errorf("%s: %v", kind, attributes)
		}
		for _, name := range append([]string{"name", "type", "enabled"}, about.required...) {
			doc := wholeProvider(kind)
			delete(doc, name)
			_, usual := providerDefaults(kind)[name]
			switch r := c.ping(http.MethodPost, "/identityProviders", string(encode(doc))); {
			case usual && r.status != http.StatusCreated:
				t.Errorf("%s without %s, which has a default: %s", kind, name, r.body)
			case !usual && (r.status != http.StatusBadRequest || r.detail(t) != "REQUIRED_VALUE "+name):
				t.Errorf("%s without %s: %d %s", kind, name, r.status, r.body)
			}
		}
	}
}

func TestProviderRules(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	for kind, changes := range map[string]map[string]any{
		"OPENID_CONNECT": {
			"issuer": "http://op.example.com", "scopes": []any{}, "tokenEndpointAuthMethod": "PRIVATE_KEY", "pkceMethod": "PLAIN", "clientId": 7.0,
			"enabled": "yes", "registration": map[string]any{"population": idOf("x")},
		},
		"SAML":   {"ssoBinding": "SOAP", "ssoEndpoint": "sso", "authnRequestSigned": true, "idpVerification": map[string]any{"certificates": []any{idOf("x")}}},
		"APPLE":  {"keyId": "short", "teamId": "much too long"},
		"PAYPAL": {"clientEnvironment": "test"}, "GOOGLE": {"type": "GOOGEL"},
	} {
		for name, value := range changes {
			doc := wholeProvider(kind)
			doc[name] = value
			r := c.ping(http.MethodPost, "/identityProviders", string(encode(doc))).want(t, http.StatusBadRequest)
			want := map[string]string{"registration": "registration.population.id", "authnRequestSigned": "spSigning.key.id",
				"idpVerification": "idpVerification.certificates[0].id"}[name]
			if want == "" {
				want = name
			}
			if got := r.detail(t); !strings.HasSuffix(got, " "+want) {
				t.Errorf("%s with %s %v: %s", kind, name, value, r.body)
			}
		}
	}
}

func TestProviderLife(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	id := c.newProvider(string(encode(wholeProvider("MICROSOFT"))))
	path := "/identityProviders/" + id
	doc := wholeProvider("MICROSOFT")
	doc["tenantId"], doc["description"] = "t", "d"
	got := c.ping(http.MethodPut, path, string(encode(doc))).want(t, http.StatusOK).object(t)
	if got["tenantId"] != "t" || got["clientSecret"] != doc["clientSecret"] || got["id"] != id {
		t.Errorf("%v", got)
	}
	got = c.ping(http.MethodPut, path, string(encode(wholeProvider("MICROSOFT")))).want(t, http.StatusOK).object(t)
	if got["tenantId"] != nil || got["description"] != nil {
		t.Errorf("PUT keeps what was left out: %v", got)
	}
	if r := c.ping(http.MethodPut, path, string(encode(wholeProvider("GOOGLE")))).want(t, http.StatusBadRequest); r.detail(t) != "INVALID_VALUE type" {
		t.Errorf("%s", r.body)
	}
	c.ping(http.MethodPatch, path, `{}`).want(t, http.StatusMethodNotAllowed)
	c.ping(http.MethodDelete, path, "").want(t, http.StatusNoContent)
	for _, gone := range []string{path, path + "/attributes"} {
		c.ping(http.MethodGet, gone, "").want(t, http.StatusNotFound)
	}
}

func TestProviderAttributes(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	attributes := "/identityProviders/" + seedProviderID() + "/attributes"
	all := c.ping(http.MethodGet, attributes, "").items(t, "attributes")
	core := attributes + "/" + all[0]["id"].(string)
	c.ping(http.MethodDelete, core, "").want(t, http.StatusBadRequest)
	c.ping(http.MethodPut, core, `{"name":"username","value":"${providerAttributes.name}","update":"EMPTY_ONLY"}`).want(t, http.StatusOK)
	for body, want := range map[string]string{
		`{"name":"username","value":"v","update":"ALWAYS"}`:     "INVALID_VALUE update",
		`{"name":"nickname","value":"v","update":"EMPTY_ONLY"}`: "INVALID_VALUE name",
		`{"name":"email","value":"v","update":"EMPTY_ONLY"}`:    "UNIQUENESS_VIOLATION name",
	} {
		if r := c.ping(http.MethodPut, core, body).want(t, http.StatusBadRequest); r.detail(t) != want {
			t.Errorf("%s: %s", body, r.body)
		}
	}
	for body, want := range map[string]string{
		`{}`: "REQUIRED_VALUE name", `{"name":"name","value":"v","update":"ALWAYS"}`: "INVALID_VALUE name",
		`{"name":"enabled","value":"v","update":"ALWAYS"}`: "INVALID_VALUE name", `{"name":"shoe","value":"v","update":"ALWAYS"}`: "INVALID_VALUE name",
		`{"name":"title","value":"v","update":"NEVER"}`: "INVALID_VALUE update", `{"name":"name.shoe","value":"v","update":"ALWAYS"}`: "INVALID_VALUE name",
	} {
		if r := c.ping(http.MethodPost, attributes, body).want(t, http.StatusBadRequest); r.detail(t) != want {
			t.Errorf("%s: %s", body, r.body)
		}
	}
	made := c.ping(http.MethodPost, attributes, `{"name":"name.middle","value":"${providerAttributes.middle}","update":"ALWAYS"}`).want(t, http.StatusCreated).object(t)
	c.ping(http.MethodDelete, attributes+"/"+made["id"].(string), "").want(t, http.StatusNoContent)
	if left := c.ping(http.MethodGet, attributes, "").items(t, "attributes"); len(left) != len(all) {
		t.Errorf("%d attributes, want %d", len(left), len(all))
	}
}

// TestDeleteProvider lets go what referred to it.
func TestDeleteProvider(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	filter := `identityProvider.id eq "` + seedProviderID() + `"`
	bound := c.search(filter).items(t, "users")
	if len(bound) != 3 {
		t.Fatalf("%d users", len(bound))
	}
	c.ping(http.MethodPut, "/populations/"+seedPopulation(1)+"/defaultIdentityProvider", `{"id":"`+seedProviderID()+`"}`).want(t, http.StatusOK)
	c.ping(http.MethodDelete, "/identityProviders/"+seedProviderID(), "").want(t, http.StatusNoContent)
	if left := c.search(filter).items(t, "users"); len(left) != 0 {
		t.Errorf("%d users are left", len(left))
	}
	for _, path := range []string{"/users/" + bound[0]["id"].(string) + "/identityProvider", "/populations/" + seedPopulation(1) + "/defaultIdentityProvider"} {
		if r := c.ping(http.MethodGet, path, ""); !bytes.Contains(r.body, []byte(`"type":"PING_ONE"`)) {
			t.Errorf("%s: %s", path, r.body)
		}
	}
	linked := "/users/" + seedID("pingone", "user 1") + "/linkedAccounts"
	if left := c.ping(http.MethodGet, linked, "").items(t, "linkedAccounts"); len(left) != 0 {
		t.Errorf("%v", left)
	}
}

func TestSeededProviders(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	kinds, disabled := map[string]int{}, 0
	for _, p := range c.ping(http.MethodGet, "/identityProviders", "").items(t, "identityProviders") {
		kinds[p["type"].(string)]++
		if p["enabled"] == false {
			disabled++
		}
		// What was seeded has to be what the rules allow.
		c.ping(http.MethodPut, "/identityProviders/"+p["id"].(string), string(encode(p))).want(t, http.StatusOK)
	}
	if got := slices.Sorted(maps.Keys(kinds)); len(got) != 6 || disabled != 1 {
		t.Errorf("%v, %d disabled", got, disabled)
	}
}

// certificateForm is an upload as a client sends it.
func certificateForm(t *testing.T, usage, file string) (body string, header map[string]string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "c.pem")
	if err == nil {
		_, err = part.Write([]byte(file))
	}
	if err = firstError(err, form.WriteField("usageType", usage), form.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String(), map[string]string{"Content-Type": form.FormDataContentType()}
}

func TestPingCertificates(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	body, header := certificateForm(t, "SIGNING", partnerCertificate)
	made := c.send(http.MethodPost, home("/certificates"), header, body).want(t, http.StatusCreated).object(t)
	path := "/certificates/" + made["id"].(string)
	for name, want := range map[string]any{"name": "Partner Federation", "algorithm": "EC", "keyLength": 256.0, "usageType": "SIGNING",
		"status": "VALID", "subjectDN": "CN=Partner Federation,O=Partner", "signatureAlgorithm": "SHA256withECDSA"} {
		if string(encode(made[name])) != string(encode(want)) {
			t.Errorf("%s is %v, want %v", name, made[name], want)
		}
	}
	if n := len(c.ping(http.MethodGet, "/certificates", "").items(t, "certificates")); n != 2 {
		t.Errorf("%d certificates", n)
	}
	for usage, file := range map[string]string{"SIGNING": "no PEM", "JEWELLERY": partnerCertificate} {
		body, header := certificateForm(t, usage, file)
		c.send(http.MethodPost, home("/certificates"), header, body).want(t, http.StatusBadRequest)
	}
	c.ping(http.MethodPost, "/certificates", "{}").want(t, http.StatusUnsupportedMediaType)
	doc := wholeProvider("SAML")
	doc["idpVerification"] = map[string]any{"certificates": []any{idOf(made["id"].(string))}}
	id := c.newProvider(string(encode(doc)))
	c.ping(http.MethodDelete, path, "").want(t, http.StatusBadRequest)
	c.ping(http.MethodDelete, "/identityProviders/"+id, "").want(t, http.StatusNoContent)
	c.ping(http.MethodDelete, path, "").want(t, http.StatusNoContent)
	c.ping(http.MethodGet, path, "").want(t, http.StatusNotFound)
}

// TestPingKeys signs the requests of a SAML provider.
func TestPingKeys(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	const ask = `{"name":"k","algorithm":"EC","keyLength":256,"usageType":"SIGNING","subjectDN":"CN=k, O=Sandbox, C=GB","validityPeriod":365}`
	r := c.ping(http.MethodPost, "/keys", ask).want(t, http.StatusCreated)
	made := r.object(t)
	if bytes.Contains(r.body, []byte(`"key"`)) || made["subjectDN"] != "CN=k,O=Sandbox,C=GB" || string(encode(made["validityPeriod"])) != "365" {
		t.Errorf("%s", r.body)
	}
	doc := wholeProvider("SAML")
	doc["authnRequestSigned"], doc["spSigning"] = true, map[string]any{"key": idOf(made["id"].(string)), "algorithm": "SHA256withECDSA"}
	c.newProvider(string(encode(doc)))
	c.ping(http.MethodDelete, "/keys/"+made["id"].(string), "").want(t, http.StatusBadRequest)
	for body, want := range map[string]string{
		`{}`: "REQUIRED_VALUE name", strings.Replace(ask, "EC", "DSA", 1): "INVALID_VALUE algorithm", strings.Replace(ask, "256", "100", 1): "INVALID_VALUE keyLength",
		strings.Replace(ask, "365", "0", 1): "OUT_OF_RANGE validityPeriod", strings.Replace(ask, "SIGNING", "X", 1): "INVALID_VALUE usageType",
	} {
		if r := c.ping(http.MethodPost, "/keys", body).want(t, http.StatusBadRequest); r.detail(t) != want {
			t.Errorf("%s: %s", body, r.body)
		}
	}
	r = c.ping(http.MethodPost, "/keys", strings.Replace(ask, "256", "100", 1)).want(t, http.StatusBadRequest)
	if !bytes.Contains(r.body, []byte(`"allowedValues":["256","384","521"]`)) {
		t.Errorf("allowed values are texts, numbers too: %s", r.body)
	}
}

func TestPingImages(t *testing.T) {
	t.Parallel()
	c := newPingClient(t)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	header := map[string]string{"Content-Type": "image/png", "Content-Disposition": "attachment; filename=a.png"}
	made := c.send(http.MethodPost, home("/images"), header, picture.String()).want(t, http.StatusCreated).object(t)
	original := document(made).path("targets.original").(map[string]any)
	if string(encode(original["width"])) != "3" || string(encode(original["height"])) != "2" {
		t.Errorf("%v", original)
	}
	if original["type"] != "png" {
		t.Errorf("type %v", original["type"])
	}
	u, err := url.Parse(original["href"].(string))
	if err != nil {
		t.Fatal(err)
	}
	token := c.token
	c.token = ""
	if r := c.send(http.MethodGet, u.Path, nil, "").want(t, http.StatusOK); !bytes.Equal(r.body, picture.Bytes()) || r.header.Get("Content-Type") != "image/png" {
		t.Errorf("%q", r.body)
	}
	c.token = token
	header["Content-Type"] = "image/gif"
	c.send(http.MethodPost, home("/images"), header, picture.String()).want(t, http.StatusBadRequest)
	header["Content-Type"] = "text/html"
	c.send(http.MethodPost, home("/images"), header, "<p>").want(t, http.StatusUnsupportedMediaType)
	path := "/images/" + made["id"].(string)
	c.ping(http.MethodDelete, path, "").want(t, http.StatusNoContent)
	c.ping(http.MethodGet, path, "").want(t, http.StatusNotFound)
	c.ping(http.MethodGet, path+"/original", "").want(t, http.StatusNotFound)
}
