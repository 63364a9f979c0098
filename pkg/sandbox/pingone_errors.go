package sandbox

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// pingError is an answer of the PingOne API that is no success: a class, a sentence, and what was wrong with what.
type pingError struct {
	status  int
	ID      string       `json:"id"`
	Code    string       `json:"code"`
	Message string       `json:"message"`
	Details []pingDetail `json:"details,omitempty"`
}

// pingDetail is one thing that is wrong. Target is an attribute, with dots.
type pingDetail struct {
	Code    string         `json:"code"`
	Target  string         `json:"target,omitempty"`
	Message string         `json:"message"`
	Inner   map[string]any `json:"innerError,omitempty"`
}

// Error returns the class and the sentence.
func (e *pingError) Error() string { return e.Code + ": " + e.Message }

const couldNot = "The request could not be completed. "

func newPingError(status int, code, message string, details ...pingDetail) *pingError {
	return &pingError{status: status, ID: uuid.NewString(), Code: code, Message: message, Details: details}
}

func pingNotFound() *pingError {
	return newPingError(http.StatusNotFound, "NOT_FOUND", couldNot+"The requested resource was not found.")
}

func methodNotAllowed() *pingError {
	return newPingError(http.StatusMethodNotAllowed, "INVALID_REQUEST",
		couldNot+"The method is not supported for this resource.")
}

func unsupportedMedia() *pingError {
	return newPingError(http.StatusUnsupportedMediaType, "INVALID_REQUEST",
		couldNot+"The content type is not supported for this resource.")
}

// invalidToken is the answer to a bearer token that is missing, foreign or over.
func invalidToken() *pingError {
	return newPingError(http.StatusUnauthorized, "ACCESS_FAILED", couldNot+"You do not have access to this resource.",
		pingDetail{Code: "INVALID_TOKEN", Message: "The access token is missing, expired or not valid."})
}

func insufficient() *pingError {
	return newPingError(http.StatusForbidden, "ACCESS_FAILED", couldNot+"You do not have access to this resource.",
		pingDetail{Code: "INSUFFICIENT_PERMISSIONS",
			Message: "The actor attempting to perform the request is not authorized."})
}

func rateLimited() *pingError {
	return newPingError(http.StatusTooManyRequests, "REQUEST_LIMITED", couldNot+"The request was rate limited.",
		pingDetail{Code: "LIMIT_EXCEEDED", Message: "Too many requests."})
}

// invalidData is the answer to content with one thing wrong or several.
func invalidData(details ...pingDetail) *pingError {
	return newPingError(http.StatusBadRequest, "INVALID_DATA",
		couldNot+"One or more validation errors were in the request.", details...)
}

// invalidRequest is the answer to a request that is wrong as a whole.
func invalidRequest(message string, details ...pingDetail) *pingError {
	return newPingError(http.StatusBadRequest, "INVALID_REQUEST", couldNot+message, details...)
}

func requestFailed(details ...pingDetail) *pingError {
	return newPingError(http.StatusBadRequest, "REQUEST_FAILED", couldNot+"The request failed.", details...)
}

func invalidValue(target, format string, args ...any) pingDetail {
	return pingDetail{Code: "INVALID_VALUE", Target: target, Message: fmt.Sprintf(format, args...)}
}

func requiredValue(target string) pingDetail {
	return pingDetail{Code: "REQUIRED_VALUE", Target: target, Message: "must not be empty"}
}

func notUnique(target string) pingDetail {
	return pingDetail{Code: "UNIQUENESS_VIOLATION", Target: target, Message: "is unique but a non-unique value is provided"}
}

func constraint(target, message string) pingDetail {
	return pingDetail{Code: "CONSTRAINT_VIOLATION", Target: target, Message: message}
}

// asPingError finds the answer for any error: one of ours, or what the store says, or an unexpected one whose cause
// stays inside.
func asPingError(err error) *pingError {
	var e *pingError
	var taken *store.UniqueError
	switch {
	case errors.As(err, &e):
		return e
	case errors.As(err, &taken):
		return invalidData(notUnique(taken.Key))
	case errors.Is(err, store.ErrNotFound):
		return pingNotFound()
	default:
		return newPingError(http.StatusInternalServerError, "UNEXPECTED_ERROR", couldNot+"An unexpected error occurred.")
	}
}
