package realm

import (
	"path/filepath"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBase(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the folders below are written with slashes")
	}
	for _, test := range []struct {
		goos, env string
		kind      baseKind
		want      string
	}{
		{"linux", "XDG_CONFIG_HOME=/c", configBase, "/c"},
		{"linux", "XDG_CONFIG_HOME=relative", configBase, "/fallback"},
		{"linux", "HOME=/h", configBase, "/h/.config"},
		{"linux", "HOME=/h", stateBase, "/h/.local/state"},
		{"freebsd", "HOME=/h", cacheBase, "/h/.cache"},
		{"darwin", "HOME=/h", configBase, "/h/Library/Application Support"},
		{"darwin", "HOME=/h", stateBase, "/h/Library/Application Support"},
		{"darwin", "HOME=/h", cacheBase, "/h/Library/Caches"},
		{"darwin", "XDG_CACHE_HOME=/c", cacheBase, "/c"},
		{"windows", "LOCALAPPDATA=/l", configBase, "/l"},
		{"windows", "LOCALAPPDATA=/l", cacheBase, "/l/cache"},
		{"windows", "HOME=/h", stateBase, "/fallback"},
		{"linux", "", stateBase, "/fallback"},
	} {
		if got := base(test.goos, environ(test.env), test.kind, "/fallback"); got != test.want {
			t.Errorf("%+v: got %s", test, got)
		}
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := environ("XDG_CONFIG_HOME="+filepath.Join(dir, "c"), "XDG_STATE_HOME="+filepath.Join(dir, "s"), "XDG_CACHE_HOME="+filepath.Join(dir, "k"))
	for got, want := range map[string]string{
		ConfigPath(env): filepath.Join(dir, "c", "realmctl", "config.yaml"),
		StateDir(env):   filepath.Join(dir, "s", "realmctl"),
		CacheDir(env):   filepath.Join(dir, "k", "realmctl"),
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestLoadLocatesFiles(t *testing.T) {
	t.Parallel()
	path := writeConfig(t, tenantFile("    ca_file: ~/ca.pem\n    cert_file: tls/cert.pem\n    key_file: /etc/key.pem\n"))
	home := filepath.Join(t.TempDir(), "home")
	c, _, err := Load(LoadOptions{Path: path, Env: environ("HOME=" + home)})
	if err != nil {
		t.Fatal(err)
	}
	tenant := c.Tenants[0]
	got := []string{tenant.CAFile, tenant.CertFile, tenant.KeyFile, tenant.Auth.JWKFile}
	want := []string{filepath.Join(home, "ca.pem"), filepath.Join(filepath.Dir(path), "tls", "cert.pem"), "/etc/key.pem", ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
