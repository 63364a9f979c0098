package rest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxRetryAfter keeps a server's figure within what can be added to a time.
const maxRetryAfter = 24 * time.Hour

// retryAfter is the wait that an answer asks for, and whether it asks for one. A
// date is held against the answer's own Date if it has one, so that a clock that
// is wrong on either side does not matter (RFC 9110, 10.2.3).
func retryAfter(h http.Header) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil {
		return min(time.Duration(seconds)*time.Second, maxRetryAfter), true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return min(max(at.Sub(now), 0), maxRetryAfter), true
}
