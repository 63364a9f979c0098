package secret

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	gokeyring "github.com/zalando/go-keyring"
)

func TestClassify(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  error
		want error
	}{
		{gokeyring.ErrNotFound, ErrNotFound},
		{fmt.Errorf("get: %w", gokeyring.ErrNotFound), ErrNotFound},
		{gokeyring.ErrUnsupportedPlatform, ErrUnavailable},
		{errors.New(`exec: "dbus-launch": executable file not found in $PATH`), ErrUnavailable},
		{errors.New("dial unix /run/user/1000/bus: connect: no such file or directory"), ErrUnavailable},
		{errors.New("The name org.freedesktop.secrets was not provided by any .service files"), ErrUnavailable},
		{errors.New("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"), ErrLocked},
		{errors.New("Cannot create an item in a locked collection"), ErrLocked},
		{errors.New("org.freedesktop.Secret.Error.IsLocked"), ErrLocked},
		{context.Canceled, context.Canceled},
		{fmt.Errorf("%w (waited 3s)", ErrTimeout), ErrTimeout},
	}
	for _, test := range tests {
		if got := classify(test.err); !errors.Is(got, test.want) {
			t.Errorf("%q is %v, want %v", test.err, got, test.want)
		}
	}
	if got := classify(gokeyring.ErrSetDataTooBig); isOurs(got) {
		t.Errorf("a value that is too large says nothing about the keyring: %v", got)
	}
}

func TestClassifyExitStatus(t *testing.T) {
	t.Parallel()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell here")
	}
	for status, want := range map[int]error{36: ErrLocked, 51: ErrLocked, 128: ErrLocked, 1: ErrUnavailable} {
		err := exec.CommandContext(t.Context(), shell, "-c", fmt.Sprintf("exit %d", status)).Run()
		if got := classify(err); !errors.Is(got, want) {
			t.Errorf("status %d is %v, want %v", status, got, want)
		}
	}
}

func TestErrorTextIsOneLine(t *testing.T) {
	t.Parallel()
	err := classify(errors.New("bad\x1b[31m\nnews\u202e" + strings.Repeat("x", 1000)))
	if text := err.Error(); strings.ContainsAny(text, "\x1b\n\u202e") || len(text) > 300 {
		t.Errorf("%q", text)
	}
}

// A keyring that cannot be used is asked once, and nothing goes to a file.
func TestBadKeyringIsRemembered(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		err  string
		want error
	}{
		{"failed to unlock correct collection '/x'", ErrLocked},
		{"dial unix /nowhere: no such file", ErrUnavailable},
	} {
		for _, mode := range []Mode{Auto, Keyring} {
			ctx, dir, ring := context.Background(), t.TempDir(), newFakeRing()
			ring.err = errors.New(test.err)
			store := Open(Options{Mode: mode, Dir: dir, Wait: long, Ring: ring})
			got, err := store.Probe(ctx)
			if got != "" || !errors.Is(err, test.want) {
				t.Errorf("probe: %q, %v", got, err)
			}
			if err := store.Set(ctx, "acme", make([]byte, 3000)); !errors.Is(err, test.want) {
				t.Errorf("set: %v", err)
			}
			if _, err := store.Get(ctx, "acme"); !errors.Is(err, test.want) {
				t.Errorf("get: %v", err)
			}
			if gets, sets := ring.calls(); gets != 1 || sets != 0 {
				t.Errorf("asked %d + %d times", gets, sets)
			}
			if errors.Is(test.want, ErrUnavailable) && mode == Auto && !strings.Contains(err.Error(), "store") {
				t.Errorf("the setting is not named: %v", err)
			}
		}
	}
}

// Where its dialog would be in the way, a locked keyring is not asked for anything.
func TestLockedKeyringStaysLocked(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, test := range map[string]struct{ mute, want error }{
		"locked":  {nil, ErrLocked},
		"unknown": {errors.New("Object does not exist at path"), ErrUnavailable},
	} {
		ring := lockedRing{newFakeRing(), test.mute}
		store := Open(Options{Dir: t.TempDir(), Wait: long, Ring: ring, NoUnlock: true})
		_, got := store.Get(ctx, "acme")
		_, probed := store.Probe(ctx)
		for _, err := range []error{got, probed, store.Set(ctx, "acme", []byte("x")), store.Delete(ctx, "acme")} {
			if !errors.Is(err, test.want) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if gets, sets := ring.calls(); gets+sets > 0 {
			t.Errorf("%s: asked %d + %d times", name, gets, sets)
		}
		if _, err := keyringStore(t.TempDir(), ring).Get(ctx, "acme"); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: where the dialog is welcome: %v", name, err)
		}
	}
}

