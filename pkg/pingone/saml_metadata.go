package pingone

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const (
	longestMetadata = 4 << 20
	// mostListed is how many entities are named when one should have been meant.
	mostListed = 10

	metadataSpace = "urn:oasis:names:tc:SAML:2.0:metadata"
	samlProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	postBinding   = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
	getBinding    = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
)

// A samlEntity is an EntityDescriptor of SAML 2.0 metadata, section 2.3.2.
type samlEntity struct {
	ID        string         `xml:"entityID,attr"`
	Providers []samlProvider `xml:"urn:oasis:names:tc:SAML:2.0:metadata IDPSSODescriptor"`
}

type samlProvider struct {
	Protocols  string         `xml:"protocolSupportEnumeration,attr"`
	WantSigned string         `xml:"WantAuthnRequestsSigned,attr"`
	Keys       []samlKey      `xml:"urn:oasis:names:tc:SAML:2.0:metadata KeyDescriptor"`
	SignOn     []samlEndpoint `xml:"urn:oasis:names:tc:SAML:2.0:metadata SingleSignOnService"`
	SignOff    []samlEndpoint `xml:"urn:oasis:names:tc:SAML:2.0:metadata SingleLogoutService"`
}

type samlKey struct {
	Use          string   `xml:"use,attr"`
	Certificates []string `xml:"http://www.w3.org/2000/09/xmldsig# KeyInfo>X509Data>X509Certificate"`
}

type samlEndpoint struct {
	Binding  string `xml:"Binding,attr"`
	Address  string `xml:"Location,attr"`
	Response string `xml:"ResponseLocation,attr"`
}

// FromMetadata is the document of a provider as its SAML metadata describes it,
// without what only a person knows: the name, and the id of the service. The
// certificates have to be uploaded first; see [Providers.CertificatePatch].
func (p *Providers) FromMetadata(metadata []byte) (json.RawMessage, []identity.Upload, error) {
	document, certificates, err := fromMetadata(metadata)
	if err != nil {
		return nil, nil, p.client.fail("read SAML metadata", "", err)
	}
	return document, certificates, nil
}

func fromMetadata(metadata []byte) (json.RawMessage, []identity.Upload, error) {
	entity, err := providerEntity(metadata)
	if err != nil {
		return nil, nil, err
	}
	provider := entity.provider()
	document, vs := provider.document(entity.ID)
	certificates, err := provider.signers(entity.ID)
	if err != nil {
		vs = append(vs, identity.Violation{Attribute: "KeyDescriptor", Rule: "INVALID_VALUE", Words: err.Error()})
	}
	if len(vs) > 0 {
		return nil, nil, &identity.Error{Kind: identity.Invalid, Violations: vs}
	}
	return document.bytes(), certificates, nil
}

// providerEntity finds the one entity that is an identity provider. The metadata is
// somebody else's: it is bounded, and a document type, with which XML can refer to
// more than it holds, is refused.
func providerEntity(metadata []byte) (samlEntity, error) {
	if len(metadata) > longestMetadata {
		return samlEntity{}, identity.Errorf(identity.Invalid, "the metadata is larger than %d MiB", longestMetadata>>20)
	}
	var found []samlEntity
	d := xml.NewDecoder(bytes.NewReader(metadata))
	for {
		entity, err := nextEntity(d)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return samlEntity{}, err
		}
		if entity.isProvider() {
			found = append(found, entity)
		}
	}
	switch len(found) {
	case 0:
		return samlEntity{}, identity.Errorf(identity.Invalid, "the metadata describes no identity provider of SAML 2.0")
	case 1:
		return found[0], nil
	}
	return samlEntity{}, severalEntities(found)
}

func severalEntities(found []samlEntity) error {
	e := &identity.Error{Kind: identity.Ambiguous, Detail: "the metadata describes " + strconv.Itoa(len(found)) + " identity providers; give that of one"}
	for _, entity := range found[:min(len(found), mostListed)] {
		e.Matches = append(e.Matches, identity.Key{ID: rest.Clean(entity.ID), Name: rest.Clean(entity.ID)})
	}
	return e
}

// nextEntity reads up to the end of the next entity; io.EOF is the end of all.
func nextEntity(d *xml.Decoder) (samlEntity, error) {
	for {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return samlEntity{}, io.EOF
		case err != nil:
			return samlEntity{}, noMetadata(err)
		}
		switch t := t.(type) {
		case xml.Directive:
			return samlEntity{}, identity.Errorf(identity.Invalid, "the metadata has a document type, which SAML metadata has not: not read")
		case xml.StartElement:
			if t.Name.Space != metadataSpace || t.Name.Local != "EntityDescriptor" {
				continue
			}
			var entity samlEntity
			if err := d.DecodeElement(&entity, &t); err != nil {
				return samlEntity{}, noMetadata(err)
			}
			return entity, nil
		}
	}
}

func noMetadata(err error) error {
	return identity.Errorf(identity.Invalid, "the metadata is not XML that can be read: %s", rest.Clean(err.Error()))
}

func (e samlEntity) isProvider() bool { return e.provider() != nil }

// provider is the entity as an identity provider of SAML 2.0, nil if it is none.
func (e samlEntity) provider() *samlProvider {
	for i, p := range e.Providers {
		for _, protocol := range strings.Fields(p.Protocols) {
			if protocol == samlProtocol {
				return &e.Providers[i]
			}
		}
	}
	return nil
}

// document is what the metadata says, and what is missing in it.
func (p *samlProvider) document(id string) (object, []identity.Violation) {
	var b broken
	if id == "" {
		b.add("entityID", "REQUIRED_VALUE", "is missing")
	}
	o := object{{"type", quote(typeSAML)}, {"enabled", json.RawMessage("true")}, {"idpEntityId", quote(id)}}
	if on, binding := endpointOf(p.SignOn); binding == "" {
		b.add("SingleSignOnService", "REQUIRED_VALUE", "has no address for HTTP-POST or HTTP-Redirect")
	} else {
		o.set("ssoEndpoint", quote(on.Address))
		o.set("ssoBinding", quote(binding))
	}
	if isXMLTrue(p.WantSigned) {
		o.set("authnRequestSigned", json.RawMessage("true"))
	}
	if off, binding := endpointOf(p.SignOff); binding != "" {
		o.set("sloEndpoint", quote(off.Address))
		if isWeb(off.Response) {
			o.set("sloResponseEndpoint", quote(off.Response))
		}
		o.set("sloBinding", quote(binding))
	}
	return o, b
}

// isXMLTrue reads a boolean of XML Schema.
func isXMLTrue(text string) bool {
	text = strings.TrimSpace(text)
	return text == "true" || text == "1"
}

// endpointOf is the first address that the platform can use, by POST before by
// redirect, and the platform's word for the binding; "" is none.
func endpointOf(endpoints []samlEndpoint) (samlEndpoint, string) {
	for _, b := range [...]struct{ name, word string }{{postBinding, "HTTP_POST"}, {getBinding, "HTTP_REDIRECT"}} {
		for _, e := range endpoints {
			if e.Binding == b.name && isWeb(e.Address) {
				return e, b.word
			}
		}
	}
	return samlEndpoint{}, ""
}

func isWeb(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}
