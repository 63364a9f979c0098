package render

const (
	gap          = 2 // blanks between columns
	defaultFloor = 10
)

// span is what a column asks of a terminal's width.
type span struct {
	need, floor, priority int
}

// fit shares width among spans. Each gets its need while there is room; then the
// widest give way, down to their floors; then whole columns go, the lowest
// priority first. It returns the width of each column, 0 for one that is hidden.
// The last remaining column is shown whatever its floor.
func fit(spans []span, width int) []int {
	widths := make([]int, len(spans))
	shown := 0
	for i, s := range spans {
		widths[i] = max(1, min(s.need, width))
		shown++
	}
	for shown > 1 && atFloor(spans, widths)+gap*(shown-1) > width {
		widths[leastWanted(spans, widths)] = 0
		shown--
	}
	total := gap * (shown - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > width; total-- {
		i := widest(spans, widths)
		if i < 0 {
			break
		}
		widths[i]--
	}
	return widths
}

// atFloor returns the sum of the shown columns at their narrowest.
func atFloor(spans []span, widths []int) int {
	sum := 0
	for i, w := range widths {
		sum += min(w, spans[i].floor)
	}
	return sum
}

func leastWanted(spans []span, widths []int) int {
	least := -1
	for i, s := range spans {
		if widths[i] > 0 && (least < 0 || s.priority <= spans[least].priority) {
			least = i
		}
	}
	return least
}

// widest returns the widest column that may still give way, the last of several, or -1.
func widest(spans []span, widths []int) int {
	widest := -1
	for i, w := range widths {
		if w > spans[i].floor && (widest < 0 || w >= widths[widest]) {
			widest = i
		}
	}
	return widest
}
