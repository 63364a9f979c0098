package aic

import (
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// pointer writes the path of an attribute as the service does: a.b and /a/b
// become a/b; after a leading slash a dot is part of a name. A path that could be
// read as more than a path is refused.
//
// The service's pointers know no escapes but percent signs, so that what may
// not stand in them cannot be said at all.
func pointer(path string) (string, error) {
	p := strings.Join(steps(path), "/")
	if p == "" || strings.HasSuffix(p, "/") || strings.HasPrefix(p, "/") || strings.Contains(p, "//") || strings.ContainsFunc(p, breaksPath) {
		return "", identity.Errorf(identity.Usage, "%q is not the name of an attribute", path)
	}
	return p, nil
}

func breaksPath(r rune) bool {
	return r <= ' ' || r == 0x7f || r == 0xfffd || strings.ContainsRune("\"'`()[]{}!\\%,?#&=+<>^|~;:", r)
}

// steps are the names on a path, however it was written.
func steps(path string) []string {
	if rest, ok := strings.CutPrefix(path, "/"); ok {
		return strings.Split(rest, "/")
	}
	return strings.Split(strings.ReplaceAll(path, ".", "/"), "/")
}
