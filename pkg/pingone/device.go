package pingone

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// A Device is what a person needs to let this program in from another device.
type Device struct {
	// Code is what the person types at Address.
	Code, Address string
	// Complete is an address that holds the code already; it may be empty.
	Complete string
	// Expires is when the code is no longer good; zero is unknown.
	Expires time.Time
}

const (
	grantDevice = "urn:ietf:params:oauth:grant-type:device_code"
	// usualInterval lies between two tries where the service does not say (RFC 8628,
	// 3.2); slower is added each time it asks for more (3.5).
	usualInterval = 5 * time.Second
	slower        = 5 * time.Second
	// patience is how long a person may take to sign in.
	patience = 15 * time.Minute
)

// DeviceCode signs a person in on another device (RFC 8628): show is given the
// code, then the service is asked until the person has used it, has refused, or
// the code has expired.
func DeviceCode(ctx context.Context, c *rest.Client, a App, show func(Device) error) (token.Token, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	t, err := a.deviceCode(ctx, c, show, pause)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
		return token.Token{}, &identity.Error{Kind: identity.Timeout, Op: signIn, Detail: "nobody used the code within " + patience.String(), Err: err}
	}
	if err != nil {
		return token.Token{}, a.failSignIn(err)
	}
	return t, nil
}

func (a App) deviceCode(ctx context.Context, c *rest.Client, show func(Device) error, wait func(context.Context, time.Duration) error) (token.Token, error) {
	body, err := a.post(ctx, c, "device_authorization", "scope", strings.Join(a.Scopes, " "))
	if err != nil {
		return token.Token{}, err
	}
	var w struct {
		DeviceCode string          `json:"device_code"`
		UserCode   string          `json:"user_code"`
		URI        string          `json:"verification_uri"`
		Complete   string          `json:"verification_uri_complete"`
		ExpiresIn  json.RawMessage `json:"expires_in"`
		Interval   float64         `json:"interval"`
	}
	if json.Unmarshal(body, &w) != nil || w.DeviceCode == "" || w.UserCode == "" {
		return token.Token{}, &identity.Error{Kind: identity.API, Detail: "the service gave no code for another device", Err: errUnreadable}
	}
	d := Device{Code: rest.Clean(w.UserCode), Address: rest.Clean(w.URI), Complete: rest.Clean(w.Complete), Expires: token.Expiry(time.Now(), w.ExpiresIn)}
	if err := show(d); err != nil {
		return token.Token{}, err
	}
	interval := usualInterval
	if w.Interval > 0 && w.Interval < patience.Seconds() {
		interval = time.Duration(w.Interval * float64(time.Second))
	}
	return a.poll(ctx, c, w.DeviceCode, interval, wait)
}

// poll asks for the token until the person has decided.
func (a App) poll(ctx context.Context, c *rest.Client, code string, interval time.Duration, wait func(context.Context, time.Duration) error) (token.Token, error) {
	for {
		if err := wait(ctx, interval); err != nil {
			return token.Token{}, err
		}
		t, err := a.ask(ctx, c, time.Now(), "grant_type", grantDevice, "device_code", code)
		if err == nil {
			return t, nil
		}
		refused, _ := translate(err)
		switch {
		case refused == nil:
			return token.Token{}, err
		case refused.Code == "authorization_pending":
		case refused.Code == "slow_down":
			interval += slower
		case refused.Code == "access_denied":
			return token.Token{}, identity.Errorf(identity.Auth, "the person refused to let this program in")
		case refused.Code == "expired_token":
			return token.Token{}, identity.Errorf(identity.Timeout, "the code expired before anybody used it")
		default:
			return token.Token{}, err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
