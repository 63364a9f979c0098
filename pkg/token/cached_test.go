package token

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/secret"
)

// clock is a time that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// issuer is a Source that counts, and whose tokens live for a given time.
type issuer struct {
	clock *clock
	life  time.Duration
	n     atomic.Int32
	err   error
}

func (i *issuer) Token(context.Context) (Token, error) {
	n := i.n.Add(1)
	if i.err != nil {
		return Token{}, i.err
	}
	return Token{Access: fmt.Sprintf("t%d", n), Expiry: i.clock.Now().Add(i.life), Scope: []string{"fr:idm:*"}}, nil
}

var acme = Key{Tenant: "acme", Issuer: "https://acme.example", Client: "1f0c", Config: "c"}

func want(t *testing.T, source Source, access string) {
	t.Helper()
	got, err := source.Token(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got.Access != access {
		t.Errorf("token %s, want %s", got.Access, access)
	}
}

func TestCachedRenewsAMinuteEarly(t *testing.T) {
	t.Parallel()
	for _, cache := range []Cache{nil, secret.Memory()} {
		c := newClock()
		source := Cached(&issuer{clock: c, life: 899 * time.Second}, acme, cache, c.Now)
		want(t, source, "t1")
		c.Advance(838 * time.Second)
		want(t, source, "t1")
		c.Advance(time.Second)
		want(t, source, "t2")
	}
}

// A token that lives shorter than the margin is used for half its life.
func TestCachedShortLife(t *testing.T) {
	t.Parallel()
	c := newClock()
	source := Cached(&issuer{clock: c, life: 10 * time.Second}, acme, secret.Memory(), c.Now)
	want(t, source, "t1")
	c.Advance(4 * time.Second)
	want(t, source, "t1")
	c.Advance(time.Second)
	want(t, source, "t2")
}

func TestCachedWithoutExpiry(t *testing.T) {
	t.Parallel()
	store := secret.Memory()
	source := Cached(counting(), acme, store, newClock().Now)
	want(t, source, "t1")
	want(t, source, "t1")
	if blob, err := store.ReadSealed(context.Background(), blobName("acme")); len(blob) > 0 {
		t.Errorf("a token that never ends was written down: %d bytes, %v", len(blob), err)
	}
}

func TestCachedIsSharedBetweenProcesses(t *testing.T) {
	t.Parallel()
	c, store := newClock(), secret.Memory()
	src := &issuer{clock: c, life: 15 * time.Minute}
	want(t, Cached(src, acme, store, c.Now), "t1")
	got, err := Cached(src, acme, store, c.Now).Token(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	wanted := Token{Access: "t1", Expiry: c.Now().Add(15 * time.Minute), Scope: []string{"fr:idm:*"}}
	if got.Access != wanted.Access || !got.Expiry.Equal(wanted.Expiry) || !cmp.Equal(got.Scope, wanted.Scope) {
		t.Errorf("the token came back changed: expiry %v, scope %v", got.Expiry, got.Scope)
	}
}

func TestCachedKeysAreApart(t *testing.T) {
	t.Parallel()
	c, store := newClock(), secret.Memory()
	src := &issuer{clock: c, life: 15 * time.Minute}
	keys := []Key{acme, acme, acme, acme, acme}
	keys[1].Tenant = "other"
	keys[2].Issuer += "/"
	keys[3].Client += "c"
	keys[3].Config = ""
	keys[4].Config = "d"
	for round := range 2 {
		for i, key := range keys {
			if got, err := Cached(src, key, store, c.Now).Token(context.Background()); err != nil || got.Access != fmt.Sprintf("t%d", i+1) {
				t.Errorf("round %d: key %d got another's token (%v)", round, i, err)
			}
		}
	}
}

func TestCachedPrunes(t *testing.T) {
	t.Parallel()
	c, store := newClock(), secret.Memory()
	src := &issuer{clock: c, life: 15 * time.Minute}
	other := acme
	other.Config = "other"
	want(t, Cached(src, acme, store, c.Now), "t1")
	c.Advance(16 * time.Minute)
	want(t, Cached(src, other, store, c.Now), "t2")
	blob, err := store.ReadSealed(context.Background(), blobName("acme"))
	if err != nil {
		t.Fatal(err)
	}
	if text := string(blob); strings.Contains(text, "t1") || !strings.Contains(text, "t2") {
		t.Errorf("cache is %s", text)
	}
}

func TestCachedSurvivesNonsense(t *testing.T) {
	t.Parallel()
	for _, blob := range []string{"", "{", "null", "[]", `{"version":9,"tokens":{}}`, `{"version":1,"tokens":7}`} {
		c, store := newClock(), secret.Memory()
		err := store.UpdateSealed(context.Background(), blobName("acme"), func([]byte) ([]byte, error) { return []byte(blob), nil })
		if err != nil {
			t.Fatal(err)
		}
		src := &issuer{clock: c, life: time.Hour}
		want(t, Cached(src, acme, store, c.Now), "t1")
		want(t, Cached(src, acme, store, c.Now), "t1")
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	ctx, c, store := context.Background(), newClock(), secret.Memory()
	src := &issuer{clock: c, life: time.Hour}
	first, second := Cached(src, acme, store, c.Now), Cached(src, acme, store, c.Now)
	want(t, first, "t1")
	want(t, second, "t1")

	first.Refused(ctx, "t1")
	if _, ok := first.Peek(ctx); ok {
		t.Error("a refused token is still offered")
	}
	want(t, first, "t2")
	first.Refused(ctx, "t1") // an answer that was slow to come back
	want(t, first, "t2")

	// The other process finds what the first one got.
	second.Refused(ctx, "t1")
	want(t, second, "t2")
	if n := src.n.Load(); n != 2 {
		t.Errorf("%d sign-ins", n)
	}
}

// plainCache has only what a Cache must have.
type plainCache struct{ Cache }

func TestForgetAndPeek(t *testing.T) {
	t.Parallel()
	for _, cache := range []Cache{secret.Memory(), plainCache{secret.Memory()}} {
		testForgetAndPeek(t, cache)
	}
}

func testForgetAndPeek(t *testing.T, store Cache) {
	t.Helper()
	ctx, c := context.Background(), newClock()
	src := &issuer{clock: c, life: time.Hour}
	if _, ok := Cached(src, acme, store, c.Now).Peek(ctx); ok {
		t.Error("a token before the first sign-in")
	}
	want(t, Cached(src, acme, store, c.Now), "t1")
	if got, ok := Cached(src, acme, store, c.Now).Peek(ctx); !ok || got.Access != "t1" {
		t.Error("no token after it")
	}
	if err := Forget(ctx, store, "acme"); err != nil {
		t.Fatal(err)
	}
	if _, ok := Cached(src, acme, store, c.Now).Peek(ctx); ok {
		t.Error("a token after it was forgotten")
	}
	if n := src.n.Load(); n != 1 {
		t.Errorf("%d sign-ins", n)
	}
}

func TestCachedManyAtOnce(t *testing.T) {
	t.Parallel()
	c := newClock()
	entered, release := make(chan struct{}), make(chan struct{})
	var n atomic.Int32
	source := Cached(SourceFunc(func(context.Context) (Token, error) {
		n.Add(1)
		close(entered)
		<-release
		return Token{Access: "t1", Expiry: c.Now().Add(time.Hour)}, nil
	}), acme, secret.Memory(), c.Now)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { want(t, source, "t1") })
	}
	<-entered
	close(release)
	wg.Wait()
	if n.Load() != 1 {
		t.Errorf("%d sign-ins", n.Load())
	}
}

// A leader who gives up takes nobody with him.
func TestCachedLeaderGivesUp(t *testing.T) {
	t.Parallel()
	c := newClock()
	entered := make(chan struct{}, 2)
	var n atomic.Int32
	source := Cached(SourceFunc(func(ctx context.Context) (Token, error) {
		entered <- struct{}{}
		if n.Add(1) == 1 {
			<-ctx.Done()
			return Token{}, ctx.Err()
		}
		return Token{Access: "t2", Expiry: c.Now().Add(time.Hour)}, nil
	}), acme, secret.Memory(), c.Now)
	ctx, cancel := context.WithCancel(context.Background())
	leader := make(chan error, 1)
	go func() {
		_, err := source.Token(ctx)
		leader <- err
	}()
	<-entered
	var wg sync.WaitGroup
	wg.Go(func() { want(t, source, "t2") })
	cancel()
	if err := <-leader; !errors.Is(err, context.Canceled) {
		t.Errorf("leader: %v", err)
	}
	wg.Wait()
}

func TestCachedFollowerGivesUp(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	source := Cached(SourceFunc(func(context.Context) (Token, error) {
		close(entered)
		<-release
		return Token{Access: "t1"}, nil
	}), acme, nil, nil)
	var wg sync.WaitGroup
	wg.Go(func() { want(t, source, "t1") })
	<-entered
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := source.Token(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(release)
	wg.Wait()
}

// A refused sign-in is one sign-in: accounts are locked after a few.
func TestCachedFailureIsShared(t *testing.T) {
	t.Parallel()
	refusal := errors.New("invalid_client")
	for _, cache := range []Cache{nil, secret.Memory(), brokenCache{}} {
		src := &issuer{clock: newClock(), err: refusal}
		if _, err := Cached(src, acme, cache, src.clock.Now).Token(context.Background()); !errors.Is(err, refusal) {
			t.Errorf("got %v", err)
		}
		if n := src.n.Load(); n != 1 {
			t.Errorf("%T: %d sign-ins", cache, n)
		}
	}
}

// brokenCache is a cache behind a keyring that does not answer.
type brokenCache struct{}

func (brokenCache) ReadSealed(context.Context, string) ([]byte, error) {
	return nil, secret.ErrUnavailable
}

func (brokenCache) UpdateSealed(context.Context, string, func([]byte) ([]byte, error)) error {
	return secret.ErrUnavailable
}

// fullCache is a cache on a disk that takes no more.
type fullCache struct{ brokenCache }

func (fullCache) UpdateSealed(_ context.Context, _ string, change func([]byte) ([]byte, error)) error {
	if _, err := change(nil); err != nil {
		return err
	}
	return errors.New("no space left on device")
}

func TestCacheNeverStandsInTheWay(t *testing.T) {
	t.Parallel()
	for _, cache := range []Cache{brokenCache{}, fullCache{}} {
		src := &issuer{clock: newClock(), life: time.Hour}
		source := Cached(src, acme, cache, src.clock.Now)
		want(t, source, "t1")
		want(t, source, "t1")
	}
}

func TestCachedWantsAToken(t *testing.T) {
	t.Parallel()
	if _, err := Cached(Static(""), acme, nil, nil).Token(context.Background()); err == nil {
		t.Error("an empty token was taken")
	}
}

func TestWaitingForTheLockEndsWithContext(t *testing.T) {
	t.Parallel()
	store, c := secret.Memory(), newClock()
	inside, release := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := store.UpdateSealed(context.Background(), blobName("acme"), func(old []byte) ([]byte, error) {
			close(inside)
			<-release
			return old, nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-inside
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	src := &issuer{clock: c, life: time.Hour}
	if _, err := Cached(src, acme, store, c.Now).Token(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if n := src.n.Load(); n != 0 {
		t.Errorf("%d sign-ins beside the one under way", n)
	}
	close(release)
	wg.Wait()
}
