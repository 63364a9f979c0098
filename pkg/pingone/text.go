package pingone

import (
	"bytes"
	"mime"
	"strings"

	"github.com/realmctl/realmctl/pkg/rest"
)

// describe names a body that is not JSON by its type and its title or beginning:
// "text/html: 502 Bad Gateway".
func describe(body []byte, contentType string) string {
	const enough, brief = 4 << 10, 80
	said := rest.Clean(title(string(body[:min(len(body), enough)])))
	if said == "" {
		return ""
	}
	if runes := []rune(said); len(runes) > brief {
		said = strings.TrimSpace(string(runes[:brief])) + "…"
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "no content type"
	}
	return kind + ": " + said
}

// title is the title of a page in HTML, else its text; markup is nothing to say.
func title(page string) string {
	if _, after, found := cutFold(page, "<title>"); found {
		if inside, _, closed := cutFold(after, "</title>"); closed && strings.TrimSpace(inside) != "" {
			page = inside
		}
	}
	text, rest, _ := strings.Cut(page, "<")
	for tagged := range strings.SplitSeq(rest, "<") {
		_, after, _ := strings.Cut(tagged, ">")
		text += " " + after
	}
	return text
}

// cutFold cuts text around the first place of a tag, in any letter case.
func cutFold(text, tag string) (before, after string, found bool) {
	for i := 0; i+len(tag) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(tag)], tag) {
			return text[:i], text[i+len(tag):], true
		}
	}
	return text, "", false
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
