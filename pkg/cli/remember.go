package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"github.com/realmctl/realmctl/pkg/atomicfile"
	"github.com/realmctl/realmctl/pkg/realm"
)

// memory is how long what completion learnt stays good.
const memory = time.Minute

// A remembrance is what completion asked of a realm, and when.
type remembrance[T any] struct {
	At    time.Time `json:"at"`
	Found []T       `json:"found"`
}

// remembered returns what was asked of a realm less than a minute ago, else asks
// and keeps the answer in the cache directory. What the environment alone
// describes leaves nothing behind.
func remembered[T any](ctx context.Context, s *session, r realm.Realm, question string, ask func() ([]T, error)) ([]T, error) {
	if r.Tenant.Name == realm.EnvTenantName {
		return ask()
	}
	path, err := s.memoryOf(r, question)
	if err != nil {
		return nil, err
	}
	now := s.app.Now()
	if held, ok := recall[T](path); ok && now.Sub(held.At) < memory && now.Sub(held.At) >= 0 {
		return held.Found, nil
	}
	found, err := ask()
	if err != nil || ctx.Err() != nil {
		return nil, err
	}
	if data, err := json.Marshal(remembrance[T]{now, found}); err == nil {
		forgetBefore(filepath.Dir(path), now.Add(-memory))
		_ = atomicfile.Write(path, 0o600, data) // a cache that cannot be written is no cache
	}
	return found, nil
}

// memoryOf is the file of the answer to a question.
func (s *session) memoryOf(r realm.Realm, question string) (string, error) {
	address, err := apiURL(r.Tenant, r.Platform())
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(r.Address() + "\x00" + address.String() + "\x00" + question))
	return filepath.Join(realm.CacheDir(s.app.Env), "completion", hex.EncodeToString(sum[:12])+".json"), nil
}

// unlearn makes completion ask again.
func (s *session) unlearn(r realm.Realm, question string) {
	if path, err := s.memoryOf(r, question); err == nil {
		_ = os.Remove(path) // mostly there is none
	}
}

func recall[T any](path string) (remembrance[T], bool) {
	var held remembrance[T]
	data, err := os.ReadFile(path)
	return held, err == nil && json.Unmarshal(data, &held) == nil
}

// forgetBefore removes the answers that are too old to be used: names of people
// are not left lying about.
func forgetBefore(dir string, then time.Time) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, f := range files {
		if info, err := f.Info(); err == nil && info.ModTime().Before(then) {
			_ = os.Remove(filepath.Join(dir, f.Name())) // another process may have done it
		}
	}
}
