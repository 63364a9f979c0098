package token

import (
	"context"
	"errors"
	"sync"
	"time"
)

// CachedSource is a Source that signs in only if neither this process nor the
// cache has a token that is still good. It is safe for concurrent use.
type CachedSource struct {
	src   Source
	id    string
	blob  string
	cache Cache
	now   func() time.Time

	mu      sync.Mutex
	current entry
	refused string  // a token that the server did not take, whatever its expiry
	flight  *flight // the sign-in that is under way
}

// flight is one sign-in that several callers wait for.
type flight struct {
	done      chan struct{}
	token     Token
	err       error
	abandoned bool // its leader gave up, which says nothing about the others
}

// Cached puts a cache before src. Tokens are renewed a minute before they expire.
// Of several callers that need one at once, in this process or in others, one
// signs in, holding the cache's lock, and the others take what it got. A cache
// that cannot be used never stands in the way: then src is asked, and the token
// is kept in memory. A nil cache means memory alone, a nil now the system's clock.
func Cached(src Source, key Key, cache Cache, now func() time.Time) *CachedSource {
	if cache == nil {
		cache = noCache{}
	}
	if now == nil {
		now = time.Now
	}
	return &CachedSource{src: src, id: key.id(), blob: blobName(key.Tenant), cache: cache, now: now}
}

// Token returns a token that is good for a request now. Errors are those of the
// source, or of ctx.
func (c *CachedSource) Token(ctx context.Context) (Token, error) {
	for {
		c.mu.Lock()
		if c.usable(c.current) {
			defer c.mu.Unlock()
			return c.current.token(), nil
		}
		f := c.flight
		if f == nil {
			f = &flight{done: make(chan struct{})}
			c.flight = f
			c.mu.Unlock()
			return c.lead(ctx, f)
		}
		c.mu.Unlock()

		select {
		case <-f.done:
		case <-ctx.Done():
			return Token{}, ctx.Err()
		}
		if !f.abandoned {
			return f.token, f.err
		}
	}
}

// Peek returns the token that the next request would use, without signing in;
// false if there is none.
func (c *CachedSource) Peek(ctx context.Context) (Token, bool) {
	c.mu.Lock()
	current, ok := c.current, c.usable(c.current)
	c.mu.Unlock()
	if !ok {
		current, ok = c.read(ctx)
	}
	return current.token(), ok
}

// Refused says that the server did not take the token access. It is not used
// again, and the next sign-in takes its place in the cache; a token that another
// process put there meanwhile is used as it is.
func (c *CachedSource) Refused(_ context.Context, access string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current.Access == access {
		c.refused, c.current = access, entry{}
	}
}

// lead gets a token on behalf of everyone who waits for f.
func (c *CachedSource) lead(ctx context.Context, f *flight) (Token, error) {
	var got entry
	f.err, f.abandoned = errors.New("the sign-in broke off"), true
	defer func() {
		c.mu.Lock()
		c.flight = nil
		if f.err == nil {
			c.current = got
		}
		c.mu.Unlock()
		close(f.done)
	}()
	got, f.err = c.obtain(ctx)
	f.token, f.abandoned = got.token(), f.err != nil && ctx.Err() != nil
	return f.token, f.err
}

// obtain gets a token from the cache, or else by signing in under its lock.
func (c *CachedSource) obtain(ctx context.Context) (entry, error) {
	if cached, ok := c.read(ctx); ok {
		return cached, nil
	}
	var got entry
	var refusal error
	err := c.cache.UpdateSealed(ctx, c.blob, func(old []byte) ([]byte, error) {
		known := parseEntries(old)
		if cached, ok := c.find(known); ok {
			got = cached
			return old, nil
		}
		if got, refusal = c.signIn(ctx); refusal != nil {
			return nil, refusal
		}
		if got.Expiry.IsZero() {
			return old, nil // nothing would ever remove it
		}
		return known.with(c.id, got, c.now())
	})
	switch {
	case refusal != nil:
		return entry{}, refusal
	case got.Access != "":
		return got, nil // even if it could not be written down
	case ctx.Err() != nil:
		return entry{}, err
	default:
		return c.signIn(ctx)
	}
}

// read looks into the cache without its lock.
func (c *CachedSource) read(ctx context.Context) (entry, bool) {
	blob, err := c.cache.ReadSealed(ctx, c.blob)
	if err != nil {
		return entry{}, false
	}
	return c.find(parseEntries(blob))
}

// find returns our entry if it can be used.
func (c *CachedSource) find(known entries) (entry, bool) {
	cached := known.Tokens[c.id]
	c.mu.Lock()
	defer c.mu.Unlock()
	return cached, c.usable(cached)
}

// usable needs c.mu.
func (c *CachedSource) usable(e entry) bool {
	return e.fresh(c.now()) && e.Access != c.refused
}

// signIn asks the source. The life of a token is counted from before the request.
func (c *CachedSource) signIn(ctx context.Context) (entry, error) {
	issued := c.now()
	got, err := c.src.Token(ctx)
	if err != nil {
		return entry{}, err
	}
	if got.Access == "" {
		return entry{}, errors.New("sign in: the answer holds no access token")
	}
	return newEntry(got, issued), nil
}

// noCache is the cache of a source that keeps its token in memory alone.
type noCache struct{}

var errNoCache = errors.New("there is no cache")

func (noCache) ReadSealed(context.Context, string) ([]byte, error) { return nil, errNoCache }

func (noCache) UpdateSealed(_ context.Context, _ string, change func([]byte) ([]byte, error)) error {
	_, err := change(nil)
	return err
}
