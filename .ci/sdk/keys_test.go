package sdk

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// key is what is asked of a new key.
func key(name string) *management.Certificate {
	return management.NewCertificate(management.ENUMCERTIFICATEKEYALGORITHM_EC, 256, name,
		management.ENUMCERTIFICATEKEYSIGNAGUREALGORITHM_SHA256WITH_ECDSA, "CN="+name+",O=Example,C=DE",
		management.ENUMCERTIFICATEKEYUSAGETYPE_SIGNING, 365)
}

func (s *stranger) newKey(name string) *management.Certificate {
	s.Helper()
	made, resp, err := s.CertificateManagementApi.CreateKey(s.ctx, s.env).Certificate(*key(name)).Execute()
	s.did("CreateKey", http.StatusCreated, resp, err)
	return made
}

func TestCreateKey(t *testing.T) {
	s := newStranger(t)
	made, wanted := s.newKey("Signs"), key("Signs")
	wanted.SubjectDN = made.SubjectDN // the parts may stand in another order
	has(s, made, wanted)
	want(s, "subject", strings.Contains(made.GetSubjectDN(), "CN=Signs"), true)
	want(s, "status", made.GetStatus(), management.ENUMCERTIFICATEKEYSTATUS_VALID)
	want(s, "serial number", made.SerialNumber.Sign(), 1)
}

func TestCreateKeyOfOddLength(t *testing.T) {
	s := newStranger(t)
	odd := key("Odd")
	odd.SetKeyLength(255)
	_, resp, err := s.CertificateManagementApi.CreateKey(s.ctx, s.env).Certificate(*odd).Execute()
	s.turnedDown("odd length", http.StatusBadRequest, "INVALID_DATA INVALID_VALUE keyLength", resp, err)
}

func TestGetKey(t *testing.T) {
	s := newStranger(t)
	made := s.newKey("Is read")
	got, resp, err := s.CertificateManagementApi.GetKey(s.ctx, s.env, made.GetId()).Execute()
	s.did("GetKey", http.StatusOK, resp, err)
	has(s, got, made)
	_, resp, err = s.CertificateManagementApi.GetKey(s.ctx, s.env, nobody).Execute()
	s.missing("read a key that is not there", resp, err)
}

func TestGetKeys(t *testing.T) {
	s := newStranger(t)
	made := s.newKey("Is listed")
	page, resp, err := s.CertificateManagementApi.GetKeys(s.ctx, s.env).Execute()
	s.did("GetKeys", http.StatusOK, resp, err)
	i := slices.IndexFunc(page.Embedded.Keys, func(one management.Certificate) bool { return one.GetId() == made.GetId() })
	if i < 0 {
		t.Fatalf("not listed among %d", len(page.Embedded.Keys))
	}
	has(s, page.Embedded.Keys[i], made)
}

func TestDeleteKey(t *testing.T) {
	s := newStranger(t)
	id := s.newKey("Is dropped").GetId()
	resp, err := s.CertificateManagementApi.DeleteKey(s.ctx, s.env, id).Execute()
	s.did("DeleteKey", http.StatusNoContent, resp, err)
	_, resp, err = s.CertificateManagementApi.GetKey(s.ctx, s.env, id).Execute()
	s.missing("read it after that", resp, err)
}
