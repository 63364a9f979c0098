package sandbox

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
)

// Faults are the shares, from 0 to 1, of requests that fail on purpose before they reach the tenant.
type Faults struct {
	// TooMany is answered with 429 and Retry-After, Unavailable with 503, Reset by breaking the connection.
	TooMany, Unavailable, Reset float64
}

// ParseFaults reads "429=0.1,503=0.05,reset=0.02". The empty text is no faults. The error names the part that is
// wrong.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	for part := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		kind, share, _ := strings.Cut(strings.TrimSpace(part), "=")
		rate, err := strconv.ParseFloat(share, 64)
		if err != nil || !(rate >= 0 && rate <= 1) {
			return Faults{}, fmt.Errorf("fault %q: the share has to be a number from 0 to 1", part)
		}
		switch kind {
		case "429":
			f.TooMany = rate
		case "503":
			f.Unavailable = rate
		case "reset":
			f.Reset = rate
		default:
			return Faults{}, fmt.Errorf("fault %q: known are 429, 503 and reset", part)
		}
	}
	if f.TooMany+f.Unavailable+f.Reset > 1 {
		return Faults{}, fmt.Errorf("faults %q: the shares are more than 1 together", text)
	}
	return f, nil
}

// wrap lets the faults happen in front of next.
func (f Faults) wrap(next http.Handler) http.Handler {
	if f == (Faults{}) {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch dice := rand.Float64(); {
		case dice < f.TooMany:
			w.Header().Set("Retry-After", "1")
			answerFault(w, r, http.StatusTooManyRequests)
		case dice < f.TooMany+f.Unavailable:
			answerFault(w, r, http.StatusServiceUnavailable)
		case dice < f.TooMany+f.Unavailable+f.Reset:
			panic(http.ErrAbortHandler) // the server's documented way to break a connection off
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func answerFault(w http.ResponseWriter, r *http.Request, status int) {
	if isPingPath(r.URL.Path) {
		answerPingFault(w, r, status)
		return
	}
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	_, _ = w.Write(fail(status, "%s", http.StatusText(status)).body(true))
}
