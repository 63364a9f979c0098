package rest

import (
	"context"
	"net/http"
	"sync/atomic"
)

// A hop is what the layers of a client know about one request, a redirect being
// another one, and tell each other through its context.
type hop struct {
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

type hopKey struct{}

func (h *hop) attach(ctx context.Context) context.Context {
	return context.WithValue(ctx, hopKey{}, h)
}

// hopOf is the hop that req carries out, or nil. A request made on the way, such as
// one for an access token, has the same context but is not the hop.
func hopOf(req *http.Request) *hop {
	h, _ := req.Context().Value(hopKey{}).(*hop)
	if h == nil || h.method != req.Method || h.path != req.URL.Path || h.host != req.URL.Host {
		return nil
	}
	return h
}

// IsWrite reports whether req was made by [Client.Do] from a Request with Write.
func IsWrite(req *http.Request) bool {
	h := hopOf(req)
	return h != nil && h.write
}

// replayOf is the Replay of req; a request not made by a Client goes by its method.
func replayOf(req *http.Request) Replay {
	if h := hopOf(req); h != nil {
		return h.replay
	}
	return (&Request{Method: req.Method}).replay()
}

// mayHaveArrived judges an error that ended the hop. Without a layer of Limit in
// the chain the error itself has to tell.
func (h *hop) mayHaveArrived(err error) bool {
	if h.lost.Load() || h.repeated.Load() {
		return true
	}
	return h.seen.Load()&seenBelow == 0 && isLoss(err)
}
