package aic

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A thing is what a managed object is read as.
type thing interface {
	Document() json.RawMessage
	Key() (identity.Key, error)
}

// A kind is a type of managed objects: where they lie and what they are called.
type kind struct {
	// object is the type in the service's words, such as "alpha_user".
	object string
	// one and many are what people call them.
	one, many string
	// names are the attributes that people may know one by; the first is its name.
	names []string
	// known says in words what one may be found by: "id or name".
	known string
	// needless kinds are not there in every realm.
	needless bool
	// named kinds have any text as an id; the others have a UUID on Advanced Identity
	// Cloud.
	named bool
	// fields are asked for where a query names none; none means what the service gives.
	fields []string
	// newID is the id of an object that is made of a document; "" leaves it to the
	// server. nil makes a random one.
	newID func(*object) string
}

// managed is the store of the objects of one kind.
type managed[T thing] struct {
	kind
	client *Client
	schema *schemaCache
	make   func(json.RawMessage) T
}

func newManaged[T thing](c *Client, k kind, read func(json.RawMessage) T) managed[T] {
	return managed[T]{kind: k, client: c, schema: &schemaCache{}, make: read}
}

// beside is a kind of objects in the realm whose users are of the type users:
// "alpha_group" beside "alpha_user", "group" beside "user". Not every realm has it.
func beside(users, one, many string) kind {
	object := one
	if realm, ok := strings.CutSuffix(users, "user"); ok {
		object = realm + one
	}
	return kind{object: object, one: one, many: many, names: []string{"name"}, known: "id or name", needless: true}
}

// op is what is attempted: "create user".
func (m *managed[T]) op(verb string) string { return verb + " " + m.one }

// resource is the collection as references have it, such as "managed/alpha_user".
func (m *managed[T]) resource() string { return "managed/" + m.object }

// collection is the address of the collection.
func (m *managed[T]) collection() string { return m.client.openidm(m.resource()) }

// path is the address of one object.
func (m *managed[T]) path(id string) string { return m.collection() + "/" + url.PathEscape(id) }

// subject is the name of an object in a document that may be anything.
func (m *managed[T]) subject(document json.RawMessage) string {
	o, err := parseObject(document)
	if err != nil {
		return ""
	}
	return o.text(m.names[0])
}

// fail is [Client.fail], and names what a realm does not have at all.
func (m *managed[T]) fail(op, subject string, err error) error {
	if m.needless && m.isNoKind(err) {
		return identity.Lacks(m.client, m.many)
	}
	return m.client.fail(op, subject, err)
}

// isNoKind reports that the type of objects does not exist: the answer speaks of the
// type, where that for a missing object speaks of an entry or an object.
func (m *managed[T]) isNoKind(err error) bool {
	said, ok := missing(err)
	said = strings.TrimPrefix(strings.TrimPrefix(said, "Resource '"), "managed/")
	return ok && (said == notFound || strings.HasPrefix(said, m.object+"'") || strings.HasPrefix(said, m.object+"/"))
}

// notFound is all that the platform says of a type or a relationship that it lacks.
const notFound = "Not Found"

// isNoResource reports that a relationship or its type does not exist.
func isNoResource(err error) bool {
	said, ok := missing(err)
	return ok && (said == notFound || strings.HasPrefix(said, "Resource '"))
}

// missing is what a 404 says.
func missing(err error) (said string, ok bool) {
	answer, ok := statusOf(err)
	if !ok || answer.Status != http.StatusNotFound {
		return "", false
	}
	return decodeAnswer(answer.Body, answer.Header.Get("Content-Type")).message, true
}

func statusOf(err error) (*rest.StatusError, bool) { return errors.AsType[*rest.StatusError](err) }

// do sends a request about one object and reads the object that is the answer.
func (m *managed[T]) do(ctx context.Context, op, subject string, r rest.Request) (T, error) {
	body, err := m.send(ctx, r)
	if err != nil {
		var none T
		return none, m.fail(op, subject, err)
	}
	return m.make(body), nil
}

// send sends a request and returns the object in its answer.
func (m *managed[T]) send(ctx context.Context, r rest.Request) (json.RawMessage, error) {
	return m.client.object(ctx, r)
}

// object sends a request and returns the object in its answer.
func (c *Client) object(ctx context.Context, r rest.Request) (json.RawMessage, error) {
	resp, err := c.rest.Do(ctx, r)
	if err != nil {
		return nil, err
	}
	return objectOf(resp)
}

// NativeName is the platform's own name of what other platforms call the id.
func (m *managed[T]) NativeName(path string) string {
	if path == "id" {
		return "_id"
	}
	return path
}
