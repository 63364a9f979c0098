package rest

import (
	"errors"
	"net/http"
)

// MayBeApplied reports whether a write that ended in err may have been carried out
// all the same: its answer was lost, or says nothing of whether it was.
func MayBeApplied(err error) bool {
	if lost, ok := errors.AsType[*TransportError](err); ok {
		return lost.MayHaveArrived
	}
	answer, ok := errors.AsType[*StatusError](err)
	if !ok {
		return false
	}
	switch answer.Status {
	case http.StatusTooManyRequests: // says no, but only of the last try
		return answer.Repeated
	case http.StatusServiceUnavailable: // with Retry-After says that it was not
		return answer.RetryAfter == 0
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// IsStatus reports whether err is an answer with that status.
func IsStatus(err error, status int) bool {
	answer, ok := errors.AsType[*StatusError](err)
	return ok && answer.Status == status
}
