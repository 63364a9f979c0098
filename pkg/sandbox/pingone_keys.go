package sandbox

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// wantedKey is what a client asks of a new key.
type wantedKey struct {
	name, algorithm, usage, subject string
	bits, days                      int
}

// generateKey makes a key with a certificate that it has signed itself.
func (c *pingCall) generateKey() (answer, error) {
	body, err := c.plainObject()
	if err != nil {
		return answer{}, err
	}
	wanted, details := readWantedKey(body)
	if len(details) > 0 {
		return answer{}, invalidData(details...)
	}
	key, err := wanted.generate()
	if err != nil {
		return answer{}, err
	}
	certificate, err := wanted.certify(key, c.at)
	if err != nil {
		return answer{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return answer{}, err
	}
	doc := certificateDoc(c.env, uuid.NewString(), certificate, c.at)
	doc["name"], doc["usageType"] = wanted.name, wanted.usage
	raw := append(publicJSON(doc), '\n')
	raw = append(raw, encode(document{"key": base64.StdEncoding.EncodeToString(private),
		"certificate": base64.StdEncoding.EncodeToString(certificate.Raw)})...)
	o, err := c.tx.Insert(c.env.collection("keys"), doc.text("id"), raw, store.Keys{})
	if err != nil {
		return answer{}, err
	}
	return created(c.trustJSON("keys", o))
}

func readWantedKey(body document) (wantedKey, []pingDetail) {
	w := wantedKey{name: body.text("name"), algorithm: body.text("algorithm"), usage: body.text("usageType"), subject: body.text("subjectDN")}
	var details []pingDetail
	for _, name := range []string{"name", "algorithm", "usageType", "subjectDN"} {
		if body.text(name) == "" {
			details = append(details, requiredValue(name))
		}
	}
	lengths := map[string][]any{"RSA": {2048, 3072, 4096}, "EC": {256, 384, 521}}[w.algorithm]
	if w.algorithm != "" && lengths == nil {
		details = append(details, allowedValues("algorithm", []any{"RSA", "EC"}))
	}
	if w.usage != "" && !slices.Contains(certificateUsages(), any(w.usage)) {
		details = append(details, allowedValues("usageType", certificateUsages()))
	}
	w.bits, w.days = wholeOf(body["keyLength"]), wholeOf(body["validityPeriod"])
	if lengths != nil && !slices.Contains(lengths, any(w.bits)) {
		details = append(details, allowedValues("keyLength", lengths))
	}
	if w.days < 1 || w.days > 36500 {
		details = append(details, pingDetail{Code: "OUT_OF_RANGE", Target: "validityPeriod", Message: "is out of range",
			Inner: map[string]any{"rangeMinimumValue": 1, "rangeMaximumValue": 36500}})
	}
	return w, details
}

// wholeOf is a whole number of a document, 0 for anything else.
func wholeOf(value any) int {
	number, _ := value.(json.Number)
	n, _ := number.Int64()
	return int(n)
}

func (w wantedKey) generate() (crypto.Signer, error) {
	if w.algorithm == "RSA" {
		return rsa.GenerateKey(rand.Reader, w.bits)
	}
	curve := map[int]elliptic.Curve{256: elliptic.P256(), 384: elliptic.P384(), 521: elliptic.P521()}[w.bits]
	return ecdsa.GenerateKey(curve, rand.Reader)
}

// certify signs a certificate of a key by the key.
func (w wantedKey) certify(key crypto.Signer, at time.Time) (*x509.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(at.UnixNano()), Subject: subjectOf(w.subject), NotBefore: at.UTC(),
		NotAfter: at.UTC().Add(time.Duration(w.days) * day), KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// subjectOf reads the parts of a distinguished name that people use.
func subjectOf(text string) pkix.Name {
	var name pkix.Name
	for part := range strings.SplitSeq(text, ",") {
		kind, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch strings.ToUpper(kind) {
		case "CN":
			name.CommonName = value
		case "O":
			name.Organization = append(name.Organization, value)
		case "OU":
			name.OrganizationalUnit = append(name.OrganizationalUnit, value)
		case "L":
			name.Locality = append(name.Locality, value)
		case "ST":
			name.Province = append(name.Province, value)
		case "C":
			name.Country = append(name.Country, value)
		}
	}
	return name
}
