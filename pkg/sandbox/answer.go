package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

const jsonType = "application/json;charset=utf-8"

// answerJSON sends one value of access management, which spells the character set in capitals.
func answerJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("X-Robots-Tag", "none")
	w.WriteHeader(status)
	_, _ = w.Write(encode(v)) // a client that has gone needs no answer
}

// answerAM sends an error of access management: OAuth's shape for a refused grant, else Common REST's, unescaped.
// Label is the Content-API-Version of the endpoint, "" for one that has none.
func (f *face) answerAM(w http.ResponseWriter, label string, err error) {
	if label != "" {
		w.Header().Set("Content-API-Version", label)
	}
	var refused *grantError
	if errors.As(err, &refused) {
		answerJSON(w, refused.status, refused)
		return
	}
	failed := asFailure(err)
	answerJSON(w, failed.status, json.RawMessage(failed.body(false)))
}

// answerPage sends a page for a person, as the authorization endpoint does where it may not redirect.
func answerPage(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/html;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>OAuth2 Error</title></head><body><p>"+
		escapeHTML(text)+"</p></body></html>\n")
}

// readJSON reads the body of an access management request; an empty body is an empty object.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return badRequest("Request is not valid JSON")
	}
	return nil
}
