package aic

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Providers is the store of the social identity providers of a realm, which access
// management keeps. A provider has a name within a type; both together are its id.
type Providers struct{ client *Client }

var (
	_ identity.ProviderDirectory   = (*Client)(nil)
	_ identity.ProviderStore       = (*Providers)(nil)
	_ identity.ProviderTyper       = (*Providers)(nil)
	_ identity.ProviderDescriber   = (*Providers)(nil)
	_ identity.ProviderSecreter    = (*Providers)(nil)
	_ identity.SecretHider         = (*Providers)(nil)
	_ identity.ProviderUserCounter = (*Providers)(nil)
	_ identity.ProviderDiscoverer  = (*Providers)(nil)
	_ identity.StatusKeeper        = (*Providers)(nil)
	_ identity.Namer               = (*Providers)(nil)
	_ identity.Previewer           = (*Providers)(nil)
	_ identity.ReplacePreviewer    = (*Providers)(nil)
	_ identity.PatchReader         = (*Providers)(nil)
	_ identity.Checker             = (*Providers)(nil)
)

// IdentityProviders returns the social identity providers of the realm, which is a
// *[Providers]; nil on a self-managed server, which leaves sign-in to others.
func (c *Client) IdentityProviders() identity.ProviderStore {
	if c.options.Dialect == IDM {
		return nil
	}
	return &Providers{c}
}

const (
	oneProvider   = "identity provider"
	manyProviders = "identity providers"
)

// amVersion is the header that access management demands for its configuration.
func amVersion() http.Header {
	return http.Header{"Accept-Api-Version": {"protocol=2.1,resource=1.0"}}
}

// at is the address of the service, of a type, or of one provider.
func (p *Providers) at(steps ...string) string {
	address := "/am/json/realms/root"
	if realm, ok := strings.CutSuffix(p.client.options.Object, "_user"); ok {
		address += "/realms/" + url.PathEscape(realm)
	}
	address += "/realm-config/services/SocialIdentityProviders"
	for _, s := range steps {
		address += "/" + url.PathEscape(s)
	}
	return address
}

// A wireProvider is what is read of a provider's document.
type wireProvider struct {
	ID   string `json:"_id"`
	Rev  string `json:"_rev"`
	Type lenient[struct {
		ID string `json:"_id"`
	}] `json:"_type"`
	Enabled lenient[bool] `json:"enabled"`
	Look    lenient[struct {
		Label string `json:"buttonDisplayName"`
	}] `json:"uiConfig"`
}

// readProvider reads what every platform has of a provider. The name is not told apart
// from the id by the service, which addresses a provider by its type too.
func readProvider(document json.RawMessage) (identity.ProviderProfile, error) {
	var w wireProvider
	if err := json.Unmarshal(document, &w); err != nil {
		return identity.ProviderProfile{}, identity.Errorf(identity.API, "read identity provider: the platform sent something that is none: %w", err)
	}
	return identity.ProviderProfile{
		ID: w.Type.value.ID + "/" + w.ID, Name: w.ID, Type: w.Type.value.ID, Enabled: w.Enabled.value, Description: w.Look.value.Label,
	}, nil
}

func providerOf(document json.RawMessage) identity.IdentityProvider {
	return identity.IdentityProvider{Native: document, Read: readProvider}
}

// Lacking is what the realm cannot say of a provider.
func (p *Providers) Lacking() []string {
	return []string{"populationId", "authoritative"}
}

// List yields the providers of all types. The service gives them in one answer, and
// neither filters nor sorts them; an order is made here.
func (p *Providers) List(ctx context.Context, q identity.Query) iter.Seq2[identity.IdentityProvider, error] {
	const op = "list " + manyProviders
	return func(yield func(identity.IdentityProvider, error) bool) {
		var all []json.RawMessage
		var err error
		if q.Filter != nil || q.Native != "" {
			err = identity.Errorf(identity.Unsupported, "%s cannot filter %s", p.client.Platform(), manyProviders)
		} else {
			all, err = p.results(ctx, "nextdescendents")
		}
		if err != nil {
			yield(identity.IdentityProvider{}, p.fail(op, "", err))
			return
		}
		sortDocuments(all, q.Sort)
		for i, document := range all {
			if q.Limit > 0 && i == q.Limit || !yield(providerOf(document), nil) {
				return
			}
		}
	}
}

