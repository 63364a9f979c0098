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
	outer int    // how many more are, around the value
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
		if len(s.stack) >= MostNested-s.outer {
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

// A MemberReader walks over the members of an object: from is where the value begins of
// the one at i, end the index after it, or what is wrong with it.
type MemberReader interface {
	Member(s *Scanner, i, from int) (end int)
}

// Object is [Scanner.Value], and the members of an object at i are walked over by m, so
// that they are known without another walk. Of any other value m sees nothing.
func (s *Scanner) Object(i int, m MemberReader) int {
	if i >= len(s.Doc) || s.Doc[i] != '{' {
		return s.Value(i)
	}
	s.outer++
	i = s.members(Space(s.Doc, i+1), m)
	s.outer--
	return i
}

// members returns the index after the object whose first name is at i, if it has any.
func (s *Scanner) members(i int, m MemberReader) int {
	b := s.Doc
	if i < len(b) && b[i] == '}' {
		return i + 1
	}
	for {
		from := Name(b, i)
		if from < 0 {
			return from
		}
		end := m.Member(s, i, from)
		if end < 0 {
			return end
		}
		if i = Space(b, end); i >= len(b) {
			return CutOff
		}
		if b[i] == '}' {
			return i + 1
		}
		if b[i] != ',' {
			return Malformed
		}
		i = Space(b, i+1)
	}
}

// NameAt is the name, with its quotes, of the member at i whose value begins at from.
func (s *Scanner) NameAt(i, from int) []byte {
	for s.Doc[from-1] != '"' {
		from--
	}
	return s.Doc[i:from]
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

// String returns the index after the string whose first character is at i. It calls
// nothing for a string without escapes, and so keeps all it needs in registers.
func String(b []byte, i int) int {
	// No index is negative: told so, the compiler leaves out its checks below.
	for i = max(i, 0); i <= len(b)-8; i += 8 {
		if found := special(binary.LittleEndian.Uint64(b[i : i+8])); found != 0 {
			if i += bits.TrailingZeros64(found) >> 3; b[i] == '"' {
				return i + 1
			}
			break
		}
	}
	return escapedEnd(b, i)
}

// special has the high bits of some of eight bytes; the lowest marks the first quote,
// backslash or control character among them. See Hacker's Delight, 6-1.
func special(w uint64) uint64 {
	// With one bit turned over, a quote is what a blank was, just above the control
	// characters, which remain what they are.
	low, slash := w^eachByte*('"'^' '), w^eachByte*'\\'
	return ((low - eachByte*(' '+1)) | (slash - eachByte)) &^ w & highBits
}

// escapedEnd is String for strings with escapes, and at the end of a document.
func escapedEnd(b []byte, i int) int {
	for {
		if i = plainEnd(b, i); i >= len(b) {
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

// plainEnd returns the index of the first quote, backslash or control character from i
// on, or the end of b.
func plainEnd(b []byte, i int) int {
	for i <= len(b)-8 && special(binary.LittleEndian.Uint64(b[i:])) == 0 {
		i += 8
	}
	for i < len(b) && b[i] != '"' && b[i] != '\\' && b[i] >= ' ' {
		i++
	}
	return i
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
