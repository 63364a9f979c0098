package sandbox

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// certificateUsages are what a certificate may be for.
func certificateUsages() []any {
	return []any{"SIGNING", "ENCRYPTION", "SSL/TLS", "ISSUANCE", "OUTBOUND_MTLS"}
}

// uploadCertificate keeps the certificate of a form: usageType and file.
func (c *pingCall) uploadCertificate() (answer, error) {
	usage, file, err := c.certificateForm()
	if err != nil {
		return answer{}, err
	}
	var details []pingDetail
	if !slices.Contains(certificateUsages(), any(usage)) {
		details = append(details, allowedValues("usageType", certificateUsages()))
	}
	certificate := readCertificate(file)
	if certificate == nil {
		details = append(details, invalidValue("file", "must be a certificate in PEM"))
	}
	if len(details) > 0 {
		return answer{}, invalidData(details...)
	}
	o, err := addCertificate(c.tx, c.env, uuid.NewString(), usage, certificate, c.at)
	if err != nil {
		return answer{}, err
	}
	return created(c.trustJSON("certificates", o))
}

// certificateForm reads the parts of the form.
func (c *pingCall) certificateForm() (usage string, file []byte, err error) {
	kind, parameters, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || parameters["boundary"] == "" {
		return "", nil, unsupportedMedia()
	}
	parts := multipart.NewReader(bytes.NewReader(c.content), parameters["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF { //nolint:errorlint // the package promises io.EOF itself
			return usage, file, nil
		}
		if err != nil {
			return "", nil, invalidRequest("The form cannot be read.")
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return "", nil, invalidRequest("The form cannot be read.")
		}
		switch part.FormName() {
		case "usageType":
			usage = string(content)
		case "file":
			file = content
		}
	}
}

// readCertificate finds the first certificate of a file in PEM, nil for none.
func readCertificate(file []byte) *x509.Certificate {
	for {
		block, rest := pem.Decode(file)
		if block == nil {
			return nil
		}
		if certificate, err := x509.ParseCertificate(block.Bytes); block.Type == "CERTIFICATE" && err == nil {
			return certificate
		}
		file = rest
	}
}

func addCertificate(tx *store.Tx, env *environment, id, usage string, certificate *x509.Certificate, at time.Time) (store.Object, error) {
	doc := certificateDoc(env, id, certificate, at)
	doc["usageType"] = usage
	return tx.Insert(env.collection("certificates"), id, publicJSON(doc), store.Keys{})
}

// certificateDoc is what the API shows of a certificate.
func certificateDoc(env *environment, id string, certificate *x509.Certificate, at time.Time) document {
	algorithm, length := publicKeyOf(certificate)
	status := "VALID"
	switch {
	case at.After(certificate.NotAfter):
		status = "EXPIRED"
	case at.Before(certificate.NotBefore):
		status = "NOT_YET_VALID"
	}
	return document{
		"id": id, "environment": idOf(env.ID), "name": certificate.Subject.CommonName, "subjectDN": certificate.Subject.String(),
		"issuerDN": certificate.Issuer.String(), "serialNumber": json.Number(certificate.SerialNumber.String()),
		"algorithm": algorithm, "signatureAlgorithm": signatureName(certificate.SignatureAlgorithm), "keyLength": length,
		"validityPeriod": int(certificate.NotAfter.Sub(certificate.NotBefore) / day), "startsAt": pingTime(certificate.NotBefore),
		"expiresAt": pingTime(certificate.NotAfter), "status": status, "default": false, "createdAt": pingTime(at),
	}
}

// publicKeyOf is the kind of a certificate's key, and its length in bits.
func publicKeyOf(certificate *x509.Certificate) (algorithm string, bits int) {
	switch key := certificate.PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA", key.N.BitLen()
	case *ecdsa.PublicKey:
		return "EC", key.Curve.Params().BitSize
	case ed25519.PublicKey:
		return "EC", 8 * ed25519.PublicKeySize
	}
	return "UNKNOWN", 0
}

// signatureName is how the platform writes an algorithm.
func signatureName(a x509.SignatureAlgorithm) string {
	switch a {
	case x509.SHA256WithRSA:
		return "SHA256withRSA"
	case x509.SHA384WithRSA:
		return "SHA384withRSA"
	case x509.SHA512WithRSA:
		return "SHA512withRSA"
	case x509.ECDSAWithSHA256:
		return "SHA256withECDSA"
	case x509.ECDSAWithSHA384:
		return "SHA384withECDSA"
	case x509.ECDSAWithSHA512:
		return "SHA512withECDSA"
	}
	return a.String()
}
