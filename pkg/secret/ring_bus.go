//go:build !windows && !darwin

package secret

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// reachable reports whether there is a session bus to look for a keyring on.
// The library behind would otherwise start one of its own (dbus-launch), a
// process that nobody asked for and that outlives ours.
func reachable() error {
	if os.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" {
		return nil
	}
	dir := filepath.Join("/run/user", strconv.Itoa(os.Getuid()))
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%w: this session has no message bus (DBUS_SESSION_BUS_ADDRESS is not set)", ErrUnavailable)
}
