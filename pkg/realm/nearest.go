package realm

import (
	"strings"

	"github.com/agnivade/levenshtein"
)

// nearest returns the candidate most like word, letter case aside, or "" when
// none is close enough to be meant: a third of the letters may differ, one
// in a word of up to three letters, two in longer ones at least.
func nearest(word string, candidates []string) string {
	limit := max(len(word)/3, 2)
	if len(word) <= 3 {
		limit = 1
	}
	best, word := "", strings.ToLower(word)
	for _, c := range candidates {
		if d := levenshtein.ComputeDistance(word, strings.ToLower(c)); d <= limit {
			best, limit = c, d-1
		}
	}
	return best
}
