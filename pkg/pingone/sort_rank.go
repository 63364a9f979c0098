package pingone

import (
	"encoding/hex"
	"math"
)

// orderedNumber prints a number so that numbers compare as their texts do: the bits
// of a float64 as an integer, those of negative ones turned around.
func orderedNumber(n float64) string {
	bits := math.Float64bits(n)
	if n < 0 || bits>>63 == 1 {
		bits = ^bits
	} else {
		bits |= 1 << 63
	}
	var b [8]byte
	for i := range b {
		b[i] = byte(bits >> (56 - 8*i))
	}
	return hex.EncodeToString(b[:])
}
