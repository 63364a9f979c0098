package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// drain is how long running requests may take to end after the listener has closed.
const drain = 3 * time.Second

// ServeOptions say how a listener behaves towards its clients.
type ServeOptions struct {
	// Latency delays every answer.
	Latency time.Duration
	// Faults are the shares of requests that fail on purpose.
	Faults Faults
	// TokenTTL is how long an access token lives; 0 means the platform's 899 seconds, an hour for an administrator.
	TokenTTL time.Duration
	// PasswordPolicy names the rules for new passwords; "" means those of the sandbox.
	PasswordPolicy PasswordPolicy
	// Clock moves the clock of the PingOne face, by which its passwords expire and its locks open: ahead, or back where
	// it is negative.
	Clock time.Duration
}

// Serve answers requests on l until ctx ends; then it closes the listener, lets running requests end for a short
// time, and returns nil. The caller decides where l listens: the tenant's credentials are not made for a network.
func (s *Sandbox) Serve(ctx context.Context, l net.Listener, o ServeOptions) error {
	if o.PasswordPolicy == "" {
		o.PasswordPolicy = s.options.PasswordPolicy
	}
	if o.TokenTTL == 0 {
		o.TokenTTL = s.options.TokenTTL
	}
	handler := s.handler(behaviour{tokenTTL: o.TokenTTL, passwords: o.PasswordPolicy, clock: o.Clock})
	server := &http.Server{
		Handler:           withLatency(o.Latency, o.Faults.wrap(handler)),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve the sandbox on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	err := server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if stopped := <-ended; !errors.Is(stopped, http.ErrServerClosed) {
		err = errors.Join(err, stopped)
	}
	return err
}

func withLatency(latency time.Duration, next http.Handler) http.Handler {
	if latency <= 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(latency):
			next.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	})
}
