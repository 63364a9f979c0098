package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenTouchesNothing(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	box := Open(Options{Dir: dir})
	box.Transport()
	box.Handler()
	if box.Path() != dir {
		t.Errorf("path %s", box.Path())
	}
	if err := box.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
}

func TestFilesAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	box := newBox(t, Options{Dir: dir})
	credentials, err := box.Credentials(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, credentials.JWKFile: 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
	if err := os.Remove(credentials.JWKFile); err != nil {
		t.Fatal(err)
	}
	if _, err := box.Credentials(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(credentials.JWKFile); err != nil {
		t.Error("a lost key file is not written again")
	}
}

func handlerTransport(h http.HandlerFunc) http.RoundTripper {
	return inProcess{h, func(context.Context) error { return nil }}
}

func TestUnusableFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	box := newBox(t, Options{Dir: filepath.Join(file, "below")})
	res, err := roundTrip(t, box.Transport(), t.Context(), strings.NewReader("x"))
	if err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("%v", err)
	}
	if res != nil {
		res.Body.Close()
	}
}

func roundTrip(t *testing.T, rt http.RoundTripper, ctx context.Context, body io.Reader) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, BaseURL+"/x?y=z", body)
	if err != nil {
		t.Fatal(err)
	}
	return rt.RoundTrip(req)
}

func TestTransportStreams(t *testing.T) {
	t.Parallel()
	next := make(chan struct{})
	rt := handlerTransport(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil || r.Host != "sandbox.localhost" || r.RequestURI != "/x?y=z" {
			t.Errorf("%v %s %s", err, r.Host, r.RequestURI)
		}
		w.Header().Set("X-A", "b")
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write(raw)
		<-next
		_, _ = w.Write([]byte(" world"))
	})
	res, err := roundTrip(t, rt, t.Context(), strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	first := make([]byte, 5)
	if _, err := io.ReadFull(res.Body, first); err != nil || string(first) != "hello" {
		t.Fatalf("%q %v", first, err)
	}
	close(next)
	rest, err := io.ReadAll(res.Body)
	if err != nil || string(rest) != " world" || res.StatusCode != http.StatusAccepted || res.Header.Get("X-A") != "b" {
		t.Errorf("%q %v %v", rest, err, res)
	}
}

func TestTransportClose(t *testing.T) {
	t.Parallel()
	ended := make(chan error, 1)
	rt := handlerTransport(func(w http.ResponseWriter, r *http.Request) {
		var err error
		for err == nil {
			_, err = w.Write([]byte("more"))
		}
		ended <- r.Context().Err()
	})
	res, err := roundTrip(t, rt, t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the handler's context goes on")
		}
	default:
		t.Error("the handler runs on after Close")
	}
	if err := res.Body.Close(); err != nil {
		t.Error(err)
	}
}

func TestTransportCancel(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	rt := handlerTransport(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	})
	res, err := roundTrip(t, rt, ctx, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if res != nil {
		res.Body.Close()
	}
}

func TestTransportBroken(t *testing.T) {
	t.Parallel()
	res, err := roundTrip(t, handlerTransport(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), t.Context(), nil)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%v %v", res, err)
	}
	if res != nil {
		res.Body.Close()
	}
	res, err = roundTrip(t, handlerTransport(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		panic(http.ErrAbortHandler)
	}), t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if half, err := io.ReadAll(res.Body); !errors.Is(err, io.ErrUnexpectedEOF) || string(half) != "half" {
		t.Errorf("%q %v", half, err)
	}
}

// A reader that writes to the tenant while a list is open must not wait for itself.
func TestWriteWhileListing(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	if err := c.box.Seed(t.Context(), "alpha", 700, nil); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, BaseURL+alphaPath+"?_queryFilter=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	res, err := c.round.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.ReadFull(res.Body, make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	c.send(http.MethodDelete, alphaPath+"/"+userID(mustType(c.box), 900), nil, "").want(t, http.StatusOK)
	rest, err := io.ReadAll(res.Body)
	if err != nil || !strings.HasSuffix(string(rest), `"resultCount":949,"pagedResultsCookie":null,"totalPagedResultsPolicy":"NONE","totalPagedResults":-1,"remainingPagedResults":-1}`) {
		t.Errorf("%v: …%s", err, rest[max(0, len(rest)-200):])
	}
}

// What the tenant answers because it was left is no answer.
func TestTransportCancelIsNoAnswer(t *testing.T) {
	t.Parallel()
	transport := handlerTransport(func(w http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		w.WriteHeader(http.StatusInternalServerError)
	})
	for range 50 {
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, BaseURL, nil)
		if err != nil {
			t.Fatal(err)
		}
		go cancel()
		resp, err := transport.RoundTrip(req)
		if resp != nil {
			_ = resp.Body.Close()
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("%v", err)
		}
	}
}
