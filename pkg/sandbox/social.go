package sandbox

import (
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

const (
	socialPath  = "/am/json/realms/root/realms/{realm}/realm-config/services/SocialIdentityProviders"
	socialLabel = "resource=1.0"
)

// social serves the social identity providers of a realm.
func (f *face) social(mux *http.ServeMux) {
	for pattern, serve := range map[string]func(*socialCall) error{
		"GET " + socialPath:                     (*socialCall).service,
		"POST " + socialPath:                    (*socialCall).act,
		"GET " + socialPath + "/{type}":         (*socialCall).list,
		"POST " + socialPath + "/{type}":        (*socialCall).describe,
		"GET " + socialPath + "/{type}/{id}":    (*socialCall).read,
		"PUT " + socialPath + "/{type}/{id}":    (*socialCall).put,
		"DELETE " + socialPath + "/{type}/{id}": (*socialCall).remove,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			c := &socialCall{face: f, w: w, r: r, realm: r.PathValue("realm")}
			if err := c.serve(serve); err != nil {
				f.answerAM(w, socialLabel, err)
			}
		})
	}
}

// socialCall is one request while it is served.
type socialCall struct {
	*face
	w      http.ResponseWriter
	r      *http.Request
	realm  string
	kind   socialType
	params parameters
}

func (c *socialCall) serve(do func(*socialCall) error) error {
	if _, err := c.bearer(c.r, scopeAM); err != nil {
		return err
	}
	if !slices.Contains(realmNames(), c.realm) {
		return fail(http.StatusNotFound, "Realm '%s' not found", "/"+c.realm)
	}
	var err error
	if c.params, err = parseParameters(c.r.URL.RawQuery); err != nil {
		return err
	}
	if id := c.r.PathValue("type"); id != "" {
		var ok bool
		if c.kind, ok = findSocialType(id); !ok {
			return fail(http.StatusNotFound, "Resource '%s' not found", id)
		}
	}
	c.w.Header().Set("Cache-Control", "private")
	c.w.Header().Set("Content-API-Version", socialLabel)
	return do(c)
}

// service shows the service itself.
func (c *socialCall) service() error {
	c.answer(http.StatusOK, map[string]any{
		"_id": "", "_rev": "1077208638", "enabled": true,
		"_type": map[string]any{"_id": "SocialIdentityProviders", "name": "Social Identity Provider Service", "collection": false},
	})
	return nil
}

// act lists all providers, or all types.
func (c *socialCall) act() error {
	switch action, _ := c.params.one("_action"); action {
	case "nextdescendents":
		all := []any{}
		for _, t := range socialTypes() {
			found, err := c.all(t)
			if err != nil {
				return err
			}
			for _, doc := range found {
				delete(doc, "_rev") // as recorded
				all = append(all, doc)
			}
		}
		c.answer(http.StatusOK, map[string]any{"result": all})
	case "getAllTypes", "getCreatableTypes":
		var all []any
		for _, t := range socialTypes() {
			all = append(all, t.describe())
		}
		c.answer(http.StatusOK, map[string]any{"result": all})
	default:
		return fail(http.StatusNotImplemented, "Action %s is not supported.", action)
	}
	return nil
}

// describe shows the schema of a type, or what a new provider of it begins with.
func (c *socialCall) describe() error {
	switch action, _ := c.params.one("_action"); action {
	case "schema":
		c.answer(http.StatusOK, c.kind.schema())
	case "template":
		c.answer(http.StatusOK, c.kind.defaults())
	default:
		return fail(http.StatusNotImplemented, "Action %s is not supported.", action)
	}
	return nil
}

func (c *socialCall) list() error {
	found, err := c.all(c.kind)
	if err != nil {
		return err
	}
	if found == nil {
		found = []document{}
	}
	c.answer(http.StatusOK, envelope{Result: found, Count: len(found), Policy: "NONE", Total: -1, Remaining: -1})
	return nil
}

func (c *socialCall) collection(t socialType) string { return "am/" + c.realm + "/" + t.id }

func (c *socialCall) all(t socialType) ([]document, error) {
	var found []document
	err := c.store.Read(c.r.Context(), func(tx *store.Tx) error {
		for o, err := range tx.Scan(c.collection(t), "", nil, 0, 0) {
			if err != nil {
				return err
			}
			doc, err := readDocument(o)
			if err != nil {
				return err
			}
			found = append(found, t.shown(doc))
		}
		return nil
	})
	return found, err
}

