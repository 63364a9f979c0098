package realm

import (
	"strings"
	"testing"
)

func TestGet(t *testing.T) {
	t.Parallel()
	path, _ := commented(t)
	c, _, err := Load(LoadOptions{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"current": "acme/alpha", "groups.lab": "Lab/Users,Lab/staff", "columns.users": "userName,mail,accountStatus",
		"tenants.Lab.auth": "method: idm-headers\nusername: openidm-admin", "tenants.Lab.realms.staff.object": "staff_user",
	} {
		if got, ok := c.Get(key); got != want || !ok {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	for _, key := range []string{"output", "tenants.lab.url", "tenants", "", "."} {
		if got, ok := c.Get(key); ok && key != "tenants" {
			t.Errorf("%s: got %q, want nothing", key, got)
		}
	}
}

func TestKeysAreSettable(t *testing.T) {
	t.Parallel()
	path, _ := commented(t)
	c, _, err := Load(LoadOptions{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Keys()) < 40 || len(KnownKeys()) < 25 {
		t.Fatalf("few keys: %d, %d", len(c.Keys()), len(KnownKeys()))
	}
	e := &Editor{path: path, text: []byte(read(t, path))}
	for _, key := range c.Keys() {
		if _, _, err := e.known(key); err != nil {
			t.Error(err)
		}
	}
}

func TestDottedNames(t *testing.T) {
	t.Parallel()
	path := writeConfig(t, "tenants:\n  acme:\n    platform: aic\n    url: https://a.example\n  acme.com:\n    platform: aic\n    url: https://b.example\n")
	if err := Edit(t.Context(), path, set("tenants.acme.com.url", "https://c.example")); err != nil {
		t.Fatal(err)
	}
	if want := "acme.com:\n    platform: aic\n    url: https://c.example\n"; !strings.HasSuffix(read(t, path), want) {
		t.Error(read(t, path))
	}
}
