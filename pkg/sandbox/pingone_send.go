package sandbox

import (
	"mime"
	"net"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
)

const (
	transactionHeader = "X-Ping-External-Transaction-ID"
	sessionHeader     = "X-Ping-External-Session-ID"
)

// sendPing sends one value; nil is no content. The type is HAL's, or plain JSON for who asked for that.
func sendPing(w http.ResponseWriter, r *http.Request, status int, body any) {
	if body == nil {
		w.WriteHeader(status)
		return
	}
	raw, isRaw := body.([]byte)
	if !isRaw {
		raw = encode(body)
	}
	kind := "application/hal+json"
	if acceptsPlain(r.Header.Get("Accept")) {
		kind = plainType
	}
	w.Header().Set("Content-Type", kind+";charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // a client that has gone needs no answer
}

// acceptsPlain says whether a client asks for plain JSON and not for HAL too.
func acceptsPlain(accept string) bool {
	plain := false
	for part := range strings.SplitSeq(accept, ",") {
		kind, _, _ := mime.ParseMediaType(strings.TrimSpace(part))
		if kind == "application/hal+json" {
			return false
		}
		plain = plain || kind == plainType
	}
	return plain
}

// refusePing sends the answer to an error: OAuth's shape for a refused grant, else the API's.
func refusePing(w http.ResponseWriter, r *http.Request, err error) {
	e := asPingError(err)
	if e.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="pingone"`)
	}
	sendPing(w, r, e.status, e)
}

// answerPingFault sends a failure that has nothing to do with the request.
func answerPingFault(w http.ResponseWriter, r *http.Request, status int) {
	if status == http.StatusTooManyRequests {
		refusePing(w, r, rateLimited())
		return
	}
	refusePing(w, r, newPingError(status, "UNEXPECTED_ERROR", couldNot+"The service is not available."))
}

// stampTransaction returns the client's transaction and session ids, cleaned as the platform does, or ones made here.
func stampTransaction(w http.ResponseWriter, r *http.Request) {
	for _, name := range []string{transactionHeader, sessionHeader} {
		id := strings.Map(func(c rune) rune {
			if unicode.In(c, unicode.L, unicode.M, unicode.Nd) || strings.ContainsRune("._-/@=#+", c) {
				return c
			}
			return '_'
		}, r.Header.Get(name))
		if runes := []rune(id); len(runes) > 100 {
			id = string(runes[:100])
		}
		if id == "" {
			id = uuid.NewString()
		}
		w.Header().Set(name, id)
	}
}

// pingOrigin is the scheme and the host that the client used. A proxy on this machine may stand between.
func pingOrigin(r *http.Request) string {
	scheme, address, _ := strings.Cut(origin(r), "://")
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsLoopback() {
		if forwarded := r.Header.Get("X-Forwarded-Proto"); forwarded == "https" || forwarded == "http" {
			scheme = forwarded
		}
		if forwarded := r.Header.Get("X-Forwarded-Host"); isHost(forwarded) {
			address = forwarded
		}
	}
	if !isHost(address) {
		return PingOneAPI
	}
	return scheme + "://" + address
}

// isHost says whether a text may stand as host and port in a link.
func isHost(text string) bool {
	return text != "" && allRunes(text, func(c rune) bool {
		return c < utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c)) || strings.ContainsRune(".-_:[]", c)
	})
}
