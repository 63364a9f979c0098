package rest

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestMayBeApplied(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want bool
	}{
		{errors.New("something else"), false},
		{nil, false},
		{&TransportError{Err: errors.New("lost"), MayHaveArrived: true}, true},
		{fmt.Errorf("wrapped: %w", &TransportError{Err: errors.New("lost"), MayHaveArrived: true}), true},
		{&TransportError{Err: errors.New("refused")}, false},
		{&StatusError{Status: 400}, false},
		{&StatusError{Status: 429}, false},
		{&StatusError{Status: 429, Repeated: true}, true},
		{&StatusError{Status: 412, Repeated: true}, false},
		{&StatusError{Status: 500}, true},
		{&StatusError{Status: 501}, false},
		{&StatusError{Status: 502}, true},
		{&StatusError{Status: 503}, true},
		{&StatusError{Status: 503, RetryAfter: time.Second}, false},
		{&StatusError{Status: 504}, true},
	} {
		if got := MayBeApplied(c.err); got != c.want {
			t.Errorf("%v: %v", c.err, got)
		}
	}
}

func TestIsStatus(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("wrapped: %w", &StatusError{Status: 404})
	if !IsStatus(err, 404) || IsStatus(err, 403) || IsStatus(nil, 0) || IsStatus(errors.New("x"), 404) {
		t.Error(err)
	}
}
