package pingone

import (
	"bytes"
	"mime"
	"strings"

	"github.com/realmctl/realmctl/pkg/rest"
)

// describe names a body that is not JSON by its type and its beginning.
func describe(body []byte, contentType string) string {
	const brief = 80
	said := rest.Clean(string(body[:min(len(body), brief)]))
	if said == "" {
		return ""
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "no content type"
	}
	return kind + ": " + said
}

// inSentence makes a sentence of the service part of ours. A name in capitals
// stays as it is.
func inSentence(s string) string {
	s = strings.TrimSuffix(s, ".")
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] >= 'a' && s[1] <= 'z' || s[1] == ' ') {
		return string(s[0]|0x20) + s[1:]
	}
	return s
}

func trimSpace(body []byte) []byte { return bytes.Trim(body, " \t\r\n") }
