package pingone

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/stream"
)

// A collection is a list of resources with an address each: what most things of
// an environment are.
type collection[P identity.Keyed] struct {
	client    *Client
	one, many string // what people call them
	path      string
	read      func(json.RawMessage) (P, error)
	// query prints the condition of a listing; nil takes none.
	query func(identity.Query) (string, error)
	// outside reports a resource that is not of the realm: it is not there. Nil is
	// for collections that every realm of the environment shares.
	outside func(context.Context, json.RawMessage) (bool, error)
	// place tells resources of one name apart, in words; nil where nothing does.
	place func(context.Context, P) (string, error)
	// names gives what people know from elsewhere its name here; nil where all are the same.
	names func(path string) string
}

// NativeName is the platform's own name of a property.
func (c *collection[P]) NativeName(path string) string {
	switch {
	case path == "_id":
		return "id"
	case c.names != nil:
		return c.names(path)
	}
	return path
}

func (c *collection[P]) resource(document json.RawMessage) identity.Resource[P] {
	return identity.Resource[P]{Native: document, Read: c.read}
}

// at is the address of one resource.
func (c *collection[P]) at(id string) string { return c.path + "/" + url.PathEscape(id) }

// List streams the resources, page by page.
func (c *collection[P]) List(ctx context.Context, q identity.Query) iter.Seq2[identity.Resource[P], error] {
	op := "list " + c.many
	return func(yield func(identity.Resource[P], error) bool) {
		var query string
		var err error
		switch {
		case c.query != nil:
			query, err = c.query(q)
		case q.Filter != nil || q.Native != "":
			err = identity.Errorf(identity.Unsupported, "%s cannot filter %s", platform, c.many)
		}
		if err != nil {
			yield(identity.Resource[P]{}, c.client.fail(op, "", err))
			return
		}
		for row, err := range c.rows(ctx, query, q) {
			if err != nil {
				yield(identity.Resource[P]{}, c.client.failList(op, err))
				return
			}
			if !yield(c.resource(row), nil) {
				return
			}
		}
	}
}

// rows yields the documents of a listing that are of the realm. The service sorts
// none: an order is made here.
func (c *collection[P]) rows(ctx context.Context, query string, q identity.Query) iter.Seq2[json.RawMessage, error] {
	p := &pager{client: c.client, path: c.path, query: query, limit: q.Limit}
	if len(q.Sort) == 0 {
		return c.within(ctx, p)
	}
	p.limit = 0 // the first of the order may come last
	return c.client.sorted(c.within(ctx, p), q, c.NativeName)
}

// within yields the rows that are of the realm.
func (c *collection[P]) within(ctx context.Context, p *pager) iter.Seq2[json.RawMessage, error] {
	if c.outside == nil {
		return p.rows(ctx)
	}
	limit := p.limit
	p.limit = 0
	return stream.Take(func(yield func(json.RawMessage, error) bool) {
		for row, err := range p.rows(ctx) {
			outside := false
			if err == nil {
				outside, err = c.outside(ctx, row)
			}
			if !outside && !yield(row, err) || err != nil {
				return
			}
		}
	}, limit)
}

// Get reads one resource by its id.
func (c *collection[P]) Get(ctx context.Context, id string) (identity.Resource[P], error) {
	document, err := c.get(ctx, id)
	if err != nil {
		return identity.Resource[P]{}, c.client.fail("get "+c.one, id, err)
	}
	return c.resource(document), nil
}

func (c *collection[P]) get(ctx context.Context, id string) (json.RawMessage, error) {
	if !isStep(id) {
		return nil, identity.Errorf(identity.NotFound, "this is no id")
	}
	return c.getWith(ctx, id, "")
}

// getWith reads one resource with a query, if it is of the realm.
func (c *collection[P]) getWith(ctx context.Context, id, query string) (json.RawMessage, error) {
	document, err := c.client.read(ctx, c.at(id), query)
	if err != nil || c.outside == nil {
		return document, err
	}
	outside, err := c.outside(ctx, document)
	if outside {
		return nil, identity.Errorf(identity.NotFound, "the %s belongs to another population than this realm, which is %s", c.one, rest.Clean(c.client.options.Population))
	}
	return document, err
}

// Find finds a resource by id or name. A name that is the same to the letter goes
// before one that differs in case.
func (c *collection[P]) Find(ctx context.Context, name string) (identity.Resource[P], error) {
	op := "find " + c.one
	if name == "" {
		return identity.Resource[P]{}, c.client.fail(op, "", identity.Errorf(identity.Usage, "the name is empty"))
	}
	if uuid.Validate(name) == nil {
		document, err := c.get(ctx, name)
		if err == nil {
			return c.resource(document), nil
		}
		if kindIn(err) != identity.NotFound {
			return identity.Resource[P]{}, c.client.fail(op, name, err)
		}
	}
	found, err := c.named(ctx, name)
	if err != nil {
		return found, c.client.fail(op, name, err)
	}
	return found, nil
}

// Delete removes a resource and returns it as it last was: it is read first. For
// the revision see [Users.Patch].
func (c *collection[P]) Delete(ctx context.Context, id, revision string) (identity.Resource[P], error) {
	op := "delete " + c.one
	document, err := c.get(ctx, id)
	if err == nil {
		err = checkRevisionOf(document, revision)
	}
	if err != nil {
		return identity.Resource[P]{}, c.client.fail(op, id, err)
	}
	if err := c.client.remove(ctx, c.at(id)); err != nil {
		return identity.Resource[P]{}, c.client.uncertain(op, id, err)
	}
	return c.resource(document), nil
}

// checkRevisionOf is [checkRevision] for a document that was not read yet.
func checkRevisionOf(document json.RawMessage, revision string) error {
	now, err := parseObject(document)
	if err != nil {
		return errUnreadable
	}
	return checkRevision(now, revision)
}
