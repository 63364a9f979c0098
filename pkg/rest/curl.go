package rest

import (
	"net/http"
	"slices"
	"strings"
)

// Replacement keeps a secret out of a printed command: a JSON string in the body
// that equals Secret is printed as the expansion of the shell variable Variable.
// The variable has to hold the text as it stands between the quotes of a JSON
// string: a quote as \" and a backslash as \\.
type Replacement struct {
	Secret   string
	Variable string // a name such as REALMCTL_NEW_PASSWORD
}

// Curl is the command that sends req with the given body, one line that bash runs
// as it is. The credential is left to the environment: a bearer token in
// REALMCTL_TOKEN or, if req has an X-OpenIDM-Username header, that user's password
// in REALMCTL_PASSWORD. Nothing else of req is left out, so a body's secrets have
// to be among the replacements.
func Curl(req *http.Request, body []byte, secrets ...Replacement) string {
	words := []string{"curl", "-sS"}
	address := req.URL.String()
	if strings.ContainsAny(address, "[]{}") {
		words = append(words, "-g")
	}
	words = append(words, curlMethod(req.Method)...)
	words = append(words, shellQuote(address))
	for _, header := range curlHeaders(req.Header, body) {
		words = append(words, "-H", header)
	}
	switch {
	case len(body) > 0:
		words = append(words, "--data-raw", quoteBody(body, secrets))
	case !safeMethod(req.Method) && req.Method != http.MethodDelete:
		words = append(words, "-H", "'Content-Length: 0'")
	}
	return strings.Join(words, " ")
}

func curlMethod(method string) []string {
	switch method {
	case "", http.MethodGet:
		return nil
	case http.MethodHead:
		return []string{"--head"}
	}
	return []string{"-X", shellQuote(method)}
}

// curlHeaders are the headers in the form of shell words, the credential first.
func curlHeaders(h http.Header, body []byte) []string {
	words := []string{`"Authorization: Bearer $REALMCTL_TOKEN"`}
	if len(h.Values("X-OpenIDM-Username")) > 0 {
		words = []string{`"X-OpenIDM-Password: $REALMCTL_PASSWORD"`}
	}
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		switch http.CanonicalHeaderKey(name) {
		case "Authorization", "X-Openidm-Password", "User-Agent", "Content-Length", "Accept-Encoding":
			continue
		case "Cookie":
			words = append(words, `"Cookie: $REALMCTL_COOKIE"`)
			continue
		}
		for _, value := range h[name] {
			words = append(words, curlHeader(name, value))
		}
	}
	if len(body) > 0 && h.Get("Content-Type") == "" {
		words = append(words, "'Content-Type:'") // or curl would call it a form
	}
	return words
}

func curlHeader(name, value string) string {
	if value == "" {
		return shellQuote(name + ";") // how curl writes a header without a value
	}
	return shellQuote(name + ": " + value)
}
