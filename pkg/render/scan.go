package render

import (
	"encoding/binary"
	"math/bits"
)

// The functions of this file read JSON in place. Each takes the index at which
// something starts and returns the index behind it; where the document is
// malformed they return the complement (^i) of the offending index, which is
// negative. They accept what RFC 8259 accepts, and neither check UTF-8 nor that
// names are unique.

// maxDepth bounds recursion on documents made to exhaust the stack.
const maxDepth = 10000

// scanObject checks that doc is exactly one object and returns where it lies.
func scanObject(doc []byte) (start, end int, err error) {
	start = skipSpace(doc, 0)
	if start == len(doc) || doc[start] != '{' {
		return 0, 0, syntaxError(doc, start)
	}
	if end = skipValue(doc, start, 0); end < 0 {
		return 0, 0, syntaxError(doc, ^end)
	}
	if after := skipSpace(doc, end); after < len(doc) {
		return 0, 0, syntaxError(doc, after)
	}
	return start, end, nil
}

func syntaxError(doc []byte, at int) error {
	if at >= len(doc) {
		return &SyntaxError{Offset: len(doc), Detail: "it ends too early"}
	}
	return &SyntaxError{Offset: at, Detail: "unexpected character"}
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

func skipValue(b []byte, i, depth int) int {
	if i >= len(b) {
		return ^i
	}
	switch b[i] {
	case '"':
		return skipString(b, i)
	case '{', '[':
		return skipContainer(b, i, depth+1)
	case 't':
		return skipWord(b, i, "true")
	case 'f':
		return skipWord(b, i, "false")
	case 'n':
		return skipWord(b, i, "null")
	}
	return skipNumber(b, i)
}

func skipWord(b []byte, i int, word string) int {
	if len(b)-i >= len(word) && string(b[i:i+len(word)]) == word {
		return i + len(word)
	}
	return ^i
}

func skipContainer(b []byte, i, depth int) int {
	if depth > maxDepth {
		return ^i
	}
	object, end := b[i] == '{', b[i]+2 // in ASCII '}' is '{'+2 and ']' is '['+2
	if i = skipSpace(b, i+1); i < len(b) && b[i] == end {
		return i + 1
	}
	for {
		if object {
			if i = skipName(b, i); i < 0 {
				return i
			}
		}
		if i = skipValue(b, i, depth); i < 0 {
			return i
		}
		if i = skipSpace(b, i); i >= len(b) {
			return ^i
		}
		switch b[i] {
		case ',':
			i = skipSpace(b, i+1)
		case end:
			return i + 1
		default:
			return ^i
		}
	}
}

// skipName passes a member's name and colon and returns where the value starts.
func skipName(b []byte, i int) int {
	if i >= len(b) || b[i] != '"' {
		return ^i
	}
	if i = skipString(b, i); i < 0 {
		return i
	}
	return skipColon(b, i)
}

func skipColon(b []byte, i int) int {
	if i = skipSpace(b, i); i >= len(b) || b[i] != ':' {
		return ^i
	}
	return skipSpace(b, i+1)
}

// skipString passes the string whose opening quote is b[i], eight bytes at a time.
func skipString(b []byte, i int) int {
	i++
	for {
		for len(b)-i >= 8 {
			if m := special(binary.LittleEndian.Uint64(b[i:])); m != 0 {
				i += bits.TrailingZeros64(m) / 8
				break
			}
			i += 8
		}
		if i >= len(b) {
			return ^i
		}
		switch c := b[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			if i = skipEscape(b, i); i < 0 {
				return i
			}
		case c < ' ':
			return ^i
		default:
			i++
		}
	}
}

// special marks the high bit of each byte that is a quote, a backslash or a
// control character. Bytes above the lowest marked one may be marked wrongly.
func special(x uint64) uint64 {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	quote, slash := x^ones*'"', x^ones*'\\'
	return ((x-ones*' ')&^x | (quote-ones)&^quote | (slash-ones)&^slash) & high
}

func skipEscape(b []byte, i int) int {
	if i+1 >= len(b) {
		return ^len(b)
	}
	switch b[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		for k := i + 2; k < i+6; k++ {
			if k >= len(b) || unhex(b[k]) < 0 {
				return ^k
			}
		}
		return i + 6
	}
	return ^(i + 1)
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func skipNumber(b []byte, i int) int {
	if b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if i = skipDigits(b, i); i < 0 {
		return i
	}
	if i < len(b) && b[i] == '.' {
		if i = skipDigits(b, i+1); i < 0 {
			return i
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		return skipDigits(b, i)
	}
	return i
}

func skipDigits(b []byte, i int) int {
	start := i
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	if i == start {
		return ^i
	}
	return i
}
