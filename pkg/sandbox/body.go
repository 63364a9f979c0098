package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"
)

// maxBody is the request limit of the platform's payload filter: five megabytes.
const maxBody = 5 << 20

const badContent = "The request could not be processed because "

// readBody reads the JSON body of a request, numbers kept as they were written.
func readBody(w http.ResponseWriter, r *http.Request) (any, error) {
	if err := checkContentType(r.Header.Get("Content-Type")); err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	return decode(raw)
}

// decode reads exactly one JSON value.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, badRequest("%sthe provided content is not valid JSON", badContent)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, badRequest("%sthe provided content is not valid JSON", badContent)
	}
	return v, nil
}

func checkContentType(header string) error {
	if header == "" {
		return badRequest("%sthe content-type was not specified and is required", badContent)
	}
	kind, _, err := mime.ParseMediaType(header)
	if err != nil || !strings.EqualFold(kind, "application/json") {
		return badRequest("%sit specified the content-type '%s' when only the content-type 'application/json' "+
			"and 'multipart/form-data' are supported", badContent, header)
	}
	return nil
}

// readObject reads a body that has to be an object.
func readObject(w http.ResponseWriter, r *http.Request) (map[string]any, error) {
	v, err := readBody(w, r)
	if err != nil {
		return nil, err
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, badRequest("%sthe provided content is not a JSON object", badContent)
	}
	return object, nil
}
