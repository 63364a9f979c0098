package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/sandbox"
)

func sandboxDir(env func(string) string) string { return filepath.Join(realm.StateDir(env), "sandbox") }

func sandboxCmd(s *session) *cobra.Command {
	n := noun{one: "sandbox", many: "sandbox", short: "The tenant that is built in: serve, fill and empty it"}
	cmd := n.parent(s,
		verb{"serve", func() *cobra.Command { return serveSandbox(s) }},
		verb{"seed", func() *cobra.Command { return seedSandbox(s) }},
		verb{"reset", func() *cobra.Command { return resetSandbox(s) }},
		verb{"path", func() *cobra.Command { return sandboxPath(s) }},
	)
	cmd.Aliases = nil
	return cmd
}

type serveOptions struct {
	port      int
	latency   time.Duration
	fail      string
	tokenTTL  time.Duration
	passwords string
	clock     time.Duration
}

func serveSandbox(s *session) *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the sandbox on a loopback port, for other programs",
		Long: `Serve the sandbox on a loopback port until interrupted. On a terminal it says what
to paste; with -o json its first line is one object with the addresses and where
the credentials are.`,
		Example: "  realmctl sandbox serve --port 8090 --latency 50ms --fail 429=0.1,503=0.05,reset=0.02",
		Args:    noArgs,
		RunE:    s.run(func(ctx context.Context, _ []string) error { return runServe(ctx, s, o) }),
	}
	f := cmd.Flags()
	f.IntVar(&o.port, "port", 0, "loopback `port`; 0 takes a free one")
	f.DurationVar(&o.latency, "latency", 0, "`delay` before each answer")
	f.StringVar(&o.fail, "fail", "", "share of requests that fail, by `kind`: 429=0.1,503=0.05,reset=0.02")
	f.DurationVar(&o.tokenTTL, "token-ttl", 0, "how `long` an access token works (default 15m)")
	f.StringVar(&o.passwords, "password-policy", "lenient", "`policy` for new passwords: lenient, or recorded as on a newer tenant")
	f.DurationVar(&o.clock, "clock", 0, "`how far` the clock of the PingOne face is ahead, to see passwords expire and locks open: 720h")
	return local(cmd)
}

func runServe(ctx context.Context, s *session, o serveOptions) error {
	faults, err := sandbox.ParseFaults(o.fail)
	if err != nil {
		return usagef("--fail: %w", err)
	}
	if o.passwords != string(sandbox.LenientPasswords) && o.passwords != string(sandbox.RecordedPasswords) {
		return usagef("--password-policy %q: there are lenient and recorded", o.passwords)
	}
	if o.latency < 0 || o.tokenTTL < 0 {
		return usagef("--latency and --token-ttl take no time below zero")
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(o.port)))
	if err != nil {
		return usagef("--port: %w", err)
	}
	defer func() { _ = listener.Close() }() // Serve has closed it by then
	box := s.sandbox()
	credentials, err := box.Credentials(ctx)
	if err != nil {
		return err
	}
	pingOne, err := box.PingOne(ctx)
	if err != nil {
		return err
	}
	if err := s.announce("http://"+listener.Addr().String(), credentials, pingOne); err != nil {
		return err
	}
	return box.Serve(ctx, listener, sandbox.ServeOptions{
		Latency: o.latency, Faults: faults, TokenTTL: o.tokenTTL, PasswordPolicy: sandbox.PasswordPolicy(o.passwords), Clock: o.clock,
	})
}

// An announcement is the first line of sandbox serve -o json.
type announcement struct {
	AIC struct {
		URL            string `json:"url"`
		TokenURL       string `json:"token_url"`
		ServiceAccount struct {
			ID      string `json:"id"`
			JWKFile string `json:"jwk_file"`
		} `json:"service_account"`
		Admin struct {
			Username string `json:"username"`
			Password string `json:"password"`
		} `json:"admin"`
	} `json:"aic"`
	PingOne pingOneAnnouncement `json:"pingone"`
}

// A pingOneAnnouncement says where the PingOne face is, and who its worker application is,
// which lives in the first environment.
type pingOneAnnouncement struct {
	API          string                 `json:"api"`
	Auth         string                 `json:"auth"`
	Organization string                 `json:"organization"`
	Environments []announcedEnvironment `json:"environments"`
	ClientID     string                 `json:"client_id"`
	ClientSecret string                 `json:"client_secret"`
}

type announcedEnvironment struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func announcePingOne(url string, p sandbox.PingOne) pingOneAnnouncement {
	a := pingOneAnnouncement{API: url, Auth: url, Organization: p.Organization, ClientID: p.ClientID, ClientSecret: p.ClientSecret}
	for _, e := range p.Environments {
		a.Environments = append(a.Environments, announcedEnvironment(e))
	}
	return a
}

