package rest

import (
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxText is how many bytes of text are made of a body.
	maxText = 500
	// maxLine is how many characters of a service's words are shown.
	maxLine = 300
)

// Clean makes text of a service fit for one line of a message: control characters
// and runs of blanks are made one blank, and the length is bounded.
func Clean(text string) string {
	text = oneLine(text)
	if runes := []rune(text); len(runes) > maxLine {
		return strings.TrimSpace(string(runes[:maxLine])) + "…"
	}
	return text
}

// Text is the body as one line to be read: tags, comments, scripts and style
// sheets left out if it is HTML, control characters left out, at most 500 bytes.
func (e *StatusError) Text() string {
	text := strings.ToValidUTF8(string(e.Body), "\uFFFD")
	kind := e.Header.Get("Content-Type")
	if strings.Contains(kind, "html") || strings.HasPrefix(strings.TrimSpace(text), "<") {
		text = html.UnescapeString(stripTags(text))
	}
	return clip(oneLine(text), maxText)
}

// stripTags replaces each tag by a space, and what is between the tags of script,
// style, head's title included, as HTML has it.
func stripTags(text string) string {
	var b strings.Builder
	for text != "" {
		before, rest, found := strings.Cut(text, "<")
		b.WriteString(before)
		b.WriteByte(' ')
		if !found {
			break
		}
		text = afterTag(rest)
	}
	return b.String()
}

// afterTag skips a tag whose "<" was read, and the contents of elements that are
// not to be read.
func afterTag(text string) string {
	if comment, ok := strings.CutPrefix(text, "!--"); ok {
		_, text, _ = strings.Cut(comment, "-->")
		return text
	}
	tag, rest, _ := strings.Cut(text, ">")
	for _, name := range [...]string{"script", "style"} {
		if len(tag) >= len(name) && strings.EqualFold(tag[:len(name)], name) {
			return afterElement(rest, name)
		}
	}
	return rest
}

// afterElement skips to behind the closing tag of an element.
func afterElement(text, name string) string {
	for {
		_, rest, found := strings.Cut(text, "</")
		if !found {
			return ""
		}
		text = rest
		if len(text) >= len(name) && strings.EqualFold(text[:len(name)], name) {
			_, text, _ = strings.Cut(text, ">")
			return text
		}
	}
}

// oneLine replaces white space and characters that do not print by single spaces.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
}

// clip cuts text to at most n bytes at the end of a character.
func clip(text string, n int) string {
	if len(text) <= n {
		return text
	}
	end := n
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}

// escapeControls makes characters that a terminal would act on visible.
func escapeControls(text string) string {
	if strings.IndexFunc(text, isControl) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if isControl(r) {
			b.WriteString(escaped(r))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isControl(r rune) bool { return r != ' ' && !unicode.IsPrint(r) || r == utf8.RuneError }

// escaped is r as Go and JSON write it in a string.
func escaped(r rune) string {
	quoted := strconv.QuoteRuneToASCII(r)
	return quoted[1 : len(quoted)-1]
}
