package sandbox

import (
	"bytes"
	"io"
	"net/http"
	"testing"
)

// BenchmarkFirstUse makes and seeds a tenant, all but the key, whose time is a matter of luck.
func BenchmarkFirstUse(b *testing.B) {
	for b.Loop() {
		box := Open(Options{Dir: b.TempDir()})
		if err := box.store.Write(b.Context(), box.seedTenant); err != nil {
			b.Fatal(err)
		}
		if err := box.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSeed adds a thousand users.
func BenchmarkSeed(b *testing.B) {
	box := Open(Options{Dir: b.TempDir()})
	defer func() { _ = box.Close() }()
	for b.Loop() {
		if err := box.Seed(b.Context(), "alpha", 1000, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkList reads the 250 users of the seed through the transport, whole and by a filter that no index helps.
func BenchmarkList(b *testing.B) {
	for name, query := range map[string]string{
		"whole": "_queryFilter=true", "ids": "_queryFilter=true&_fields=_id",
		"filter": "_queryFilter=description+co+%22seed%22", "sorted": "_queryFilter=true&_sortKeys=sn",
	} {
		b.Run(name, func(b *testing.B) { benchmarkList(b, query) })
	}
}

func benchmarkList(b *testing.B, query string) {
	box := Open(Options{Dir: b.TempDir()})
	defer func() { _ = box.Close() }()
	t, err := box.ready(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	token := (&face{Sandbox: box}).newGrant(t, claims{Subject: t.Account, Scopes: []string{scopeIDM}}).AccessToken
	for b.Loop() {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, BaseURL+alphaPath+"?"+query, nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := box.Transport().RoundTrip(req)
		if err != nil {
			b.Fatal(err)
		}
		var body bytes.Buffer
		_, err = io.Copy(&body, res.Body)
		if res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
			b.Fatalf("%d %v %s", res.StatusCode, err, body.Bytes())
		}
	}
}
