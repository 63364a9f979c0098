package cli

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/pingone"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
	"github.com/realmctl/realmctl/pkg/secret"
)

// flagCompleters complete the values of flags, by the name of the flag.
func (s *session) flagCompleters() map[string]completer {
	realms := s.offering(offerRealms, thenBlank)
	completers := map[string]completer{
		"realm":           realms,
		"confirm":         realms,
		"output":          fixed(formatWords()...),
		"platform":        fixed("aic\tAdvanced Identity Cloud", "pingone\tPingOne", "idm\tPingIDM, OpenIDM"),
		"region":          fixed(regionCodes()...),
		"client-auth":     fixed("basic\tas HTTP basic authentication", "post\tin the body of the request"),
		"auth":            fixed(methodWords()...),
		"store":           fixed(storeWords()...),
		"population":      s.offering(offerNamed(identity.Populations), thenBlank),
		"show":            aspects(),
		"lifecycle":       fixed("ACCOUNT_OK\tas others are", "VERIFICATION_REQUIRED\thas to prove the mail address first"),
		"password-policy": fixed("lenient\tas in the documentation's examples", "recorded\tas on a newer tenant"),
		"type":            fixed("string", "json"),
		"by":              fixed("hour", "day", "month", "year\tof a licence", "6h"),
		"from":            fixed("today", "yesterday"),
		"to":              fixed("today", "yesterday"),
		"license":         fixed(ownLicense + "\tthe licence of the realm"),
		"attribute":       s.offering(offerAttributeList, thenBlank),
		"below":           s.offering(offerNamed(identity.Organizations), thenBlank),
		"move-users-to":   s.offering(offerNamed(identity.Populations), thenBlank),
		"idp":             s.offering(offerChosen, thenBlank),
		"update":          fixed("EMPTY_ONLY", "ALWAYS"),
	}
	maps.Copy(completers, s.attributeCompleters(noun{}))
	return completers
}

// attributeCompleters complete the flags whose values are about the attributes of a
// noun.
func (s *session) attributeCompleters(n noun) map[string]completer {
	of := func(find offer) offer {
		return func(ctx context.Context, s *session, t tab) ([]string, error) {
			s.subject = n // of the session of this press of the key
			return find(ctx, s, t)
		}
	}
	list := s.offering(of(offerAttributeList), thenMore)
	assignment := s.offering(of(offerAssignments), thenMore)
	return map[string]completer{
		"columns":   list,
		"fields":    list,
		"sort":      list,
		"where":     s.offering(of(offerCondition), thenMore),
		"set":       assignment,
		"add":       assignment,
		"remove":    assignment,
		"increment": s.offering(of(offerIncrements), thenMore),
		"unset":     s.offering(of(offerUnsets), thenBlank),
	}
}

// completeNoun teaches a verb the attributes of its noun, where these are not the
// users' that [session.completeTree] teaches.
func (s *session) completeNoun(cmd *cobra.Command, n noun) {
	if n.describe == nil {
		return
	}
	for name, c := range s.attributeCompleters(n) {
		if cmd.Flags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, c) // fails only for a flag that is not there
		}
	}
}

// argumentCompleters complete arguments, by the words that usage lines have for them.
func (s *session) argumentCompleters() map[string]completer {
	return map[string]completer{
		"<user>":          s.offering(offerUsers, thenBlank),
		"<session>":       s.offering(offerBelonging(identity.Sessions), thenBlank),
		"<account>":       s.offering(offerBelonging(identity.LinkedAccounts), thenBlank),
		"<population>":    s.offering(offerNamed(identity.Populations), thenBlank),
		"<group>":         s.offering(offerNamed(identity.Groups), thenBlank),
		"<role>":          s.offering(offerRoles, thenBlank),
		"<organization>":  s.offering(offerNamed(identity.Organizations), thenBlank),
		"<attribute>":     s.offering(offerNamed(identity.SchemaAttributes), thenBlank),
		"<policy>":        s.offering(offerNamed(identity.PasswordPolicies), thenBlank),
		"<idp>":           s.offering(offerNamed(identity.IdentityProviders), thenBlank),
		"<idp-attribute>": s.offering(offerIDPAttributes, thenBlank),
		"<realm>":         s.offering(offerRealms, thenBlank),
		"<tenant>":        s.offering(offerTenants, thenBlank),
		"<key>":           s.offering(offerKeys, thenBlank),
		"<value>":         s.offering(offerValues, thenBlank),
		"<method>":        fixed("GET", "POST", "PUT", "PATCH", "DELETE"),
	}
}

