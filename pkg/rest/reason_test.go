package rest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReason(t *testing.T) {
	t.Parallel()
	issued := &x509.Certificate{Issuer: pkix.Name{CommonName: "Here\x1b[31m"}}
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for name, c := range map[string]struct {
		err     error
		arrived bool
		want    Reason
	}{
		"interrupted":     {context.Canceled, true, Reason{Interrupted, "interrupted", ""}},
		"late":            {&deadlineError{after: time.Second}, true, Reason{Late, "no answer within 1s", "a longer time is given by --timeout"}},
		"authority":       {&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{Cert: issued}}, false, Reason{Unreachable, "the certificate of x.example:1 was issued by an authority that this machine does not know (CN=Here [31m)", "put the path of that authority's certificate (PEM) into ca_file of the tenant in the configuration"}},
		"unnamed":         {x509.UnknownAuthorityError{}, false, Reason{Unreachable, "the certificate of x.example:1 was issued by an authority that this machine does not know", "put the path of that authority's certificate (PEM) into ca_file of the tenant in the configuration"}},
		"other name":      {x509.HostnameError{Certificate: &x509.Certificate{DNSNames: []string{"y.example"}}, Host: "x.example"}, false, Reason{Unreachable, "x509: certificate is valid for y.example, not x.example", wrongAddress}},
		"bad certificate": {&tls.CertificateVerificationError{Err: errors.New("too old")}, false, Reason{Unreachable, "the certificate of x.example:1 was refused: too old", ""}},
		"no TLS":          {tls.RecordHeaderError{Msg: "x"}, false, Reason{Odd, "x.example:1 does not speak TLS on this port", ""}},
		"no TLS either":   {http.ErrSchemeMismatch, false, Reason{Odd, "x.example:1 does not speak TLS on this port", ""}},
		"too large":       {ErrTooLarge, true, Reason{Odd, "the answer is larger than this program takes", ""}},
		"redirected":      {&RedirectError{To: "https://evil.example", Reason: "another host"}, true, Reason{Odd, "redirected to https://evil.example: another host", wrongAddress}},
		"no host":         {dial(&net.DNSError{Err: "no such host", Name: "x.example", IsNotFound: true}), false, Reason{Unreachable, "there is no host x.example", wrongAddress}},
		"lookup":          {dial(&net.DNSError{Err: "server misbehaving", Name: "x.example"}), false, Reason{Unreachable, "looking up x.example: server misbehaving", ""}},
		"refused":         {dial(os.NewSyscallError("connect", syscall.ECONNREFUSED)), false, Reason{Unreachable, "nothing answers at x.example:1 (connection refused)", ""}},
		"no route":        {dial(errors.New("no route to host")), false, Reason{Unreachable, "x.example:1 cannot be reached: no route to host", ""}},
		"cut off":         {io.ErrUnexpectedEOF, true, Reason{Unreachable, "the connection to x.example:1 was lost in the middle of the answer", ""}},
		"hung up":         {io.EOF, true, Reason{Unreachable, "the connection to x.example:1 was lost: closed without an answer", ""}},
		"reset":           {&net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}, true, Reason{Unreachable, "the connection to x.example:1 was lost: connection reset by peer", ""}},
		"http2":           {errors.New("http2: client connection lost"), true, Reason{Unreachable, "the connection to x.example:1 was lost: http2: client connection lost", ""}},
		"a keyring":       {errors.New("the keyring\nis locked"), false, Reason{Foreign, "the keyring is locked", ""}},
	} {
		e := &TransportError{Method: "GET", URL: "https://x.example:1/y", MayHaveArrived: c.arrived, Err: fmt.Errorf("%w", c.err)}
		got := e.Reason()
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if got := (&TransportError{Err: io.EOF}).Reason(); got.Words != "the connection to the server was lost: closed without an answer" {
		t.Errorf("without an address: %q", got.Words)
	}
}
