package pingone

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"mime/multipart"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Certificates is the store of an environment's certificates; see "Certificate
// Management" in the platform's reference.
type Certificates struct {
	collection[identity.CertificateProfile]
}

// Certificates returns the environment's certificates, which is a *[Certificates].
func (c *Client) Certificates() identity.CertificateStore {
	return &Certificates{collection[identity.CertificateProfile]{
		client: c, one: "certificate", many: "certificates", path: c.path("certificates"), read: readCertificate,
	}}
}

func readCertificate(document json.RawMessage) (identity.CertificateProfile, error) {
	var w struct {
		ID      string          `json:"id"`
		Name    lenient[string] `json:"name"`
		Usage   lenient[string] `json:"usageType"`
		Subject lenient[string] `json:"subjectDN"`
		Issuer  lenient[string] `json:"issuerDN"`
		Starts  lenient[string] `json:"startsAt"`
		Expires lenient[string] `json:"expiresAt"`
	}
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.CertificateProfile{}, identity.Errorf(identity.API, "read certificate: the platform sent something that is none: %w", err)
	}
	return identity.CertificateProfile{
		ID: w.ID, Name: w.Name.value, Usage: rest.Clean(w.Usage.value), Subject: w.Subject.value, Issuer: w.Issuer.value,
		Starts: readTime(w.Starts.value), Expires: readTime(w.Expires.value),
	}, nil
}

// UploadCertificate keeps a certificate by which others sign. The file is PEM, DER or
// PKCS #7.
func (c *Certificates) UploadCertificate(ctx context.Context, u identity.Upload) (identity.Certificate, error) {
	const op = "upload certificate"
	content, err := certificateFile(u.Content)
	if err != nil {
		return identity.Certificate{}, c.client.fail(op, rest.Clean(u.Name), err)
	}
	request, err := c.form(u.Name, content)
	if err != nil {
		return identity.Certificate{}, c.client.fail(op, rest.Clean(u.Name), err)
	}
	document, err := c.client.upload(ctx, request)
	if err != nil {
		return identity.Certificate{}, c.client.uncertain(op, rest.Clean(u.Name), err)
	}
	return c.resource(document), nil
}

// CheckUpload refuses a file that holds no certificate, or a private key.
func (c *Certificates) CheckUpload(u identity.Upload) error {
	if _, err := certificateFile(u.Content); err != nil {
		return c.client.fail("upload certificate", rest.Clean(u.Name), err)
	}
	return nil
}

// form is the upload of a certificate as the service takes it.
func (c *Certificates) form(name string, content []byte) (rest.Request, error) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	err := form.WriteField("usageType", "SIGNING")
	if err == nil {
		file, err2 := form.CreateFormFile("file", fileName(name, "certificate.pem"))
		if err = err2; err == nil {
			_, err = file.Write(content)
		}
	}
	if err == nil {
		err = form.Close()
	}
	return rest.Request{
		Method: http.MethodPost, Path: c.path, Body: body.Bytes(), Header: http.Header{"Content-Type": {form.FormDataContentType()}},
		Write: true, Replay: rest.ReplayNever,
	}, err
}

// upload sends a file; the answer is an object.
func (c *Client) upload(ctx context.Context, r rest.Request) (json.RawMessage, error) {
	resp, err := c.do(ctx, r)
	if err != nil {
		return nil, err
	}
	return objectOf(resp)
}

// fileName is the last step of a name, fit for a header.
func fileName(name, otherwise string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\;`, r) {
			return '_'
		}
		return r
	}, name)
	if name == "" || len(name) > 100 {
		return otherwise
	}
	return name
}

// certificateFile is a file as the service takes it: PEM or PKCS #7. A file with a
// private key in it is refused: it is not for anybody else to have.
func certificateFile(content []byte) ([]byte, error) {
	if bytes.Contains(content, []byte("PRIVATE KEY-----")) {
		return nil, identity.Errorf(identity.Invalid, "the file holds a private key: nothing was sent; give a file with the certificate alone")
	}
	if certificate, err := x509.ParseCertificate(content); err == nil {
		return pemOf(certificate), nil
	}
	if isPKCS7(content) {
		return content, nil
	}
	found := false
	for rest := content; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "CERTIFICATE" {
			if _, err := x509.ParseCertificate(block.Bytes); err != nil {
				return nil, identity.Errorf(identity.Invalid, "the file holds a certificate that cannot be read: %w", err)
			}
		}
		found = found || block.Type == "CERTIFICATE" || block.Type == "PKCS7"
	}
	if !found {
		return nil, identity.Errorf(identity.Invalid, "the file holds no certificate in PEM, DER or PKCS #7")
	}
	return content, nil
}

func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// isPKCS7 looks for the object identifier of signed data (RFC 2315, 14) near the
// beginning of DER.
func isPKCS7(content []byte) bool {
	return len(content) > 20 && content[0] == 0x30 && bytes.Contains(content[:20], []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02})
}
