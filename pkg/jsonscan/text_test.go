package jsonscan

import (
	"encoding/binary"
	"math/bits"
	"testing"
)

// TestSpecial puts every byte at every place of eight, before and behind others that could
// be taken for it.
func TestSpecial(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		for place := range 8 {
			for _, around := range []byte{' ', '!', '#', '[', ']', 'a', 0x7f, 0x80, 0x82, 0xa2, 0xdc, 0xff} {
				word := [8]byte{around, around, around, around, around, around, around, around}
				word[place] = byte(c)
				want := 8
				if c == '"' || c == '\\' || c < ' ' {
					want = place
				}
				if got := bits.TrailingZeros64(special(binary.LittleEndian.Uint64(word[:]))) >> 3; got != want {
					t.Fatalf("%q: found at %d, want %d", word, got, want)
				}
			}
		}
	}
}

// TestStringEnd ends strings of every length with every number of escapes, anywhere.
func TestStringEnd(t *testing.T) {
	t.Parallel()
	for before := range 20 {
		for between := range 20 {
			text := append(make([]byte, 0, 64), "aaaaaaaaaaaaaaaaaaaa"[:before]...)
			text = append(append(append(text, `\"`...), "bbbbbbbbbbbbbbbbbbbb"[:between]...), '"')
			for _, behind := range []string{"", `,"next":1}`} {
				if got := String(append(text, behind...), 0); got != len(text) {
					t.Errorf("%s%s: ends at %d, want %d", text, behind, got, len(text))
				}
			}
			if got := String(text[:len(text)-1], 0); got != CutOff {
				t.Errorf("%s without its end: %d", text, got)
			}
		}
	}
}
