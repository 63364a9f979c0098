package sandbox

import (
	"net/http"
	"slices"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// routeTrust serves what an identity provider points at: certificates, keys and images.
func (p *pingOne) routeTrust(mux *http.ServeMux) {
	p.get(mux, environmentPath+"/certificates", listTrust("certificates"))
	p.post(mux, environmentPath+"/certificates", (*pingCall).uploadCertificate)
	p.get(mux, environmentPath+"/keys", listTrust("keys"))
	p.post(mux, environmentPath+"/keys", (*pingCall).generateKey)
	for _, kind := range []string{"certificates", "keys"} {
		p.get(mux, environmentPath+"/"+kind+"/{item}", getTrust(kind))
		p.remove(mux, environmentPath+"/"+kind+"/{item}", removeTrust(kind))
	}
	p.post(mux, environmentPath+"/images", (*pingCall).uploadImage)
	p.get(mux, environmentPath+"/images/{image}", (*pingCall).getImage)
	p.remove(mux, environmentPath+"/images/{image}", (*pingCall).deleteImage)
	mux.HandleFunc("GET /v1"+environmentPath+"/images/{image}/original", p.serveImage)
}

// listTrust, getTrust and removeTrust serve certificates and keys. What is secret of a key is behind a line break.
func listTrust(kind string) pingHandler {
	return func(c *pingCall) (answer, error) {
		return c.list(listing{
			collection: c.env.collection(kind), name: kind, max: onePage,
			render: func(o store.Object) ([]byte, error) { return c.trustJSON(kind, o), nil },
		})
	}
}

func (c *pingCall) trustJSON(kind string, o store.Object) []byte {
	public, _ := split(o)
	return c.entity("/"+kind+"/"+o.ID, public)
}

func getTrust(kind string) pingHandler {
	return func(c *pingCall) (answer, error) {
		o, err := c.tx.Get(c.env.collection(kind), c.r.PathValue("item"))
		if err != nil {
			return answer{}, err
		}
		return ok(c.trustJSON(kind, o))
	}
}

// removeTrust refuses while a provider points at it.
func removeTrust(kind string) pingHandler {
	return func(c *pingCall) (answer, error) {
		id := c.r.PathValue("item")
		if _, err := c.tx.Get(c.env.collection(kind), id); err != nil {
			return answer{}, err
		}
		used, err := c.pointedAt(id)
		switch {
		case err != nil:
			return answer{}, err
		case used:
			return answer{}, requestFailed(constraint("id", "It is in use by an identity provider."))
		}
		if _, err := c.tx.Delete(c.env.collection(kind), id); err != nil {
			return answer{}, err
		}
		return gone()
	}
}

// pointedAt says whether a provider uses a certificate or a key.
func (c *pingCall) pointedAt(id string) (bool, error) {
	providers, err := collect(c.tx, providersOf(c.env), "", nil, 0, onePage)
	for _, o := range providers {
		doc, err := readPublic(o)
		if err != nil {
			return false, err
		}
		if doc.textAt("spSigning.key.id") == id || slices.Contains(certificatesOf(doc), id) {
			return true, nil
		}
	}
	return false, err
}
