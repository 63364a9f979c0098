package rest

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
)

// pageSize is about what a thousand users take.
const pageSize = 850 << 10

func benchServer(b *testing.B, size int) *httptest.Server {
	b.Helper()
	body := make([]byte, size)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(size))
		_, _ = w.Write(body)
	}))
	b.Cleanup(s.Close)
	return s
}

// BenchmarkBare is net/http alone, to compare with BenchmarkClient.
func BenchmarkBare(b *testing.B) {
	for _, size := range []int{900, pageSize} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			s, c := benchServer(b, size), &http.Client{Transport: network(b, TLSOptions{})}
			buffer := make([]byte, size)
			b.ReportAllocs()
			for b.Loop() {
				req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.URL+"/x", http.NoBody)
				if err != nil {
					b.Fatal(err)
				}
				resp, err := c.Do(req)
				if err != nil {
					b.Fatal(err)
				}
				_, err = io.ReadFull(resp.Body, buffer)
				_ = resp.Body.Close()
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkClient(b *testing.B) {
	for _, size := range []int{900, pageSize} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			s := benchServer(b, size)
			c := New(address(b, s.URL), Retry(Limit(network(b, TLSOptions{})), RetryOptions{}), Options{})
			var buffer []byte
			b.ReportAllocs()
			for b.Loop() {
				resp, err := c.Do(context.Background(), Request{Path: "x"})
				if err != nil {
					b.Fatal(err)
				}
				if buffer, err = resp.Append(buffer[:0]); err != nil || len(buffer) != size {
					b.Fatal(len(buffer), err)
				}
			}
		})
	}
}

// BenchmarkLayers is what a request costs without a network.
func BenchmarkLayers(b *testing.B) {
	base := tripper(func(*http.Request) (*http.Response, error) { return reply(200, "{}"), nil })
	c := New(address(b, "https://x.example"), Retry(Limit(base), RetryOptions{}), Options{})
	b.ReportAllocs()
	for b.Loop() {
		resp, err := c.Do(context.Background(), Request{Path: "x"})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := resp.Bytes(); err != nil {
			b.Fatal(err)
		}
	}
}