func (s *session) announce(url string, c sandbox.Credentials, one sandbox.PingOne) error {
	set, err := s.settings()
	if err != nil {
		return err
	}
	if set.Output() == "json" || set.Output() == "ndjson" {
		var a announcement
		a.AIC.URL, a.AIC.TokenURL = url, url+"/am/oauth2/access_token"
		a.AIC.ServiceAccount.ID, a.AIC.ServiceAccount.JWKFile = c.ServiceAccountID, c.JWKFile
		a.AIC.Admin.Username, a.AIC.Admin.Password = c.AdminUsername, c.AdminPassword
		a.PingOne = announcePingOne(url, one)
		return json.NewEncoder(s.app.Out).Encode(a)
	}
	p := s.palette(s.app.Err)
	fmt.Fprintf(s.app.Err, `%s  an Advanced Identity Cloud tenant and a PingOne organization in small; Ctrl-C ends it

Use it from another terminal, as tenants of your own:
  realmctl realms add local --platform aic --url %s \
    --service-account-id %s --jwk-file %s
  realmctl users list -R local/alpha

  echo %s | realmctl realms add local-p1 --platform pingone --url %s \
    --client-id %s --client-secret-stdin \
    --environment %s=staff
  realmctl users list -R local-p1/staff
`, p.bold(url), url, c.ServiceAccountID, c.JWKFile, one.ClientSecret, url, one.ClientID, one.Environments[0].ID)
	return nil
}

func seedSandbox(s *session) *cobra.Command {
	var users int
	cmd := &cobra.Command{
		Use:     "seed --users <number>",
		Short:   "Add made-up users to a sandbox realm",
		Example: "  realmctl sandbox seed -R sandbox/alpha --users 100000\n  realmctl sandbox seed -R sandbox/pingone --users 1000",
		Args:    noArgs,
		RunE:    s.run(func(ctx context.Context, _ []string) error { return runSeed(ctx, s, users) }),
	}
	cmd.Flags().IntVar(&users, "users", 0, "how `many` users to add")
	return local(cmd)
}

func runSeed(ctx context.Context, s *session, users int) error {
	if users <= 0 {
		return usagef("sandbox seed wants --users with a number above 0")
	}
	if len(s.realms) == 0 {
		s.realms = []string{"sandbox/alpha"}
	}
	r, err := s.target()
	if err != nil {
		return err
	}
	if r.Tenant.Platform != realm.Sandbox {
		return usagef("%s is no sandbox realm: sandbox/alpha, sandbox/bravo and sandbox/pingone are", r.Address())
	}
	bar := s.watch("users", users)
	defer bar.stop()
	seed := s.sandbox().Seed
	if r.Platform() == realm.PingOne {
		seed = s.seedPingOne
	}
	if err := seed(ctx, r.Name, users, bar.tick); err != nil {
		return err
	}
	bar.stop()
	s.say("added %s users to %s", grouped(users), r.Address())
	return nil
}

// seedPingOne adds users to the PingOne face, equally to its populations.
func (s *session) seedPingOne(ctx context.Context, _ string, users int, progress func(int)) error {
	return s.sandbox().SeedPingOne(ctx, users, 0, progress)
}

func resetSandbox(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use:   "reset",
		Short: "Empty the sandbox; its first users come back with the next request",
		Args:  noArgs,
		RunE:  s.run(func(ctx context.Context, _ []string) error { return runReset(ctx, s) }),
	})
}

func runReset(ctx context.Context, s *session) error {
	if !s.yes {
		if !s.mayAsk() {
			return usagef("sandbox reset removes everything that was done in it: add --yes")
		}
		fmt.Fprint(s.app.Err, "Empty the sandbox? Everything that was done in it goes. [y/N] ")
		answer, err := s.readLine(ctx)
		if err != nil {
			return err
		}
		if !strings.EqualFold(answer, "y") && !strings.EqualFold(answer, "yes") {
			return usagef("not confirmed; nothing was changed")
		}
	}
	if err := s.sandbox().Reset(ctx); err != nil {
		return err
	}
	s.say("the sandbox is empty; its first users come back with the next request")
	return nil
}

func sandboxPath(s *session) *cobra.Command {
	return local(&cobra.Command{
		Use:   "path",
		Short: "Print the folder that the sandbox lives in",
		Args:  noArgs,
		RunE: s.run(func(context.Context, []string) error {
			_, err := fmt.Fprintln(s.app.Out, sandboxDir(s.app.Env))
			return err
		}),
	})
}
