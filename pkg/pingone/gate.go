package pingone

import (
	"context"
	"net/http"
	"sync"

	"github.com/realmctl/realmctl/pkg/rest"
)

// A gate counts the requests that are under way. The service is known to answer
// 403 to some of many calls that run at once; from then on the gate lets through
// half as many at a time.
type gate struct {
	mu      sync.Mutex
	running int
	limit   int           // 0 is no limit
	left    chan struct{} // closed when a request ends while others wait
}

// enter waits for a place and reports whether others are under way.
func (g *gate) enter(ctx context.Context) (crowded bool, err error) {
	for {
		g.mu.Lock()
		if g.limit == 0 || g.running < g.limit {
			g.running++
			crowded = g.running > 1
			g.mu.Unlock()
			return crowded, nil
		}
		if g.left == nil {
			g.left = make(chan struct{})
		}
		left := g.left
		g.mu.Unlock()
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-left:
		}
	}
}

// leave gives the place up and reports whether others are under way.
func (g *gate) leave() (crowded bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running--
	if g.left != nil {
		close(g.left)
		g.left = nil
	}
	return g.running > 0
}

// narrow halves what may run at once.
func (g *gate) narrow() {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.running + 1 // with the one that was refused
	if g.limit > 0 {
		now = min(now, g.limit)
	}
	g.limit = max(1, now/2)
}

// do sends a request. A reading that is refused while others are under way is sent
// once more, with fewer beside it.
func (c *Client) do(ctx context.Context, r rest.Request) (*rest.Response, error) {
	resp, crowded, err := c.pass(ctx, r)
	if !crowded || r.Write || !rest.IsStatus(err, http.StatusForbidden) {
		return resp, err
	}
	c.gate.narrow()
	resp, _, err = c.pass(ctx, r)
	return resp, err
}

func (c *Client) pass(ctx context.Context, r rest.Request) (*rest.Response, bool, error) {
	before, err := c.gate.enter(ctx)
	if err != nil {
		return nil, false, err
	}
	resp, err := c.rest.Do(ctx, r)
	after := c.gate.leave()
	return resp, before || after, err
}