// fixed offers the same words always; a tab stands before a description.
func fixed(words ...string) completer {
	return func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return matching(words, "", typed), thenBlank
	}
}

// matching are the words that begin with what was typed of them, behind what
// stands before it.
func matching(words []string, before, typed string) []string {
	var found []string
	for _, word := range words {
		if strings.HasPrefix(word, typed) {
			found = append(found, before+word)
		}
	}
	return found
}

func formatWords() []string {
	var words []string
	for _, f := range render.Formats() {
		words = append(words, f.Name+"\t"+f.Description)
	}
	return words
}

func methodWords() []string {
	return []string{
		realm.MethodServiceAccount + "\tthe key of a service account",
		realm.MethodAdministrator + "\tthe tenant's own questions, asked here",
		realm.MethodBrowser + "\ta client of the tenant's own",
		realm.MethodIDMHeaders + "\tuser name and password in headers",
		realm.MethodClientCredentials + "\tthe secret of a PingOne worker application",
		realm.MethodDeviceCode + "\ta code that is typed on another device",
		realm.MethodToken + "\ta bearer token in REALMCTL_TOKEN",
	}
}

func regionCodes() []string {
	var words []string
	for _, r := range pingone.Regions() {
		words = append(words, r.Code+"\t"+r.Name)
	}
	return words
}

func storeWords() []string {
	return []string{
		string(secret.Auto) + "\tthe keyring, with advice where there is none",
		string(secret.Keyring) + "\tthe keyring",
		string(secret.File) + "\ta file that a passphrase opens",
		string(secret.None) + "\tnothing is kept",
	}
}

// offerRealms offers addresses and groups; what was typed may be a list.
func offerRealms(_ context.Context, s *session, t tab) ([]string, error) {
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	before, last := lastOf(t.typed)
	chosen := append(strings.Split(before, ","), t.args...)
	known := slices.DeleteFunc(append(c.Known(), "all"), func(address string) bool { return slices.Contains(chosen, address) })
	return matching(known, before, last), nil
}

// lastOf splits what was typed before and after the last comma.
func lastOf(typed string) (before, last string) {
	i := strings.LastIndexByte(typed, ',') + 1
	return typed[:i], typed[i:]
}

// offerTenants offers the tenants of the file.
func offerTenants(_ context.Context, s *session, t tab) ([]string, error) {
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	var words []string
	for _, known := range c.Tenants {
		if !slices.Contains(t.args, known.Name) {
			words = append(words, known.Name+"\t"+known.Platform.Title())
		}
	}
	return matching(words, "", t.typed), nil
}

// offerKeys offers the keys of the configuration file.
func offerKeys(_ context.Context, s *session, t tab) ([]string, error) {
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	return matching(c.Keys(), "", t.typed), nil
}

// offerValues offers what a key of the configuration can be set to.
func offerValues(ctx context.Context, s *session, t tab) ([]string, error) {
	key := t.args[0]
	section, _, _ := strings.Cut(key, ".")
	switch {
	case key == "output":
		return matching(formatWords(), "", t.typed), nil
	case key == "store", section == "tenants" && strings.HasSuffix(key, ".store"):
		return matching(storeWords(), "", t.typed), nil
	case section == "tenants" && strings.HasSuffix(key, ".region"):
		return matching(regionCodes(), "", t.typed), nil
	case section == "tenants" && strings.HasSuffix(key, ".client_auth"):
		return matching(realm.ClientAuths(), "", t.typed), nil
	case key == "color":
		return matching([]string{"auto", "always", "never"}, "", t.typed), nil
	case key == "current", section == "groups":
		return offerRealms(ctx, s, tab{typed: t.typed})
	case section == "columns":
		return offerAttributeList(ctx, s, tab{typed: t.typed})
	}
	return nil, nil
}
