package render

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
)

// The escape sequences of the few looks there are: they keep to colours that
// both dark and light terminals can show.
const (
	sgrReset  = "\x1b[0m"
	sgrHeader = "\x1b[1m"
	sgrFaint  = "\x1b[2m"
	sgrName   = "\x1b[36m"
	sgrGood   = "\x1b[32m"
	sgrBad    = "\x1b[2;31m"
	sgrWarn   = "\x1b[33m"
)

func (s Style) sgr() string {
	switch s {
	case Good:
		return sgrGood
	case Bad:
		return sgrBad
	case Warn:
		return sgrWarn
	case Faint:
		return sgrFaint
	}
	return ""
}

// paint returns text in a look; an empty look is plain.
func paint(sgr, text string) string {
	if sgr == "" || text == "" {
		return text
	}
	return sgr + text + sgrReset
}

// cellsOf is the width of text on a terminal; our own colour codes have none.
func cellsOf(text string) int { return displaywidth.String(unstyled(text)) }

// unstyled takes the colour codes out of text.
func unstyled(text string) string {
	if !strings.Contains(text, "\x1b[") {
		return text
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, text, _ = strings.Cut(after, "m")
	}
}
