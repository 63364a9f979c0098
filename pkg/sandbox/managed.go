package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// managed serves managed/{type} and internal/role: collections, objects, and the relationships of objects.
func (c *call) managed() error {
	if len(c.path) < 2 {
		return notFound()
	}
	collection, rest := c.path[0]+"/"+c.path[1], c.path[2:]
	switch {
	case collection == "managed/svcacct":
		return c.serviceAccount(rest)
	case collection == "managed/teammember":
		return accessDenied()
	}
	t, ok := c.schemas.find(collection)
	if !ok {
		return notFound()
	}
	switch len(rest) {
	case 0:
		return c.collection(t)
	case 1:
		return c.object(t, rest[0])
	default:
		return c.relationship(t, rest[0], rest[1:])
	}
}

// collection serves requests to the collection itself.
func (c *call) collection(t *objectType) error {
	switch c.op {
	case opQuery:
		return c.query(t)
	case opCreate:
		if c.r.Method == http.MethodPost {
			return c.create(t, "")
		}
	case opAction:
		return c.collectionAction(t)
	case opRead:
		return badRequest("The resource collection  cannot be read")
	case opPatch:
		return badRequest("The resource collection  cannot be patched")
	case opDelete:
		return badRequest("The resource collection  cannot be deleted")
	}
	return notFound()
}

// object serves requests to one object.
func (c *call) object(t *objectType, id string) error {
	switch c.op {
	case opRead:
		return c.read(t, id)
	case opCreate:
		if c.r.Method == http.MethodPost {
			return badRequest("The resource instance  cannot be created")
		}
		return c.create(t, id)
	case opUpdate, opUpsert:
		return c.update(t, id)
	case opPatch:
		return c.patch(t, id)
	case opDelete:
		return c.remove(t, id)
	case opAction:
		return c.objectAction(t, id)
	}
	return badRequest("The resource instance  cannot be queried")
}

func (c *call) read(t *objectType, id string) error {
	fields, err := parseFields(c.params)
	if err != nil {
		return err
	}
	var body bytes.Buffer
	var rev string
	err = c.store.Read(c.r.Context(), func(tx *store.Tx) error {
		o, err := get(tx, t, id)
		if err != nil {
			return err
		}
		rev = o.Rev
		return newView(tx, &c.schemas, t, fields).appendObject(&body, o)
	})
	if err != nil {
		return err
	}
	if none := c.r.Header.Get("If-None-Match"); none != "" && revision(none) == rev {
		c.w.Header().Set("ETag", `"`+rev+`"`)
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return c.answerObject(http.StatusOK, outcome{rev: rev, body: body.Bytes()})
}

// outcome is a single object as an answer shows it.
type outcome struct {
	id        string
	rev       string
	body      []byte
	created   bool
	unchanged bool
}

// answerObject sends one managed object: with its ETag, with Location when it is new, and with X-Not-Modified when a
// write changed nothing.
func (c *call) answerObject(status int, o outcome) error {
	h := c.w.Header()
	h.Set("ETag", `"`+o.rev+`"`)
	h.Set("Content-Type", jsonType)
	if o.created {
		status = http.StatusCreated
		h.Set("Location", origin(c.r)+"/openidm/"+c.path[0]+"/"+c.path[1]+"/"+o.id)
	}
	if o.unchanged {
		h.Set("X-Not-Modified", "true")
	}
	c.w.WriteHeader(status)
	_, _ = c.w.Write(c.pretty(o.body)) // a client that has gone needs no answer
	return nil
}

// pretty indents a body where _prettyPrint asks for it.
func (c *call) pretty(body []byte) []byte {
	if wanted, _ := c.params.one("_prettyPrint"); !strings.EqualFold(wanted, "true") {
		return body
	}
	var b bytes.Buffer
	if json.Indent(&b, body, "", "  ") != nil {
		return body
	}
	return b.Bytes()
}

// get reads an object; a missing one is refused in the words of the directory behind the platform.
func get(tx *store.Tx, t *objectType, id string) (store.Object, error) {
	o, err := tx.Get(t.Collection, id)
	if errors.Is(err, store.ErrNotFound) {
		return o, fail(http.StatusNotFound, "No Such Entry: The search base entry '%s' does not exist", t.entry(id))
	}
	return o, err
}

// entry is the name under which an object lies in the directory.
func (t *objectType) entry(id string) string {
	if t.Realm == "" {
		return fmt.Sprintf("cn=%s,ou=role,ou=internal,o=root,ou=identities", id)
	}
	return fmt.Sprintf("fr-idm-uuid=%s,ou=%s,o=%s,o=root,ou=identities", id, t.Kind, t.Realm)
}

// matchRevision checks If-Match against the object's revision.
func (c *call) matchRevision(o store.Object) error {
	header := c.r.Header.Get("If-Match")
	if header == "" || strings.TrimSpace(header) == "*" || revision(header) == o.Rev {
		return nil
	}
	return preconditionFailed("The object has changed since it was read: its revision is '%s', the caller expects '%s'",
		o.Rev, revision(header))
}
