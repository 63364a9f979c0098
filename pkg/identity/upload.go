package identity

import (
	"context"
	"time"
)

// An Upload is a file that goes to the platform.
type Upload struct {
	// Name is what the file is called, without a path.
	Name    string
	Content []byte
}

// An UploadChecker holds a file against what the platform takes, by the rules of the
// upload. Nothing is sent.
type UploadChecker interface {
	CheckUpload(Upload) error
}

// A Certificate is one that the realm keeps, to check what others have signed.
type Certificate = Resource[CertificateProfile]

// A CertificateProfile is what every platform can say of a certificate; a zero time
// is unknown.
type CertificateProfile struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Usage   string    `json:"usage,omitempty"`
	Subject string    `json:"subject,omitempty"`
	Issuer  string    `json:"issuer,omitempty"`
	Starts  time.Time `json:"starts,omitzero"`
	Expires time.Time `json:"expires,omitzero"`
}

// Key names the certificate.
func (c CertificateProfile) Key() Key { return Key{ID: c.ID, Name: c.Name} }

// A CertificateStore is the certificates of a realm.
type CertificateStore interface {
	Lister[Certificate]
	Getter[Certificate]
	Finder[Certificate]
	Deleter[Certificate]
	CertificateUploader
}

// A CertificateUploader takes a certificate by which an identity provider signs. A
// file that holds none, or that holds a private key, is an error of kind [Invalid],
// and nothing of it is sent.
type CertificateUploader interface {
	UploadCertificate(context.Context, Upload) (Certificate, error)
}

// A CertificateDirectory is a directory that keeps certificates.
type CertificateDirectory interface{ Certificates() CertificateStore }

// Certificates returns the certificates of d, or an error of kind [Unsupported].
func Certificates(d Directory) (CertificateStore, error) {
	if c, ok := d.(CertificateDirectory); ok {
		return c.Certificates(), nil
	}
	return nil, Lacks(d, "certificates")
}

// A CertificatePatcher knows where an identity provider keeps the certificates that
// it signs with, which are named by id.
type CertificatePatcher interface{ CertificatePatch(ids []string) Patch }

// An Image is a picture that the platform keeps and shows.
type Image struct {
	ID string `json:"id"`
	// Address is where it can be seen.
	Address string `json:"address"`
	Type    string `json:"type,omitempty"`
	Width   int    `json:"width,omitempty"`
	Height  int    `json:"height,omitempty"`
}

// An ImageUploader takes a picture. A file that is none is an error of kind
// [Invalid], and nothing of it is sent.
type ImageUploader interface {
	UploadImage(context.Context, Upload) (Image, error)
}

// An IconPatcher knows where an identity provider keeps the picture on its button.
type IconPatcher interface{ IconPatch(Image) Patch }
