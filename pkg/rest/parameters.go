package rest

import (
	"net/url"
	"strings"
)

// Parameters prints names and values, one after the other, as the query of an
// address or the body of a form; a name without a value is left out.
func Parameters(namesAndValues ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(namesAndValues); i += 2 {
		if namesAndValues[i+1] == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(namesAndValues[i])
		b.WriteByte('=')
		b.WriteString(EscapeParameter(namesAndValues[i+1]))
	}
	return b.String()
}

// EscapeParameter is url.QueryEscape with blanks as %20, which every server reads.
func EscapeParameter(value string) string {
	return strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}
