//go:build !windows && !darwin

package secret

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	ss "github.com/zalando/go-keyring/secret_service"
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

// Locked reports whether the collection that go-keyring would use is locked. It
// reads a property, for which no service asks a person anything:
// https://specifications.freedesktop.org/secret-service-spec/latest/org.freedesktop.Secret.Collection.html
func (systemRing) Locked() (bool, error) {
	if err := reachable(); err != nil {
		return false, err
	}
	service, err := ss.NewSecretService()
	if err != nil {
		return false, err
	}
	property, err := service.GetLoginCollection().GetProperty("org.freedesktop.Secret.Collection.Locked")
	if err != nil {
		return false, err
	}
	locked, ok := property.Value().(bool)
	if !ok {
		return false, fmt.Errorf("%w: the service does not say whether it is locked", ErrUnavailable)
	}
	return locked, nil
}
