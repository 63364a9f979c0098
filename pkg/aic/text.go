package aic

import (
	"html"
	"mime"
	"strings"

	"github.com/realmctl/realmctl/pkg/rest"
)

// clean is [rest.Clean] with entities decoded: some messages are escaped two or three
// times.
func clean(text string) string {
	const mostEscapes = 3
	for range mostEscapes {
		decoded := html.UnescapeString(text)
		if decoded == text {
			break
		}
		text = decoded
	}
	return rest.Clean(text)
}

// describeText names a body that is not JSON by its type and its title or
// beginning: "text/html: 403 Forbidden". An empty body is "".
func describeText(body []byte, contentType string) string {
	const enough = 4 << 10
	text := string(body[:min(len(body), enough)])
	if strings.TrimSpace(text) == "" {
		return ""
	}
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil || kind == "" {
		kind = "no content type"
	}
	said := title(text)
	const brief = 80
	if runes := []rune(said); len(runes) > brief {
		said = strings.TrimSpace(string(runes[:brief])) + "…"
	}
	if said == "" {
		return kind
	}
	return kind + ": " + said
}

// title is the title of an HTML page, else its beginning without the tags.
func title(text string) string {
	lower := strings.ToLower(text)
	if len(lower) == len(text) {
		if from := strings.Index(lower, "<title>"); from >= 0 {
			from += len("<title>")
			if n := strings.Index(lower[from:], "</title>"); n >= 0 && strings.TrimSpace(text[from:from+n]) != "" {
				return clean(text[from : from+n])
			}
		}
	}
	return clean(withoutTags(text))
}

func withoutTags(text string) string {
	var b strings.Builder
	inside := false
	for _, r := range text {
		switch {
		case r == '<':
			inside = true
			b.WriteByte(' ')
		case r == '>' && inside:
			inside = false
		case !inside:
			b.WriteRune(r)
		}
	}
	return b.String()
}