// sortDocuments orders documents by the text of their attributes.
func sortDocuments(all []json.RawMessage, keys []identity.SortKey) {
	text := func(document json.RawMessage, path string) string {
		value, _, err := lookUp(document, steps(path), "")
		if err != nil {
			return ""
		}
		return strings.ToLower(cmp.Or(textOf(value), string(value)))
	}
	slices.SortStableFunc(all, func(a, b json.RawMessage) int {
		for _, key := range keys {
			order := cmp.Compare(text(a, key.Attribute), text(b, key.Attribute))
			if key.Descending {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
}

// results asks the service to list something. Its actions are posted, and change nothing.
func (p *Providers) results(ctx context.Context, action string) ([]json.RawMessage, error) {
	body, err := p.act(ctx, action)
	if err != nil {
		return nil, err
	}
	var all []json.RawMessage
	around, err := splitPage(body, func(row []byte) bool {
		all = append(all, row)
		return true
	})
	if err == nil && around.failure != nil {
		err = fromFailure(around.failure)
	}
	return all, err
}

func (p *Providers) act(ctx context.Context, action string, steps ...string) (json.RawMessage, error) {
	return p.client.object(ctx, rest.Request{
		Method: http.MethodPost, Path: p.at(steps...), RawQuery: rest.Parameters("_action", action),
		Header: amVersion(), Body: []byte("{}"), Replay: rest.ReplaySafe,
	})
}

// Get reads one provider by its id: its type and its name with a slash between them. The
// name alone will do, and costs a listing.
func (p *Providers) Get(ctx context.Context, id string) (identity.IdentityProvider, error) {
	return p.get(ctx, "get "+oneProvider, id)
}

// Find finds a provider by its name or its id.
func (p *Providers) Find(ctx context.Context, name string) (identity.IdentityProvider, error) {
	return p.get(ctx, "find "+oneProvider, name)
}

func (p *Providers) get(ctx context.Context, op, id string) (identity.IdentityProvider, error) {
	kind, name, err := p.locate(ctx, id)
	if err != nil {
		return identity.IdentityProvider{}, p.fail(op, id, err)
	}
	document, err := p.client.object(ctx, rest.Request{Path: p.at(kind, name), Header: amVersion()})
	if err != nil {
		return identity.IdentityProvider{}, p.fail(op, id, err)
	}
	return providerOf(document), nil
}

// locate finds out of which type a provider is. Two types may have one of the same name.
func (p *Providers) locate(ctx context.Context, id string) (kind, name string, err error) {
	if kind, name, ok := strings.Cut(id, "/"); ok && isStep(kind) && isStep(name) {
		return kind, name, nil
	}
	all, err := p.results(ctx, "nextdescendents")
	if err != nil {
		return "", "", err
	}
	var matches []identity.Key
	for _, document := range all {
		if w, err := readProvider(document); err == nil && w.Name == id {
			kind, name = w.Type, w.Name
			matches = append(matches, identity.Key{ID: w.ID, Name: w.ID})
		}
	}
	switch {
	case len(matches) == 0 || !isStep(kind) || !isStep(name):
		return "", "", identity.Errorf(identity.NotFound, "there is no %s with this name", oneProvider)
	case len(matches) > 1:
		return "", "", &identity.Error{Kind: identity.Ambiguous, Detail: "several types have an identity provider of this name", Matches: matches}
	}
	return kind, name, nil
}

// fail is [Client.fail], with what access management says of attributes put into words.
func (p *Providers) fail(op, subject string, err error) error {
	return p.client.fail(op, subject, providerFault(err))
}

// providerFault finds the attribute that was refused.
func providerFault(err error) error {
	if _, told := errors.AsType[*identity.Error](err); told {
		return err
	}
	answer, ok := statusOf(err)
	if !ok {
		return err
	}
	e := fromStatus(answer)
	if _, label, ok := strings.Cut(e.Detail, "Data validation failed for the attribute, "); ok && label != "" {
		e.Kind, e.Detail = identity.Invalid, ""
		e.Violations = []identity.Violation{{Attribute: label, Rule: "VALIDATION", Words: "is not valid"}}
	}
	return e
}
