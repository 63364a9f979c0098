package rest

import (
	"net/url"
	"testing"
)

func TestParameters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want  string
		given []string
	}{
		{"", nil},
		{"", []string{"empty", ""}},
		{"b=a%20%2B%26%3D%22%C3%A4&a=1", []string{"b", "a +&=\"ä", "empty", "", "a", "1"}},
	} {
		got := Parameters(c.given...)
		if got != c.want {
			t.Errorf("%q: got %s, want %s", c.given, got, c.want)
		}
		read, err := url.ParseQuery(got)
		for i := 0; i+1 < len(c.given); i += 2 {
			if err != nil || read.Get(c.given[i]) != c.given[i+1] {
				t.Errorf("%s reads as %v (%v)", got, read, err)
			}
		}
	}
}
