package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/sandbox"
	"github.com/realmctl/realmctl/pkg/secret"
	"github.com/realmctl/realmctl/pkg/token"
)

// A session is one run of one command: the App, the global flags, and what has
// been opened so far. Nothing is read before it is asked for.
type session struct {
	app   *App
	ctx   context.Context    //nolint:containedctx // how the run ended is asked after it
	stop  context.CancelFunc // lets go of signals
	only  []string           // build the nouns that are mentioned here; nil: all
	flags *pflag.FlagSet     // of the command that runs
	globals

	conf      *realm.Config
	resolved  *realm.Settings
	wires     map[string]http.RoundTripper // by tenant
	opening   sync.Mutex                   // held while a tenant's client is made
	clients   map[string]*rest.Client      // by tenant: its realms share connections and sign-in
	mu        sync.Mutex                   // guards the rest: realms are asked side by side
	box       *sandbox.Sandbox
	closers   []func() error
	hidden    []string // secret texts that a printed request must not hold
	effect    string   // of the command that runs
	traced    io.Writer
	stores    map[string]*secret.Store   // by mode
	offered   map[string][]byte          // secrets of tenants that are not kept yet
	granted   map[string]token.Token     // tokens that were given just now, by tenant
	abilities map[*cobra.Command]ability // what commands need of a realm's directory
	quick     time.Duration              // completion: a shorter wait for the keyring, which is not asked to unlock
	input     *bufio.Reader
	subject   noun // completion: whose attributes are offered
}

// globals are the flags that every command takes.
type globals struct {
	realms  []string
	dryRun  bool
	yes     bool
	noInput bool
	debug   bool
	debugTo string
	curl    bool
}

func newSession(a *App) *session { return &session{app: a, abilities: map[*cobra.Command]ability{}} }

func (s *session) bindGlobals(f *pflag.FlagSet) {
	f.StringSliceVarP(&s.realms, "realm", "R", nil, "realm `address`: acme/alpha, a list, a glob, @group or all")
	f.StringP("output", "o", "", "output `format`: table, wide, json, yaml, csv, ndjson, id, name")
	f.BoolVarP(&s.dryRun, "dry-run", "n", false, "show what would change and send nothing")
	f.BoolVarP(&s.yes, "yes", "y", false, "do not ask before changing or deleting")
	f.BoolVar(&s.noInput, "no-input", false, "never ask anything")
	f.String("timeout", "", "`duration` one request may take with its retries (default 30s)")
	f.BoolVar(&s.debug, "debug", false, "trace requests on stderr, secrets masked")
	f.StringVar(&s.debugTo, "debug-file", "", "trace requests into a `file`")
}

// config reads the configuration file once.
func (s *session) config() (*realm.Config, error) {
	if s.conf != nil {
		return s.conf, nil
	}
	c, warnings, err := realm.Load(realm.LoadOptions{Path: realm.ConfigPath(s.app.Env), Env: s.app.Env})
	for _, w := range warnings {
		s.say("warning: %s", w)
	}
	if err != nil {
		return nil, err
	}
	s.conf = c
	return c, nil
}

// settings resolves flag, environment, file and default once.
func (s *session) settings() (*realm.Settings, error) {
	if s.resolved != nil {
		return s.resolved, nil
	}
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	r, err := realm.NewSettings(realm.SettingsOptions{Flag: s.flag, Env: s.app.Env, File: c})
	if err != nil {
		return nil, err
	}
	s.resolved = r
	return r, nil
}

// flag looks a flag of the running command up for the settings.
func (s *session) flag(name string) (string, bool) {
	if s.flags == nil {
		return "", false
	}
	f := s.flags.Lookup(name)
	if f == nil {
		return "", false
	}
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return strings.Join(list.GetSlice(), ","), f.Changed
	}
	return f.Value.String(), f.Changed
}

// targets are the realms that the command is about.
func (s *session) targets() ([]realm.Realm, error) {
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	addresses := s.realms
	if text, given := s.flag("realm"); given && strings.Trim(text, ", ") == "" {
		return nil, usagef("--realm is empty: a variable that is not set?")
	}
	if len(addresses) == 0 {
		set, err := s.settings()
		if err != nil {
			return nil, err
		}
		if r := set.Realm(); r != "" {
			addresses = []string{r}
		}
	}
	return c.Resolve(addresses)
}

// target is the one realm that a command is about which changes something.
func (s *session) target() (realm.Realm, error) {
	realms, err := s.targets()
	if err != nil {
		return realm.Realm{}, err
	}
	if len(realms) != 1 {
		return realm.Realm{}, usagef("this command works on one realm, not on %d: %s", len(realms), addresses(realms))
	}
	return realms[0], nil
}

func addresses(realms []realm.Realm) string {
	names := make([]string, len(realms))
	for i, r := range realms {
		names[i] = r.Address()
	}
	return strings.Join(names, ", ")
}

// sandbox is the built-in tenant, made at its first request.
func (s *session) sandbox() *sandbox.Sandbox {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.box == nil {
		s.box = sandbox.Open(sandbox.Options{Dir: sandboxDir(s.app.Env), Now: s.app.Now})
		s.closers = append(s.closers, s.box.Close)
	}
	return s.box
}

func (s *session) close() error {
	var first error
	for _, c := range s.closers {
		if err := c(); err != nil && first == nil {
			first = err
		}
	}
	s.closers = nil
	return first
}

// say tells a person something, on stderr.
func (s *session) say(format string, args ...any) {
	fmt.Fprintln(s.app.Err, escape(fmt.Sprintf(format, args...)))
}

// mayAsk reports whether there is a person to ask.
func (s *session) mayAsk() bool { return !s.noInput && s.app.interactive() }

// timeout is how long one request may take with its retries.
func (s *session) timeout() (time.Duration, error) {
	set, err := s.settings()
	if err != nil {
		return 0, err
	}
	return set.Timeout(), nil
}

func usagef(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

// mentions reports whether the command line says one of the words, so that what
// they stand for has to be built.
func (s *session) mentions(words ...string) bool {
	if s.only == nil {
		return true
	}
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(s.only, w) })
}

// again is the command line once more with further words, to be pasted.
func (s *session) again(more ...string) string {
	return commandLine(append(append([]string{"realmctl"}, s.only...), more...)...)
}

// commandLine joins words so that a shell takes them apart again.
func commandLine(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		if w == "" || strings.ContainsFunc(w, unsafeInShell) {
			w = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
		quoted[i] = w
	}
	return strings.Join(quoted, " ")
}

func unsafeInShell(r rune) bool {
	return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-./:@%+=,", r)
}

// run adapts a function of a session to cobra.
func (s *session) run(f func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		s.flags, s.effect = cmd.Flags(), cmd.Annotations[effectKey]
		if s.app.Catch != nil {
			s.ctx, s.stop = s.app.Catch(cmd.Context(), s.effect != effectRead)
		}
		return f(s.ctx, args)
	}
}
