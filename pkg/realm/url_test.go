package realm

import (
	"strings"
	"testing"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		platform      Platform
		address, want string
	}{
		{AIC, "https://Openam-Acme.forgeblocks.com/", "https://openam-acme.forgeblocks.com"},
		{AIC, "http://127.0.0.1:8080", "http://127.0.0.1:8080"},
		{AIC, "http://127.9.9.9", "http://127.9.9.9"},
		{AIC, "http://[::1]:99", "http://[::1]:99"},
		{IDM, "http://localhost:8080", "http://localhost:8080/openidm"},
		{IDM, "https://lab.example/idm/rest/", "https://lab.example/idm/rest"},
	} {
		u, err := ParseURL(test.platform, test.address)
		if err != nil || u.String() != test.want {
			t.Errorf("%s: %v %v", test.address, u, err)
		}
	}
}

func TestParseURLRefuses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"":                            "missing",
		"acme.example":                "is the scheme missing?",
		"https://":                    "not an address",
		"https://:443":                "not an address",
		"mailto:ann@acme.example":     "not an address",
		"ftp://acme.example":          `scheme "ftp"`,
		"https://ann:pw@acme.example": "holds a user name",
		"https://acme.example?x=1":    "query",
		"https://acme.example/?":      "query",
		"https://acme.example/#x":     "fragment",
		"https://acme.example/am":     "holds a path: want https://acme.example alone",
		"http://acme.example":         "in the clear",
		"http://10.0.0.1":             "in the clear",
		"http://0.0.0.0":              "in the clear",
		"http://localhost.evil.com":   "in the clear",
		"http://127.0.0.1.evil.com":   "in the clear",
		"https://a b.example":         "not an address",
		"https://x\x01.example":       "not an address",
		"ann:hunter2@[acme.example":   "not an address",
	} {
		_, err := ParseURL(AIC, address)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", address, err)
		}
		if err != nil && (strings.Contains(err.Error(), "pw") || strings.Contains(err.Error(), "hunter2")) {
			t.Errorf("%q: the password is in the error: %v", address, err)
		}
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	for platform, want := range map[Platform]string{AIC: "Advanced Identity Cloud", Sandbox: "the sandbox", IDM: "PingIDM", PingOne: "PingOne", "x": "x"} {
		if got := platform.Title(); got != want {
			t.Errorf("%s: %s", platform, got)
		}
	}
}

func TestPlatformOfARealm(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]Platform{
		"sandbox/alpha": AIC, "sandbox/bravo": AIC, "sandbox/pingone": PingOne, "acme/alpha": AIC, "lab/users": IDM,
	} {
		realms, err := loadText(t, addressFile).Resolve([]string{address})
		if err != nil || realms[0].Platform() != want {
			t.Errorf("%s: %v, %v", address, realms, err)
		}
	}
}
