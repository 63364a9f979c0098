package sdk

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// serial is longer than any integer of the language.
const serial = "340282366920938463463374607431768211455"

// signed is a certificate in PEM that its own key has signed.
func signed(s *stranger, name string) []byte {
	s.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.Fatal(err)
	}
	number, _ := new(big.Int).SetString(serial, 10)
	template := &x509.Certificate{SerialNumber: number, Subject: pkix.Name{CommonName: name}, NotBefore: time.Now(),
		NotAfter: time.Now().AddDate(0, 0, 90)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		s.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func (s *stranger) uploadCertificate(usage string, file []byte) (*management.Certificate, *http.Response, error) {
	return s.CertificateManagementApi.CreateCertificateFromFile(s.ctx, s.env).UsageType(usage).File(&file).Execute()
}

func (s *stranger) newCertificate(name string) *management.Certificate {
	s.Helper()
	made, resp, err := s.uploadCertificate("SIGNING", signed(s, name))
	s.did("CreateCertificateFromFile", http.StatusCreated, resp, err)
	return made
}

func TestCreateCertificateFromFile(t *testing.T) {
	s := newStranger(t)
	made := s.newCertificate("trusted.example.com")
	want(s, "name", made.GetName(), "trusted.example.com")
	want(s, "subject", made.GetSubjectDN(), "CN=trusted.example.com")
	want(s, "issuer", made.GetIssuerDN(), "CN=trusted.example.com")
	want(s, "usage", made.GetUsageType(), management.ENUMCERTIFICATEKEYUSAGETYPE_SIGNING)
	want(s, "algorithm", made.GetAlgorithm(), management.ENUMCERTIFICATEKEYALGORITHM_EC)
	want(s, "length of the key", made.GetKeyLength(), 256)
	want(s, "signature", made.GetSignatureAlgorithm(), management.ENUMCERTIFICATEKEYSIGNAGUREALGORITHM_SHA256WITH_ECDSA)
	want(s, "status", made.GetStatus(), management.ENUMCERTIFICATEKEYSTATUS_VALID)
	want(s, "days", made.GetValidityPeriod(), 90)
	want(s, "serial number", made.SerialNumber.String(), serial)
	want(s, "days between its times", made.GetExpiresAt().Sub(made.GetStartsAt()), 90*24*time.Hour)
}

func TestCreateCertificateFromFileOfNothing(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.uploadCertificate("SIGNING", []byte("not a certificate"))
	s.turnedDown("what is no certificate", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE file", resp, err)
	_, resp, err = s.uploadCertificate("DECORATION", signed(s, "hung.example.com"))
	s.turnedDown("unknown usage", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE usageType", resp, err)
}

func TestGetCertificate(t *testing.T) {
	s := newStranger(t)
	made := s.newCertificate("read.example.com")
	got, resp, err := s.CertificateManagementApi.GetCertificate(s.ctx, s.env, made.GetId()).Execute()
	s.did("GetCertificate", http.StatusOK, resp, err)
	has(s, got, made)
	_, resp, err = s.CertificateManagementApi.GetCertificate(s.ctx, s.env, nobody).Execute()
	s.missing("read a certificate that is not there", resp, err)
}

func TestGetCertificates(t *testing.T) {
	s := newStranger(t)
	made := s.newCertificate("listed.example.com")
	page, resp, err := s.CertificateManagementApi.GetCertificates(s.ctx, s.env).Execute()
	s.did("GetCertificates", http.StatusOK, resp, err)
	i := slices.IndexFunc(page.Embedded.Certificates, func(one management.Certificate) bool { return one.GetId() == made.GetId() })
	if i < 0 {
		t.Fatalf("not listed among %d", len(page.Embedded.Certificates))
	}
	has(s, page.Embedded.Certificates[i], made)
}

func TestDeleteCertificate(t *testing.T) {
	s := newStranger(t)
	id := s.newCertificate("dropped.example.com").GetId()
	resp, err := s.CertificateManagementApi.DeleteCertificate(s.ctx, s.env, id).Execute()
	s.did("DeleteCertificate", http.StatusNoContent, resp, err)
	_, resp, err = s.CertificateManagementApi.GetCertificate(s.ctx, s.env, id).Execute()
	s.missing("read it after that", resp, err)
}
