package pingone

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

// metadataOf is metadata with what one identity provider says of itself.
func metadataOf(entity, inside string) string {
	return `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="` + entity + `">
	<md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>
	<md:IDPSSODescriptor WantAuthnRequestsSigned="1" protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol urn:oasis:names:tc:SAML:2.0:protocol">` + inside + `</md:IDPSSODescriptor>
	</md:EntityDescriptor>`
}

func keyOf(use, certificate string) string {
	return `<md:KeyDescriptor` + use + `><ds:KeyInfo><ds:X509Data><ds:X509Certificate>
	` + certificate + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
}

const (
	redirectOnly = `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://idp.example/soap"/>
	<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/redirect"/>`
	both = redirectOnly + `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example/post"/>`
	off  = `<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/off" ResponseLocation="https://idp.example/offed"/>`
)

func TestMetadata(t *testing.T) {
	t.Parallel()
	encoded := base64.StdEncoding.EncodeToString(signerDER(t))
	broken := encoded[:40] + "\n\t " + encoded[40:]
	other := `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="sp"><md:SPSSODescriptor/></md:EntityDescriptor>`
	whole := `<?xml version="1.0" encoding="UTF-8"?><!-- a federation --><md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">` + other +
		metadataOf("https://idp.example/m", keyOf(` use="signing"`, broken)+keyOf("", encoded)+keyOf(` use="encryption"`, "no base64")+both+off) + `</md:EntitiesDescriptor>`
	store := newTenant(t, says(500, `{}`)).client().providers()
	document, certificates, err := store.FromMetadata([]byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"type":"SAML","enabled":true,"idpEntityId":"https://idp.example/m","ssoEndpoint":"https://idp.example/post","ssoBinding":"HTTP_POST","authnRequestSigned":true,` +
		`"sloEndpoint":"https://idp.example/off","sloResponseEndpoint":"https://idp.example/offed","sloBinding":"HTTP_REDIRECT"}`
	if string(document) != want {
		t.Errorf("%s", document)
	}
	if len(certificates) != 1 || string(certificates[0].Content) != signerPEM || certificates[0].Name != "idp.example-1.pem" {
		t.Errorf("%+v", certificates)
	}
	document, _, err = fromMetadata([]byte(metadataOf("urn:idp", keyOf("", encoded)+redirectOnly)))
	if err != nil || !strings.Contains(string(document), `"ssoEndpoint":"https://idp.example/redirect","ssoBinding":"HTTP_REDIRECT"`) {
		t.Errorf("%s %v", document, err)
	}
}

// TestHostileMetadata: the metadata is somebody else's.
func TestHostileMetadata(t *testing.T) {
	t.Parallel()
	encoded := base64.StdEncoding.EncodeToString(signerDER(t))
	good := metadataOf("https://a.example", keyOf("", encoded)+both)
	for name, test := range map[string]struct {
		metadata string
		kind     identity.Kind
		words    string
	}{
		"empty":            {"", identity.Invalid, "describes no identity provider"},
		"not XML":          {"{}", identity.Invalid, "describes no identity provider"},
		"cut off":          {good[:len(good)/2], identity.Invalid, "not XML"},
		"a document type":  {`<!DOCTYPE x [<!ENTITY a "b">]>` + good, identity.Invalid, "document type"},
		"an entity":        {strings.Replace(good, "https://a.example", "&a;", 1), identity.Invalid, "not XML"},
		"other encoding":   {`<?xml version="1.0" encoding="UTF-16"?>` + good, identity.Invalid, "not XML"},
		"too large":        {good + strings.Repeat(" ", longestMetadata), identity.Invalid, "larger than"},
		"deep":             {strings.Repeat("<a>", 100_000), identity.Invalid, "not XML"},
		"deep inside":      {strings.Replace(good, "<md:IDPSSO", strings.Repeat("<a>", 100_000)+"<md:IDPSSO", 1), identity.Invalid, "not XML"},
		"several":          {"<x>" + good + good + "</x>", identity.Ambiguous, "2 identity providers"},
		"no entity id":     {strings.Replace(good, `entityID="https://a.example"`, "", 1), identity.Invalid, "entityID"},
		"no way to a page": {metadataOf("e", keyOf("", encoded)), identity.Invalid, "SingleSignOnService"},
		"a script":         {metadataOf("e", keyOf("", encoded)+strings.ReplaceAll(both, "https:", "javascript:")), identity.Invalid, "SingleSignOnService"},
		"no certificate":   {metadataOf("e", both), identity.Invalid, "no certificate"},
		"no base64":        {metadataOf("e", both+keyOf("", "!")), identity.Invalid, "base64"},
		"no DER":           {metadataOf("e", both+keyOf("", "AAAA")), identity.Invalid, "cannot be read"},
		"another protocol": {strings.ReplaceAll(good, "SAML:2.0:protocol", "SAML:1.0:protocol"), identity.Invalid, "describes no identity provider"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := fromMetadata([]byte(test.metadata))
			if e := wantKind(t, err, test.kind); !strings.Contains(e.Error(), test.words) {
				t.Errorf("%v", e)
			}
		})
	}
}

// FuzzMetadata: whatever the metadata is, the result is an error of ours or a document
// that names everything that a SAML provider needs but for what a person knows.
func FuzzMetadata(f *testing.F) {
	encoded := strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(signerPEM, "-----BEGIN CERTIFICATE-----\n"), "-----END CERTIFICATE-----\n"), "\n", "")
	f.Add(metadataOf("https://a.example", keyOf("", encoded)+both+off))
	f.Add(metadataOf("", redirectOnly))
	f.Add(`<!DOCTYPE a><a/>`)
	f.Fuzz(func(t *testing.T, metadata string) {
		document, certificates, err := fromMetadata([]byte(metadata))
		if err != nil {
			if kind := identity.KindOf(err); kind != identity.Invalid && kind != identity.Ambiguous {
				t.Fatalf("%s: %v", kind, err)
			}
			return
		}
		o, err := parseObject(document)
		if err != nil || !json.Valid(document) || len(certificates) == 0 || len(certificates) > mostSigners {
			t.Fatalf("%s, %d certificates: %v", document, len(certificates), err)
		}
		o.set("name", quote("n"))
		o.set("spEntityId", quote("s"))
		o.set("idpVerification", json.RawMessage(`{"certificates":[{"id":"c"}]}`))
		o.set("spSigning", json.RawMessage(`{"key":{"id":"k"}}`))
		if vs := newProvider(o); len(vs) > 0 {
			t.Fatalf("%s: %v", document, vs)
		}
		for _, c := range certificates {
			if _, err := certificateFile(c.Content); err != nil {
				t.Fatal(err)
			}
		}
	})
}
