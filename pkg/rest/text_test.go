package rest

import (
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ kind, body, want string }{
		"json":            {"application/json", `{"code": 404,` + "\n" + ` "message": "a &lt; b"}`, `{"code": 404, "message": "a &lt; b"}`},
		"plain":           {"text/plain", "Forbidden\n", "Forbidden"},
		"page":            {"text/html", "<html><head><title>502</title><style>p{}</style></head><body><h1>Bad&nbsp;Gateway</h1>\n<!-- > --><script>x('<b>')</script><p>nginx &amp; co</p>", "502 Bad Gateway nginx & co"},
		"no type":         {"", "<!DOCTYPE html><p>Forbidden", "Forbidden"},
		"entities":        {"text/html", "<p>&lt;script&gt;&#27;[31m red", "<script> [31m red"},
		"never ends":      {"text/html", "<p>a<", "a"},
		"script for ever": {"text/html", "a<script>b", "a"},
		"controls":        {"text/plain", "a\x00\x1b]0;x\x07b\u202ec\xff", "a ]0;x b c\uFFFD"},
	} {
		e := &StatusError{Header: http.Header{"Content-Type": {test.kind}}, Body: []byte(test.body)}
		if got := e.Text(); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", " \n ": "", "a\x00\x1b[31mb\u202ec\r\n\td ": "a [31mb c d", "&#39;": "&#39;",
		strings.Repeat("ä", 300):        strings.Repeat("ä", 300),
		strings.Repeat("ä", 299) + " b": strings.Repeat("ä", 299) + "…",
	} {
		if got := Clean(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("text/html", "<p>a</p><script>x</script><!-- y -->&#27;")
	f.Add("", "<style><style></style>")
	f.Fuzz(func(t *testing.T, kind, body string) {
		e := &StatusError{Header: http.Header{"Content-Type": {kind}}, Body: []byte(body)}
		text := e.Text()
		if !utf8.ValidString(text) || len(text) > maxText+len("…") || strings.TrimSpace(text) != text {
			t.Errorf("text %q", text)
		}
		for _, r := range text {
			if r != ' ' && !unicode.IsPrint(r) {
				t.Errorf("%q in %q", r, text)
			}
		}
	})
}

func TestCheckURL(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"https://openam-acme.forgeblocks.com": true, "https://x/am": true,
		"http://localhost:8080": true, "http://127.0.0.1": true, "http://127.9.9.9:1": true, "http://[::1]:2/openidm": true,
		"http://sandbox.localhost": true, "http://[::ffff:127.0.0.1]": true,
		"http://example.com": false, "http://localhost.example.com": false, "http://10.0.0.1": false, "http://0.0.0.0": false,
		"http://127.0.0.1.example.com": false, "http://2130706433": false,
		"ftp://localhost": false, "https://": false, "https:///x": false, "localhost:80": false, "": false, "https://:443": false,
		"https://user:s3cret@x": false, "https://x?token=s3cret": false, "https://x#f": false,
	} {
		err := CheckURL(address(t, text))
		if (err == nil) != ok {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: the error tells the secret: %v", text, err)
		}
	}
}
