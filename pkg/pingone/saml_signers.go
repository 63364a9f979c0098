package pingone

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// mostSigners is how many certificates of one provider are looked at.
const mostSigners = 20

// signers are the certificates by which the provider signs, each once.
func (p *samlProvider) signers(entity string) ([]identity.Upload, error) {
	var uploads []identity.Upload
	seen := map[string]bool{}
	for _, key := range p.Keys {
		if key.Use == "encryption" {
			continue
		}
		for _, text := range key.Certificates {
			content, err := signer(text)
			switch {
			case err != nil:
				return nil, err
			case seen[string(content)]:
				continue
			case len(uploads) == mostSigners:
				return nil, errors.New("has more than " + strconv.Itoa(mostSigners) + " certificates")
			}
			seen[string(content)] = true
			uploads = append(uploads, identity.Upload{Name: signerName(entity, len(uploads)+1), Content: content})
		}
	}
	if len(uploads) == 0 {
		return nil, errors.New("has no certificate to sign with")
	}
	return uploads, nil
}

// signer is a certificate of the metadata as PEM.
func signer(text string) ([]byte, error) {
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, errors.New("has a certificate that is not base64")
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, errors.New("has a certificate that cannot be read")
	}
	return pemOf(certificate), nil
}

// signerName is a name for the file of a certificate, from the host of the entity.
func signerName(entity string, n int) string {
	host := "idp"
	if u, err := url.Parse(entity); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return fileName(host+"-"+strconv.Itoa(n)+".pem", "idp-"+strconv.Itoa(n)+".pem")
}