// shown is a provider as it is read: with its type and revision, without its secret.
func (t socialType) shown(doc document) document {
	doc["_type"], doc["_rev"] = t.describe(), socialRevision(doc)
	delete(doc, "clientSecret")
	return doc
}

// socialRevision is a signed number, a digest of the document as it rests.
func socialRevision(doc document) string {
	rest := doc.clone()
	delete(rest, "_rev")
	delete(rest, "_type")
	h := fnv.New32a()
	_, _ = h.Write(encode(rest)) // a hash never fails
	return strconv.Itoa(int(int32(h.Sum32())))
}

func (c *socialCall) read() error {
	var doc document
	err := c.store.Read(c.r.Context(), func(tx *store.Tx) (err error) {
		doc, err = c.get(tx)
		return err
	})
	if err != nil {
		return err
	}
	c.show(http.StatusOK, doc)
	return nil
}

func (c *socialCall) get(tx *store.Tx) (document, error) {
	o, err := tx.Get(c.collection(c.kind), c.r.PathValue("id"))
	if errors.Is(err, store.ErrNotFound) {
		return nil, fail(http.StatusNotFound, "Resource '%s' not found", c.r.PathValue("id"))
	}
	if err != nil {
		return nil, err
	}
	return readDocument(o)
}

// put makes a provider or replaces one; a secret that the document leaves out stays.
func (c *socialCall) put() error {
	doc := document{}
	if err := readJSON(c.w, c.r, &doc); err != nil {
		return err
	}
	for _, own := range []string{"_id", "_rev", "_type"} {
		delete(doc, own)
	}
	if err := c.kind.check(doc); err != nil {
		return err
	}
	status := http.StatusOK
	err := c.store.Write(c.r.Context(), func(tx *store.Tx) error {
		was, err := c.get(tx)
		var missing *failure
		switch {
		case errors.As(err, &missing):
			status = http.StatusCreated
		case err != nil:
			return err
		case c.r.Header.Get("If-None-Match") == "*":
			return preconditionFailed("Resource '%s' already exists", c.r.PathValue("id"))
		}
		return c.keep(tx, doc, was)
	})
	if err != nil {
		return err
	}
	if status == http.StatusCreated {
		c.w.Header().Set("Location", origin(c.r)+c.r.URL.EscapedPath())
	}
	c.show(status, doc)
	return nil
}

// keep stores a document in the place of what was there, nil for a new one.
func (c *socialCall) keep(tx *store.Tx, doc, was document) error {
	for name, value := range c.kind.defaults() {
		if _, ok := doc[name]; !ok {
			doc[name] = value
		}
	}
	if doc["clientSecret"] == nil {
		if delete(doc, "clientSecret"); was["clientSecret"] != nil {
			doc["clientSecret"] = was["clientSecret"]
		}
	}
	id, write := c.r.PathValue("id"), tx.Update
	if was == nil {
		write = tx.Insert
	}
	if _, err := write(c.collection(c.kind), id, encode(doc), store.Keys{}); err != nil {
		return err
	}
	doc["_id"] = id
	return nil
}

// check refuses what the service was recorded to refuse: members that the type does not have, an address that is none.
func (t socialType) check(doc document) error {
	names := t.members()
	for name := range doc {
		if !slices.Contains(names, name) {
			f := badRequest("Invalid attribute specified.")
			f.detail = map[string]any{"validAttributes": names}
			return f
		}
	}
	for name, label := range map[string]string{"redirectAfterFormPostURI": "Redirect after form post URL", "redirectURI": "Redirect URL"} {
		value, given := doc[name]
		text, _ := value.(string)
		if u, err := url.Parse(text); given && text != "" && (err != nil || u.Host == "") {
			return fail(http.StatusInternalServerError, "Unable to update SMS config: Data validation failed for the attribute, %s", label)
		}
	}
	return nil
}

func (c *socialCall) remove() error {
	var doc document
	err := c.store.Write(c.r.Context(), func(tx *store.Tx) (err error) {
		if doc, err = c.get(tx); err != nil {
			return err
		}
		_, err = tx.Delete(c.collection(c.kind), c.r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	c.show(http.StatusOK, doc)
	return nil
}

// show answers with one provider.
func (c *socialCall) show(status int, doc document) {
	doc = c.kind.shown(doc)
	c.w.Header().Set("ETag", fmt.Sprintf("%q", doc.text("_rev")))
	c.answer(status, doc)
}

func (c *socialCall) answer(status int, v any) { answerJSON(c.w, status, v) }
