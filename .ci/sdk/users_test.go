package sdk

import "testing"

func TestReadUser(t *testing.T) {
	s := newStranger(t)
	user, resp, err := s.UsersApi.ReadUser(s.ctx, s.env, "8ab6dd93-3170-5ca8-b116-715f14bf6dd5").Execute()
	s.did("ReadUser", 200, resp, err)
	want(s, "user name", user.GetUsername(), "ann.adams")
}
