package jsonscan

import (
	"encoding/binary"
	"math/bits"
)

// The functions return the index after what they read, or what is wrong as one of
// these negative numbers; an error value would cost more than the scan.
const (
	// CutOff is a document that ends too early.
	CutOff = -1
	// Malformed is one that is not JSON.
	Malformed = -2
	// TooDeep is one with more than [MostNested] brackets open.
	TooDeep = -3
)

// MostNested is how many brackets of a value may be open at once: some fewer than the
// 10,000 that encoding/json takes, which leaves room for those around the value.
const MostNested = 9_990

// A Scanner walks over a document. Its stack is kept from value to value.
type Scanner struct {
	Doc   []byte
	stack []byte // the brackets that are open
}

// Value returns the index after the value that begins at i.
func (s *Scanner) Value(i int) int {
	b := s.Doc
	s.stack = s.stack[:0]
value:
	if i >= len(b) {
		return CutOff
	}
	switch c := b[i]; c {
	case '"':
		if i = String(b, i+1); i < 0 {
			return i
		}
	case '{', '[':
		if len(s.stack) == MostNested {
			return TooDeep
		}
		s.stack = append(s.stack, c)
		if i = Space(b, i+1); i >= len(b) {
			return CutOff
		}
		if b[i] == c+2 { // ] and } come two after their opening
			i++
			s.stack = s.stack[:len(s.stack)-1]
			break
		}
		if c == '{' {
			goto name
		}
		goto value
	case 'n':
		if i+4 <= len(b) && binary.LittleEndian.Uint32(b[i:]) == 'n'|'u'<<8|'l'<<16|'l'<<24 {
			i += 4
			break
		}
		return word(b, i, "null")
	default:
		if i = Scalar(b, i); i < 0 {
			return i
		}
	}
after:
	if len(s.stack) == 0 {
		return i
	}
	if i = Space(b, i); i >= len(b) {
		return CutOff
	}
	switch top := s.stack[len(s.stack)-1]; {
	case b[i] == ',':
		i = Space(b, i+1)
		if top == '{' {
			goto name
		}
		goto value
	case b[i] == top+2:
		s.stack = s.stack[:len(s.stack)-1]
		i++
		goto after
	}
	return Malformed
name:
	if i = Name(b, i); i < 0 {
		return i
	}
	goto value
}

// Name returns the index of the value of the member whose name begins at i.
func Name(b []byte, i int) int {
	if i >= len(b) {
		return CutOff
	}
	if b[i] != '"' {
		return Malformed
	}
	if i = String(b, i+1); i < 0 {
		return i
	}
	if i = Space(b, i); i >= len(b) {
		return CutOff
	}
	if b[i] != ':' {
		return Malformed
	}
	return Space(b, i+1)
}

// Space returns the index of the first byte from i on that is not white space.
func Space(b []byte, i int) int {
	for i < len(b) && b[i] <= ' ' && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

const (
	eachByte = 0x0101010101010101
	highBits = 0x8080808080808080
)

// String returns the index after the string whose first character is at i.
func String(b []byte, i int) int {
	for {
		for i+8 <= len(b) {
			w := binary.LittleEndian.Uint64(b[i:])
			quote, slash := w^eachByte*'"', w^eachByte*'\\'
			// The lowest high bit that is set marks the first quote, backslash or
			// control character; see Hacker's Delight, 6-1.
			found := ((quote-eachByte)&^quote | (slash-eachByte)&^slash | (w-eachByte*' ')&^w) & highBits
			if found != 0 {
				i += bits.TrailingZeros64(found) >> 3
				if b[i] == '"' {
					return i + 1
				}
				break
			}
			i += 8
		}
		for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
			i++
		}
		if i >= len(b) {
			return CutOff
		}
		if b[i] == '"' {
			return i + 1
		}
		n := escape(b[i:])
		if n < 0 {
			return n
		}
		i += n
	}
}

// escape returns the length of the escape that b begins with.
func escape(b []byte) int {
	switch {
	case b[0] != '\\':
		return Malformed
	case len(b) < 2:
		return CutOff
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		for i := 2; i < 6; i++ {
			if i >= len(b) {
				return CutOff
			}
			if !isHex(b[i]) {
				return Malformed
			}
		}
		return 6
	}
	return Malformed
}

// Scalar returns the index after the number or word that begins at i.
func Scalar(b []byte, i int) int {
	switch b[i] {
	case 'n':
		return word(b, i, "null")
	case 't':
		return word(b, i, "true")
	case 'f':
		return word(b, i, "false")
	}
	return numberEnd(b, i)
}

func word(b []byte, i int, w string) int {
	there := b[i:min(len(b), i+len(w))]
	switch {
	case string(there) == w:
		return i + len(w)
	case string(there) == w[:len(there)]:
		return CutOff
	}
	return Malformed
}

func numberEnd(b []byte, i int) int {
	if b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' { // a further digit is then one too many
		i++
	} else if i = digits(b, i); i < 0 {
		return i
	}
	if i < len(b) && b[i] == '.' {
		if i = digits(b, i+1); i < 0 {
			return i
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		return digits(b, i)
	}
	return i
}

// digits returns the index after the digits at i, of which there is at least one.
func digits(b []byte, i int) int {
	if i >= len(b) {
		return CutOff
	}
	if !digit(b[i]) {
		return Malformed
	}
	for i < len(b) && digit(b[i]) {
		i++
	}
	return i
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func isHex(c byte) bool { return digit(c) || c|0x20 >= 'a' && c|0x20 <= 'f' }
