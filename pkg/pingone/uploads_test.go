package pingone

import (
	"bytes"
	"encoding/pem"
	"image"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
)

// signerPEM is a certificate whose key was thrown away.
const signerPEM = `-----BEGIN CERTIFICATE-----
MIIBYzCCAQqgAwIBAgIEATTW5TAKBggqhkjOPQQDAjAvMRAwDgYDVQQKEwdQYXJ0
bmVyMRswGQYDVQQDExJQYXJ0bmVyIEZlZGVyYXRpb24wIBcNMjQwMTAxMDAwMDAw
WhgPMjA5OTAxMDEwMDAwMDBaMC8xEDAOBgNVBAoTB1BhcnRuZXIxGzAZBgNVBAMT
ElBhcnRuZXIgRmVkZXJhdGlvbjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJjz
CAqvLaIyWBZZchIshL5VRYdFlOOXMPOZgHgUrSZmkuhtiHqid5kW4wKGzvPKpSBY
061ID/vUmFIGKOZForujEjAQMA4GA1UdDwEB/wQEAwIHgDAKBggqhkjOPQQDAgNH
ADBEAiAGb06Ygg0JYhbGL/NKWm5FkQABOWXNCuHA4ooTf8D9YgIgYW36BtVxYJmV
LmfBrfue6OVO6x7QMtJKBQ12S6SE2Is=
-----END CERTIFICATE-----
`

func signerDER(t *testing.T) []byte {
	t.Helper()
	block, _ := pem.Decode([]byte(signerPEM))
	if block == nil {
		t.Fatal("no PEM")
	}
	return block.Bytes
}

// parts are the parts of a form that was sent, as "name file=content".
func parts(t *testing.T, r seen) []string {
	t.Helper()
	kind, parameters, err := mime.ParseMediaType(r.header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		t.Fatalf("%q: %v", kind, err)
	}
	var all []string
	form := multipart.NewReader(strings.NewReader(r.body), parameters["boundary"])
	for {
		p, err := form.NextPart()
		if err == io.EOF { //nolint:errorlint // the package promises io.EOF itself
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.FormName()+" "+p.FileName()+"="+string(content))
	}
}

func TestUploadCertificate(t *testing.T) {
	t.Parallel()
	answer := says(201, `{"id":"c1","name":"Partner","usageType":"SIGNING","subjectDN":"CN=p","startsAt":"2024-01-01T00:00:00.000Z","expiresAt":"2099-01-01T00:00:00.000Z"}`)
	pkcs7 := append([]byte{0x30, 0x80, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}, make([]byte, 20)...)
	for name, test := range map[string]struct{ content, sent string }{
		"pem": {"comment\n" + signerPEM, "comment\n" + signerPEM}, "der": {string(signerDER(t)), signerPEM}, "pkcs7": {string(pkcs7), string(pkcs7)},
	} {
		s := newTenant(t, answer)
		made := must[identity.Certificate](t)(must[identity.CertificateStore](t)(identity.Certificates(s.client())).UploadCertificate(t.Context(), identity.Upload{Name: "dir/a\"b.pem", Content: []byte(test.content)}))
		if got := parts(t, s.requests()[0]); !slices.Equal(got, []string{"usageType =SIGNING", "file a_b.pem=" + test.sent}) {
			t.Errorf("%s: %q", name, got)
		}
		if p := must[identity.CertificateProfile](t)(made.Profile()); p.ID != "c1" || p.Expires.Year() != 2099 {
			t.Errorf("%+v", p)
		}
	}
	s := newTenant(t, answer)
	for _, content := range []string{"", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", signerPEM + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"} {
		_, err := s.client().Certificates().UploadCertificate(t.Context(), identity.Upload{Name: "a.pem", Content: []byte(content)})
		mustBe(t, err, identity.Invalid)
	}
	if got := s.lines(); got != nil {
		t.Errorf("sent %v", got)
	}
}

// aPicture is a picture of three by two.
func aPicture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUploadImage(t *testing.T) {
	t.Parallel()
	s := newTenant(t, says(201, `{"id":"i1","targets":{"original":{"id":"x","href":"https://uploads.example/i1.png","type":"image/png","width":3,"height":"2"}}}`),
		says(201, `{"id":"i1"}`))
	up := identity.Upload{Name: "logo.png", Content: aPicture(t)}
	got := must[identity.Image](t)(s.client().providers().UploadImage(t.Context(), up))
	if want := (identity.Image{ID: "i1", Address: "https://uploads.example/i1.png", Type: "image/png", Width: 3, Height: 2}); got != want {
		t.Errorf("%+v", got)
	}
	r := s.requests()[0]
	if r.body != string(up.Content) || r.header.Get("Content-Type") != "image/png" || r.header.Get("Content-Disposition") != `attachment; filename="logo.png"` || r.method != http.MethodPost {
		t.Errorf("%s %v", r, r.header)
	}
	_, err := s.client().providers().UploadImage(t.Context(), up)
	mustBe(t, err, identity.API)
	_, err = s.client().providers().UploadImage(t.Context(), identity.Upload{Name: "a.svg", Content: []byte("<svg></svg>")})
	mustBe(t, err, identity.Invalid)
	if n := len(s.requests()); n != 2 {
		t.Errorf("%d requests", n)
	}
}
