package sandbox

import (
	"encoding/base64"
	"encoding/binary"
)

// cookie is where the next page begins: behind the object of that sequence number, or in a sorted list at that place.
// It travels as base64 of eight bytes, which is how the platform's look.
type cookie int64

// String writes the cookie for the wire.
func (c cookie) String() string {
	return base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(c)))
}

func parseCookie(text string) (cookie, error) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != 8 || raw[0] > 0x7f {
		return 0, badRequest("Invalid paged results cookie")
	}
	return cookie(binary.BigEndian.Uint64(raw)), nil
}
