package realm

import (
	"path/filepath"
	"runtime"
	"strings"

	"github.com/adrg/xdg"
)

// appName is the name of our folder inside each base folder.
const appName = "realmctl"

// ConfigPath returns where the configuration file is: realmctl/config.yaml in
// $XDG_CONFIG_HOME or the system's equivalent. env is like os.Getenv.
func ConfigPath(env func(string) string) string {
	return filepath.Join(base(runtime.GOOS, env, configBase, xdg.ConfigHome), appName, "config.yaml")
}

// StateDir returns the folder for what must survive but is nobody's document:
// encrypted secrets, the sandbox.
func StateDir(env func(string) string) string {
	return filepath.Join(base(runtime.GOOS, env, stateBase, xdg.StateHome), appName)
}

// CacheDir returns the folder for what can be lost.
func CacheDir(env func(string) string) string {
	return filepath.Join(base(runtime.GOOS, env, cacheBase, xdg.CacheHome), appName)
}

// A baseFolder says where one kind of file belongs on each system. The
// folders are those of the xdg library, which we cannot ask for an environment
// that is not the process's own.
type baseFolder struct {
	variable              string // of the XDG specification, obeyed on every system
	unix, darwin, windows string // below the home folder; windows: below LOCALAPPDATA
}

const (
	configBase baseKind = iota
	stateBase
	cacheBase
)

type baseKind int

func (k baseKind) folder() baseFolder {
	switch k {
	case configBase:
		return baseFolder{"XDG_CONFIG_HOME", ".config", "Library/Application Support", ""}
	case stateBase:
		return baseFolder{"XDG_STATE_HOME", ".local/state", "Library/Application Support", ""}
	}
	return baseFolder{"XDG_CACHE_HOME", ".cache", "Library/Caches", "cache"}
}

// base returns a base folder by the environment given, else by the process's.
// A relative XDG folder is invalid by the specification, and ignored.
func base(goos string, env func(string) string, kind baseKind, fallback string) string {
	f := kind.folder()
	if dir := env(f.variable); filepath.IsAbs(dir) {
		return dir
	}
	home, below := env("HOME"), f.unix
	switch goos {
	case "darwin":
		below = f.darwin
	case "windows":
		home, below = env("LOCALAPPDATA"), f.windows
	}
	if home == "" {
		return fallback
	}
	return filepath.Join(home, filepath.FromSlash(below))
}

// locateFiles makes the names of files in the configuration absolute.
func (c *Config) locateFiles() {
	for _, t := range c.Tenants {
		for _, name := range []*string{&t.CAFile, &t.CertFile, &t.KeyFile, &t.Auth.JWKFile, &t.Auth.PasswordFile, &t.Auth.SecretFile} {
			*name = locate(*name, filepath.Dir(c.Path), c.getenv("HOME"))
		}
	}
}

func locate(name, dir, home string) string {
	below, tilde := strings.CutPrefix(name, "~/")
	switch {
	case name == "" || filepath.IsAbs(name):
		return name
	case tilde && home != "":
		return filepath.Join(home, below)
	case tilde:
		return filepath.Join(xdg.Home, below)
	}
	return filepath.Join(dir, name)
}
