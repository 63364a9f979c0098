package secret

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"unicode"

	gokeyring "github.com/zalando/go-keyring"
)

// classify gives an error of go-keyring its place among the errors of this
// package. That library has a typed error for a missing item and for a value
// that is too large, and nothing else; the rest is told apart by its text on
// Linux and by the exit status of /usr/bin/security on macOS. What is left means
// that the service could not be reached.
func classify(err error) error {
	switch {
	case errors.Is(err, gokeyring.ErrNotFound):
		return ErrNotFound
	case isOurs(err), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, gokeyring.ErrSetDataTooBig):
		return errors.New("the value is too large for it")
	case errors.Is(err, gokeyring.ErrUnsupportedPlatform):
		return fmt.Errorf("%w: there is none for this operating system", ErrUnavailable)
	case saysLocked(err):
		return fmt.Errorf("it is %w, or was never set up: unlock it in your desktop session", ErrLocked)
	default:
		return fmt.Errorf("%w (%s)", ErrUnavailable, printable(err.Error()))
	}
}

func isOurs(err error) bool {
	for _, class := range classes() {
		if errors.Is(err, class) {
			return true
		}
	}
	return false
}

// classes are the errors of a keyring that callers can tell apart.
func classes() []error { return []error{ErrNotFound, ErrUnavailable, ErrLocked, ErrTimeout} }

// Exit statuses of /usr/bin/security: the low byte of the OSStatus, from
// Apple's SecBase.h.
const (
	statusInteractionNotAllowed = 36  // errSecInteractionNotAllowed, -25308
	statusAuthFailed            = 51  // errSecAuthFailed, -25293
	statusCanceled              = 128 // errSecUserCanceled, -128
)

// saysLocked reports whether err is a locked keyring. On Linux a dismissed
// dialog, a dialog that no display could show, and a keyring that was never set
// up all end as a collection that could not be unlocked.
func saysLocked(err error) bool {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		switch exit.ExitCode() {
		case statusInteractionNotAllowed, statusAuthFailed, statusCanceled:
			return true
		}
	}
	text := err.Error()
	return strings.Contains(text, "failed to unlock") ||
		strings.Contains(text, "locked collection") ||
		strings.Contains(text, "Secret.Error.IsLocked")
}

// printable makes one bounded line of a text that came from outside.
func printable(text string) string {
	const most = 200
	clean := strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	if runes := []rune(clean); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return clean
}
