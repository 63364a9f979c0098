//go:build !windows && !darwin

package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	ss "github.com/zalando/go-keyring/secret_service"
)

// TestKeyringRealLocked runs itself again on a keyring of its own, which it then
// locks: the other tests need theirs open.
func TestKeyringRealLocked(t *testing.T) {
	switch os.Getenv("REALMCTL_TEST_KEYRING") {
	case "own":
		testLocked(t)
	case "1":
		again := exec.CommandContext(t.Context(), "../../.ci/with-keyring", os.Args[0], "-test.run=^TestKeyringRealLocked$")
		again.Env = append(os.Environ(), "REALMCTL_TEST_KEYRING=own")
		if out, err := again.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	default:
		realStore(t)
	}
}

func testLocked(t *testing.T) {
	ctx := context.Background()
	open := func(noUnlock bool) *Store {
		return Open(Options{Dir: t.TempDir(), Wait: 10 * time.Second, NoUnlock: noUnlock})
	}
	if err := open(true).Set(ctx, "acme", []byte("x")); err != nil {
		t.Fatalf("while it is open: %v", err)
	}
	lock(t)
	first := dialog(t)
	if _, err := open(true).Get(ctx, "acme"); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
	second := dialog(t)
	if _, err := open(false).Get(ctx, "acme"); !errors.Is(err, ErrLocked) {
		t.Errorf("with a dialog that no display can show: %v", err)
	}
	third := dialog(t)
	if second-first != 1 || third-second < 2 {
		t.Errorf("the service counts its dialogs %d, %d, %d", first, second, third)
	}
}

// lock locks the collection that the store uses.
func lock(t *testing.T) {
	t.Helper()
	onCollection(t, "Lock")
}

// dialog asks for a dialog without showing it, and returns its number: the
// service counts them.
func dialog(t *testing.T) int {
	t.Helper()
	_, text, found := strings.Cut(onCollection(t, "Unlock"), "/prompt/u")
	number, err := strconv.Atoi(text)
	if !found || err != nil {
		t.Fatalf("the dialog %q has no number", text)
	}
	return number
}

// onCollection calls a method of the service on the collection that the store
// uses, and returns the path of the dialog that it wants.
func onCollection(t *testing.T, method string) string {
	t.Helper()
	service, err := ss.NewSecretService()
	if err != nil {
		t.Fatal(err)
	}
	call := service.Object("org.freedesktop.secrets", "/org/freedesktop/secrets").
		Call("org.freedesktop.Secret.Service."+method, 0, listOf(service.GetLoginCollection().Path()))
	if call.Err != nil {
		t.Fatal(call.Err)
	}
	return fmt.Sprint(call.Body[1])
}

func listOf[T any](one T) []T { return []T{one} }
