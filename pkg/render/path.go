package render

import (
	"errors"
	"strings"
)

// splitPath returns the names along an attribute's path. A path that begins
// with a slash is a JSON pointer, any other is separated by dots.
func splitPath(path string) ([]string, error) {
	names := strings.Split(path, ".")
	if rest, ok := strings.CutPrefix(path, "/"); ok {
		names = strings.Split(rest, "/")
		for i, name := range names {
			names[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		}
	}
	for _, name := range names {
		if name == "" {
			return nil, errors.New("an attribute name is empty")
		}
	}
	return names, nil
}

// index returns the place in a list that a name stands for, or -1.
func index(name string) int {
	if name == "" || len(name) > 9 || len(name) > 1 && name[0] == '0' {
		return -1
	}
	n := 0
	for _, c := range []byte(name) {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}
