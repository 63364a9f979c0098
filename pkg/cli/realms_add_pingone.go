package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/pingone"
	"github.com/realmctl/realmctl/pkg/realm"
)

// pingOneOptions are what only a PingOne tenant is described by.
type pingOneOptions struct {
	region, domain                string
	clientAuth, clientEnvironment string
	environments, populations     []string
}

func (o *pingOneOptions) bind(f *pflag.FlagSet) {
	f.StringVar(&o.region, "region", "", "`code` of the region of a PingOne tenant: NA, CA, EU, AU, SG, AP")
	f.StringVar(&o.domain, "domain", "", "`host` of the organization's own to sign in at, in the place of the region's")
	f.StringVar(&o.clientAuth, "client-auth", "", "`way` the client's secret is sent: basic or post (default basic)")
	f.StringVar(&o.clientEnvironment, "client-environment", "", "`id` of the environment that the client is in (default that of --environment, if it is an id)")
	f.StringArrayVar(&o.environments, "environment", nil, "environment of a PingOne tenant, by name or id: `environment=name` makes it the realm TENANT/name; repeatable")
	f.StringArrayVar(&o.populations, "population", nil, "realm that is narrowed to a population, by name or id: `name=population`; repeatable")
}

func (o *addOptions) isPingOne() bool { return o.platform == string(realm.PingOne) }

func regionWords() string {
	var words []string
	for _, r := range pingone.Regions() {
		words = append(words, r.Code+" ("+r.Name+")")
	}
	return "Region: " + strings.Join(words, ", ")
}

// describe puts the options into a tenant that has no realms yet, so that none of them
// can be protected.
func (o *addOptions) describe(t *realm.Tenant) {
	t.Region, t.Domain, t.Protected = strings.ToUpper(o.region), o.domain, nil
	t.Auth.ClientAuth, t.Auth.Environment = o.clientAuth, o.application()
}

// application is the id of the environment that the client is in.
func (o *addOptions) application() string {
	if o.clientEnvironment != "" || len(o.environments) == 0 {
		return o.clientEnvironment
	}
	if id, _, _ := strings.Cut(o.environments[0], "="); pingone.IsID(id) && o.domain == "" {
		return id
	}
	return ""
}

// applicationQuestions ask for the application through which one signs in.
func (o *addOptions) applicationQuestions() []question {
	words := "Client id of the worker application"
	if o.auth != realm.MethodClientCredentials {
		words = "Client id of the application"
	}
	return []question{
		{value: &o.clientID, flag: "--client-id", words: words, needed: true, moot: func() bool { return o.auth == realm.MethodToken }},
		{
			value: &o.clientEnvironment, flag: "--client-environment", words: "Id of the environment that the application is in", needed: true,
			moot: func() bool { return o.auth == realm.MethodToken || o.domain != "" || o.application() != "" },
		},
	}
}

// joinPingOne signs in to a PingOne tenant that is being added, finds out which
// environments are its realms, proves them unless that was declined, and keeps the
// credential.
func (s *session) joinPingOne(ctx context.Context, t *realm.Tenant, o addOptions) (*realm.Tenant, error) {
	if err := s.forgetTokens(ctx, t); err != nil {
		return nil, err
	}
	keep, err := s.obtain(ctx, t, o.credentialFlags)
	if err != nil {
		return nil, err
	}
	realms, err := s.pingOneRealms(ctx, t, o)
	if err != nil {
		return nil, err
	}
	described := *t
	described.Realms, described.Protected = realms, o.protected
	full, err := realm.NewTenant(described, o.url)
	if err != nil {
		return nil, &usageError{err}
	}
	if err := s.proveAll(ctx, full, !o.noTest); err != nil {
		return nil, err
	}
	return full, keep(ctx)
}

// proveAll asks every realm of a tenant: the roles that one needs are given for each
// environment.
func (s *session) proveAll(ctx context.Context, t *realm.Tenant, wanted bool) error {
	if !wanted {
		return nil
	}
	for _, r := range t.Realms {
		d, err := s.open(ctx, r)
		if err != nil {
			return err
		}
		if _, _, err := test(ctx, d); err != nil {
			return unconfigured(err)
		}
	}
	return nil
}

// unconfigured takes the hint from an error that names a tenant which is not configured.
func unconfigured(err error) error {
	e, ok := errors.AsType[*identity.Error](err)
	if !ok || !strings.HasPrefix(e.Hint, "realmctl realms test ") && !strings.HasPrefix(e.Hint, "realmctl realms show ") && !strings.HasPrefix(e.Hint, "realmctl auth login ") {
		return err
	}
	told := *e
	told.Hint = ""
	return &told
}

// pingOneRealms are the realms that flags name or a person picks.
func (s *session) pingOneRealms(ctx context.Context, t *realm.Tenant, o addOptions) ([]realm.Realm, error) {
	wanted := make([]wantedEnvironment, len(o.environments))
	for i, spec := range o.environments {
		wanted[i] = parseWanted(spec)
	}
	var seen []pingone.Environment
	if len(wanted) == 0 || slices.ContainsFunc(wanted, func(w wantedEnvironment) bool { return !w.known() }) {
		var err error
		if seen, err = s.environments(ctx, t); err != nil {
			return nil, err
		}
	}
	var realms []realm.Realm
	var err error
	if len(wanted) == 0 {
		realms, err = s.pickEnvironments(ctx, seen)
	} else {
		realms, err = findEnvironments(wanted, seen)
	}
	if err != nil {
		return nil, err
	}
	if err := differentNames(realms); err != nil {
		return nil, err
	}
	return realms, narrow(realms, o.populations)
}

// environments are those that the sign-in can see.
func (s *session) environments(ctx context.Context, t *realm.Tenant) ([]pingone.Environment, error) {
	c, err := s.client(ctx, realm.Realm{Tenant: t})
	if err != nil {
		return nil, err
	}
	var seen []pingone.Environment
	for e, err := range pingone.Environments(ctx, c) {
		if err != nil {
			return nil, unconfigured(ofTenant(t, err))
		}
		seen = append(seen, e)
	}
	if len(seen) == 0 {
		return nil, &identity.Error{
			Kind: identity.Auth, Op: "list environments", Realm: t.Name,
			Detail: "the one who signed in can see no environment at all: it has no administrator role, or the region is wrong",
			Hint:   "give the application a role such as Identity Data Admin on its page in the PingOne console",
		}
	}
	return seen, nil
}

// narrow restricts realms to populations.
func narrow(realms []realm.Realm, populations []string) error {
	for _, spec := range populations {
		name, population, found := strings.Cut(spec, "=")
		i := slices.IndexFunc(realms, func(r realm.Realm) bool { return r.Name == name })
		switch {
		case !found && len(realms) == 1:
			i, population = 0, spec
		case !found:
			return usagef("--population %q: say of which realm: NAME=POPULATION", spec)
		case i < 0:
			return usagef("--population %q: there is no realm %q among those that are added", spec, name)
		case population == "":
			return usagef("--population %q: the population is missing", spec)
		}
		realms[i].Population = population
	}
	return nil
}
