package filter

import (
	"fmt"
	"strconv"
	"strings"
)

// Format writes a filter in CREST's language: every chain in parentheses,
// fields with a slash in front, strings in double quotes. Parse reads the same
// tree from it, as deep as Parse goes.
func Format(n Node) string {
	switch n := n.(type) {
	case And:
		return formatChain(n, " and ")
	case Or:
		return formatChain(n, " or ")
	case Not:
		return "! (" + Format(n.Of) + ")"
	case Constant:
		return strconv.FormatBool(bool(n))
	case Present:
		return n.Field.String() + " pr"
	case Comparison:
		return n.Field.String() + " " + n.Op + " " + formatValue(n.Value)
	default:
		panic(fmt.Sprintf("filter: unknown node %T", n))
	}
}

func formatChain(parts []Node, between string) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = Format(part)
	}
	return "(" + strings.Join(texts, between) + ")"
}

func formatValue(value any) string {
	switch v := value.(type) {
	case string:
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`
	case float64:
		text := strconv.FormatFloat(v, 'f', -1, 64)
		if !strings.Contains(text, ".") {
			text += ".0" // or it would be read as an integer
		}
		return text
	default:
		return fmt.Sprint(v)
	}
}
