package secret

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
)

func TestVaultAsksOnce(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	store, asked := vaultStore(t, dir, "correct horse")
	if _, err := store.Get(ctx, "acme"); !errors.Is(err, ErrNotFound) || asked() != 0 {
		t.Errorf("no vault: %v, asked %d times", err, asked())
	}
	if mode, err := store.Probe(ctx); mode != File || err != nil {
		t.Errorf("probe: %q, %v", mode, err)
	}
	for _, name := range []string{"a", "b"} {
		if err := store.Set(ctx, name, []byte(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Set(ctx, "large", make([]byte, 5000)); err != nil {
		t.Fatal(err)
	}
	if asked() != 1 {
		t.Errorf("asked %d times", asked())
	}
}

func TestVaultConfirmsOnlyANewPassphrase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for round, want := range []bool{true, false} {
		store := Open(Options{Mode: File, Dir: dir, Passphrase: func(_ context.Context, confirm bool) ([]byte, error) {
			if confirm != want {
				t.Errorf("round %d: confirm is %v", round, confirm)
			}
			return []byte("correct horse"), nil
		}})
		if err := store.Set(context.Background(), "acme", fmt.Append(nil, round)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestVaultWrongPassphrase(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	store, _ := vaultStore(t, dir, "correct horse")
	if err := store.Set(ctx, "acme", []byte("x")); err != nil {
		t.Fatal(err)
	}
	for _, passphrase := range []string{"battery staple", ""} {
		wrong, asked := vaultStore(t, dir, passphrase)
		_, getErr := wrong.Get(ctx, "acme")
		setErr := wrong.Set(ctx, "acme", []byte("y"))
		_, probeErr := wrong.Probe(ctx)
		for _, err := range []error{getErr, setErr, probeErr} {
			if !errors.Is(err, ErrPassphrase) || passphrase != "" && strings.Contains(err.Error(), passphrase) {
				t.Errorf("got %v", err)
			}
		}
		if asked() != 1 {
			t.Errorf("asked %d times", asked())
		}
	}
	if got, err := store.Get(ctx, "acme"); string(got) != "x" {
		t.Errorf("afterwards: %q, %v", got, err)
	}
}

func TestVaultWithoutAnyoneToAsk(t *testing.T) {
	t.Parallel()
	refusal := errors.New("REALMCTL_PASSPHRASE_FILE is not set")
	ask := func(context.Context, bool) ([]byte, error) { return nil, refusal }
	if _, err := Open(Options{Mode: File, Dir: t.TempDir(), Passphrase: ask}).Probe(context.Background()); !errors.Is(err, refusal) {
		t.Errorf("got %v", err)
	}
	if _, err := Open(Options{Mode: File, Dir: t.TempDir()}).Probe(context.Background()); !errors.Is(err, ErrLocked) {
		t.Errorf("got %v", err)
	}
}

func TestVaultThatOthersCanRead(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no permission bits here")
	}
	ctx, dir := context.Background(), t.TempDir()
	store, _ := vaultStore(t, dir, "correct horse")
	if err := store.Set(ctx, "acme", []byte("x")); err != nil {
		t.Fatal(err)
	}
	for _, perm := range []os.FileMode{0o644, 0o640, 0o660, 0o602} {
		if err := os.Chmod(filepath.Join(dir, "secrets.age"), perm); err != nil {
			t.Fatal(err)
		}
		loose, asked := vaultStore(t, dir, "correct horse")
		_, getErr := loose.Get(ctx, "acme")
		setErr := loose.Set(ctx, "acme", []byte("y"))
		for _, err := range []error{getErr, setErr} {
			if err == nil || !strings.Contains(err.Error(), "chmod 600") {
				t.Errorf("mode %v: %v", perm, err)
			}
		}
		if asked() != 0 {
			t.Error("asked for the passphrase all the same")
		}
	}
}

func TestVaultFromElsewhere(t *testing.T) {
	t.Parallel()
	passphrase := "correct horse"
	encrypt := func(document string) []byte {
		recipient, err := age.NewScryptRecipient(passphrase)
		if err != nil {
			t.Fatal(err)
		}
		recipient.SetWorkFactor(2)
		sealed, err := seal([]byte(document), recipient)
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	tests := map[string]struct {
		file []byte
		want string
	}{
		"empty":         {nil, "damaged"},
		"nonsense":      {[]byte("canary"), "damaged"},
		"cut short":     {encrypt(`{"version":1,"values":{}}`)[:150], "damaged"},
		"other content": {encrypt("canary"), "something else"},
		"other object":  {encrypt(`{"canary":1}`), "something else"},
		"newer":         {encrypt(`{"version":2,"values":{"a":{"canary":1}}}`), "newer realmctl"},
		"other values":  {encrypt(`{"version":1,"values":{"a":{"canary":1}}}`), "something else"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "secrets.age")
			if err := os.WriteFile(path, test.file, 0o600); err != nil {
				t.Fatal(err)
			}
			store, _ := vaultStore(t, dir, passphrase)
			_, err := store.Get(context.Background(), "acme")
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "canary") {
				t.Errorf("got %v, want %q", err, test.want)
			}
			// It may yet be mended by hand, so it is never overwritten.
			if err := store.Set(context.Background(), "acme", []byte("x")); err == nil {
				t.Error("the vault was overwritten")
			}
		})
	}
}

func TestVaultIsSharedByProcesses(t *testing.T) {
	t.Parallel()
	ctx, dir := context.Background(), t.TempDir()
	first, _ := vaultStore(t, dir, "correct horse")
	if err := first.Set(ctx, "seed", []byte("x")); err != nil {
		t.Fatal(err)
	}
	names := []string{"a", "b", "c"}
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Go(func() {
			store, _ := vaultStore(t, dir, "correct horse")
			if err := store.Set(ctx, name, []byte(name)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, name := range names {
		// The first store has to notice that the vault is another one by now.
		if got, err := first.Get(ctx, name); string(got) != name {
			t.Errorf("%q, %v", got, err)
		}
	}
}

func BenchmarkVaultOpen(b *testing.B) {
	ctx, dir := context.Background(), b.TempDir()
	options := Options{Mode: File, Dir: dir, Passphrase: func(context.Context, bool) ([]byte, error) {
		return []byte("correct horse"), nil
	}}
	if err := Open(options).Set(ctx, "acme", []byte("x")); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Open(options).Get(ctx, "acme"); err != nil {
			b.Fatal(err)
		}
	}
}
