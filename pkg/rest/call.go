package rest

import (
	"context"
	"net/http"
	"sync/atomic"
)

// A call is what the layers of a client know about one request and tell each
// other through its context.
type call struct {
	method, host, path string
	write              bool
	replay             Replay

	// seen is what became of the try under way, a set of the bits below.
	seen atomic.Uint32
	// lost is set when any try may have reached the server and had no answer.
	lost atomic.Bool
	// repeated is set when the request was sent again although an earlier try may
	// have been carried out.
	repeated atomic.Bool
}

const (
	seenBelow   uint32 = 1 << iota // passed the layer of Limit
	seenTraced                     // the transport reports its steps
	seenWritten                    // the head of the request was written
	seenFailed                     // the network gave an error, not an answer
)

type callKey struct{}

func (c *call) attach(ctx context.Context) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// callOf is the call that req carries out, or nil. A request made on the way,
// such as one for an access token, has the same context but is not the call.
func callOf(req *http.Request) *call {
	c, _ := req.Context().Value(callKey{}).(*call)
	if c == nil || c.method != req.Method || c.path != req.URL.Path || c.host != req.URL.Host {
		return nil
	}
	return c
}

// IsWrite reports whether req was made by [Client.Do] from a Request with Write.
func IsWrite(req *http.Request) bool {
	c := callOf(req)
	return c != nil && c.write
}

// replayOf is the Replay of req; a request not made by a Client goes by its method.
func replayOf(req *http.Request) Replay {
	if c := callOf(req); c != nil {
		return c.replay
	}
	return (&Request{Method: req.Method}).replay()
}

// mayHaveArrived judges an error that ended the call. Without a layer of Limit in
// the chain the error itself has to tell.
func (c *call) mayHaveArrived(err error) bool {
	if c.lost.Load() || c.repeated.Load() {
		return true
	}
	return c.seen.Load()&seenBelow == 0 && isLoss(err)
}