func TestProbeWritesNothing(t *testing.T) {
	t.Parallel()
	dir, ring := t.TempDir(), newFakeRing()
	mode, err := Open(Options{Dir: dir, Wait: long, Ring: ring}).Probe(context.Background())
	if mode != Keyring || err != nil {
		t.Errorf("%q, %v", mode, err)
	}
	if names := ring.names(); len(names) > 0 {
		t.Errorf("wrote %q", names)
	}
}

func TestSilentKeyringTimesOut(t *testing.T) {
	t.Parallel()
	ring := newFakeRing()
	ring.blocked = make(chan struct{})
	defer close(ring.blocked)
	store := Open(Options{Dir: t.TempDir(), Wait: time.Millisecond, Ring: ring})
	for range 2 {
		if _, err := store.Get(context.Background(), "acme"); !errors.Is(err, ErrTimeout) {
			t.Errorf("got %v", err)
		}
	}
	if gets, _ := ring.calls(); gets > 1 {
		t.Errorf("asked %d times", gets)
	}
}

func TestSlowKeyringIsAnnounced(t *testing.T) {
	t.Parallel()
	ring := newFakeRing()
	ring.blocked = make(chan struct{})
	var told []string
	store := Open(Options{Dir: t.TempDir(), Wait: long, Ring: ring, Notify: func(message string) {
		told = append(told, message)
		close(ring.blocked) // closing it twice would panic
	}})
	store.place.(*keyring).patience = time.Millisecond
	if err := store.Set(context.Background(), "acme", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if len(told) != 1 || !strings.Contains(told[0], "keyring") {
		t.Errorf("told %q", told)
	}
}

func TestWaitingEndsWithContext(t *testing.T) {
	t.Parallel()
	ring := newFakeRing()
	ring.blocked = make(chan struct{})
	store := keyringStore(t.TempDir(), ring)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := store.Get(ctx, "acme"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	// That was our doing, so the keyring gets another chance.
	close(ring.blocked)
	if _, err := store.Get(context.Background(), "acme"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestPanickingLibrary(t *testing.T) {
	t.Parallel()
	ring := newFakeRing()
	ring.panics = true
	if _, err := keyringStore(t.TempDir(), ring).Get(context.Background(), "acme"); !errors.Is(err, ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestKeyringThatKeepsNothing(t *testing.T) {
	t.Parallel()
	ring := newFakeRing()
	ring.deaf = true
	if err := keyringStore(t.TempDir(), ring).Set(context.Background(), "acme", []byte("x")); err == nil {
		t.Error("a secret was lost in silence")
	}
}

func TestErrorsHoldNoSecret(t *testing.T) {
	t.Parallel()
	ring := newFakeRing()
	ring.echo = true
	store := keyringStore(t.TempDir(), ring)
	for _, value := range []string{"canary-7", strings.Repeat("canary-7", 500)} {
		err := store.Set(context.Background(), "acme", []byte(value))
		if err == nil || strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), "AGE-SECRET") {
			t.Errorf("got %v", err)
		}
	}
}

// The promise behind a command's speed: one keyring call for a cached token, and
// none for the large secret that is wanted next.
func TestSealedCostsOneKeyringRead(t *testing.T) {
	t.Parallel()
	ctx, dir, ring := context.Background(), t.TempDir(), newFakeRing()
	store := keyringStore(dir, ring)
	err := store.UpdateSealed(ctx, "tokens", func([]byte) ([]byte, error) { return []byte("token"), nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Set(ctx, "acme", make([]byte, 3188)); err != nil {
		t.Fatal(err)
	}
	before, _ := ring.calls()
	again := keyringStore(dir, ring)
	if got, err := again.ReadSealed(ctx, "tokens"); string(got) != "token" {
		t.Fatalf("%q, %v", got, err)
	}
	if after, _ := ring.calls(); after-before != 1 {
		t.Errorf("%d keyring reads", after-before)
	}
	if _, err := again.Get(ctx, "acme"); err != nil {
		t.Fatal(err)
	}
	if after, _ := ring.calls(); after-before != 1 {
		t.Errorf("%d keyring reads with a large secret", after-before)
	}
}

// Processes that need the key for the first time at once agree on one.
func TestOneKeyIsMade(t *testing.T) {
	t.Parallel()
	ctx, dir, ring := context.Background(), t.TempDir(), newFakeRing()
	ring.pause = 20 * time.Millisecond
	names := []string{"a", "b", "c", "d"}
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() {
			if err := keyringStore(dir, ring).Set(ctx, name, make([]byte, 2000)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, name := range names {
		if _, err := keyringStore(dir, ring).Get(ctx, name); err != nil {
			t.Error(err)
		}
	}
	if _, sets := ring.calls(); sets != 1 {
		t.Errorf("%d keys were made", sets)
	}
}
