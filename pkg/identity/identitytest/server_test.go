package identitytest_test

import (
	"context"
	"net/url"
	"os"
	"strconv"
	"testing"

	"github.com/realmctl/realmctl/pkg/aic"
	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/identity/identitytest"
	"github.com/realmctl/realmctl/pkg/rest"
	"github.com/realmctl/realmctl/pkg/token"
)

// TestServer asks a real server, which the variables describe:
//
//	REALMCTL_CONFORMANCE_URL              http://127.0.0.1:8080/openidm
//	REALMCTL_CONFORMANCE_USER, _PASSWORD  who may do everything
//	REALMCTL_CONFORMANCE_TOKEN            a bearer token of the same
//	REALMCTL_CONFORMANCE_READER, _READER_PASSWORD  who may read (optional)
//	REALMCTL_CONFORMANCE_EXPIRED_TOKEN    a token that is no longer good (optional)
//	REALMCTL_CONFORMANCE_LOADED           how many users load000001... there are (optional)
func TestServer(t *testing.T) {
	t.Parallel()
	base := setting("URL")
	if base == "" {
		t.Skip("NOT CHECKED: a real server; set REALMCTL_CONFORMANCE_URL, _USER, _PASSWORD and _TOKEN")
	}
	address, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	loaded, _ := strconv.Atoi(setting("LOADED"))
	for name, admin := range map[string]token.Authorizer{
		"headers": headers("USER", "PASSWORD"), "bearer": bearer("TOKEN"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if admin == nil {
				t.Skip("NOT CHECKED: the variables name no such credential")
			}
			o := identitytest.Options{
				Open: idm(address, "alpha_user", admin), Elsewhere: idm(address, "bravo_user", admin),
				Reader:   idm(address, "alpha_user", headers("READER", "READER_PASSWORD")),
				Expired:  idm(address, "alpha_user", bearer("EXPIRED_TOKEN")),
				Document: document, Names: names(), Parts: parts(), Required: required(), Refused: []identity.Op{identity.EndsWith},
				Many: identitytest.Loaded{Filter: `userName sw "load"`, Users: loaded}, Without: elsewhere(),
			}
			identitytest.TestUsers(t, o)
			o.Without = setsElsewhere(identitytest.Omission{Question: "the id is the name", Reason: "a server of its own takes any id, and makes two names of one that is none"})
			identitytest.TestGroups(t, identitytest.Sets{Options: o, NamedIDs: true, Reference: reference, RemovesArrays: true})
			o.Without = setsElsewhere(identitytest.Omission{Question: "create with an id from the server", Reason: "alpha_role wants the id from the client"})
			identitytest.TestRoles(t, identitytest.Sets{
				Options: o, SharedNames: true, Reference: reference, RemovesArrays: true,
			})
		})
	}
}

func setting(name string) string { return os.Getenv("REALMCTL_CONFORMANCE_" + name) }

func headers(user, password string) token.Authorizer {
	if setting(user) == "" {
		return nil
	}
	return token.Headers(setting(user), func(context.Context) (string, error) { return setting(password), nil })
}

func bearer(name string) token.Authorizer {
	if setting(name) == "" {
		return nil
	}
	return token.Bearer(token.Static(setting(name)))
}

// idm connects to one type of the server's users with one credential; without one there is nothing to open.
func idm(base *url.URL, object string, who token.Authorizer) func(testing.TB) identity.Directory {
	if who == nil {
		return nil
	}
	return func(t testing.TB) identity.Directory {
		network, err := rest.NewTransport(rest.TLSOptions{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(network.CloseIdleConnections)
		authorised := &token.Transport{Base: network, Auth: who, Hosts: []string{token.Origin(base)}}
		return aic.New(rest.New(base, rest.Retry(authorised, rest.RetryOptions{}), rest.Options{}), aic.Options{
			Realm: "server/" + object, Object: object, Dialect: aic.IDM,
		})
	}
}

const (
	ignoresOrder = "reads _sortKeys and ignores them"
	wantsArrays  = "wants an array as the value to remove"
	wholeObjects = "patches whole objects only"
	noQueryPatch = "has no patch by query"
	noFrom       = "does not read the from of an operation"
)

// elsewhere is what the server is known to answer unlike the platform.
func elsewhere() []identitytest.Omission {
	return []identitytest.Omission{
		{Question: "create with an id from the server", Reason: "alpha_user wants the id from the client"},
		{Question: "create with a taken name", Reason: "answers 400, like any other refusal of the data"},
		{Question: "refusals name the attributes", Reason: "has no policies: a sentence says what is missing"},
		{Question: "an attribute that nobody declared", Reason: "names it in a sentence alone"},
		{Question: "delete while listing", Reason: "begins again at the first page when the user is gone that its cookie stands for; the client ends with an error"},
		{Question: "sort", Reason: ignoresOrder},
		{Question: "sort on numbers", Reason: ignoresOrder},
		{Question: "sort by two attributes", Reason: ignoresOrder},
		{Question: "sort with what is unset", Reason: ignoresOrder},
		{Question: "schema", Reason: "has no schema endpoint"},
		{Question: "validate", Reason: "has no policy endpoint"},
		{Question: "patch where", Reason: noQueryPatch},
		{Question: "users of another realm are not changed by a query", Reason: noQueryPatch},
		{Question: "patch: add to a list", Reason: "has no schema, which would tell a list from a single value"},
		{Question: "patch: remove from a list", Reason: wantsArrays},
		{Question: "preview: lists", Reason: wantsArrays},
		{Question: "patch: a part leaves the other parts", Reason: wholeObjects},
		{Question: "preview: parts", Reason: wholeObjects},
		{Question: "patch: move and copy", Reason: noFrom},
		{Question: "preview: move and copy", Reason: noFrom},
	}
}

// setsElsewhere is what the server is known to answer unlike the platform about groups and
// roles. It has members in their documents alone, not as resources of their own.
func setsElsewhere(own identitytest.Omission) []identitytest.Omission {
	without := []identitytest.Omission{
		own,
		{Question: "sort", Reason: ignoresOrder},
		{Question: "schema", Reason: "has no schema endpoint"},
		{Question: "validate", Reason: "has no policy endpoint"},
	}
	for _, about := range []string{
		"put in and list", "pages and limits", "a filter and an order", "the same one twice", "the same one eight times at once",
		"take out", "take out one who was listed", "one who does not exist", "of what does not exist", "what a user is in",
		"a user who is deleted", "of what is deleted", "of what is changed", "count",
	} {
		without = append(without, identitytest.Omission{Question: "members: " + about, Reason: "has no members but in the document"})
	}
	return without
}
