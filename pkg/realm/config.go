package realm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"go.yaml.in/yaml/v4"
)

// Version is the newest format of the configuration file that is understood.
const Version = 1

// maxFile bounds the configuration file, which nobody writes this large.
const maxFile = 4 << 20

// A Config is the configuration file as read, together with the environment it
// was read in. The zero value has the sandbox and nothing else.
type Config struct {
	Path    string // of the file, whether it exists or not
	Exists  bool
	Current string    // the default address, as in the file
	Tenants []*Tenant // in the order of the file; without sandbox and env
	Groups  []Group   // in the order of the file

	columns  map[string][]string
	settings map[string]fileValue
	root     *yaml.Node // for Get; nil without a file
	env      func(string) string
}

// A Group is a named list of addresses.
type Group struct {
	Name    string
	Members []string
}

// LoadOptions says what to load.
type LoadOptions struct {
	Path string              // of the configuration file; empty: no file is read
	Env  func(string) string // like os.Getenv; nil: an empty environment
}

// Load reads the configuration. A file that does not exist is an empty
// configuration. Mistakes are a [*PlaceError] (several are joined); what is
// only suspicious comes back as warnings. Names of files in it that begin with
// ~/ are taken from the home folder, relative ones from the file's own.
func Load(o LoadOptions) (*Config, []Warning, error) {
	if o.Path == "" {
		return &Config{env: o.Env}, nil, nil
	}
	data, mode, err := readFile(o.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return &Config{Path: o.Path, env: o.Env}, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read the configuration: %w", err)
	}
	c, warnings, err := parse(o.Path, data)
	warnings = append(modeWarning(o.Path, mode), warnings...)
	if err != nil {
		return nil, warnings, err
	}
	c.env, c.Exists = o.Env, true
	c.locateFiles()
	return c, warnings, nil
}

// modeWarning warns of a file that other users can change: it says where
// credentials are sent.
func modeWarning(path string, mode fs.FileMode) []Warning {
	if runtime.GOOS == "windows" || mode.Perm()&0o022 == 0 {
		return nil
	}
	return []Warning{{File: path, Text: fmt.Sprintf("others can write this file (mode %04o): chmod 600 %s", mode.Perm(), path)}}
}

// Columns returns the columns that the file chooses for a noun such as
// "users", or nil.
func (c *Config) Columns(noun string) []string { return c.columns[noun] }

// Tenant returns a tenant by name: a configured one, sandbox, or env. The error
// is an [*UnknownRealmError] or, for env, an [*EnvironmentError].
func (c *Config) Tenant(name string) (*Tenant, error) {
	switch name {
	case SandboxTenant:
		return sandboxTenant(), nil
	case EnvTenantName:
		return EnvTenant(c.getenv)
	}
	for _, t := range c.Tenants {
		if t.Name == name {
			return t, nil
		}
	}
	return nil, c.unknown(name)
}

// Realms returns every realm of the file, tenants in order: what "all" means.
func (c *Config) Realms() []Realm {
	var realms []Realm
	for _, t := range c.Tenants {
		realms = append(realms, t.Realms...)
	}
	return realms
}

func (c *Config) getenv(name string) string {
	if c.env == nil {
		return ""
	}
	return c.env(name)
}

func readFile(path string) ([]byte, fs.FileMode, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = f.Close() }() // only read
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("%s: larger than %d MiB", path, maxFile>>20)
	}
	return data, info.Mode(), err
}
