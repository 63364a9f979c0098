package rest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Conceal keeps servers and gateways that repeat a request in their answer from
// bringing its secrets onto somebody's screen: in an answer that is an error, or is
// no JSON, the credential of the request and the secrets that secretsOf finds in its
// body are masked. It stands next to the wire, so that a trace sees no more than
// anybody else.
func Conceal(base http.RoundTripper, secretsOf func(body []byte) []string) http.RoundTripper {
	return concealer{base, secretsOf}
}

type concealer struct {
	base      http.RoundTripper
	secretsOf func(body []byte) []string
}

// concealed is how much of an answer is looked through; no more of it is ever shown.
const concealed = 256 << 10

// leastSecret is the shortest text that is masked: a shorter one is anywhere.
const leastSecret = 5

func (c concealer) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.base.RoundTrip(req)
	if err != nil || isData(resp) {
		return resp, err
	}
	head, failure := io.ReadAll(io.LimitReader(resp.Body, concealed))
	for _, secret := range c.secrets(req) {
		head = bytes.ReplaceAll(head, []byte(secret), []byte("(hidden)"))
	}
	rest := io.Reader(resp.Body)
	if failure != nil {
		rest = brokenReader{failure}
	}
	resp.ContentLength = -1
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(head), rest), resp.Body}
	return resp, nil
}

// A brokenReader gives the error of one that failed before.
type brokenReader struct{ err error }

func (f brokenReader) Read([]byte) (int, error) { return 0, f.err }

// isData reports an answer that is passed on as it is.
func isData(resp *http.Response) bool {
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return resp.StatusCode < 400 && (kind == "application/json" || resp.ContentLength == 0)
}

// secrets are the secret texts of a request, also as they stand in JSON.
func (c concealer) secrets(req *http.Request) []string {
	_, access, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	found := append([]string{access, req.Header.Get("X-OpenIDM-Password")}, c.sent(req)...)
	if _, encoded, basic := req.BasicAuth(); basic {
		plain, _ := url.QueryUnescape(encoded) // as an application writes its secret (RFC 6749, 2.3.1)
		found = append(found, encoded, plain)
	}
	var texts []string
	for _, secret := range found {
		if len(secret) < leastSecret {
			continue
		}
		texts = append(texts, secret)
		if quoted, err := json.Marshal(secret); err == nil {
			texts = append(texts, string(quoted[1:len(quoted)-1]))
		}
	}
	return texts
}

// sent are those in the body of a request: a document, a patch or a form.
func (c concealer) sent(req *http.Request) []string {
	if req.GetBody == nil {
		return nil
	}
	sent, err := req.GetBody()
	if err != nil {
		return nil
	}
	defer func() { _ = sent.Close() }()
	body, err := io.ReadAll(sent)
	if err != nil {
		return nil
	}
	texts := c.secretsOf(body)
	if form, err := url.ParseQuery(string(body)); err == nil {
		for _, name := range [...]string{"assertion", "code", "code_verifier", "client_secret", "refresh_token", "device_code"} {
			texts = append(texts, form.Get(name))
		}
	}
	return texts
}
