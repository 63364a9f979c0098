package aic

import (
	"bytes"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// cutCookie finds the cookie at the end of a page without reading the rows, so
// that the next page can be asked for at once. It is sure of its answer if body
// is valid JSON, which splitPage finds out later: what it found is a string that
// begins at a quote, and after it come only scalars and the one bracket that ends
// the document, so it is a member of the envelope. If the page ends in any other
// way, ok is false.
func cutCookie(body []byte) (cookie string, ok bool) {
	const name = `"pagedResultsCookie"`
	const tail = 16 << 10
	from := max(0, len(body)-tail)
	at := bytes.LastIndex(body[from:], []byte(name)) + from
	if at <= from || body[at-1] == '\\' {
		return "", false
	}
	i := jsonscan.Name(body, at)
	if i < 0 || i >= len(body) {
		return "", false
	}
	end, ok := flatEnd(body, i)
	if !ok {
		return "", false
	}
	var decoded *string
	if json.Unmarshal(body[i:end], &decoded) != nil {
		return "", false
	}
	if decoded == nil {
		return "", true
	}
	return *decoded, true
}

// flatEnd returns the index after the scalar at i, if the rest of the document is
// scalar members and the bracket that closes it.
func flatEnd(body []byte, i int) (end int, ok bool) {
	end = scalarAt(body, i)
	for i = end; i >= 0; i = scalarAt(body, i) {
		if i = jsonscan.Space(body, i); i >= len(body) {
			return 0, false
		}
		if body[i] == '}' {
			return end, jsonscan.Space(body, i+1) == len(body)
		}
		if body[i] != ',' {
			return 0, false
		}
		if i = jsonscan.Name(body, jsonscan.Space(body, i+1)); i < 0 {
			return 0, false
		}
	}
	return 0, false
}

func scalarAt(body []byte, i int) int {
	if i >= len(body) {
		return jsonscan.CutOff
	}
	if body[i] == '"' {
		return jsonscan.String(body, i+1)
	}
	return jsonscan.Scalar(body, i)
}
