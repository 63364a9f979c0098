package sandbox

import (
	"strconv"
	"strings"
)

// version is the protocol that a request asks for by Accept-API-Version.
type version struct{ major, minor int }

// newest is what a request gets that does not ask: creation by POST without an action begins at 2.1, counting without
// rows at 2.2, and the platform knows both but hands out the second only when asked.
func newest() version { return version{2, 1} }

func (v version) before(major, minor int) bool {
	return v.major < major || v.major == major && v.minor < minor
}

// parseVersion reads an Accept-API-Version header: protocol=MAJOR[.MINOR] and resource=MAJOR[.MINOR], either of which
// may be missing.
func parseVersion(header string) (version, error) {
	v := newest()
	if strings.TrimSpace(header) == "" {
		return v, nil
	}
	for part := range strings.SplitSeq(header, ",") {
		name, number, _ := strings.Cut(strings.TrimSpace(part), "=")
		parsed, ok := parseNumber(number)
		switch {
		case !ok || name != "protocol" && name != "resource":
			return v, badRequest("Version string is in an invalid format: %s", header)
		case name == "protocol":
			v = parsed
		}
	}
	if v.major < 1 || v.major > 2 {
		return v, badRequest("Unsupported major version: %d.%d", v.major, v.minor)
	}
	if v.major == 2 && v.minor > 2 || v.major == 1 && v.minor > 0 {
		return v, badRequest("Unsupported minor version: %d.%d", v.major, v.minor)
	}
	return v, nil
}

func parseNumber(text string) (version, bool) {
	first, second, dotted := strings.Cut(text, ".")
	major, err := strconv.ParseUint(first, 10, 16)
	if err != nil {
		return version{}, false
	}
	if !dotted {
		return version{major: int(major)}, true
	}
	minor, err := strconv.ParseUint(second, 10, 16)
	return version{int(major), int(minor)}, err == nil
}
