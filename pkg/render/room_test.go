package render

import (
	"bytes"
	"strings"
	"testing"
)

// TestRoom: a column that keeps room shows a long value although the widths were
// settled by a short one.
func TestRoom(t *testing.T) {
	t.Parallel()
	const late = "has to be changed"
	for room, want := range map[int]bool{0: false, len(late): true} {
		var out bytes.Buffer
		made, err := newTable(Options{Format: Table, Terminal: true, Width: 60, Columns: []Column{{Header: "STATE", Path: "state", Room: room}, {Header: "N", Path: "n"}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, state := range []string{"ok", late} {
			text, err := made.row(t.Context(), nil, Row{Doc: []byte(`{"state":"` + state + `","n":1}`)})
			if err != nil {
				t.Fatal(err)
			}
			out.Write(text)
			if text, err = made.settle(nil); err != nil { // the producer pauses
				t.Fatal(err)
			}
			out.Write(text)
		}
		if strings.Contains(out.String(), late) != want {
			t.Errorf("room %d:\n%s", room, out.String())
		}
	}
}
