package rest

import (
	"bytes"
	"encoding/json"
)

// maskJSON is the beginning of a JSON text on one line, with every string and
// number masked but for those under keys that are known to be harmless. The text
// may break off anywhere; what is not JSON ends it.
func maskJSON(text []byte) string {
	m := masker{rest: text}
	for m.step() {
	}
	return m.out.String()
}

// A masker walks over JSON token by token. It checks no grammar: for masking it is
// enough to know which strings are keys.
type masker struct {
	rest []byte
	out  bytes.Buffer
	// keys holds, for each open object or array, the key whose value it is;
	// objects tells the two apart.
	keys    []string
	objects []bool
	key     string // of the value that comes next
}

func (m *masker) step() bool {
	m.rest = bytes.TrimLeft(m.rest, " \t\r\n")
	if len(m.rest) == 0 {
		return false
	}
	switch c := m.rest[0]; c {
	case '{', '[':
		m.keys, m.objects = append(m.keys, m.key), append(m.objects, c == '{')
		return m.copy(1)
	case '}', ']':
		return m.close()
	case ',', ':':
		if c == ',' && m.inObject() {
			m.key = ""
		}
		return m.copy(1)
	case '"':
		return m.text()
	}
	return m.scalar()
}

func (m *masker) inObject() bool { return len(m.objects) > 0 && m.objects[len(m.objects)-1] }

func (m *masker) copy(n int) bool {
	m.out.Write(m.rest[:n])
	m.rest = m.rest[n:]
	return true
}

func (m *masker) close() bool {
	last := len(m.keys) - 1
	if last < 0 {
		return m.stop()
	}
	m.key, m.keys, m.objects = m.keys[last], m.keys[:last], m.objects[:last]
	return m.copy(1)
}

func (m *masker) stop() bool {
	m.out.WriteString("…")
	return false
}

// text handles a string: a key if a colon follows within an object.
func (m *masker) text() bool {
	end := stringEnd(m.rest)
	if end < 0 {
		return m.stop()
	}
	after := bytes.TrimLeft(m.rest[end:], " \t\r\n")
	if m.inObject() && len(after) > 0 && after[0] == ':' {
		if json.Unmarshal(m.rest[:end], &m.key) != nil {
			return m.stop()
		}
		return m.copy(end)
	}
	if harmlessKey(m.key) {
		return m.copy(end)
	}
	m.out.WriteString(`"` + mask + `"`)
	m.rest = m.rest[end:]
	return true
}

// scalar handles a number, true, false or null.
func (m *masker) scalar() bool {
	end := bytes.IndexAny(m.rest, ",:]}[{\" \t\r\n")
	if end < 0 {
		return m.stop()
	}
	switch word := string(m.rest[:end]); {
	case word == "true", word == "false", word == "null":
		return m.copy(end)
	case !json.Valid(m.rest[:end]):
		return m.stop()
	case harmlessKey(m.key):
		return m.copy(end)
	}
	m.out.WriteString(mask)
	m.rest = m.rest[end:]
	return true
}

// stringEnd is the length of the JSON string at the beginning of text, -1 if it
// does not end.
func stringEnd(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// harmlessKey reports whether values under a key say how the platform answered, or
// which object is meant, and nothing more about it.
func harmlessKey(key string) bool {
	switch key {
	case "_id", "_rev", "_ref", "_refResourceId", "_refResourceCollection", "userName",
		"code", "reason", "message", "error", "error_description", "result",
		"resultCount", "pagedResultsCookie", "totalPagedResults", "totalPagedResultsPolicy", "remainingPagedResults",
		"operation", "field", "from", "property", "policyRequirement", "accountStatus", "status", "type", "title",
		"realm", "version", "order", "required", "viewable", "searchable":
		return true
	}
	return false
}
