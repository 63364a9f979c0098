package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/rest"
)

type apiOptions struct {
	output   outputFlags
	data     string
	headers  []string
	query    []string
	paginate bool
	confirm  string
}

// A rawClient sends requests in its platform's own terms.
type rawClient interface {
	Raw(ctx context.Context, call rest.Call) (*rest.Response, error)
	RawPages(ctx context.Context, call rest.Call) iter.Seq2[json.RawMessage, error]
}

func apiCmd(s *session) *cobra.Command {
	var o apiOptions
	cmd := &cobra.Command{
		Use:   "api <method> <path>",
		Short: "Send a raw request, authorised",
		Long: `Send a raw request to a tenant with its credential and print the answer's body.
The path begins at the root of the tenant's address, on PingOne with /v1. --paginate
follows the pages of a query, by cookie or by link, and prints its objects one a line;
-o, --columns, --jq and --template print objects as they do elsewhere. What is no GET
is shown with -n instead of sent.`,
		Example: `  realmctl api GET '/openidm/managed/alpha_user?_queryFilter=true' --paginate -R sandbox/alpha
  realmctl api GET /v1/environments -R sandbox/pingone`,
		RunE: s.run(func(ctx context.Context, args []string) error {
			if len(args) != 2 {
				return usagef("api wants a method and a path, such as: api GET /openidm/info/ping")
			}
			return runAPI(ctx, s, strings.ToUpper(args[0]), args[1], o)
		}),
	}
	f := cmd.Flags()
	f.StringVarP(&o.data, "data", "d", "", "`file` with the body; - reads standard input")
	f.StringArrayVarP(&o.headers, "header", "H", nil, "`name: value` of a header")
	f.StringArrayVarP(&o.query, "query", "q", nil, "`name=value` of a query parameter")
	f.BoolVar(&o.paginate, "paginate", false, "follow every page of a query")
	f.StringVar(&o.confirm, "confirm", "", "the `realm` that a DELETE in a protected realm is meant for")
	o.output.bind(f)
	s.bindCurl(cmd)
	return writes(cmd)
}

func runAPI(ctx context.Context, s *session, method, path string, o apiOptions) error {
	call, err := s.apiCall(method, path, o)
	if err != nil {
		return err
	}
	r, err := s.target()
	if err != nil {
		return err
	}
	if method == http.MethodGet || method == http.MethodHead {
		s.effect = effectRead
	}
	if err := s.confirmAPI(ctx, r, call, o); err != nil {
		return err
	}
	if s.dryRun && s.effect == effectWrite {
		_, err := fmt.Fprintf(s.app.Out, "would send %s %s to %s (%d bytes)\n", method, escape(path), r.Address(), len(call.Body))
		return err
	}
	s.hidden = bodySecrets(call.Body)
	d, err := s.open(ctx, r)
	if err != nil {
		return err
	}
	client, ok := d.(rawClient)
	if !ok {
		return identity.Lacks(d, "raw requests")
	}
	switch {
	case o.formatted(s):
		return s.apiObjects(ctx, d, client, call, r, o)
	case o.paginate:
		return s.apiPages(ctx, client, call)
	}
	return s.apiOnce(ctx, client, call)
}

// apiCall is the request that the arguments describe.
func (s *session) apiCall(method, path string, o apiOptions) (rest.Call, error) {
	call := rest.Call{Method: method, Header: http.Header{}}
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" {
		return call, usagef("%q is not a path below the tenant's root", path)
	}
	call.Path, call.Query = u.EscapedPath(), u.Query()
	for _, pair := range o.query {
		name, value, found := strings.Cut(pair, "=")
		if !found {
			return call, usagef("--query %q: wants name=value", pair)
		}
		call.Query.Add(name, value)
	}
	for _, line := range o.headers {
		name, value, found := strings.Cut(line, ":")
		name = http.CanonicalHeaderKey(strings.TrimSpace(name))
		if !found || name == "Authorization" || name == "Cookie" || strings.HasSuffix(name, "-Password") {
			return call, usagef("--header %q: wants \"name: value\", and no credential", name)
		}
		call.Header.Set(name, strings.TrimSpace(value))
	}
	if o.data != "" {
		call.Body, err = s.readInput(o.data)
	}
	if o.paginate && method != http.MethodGet {
		return call, usagef("--paginate goes with GET")
	}
	return call, err
}

// confirmAPI asks before a DELETE, as users delete does.
func (s *session) confirmAPI(ctx context.Context, r realm.Realm, call rest.Call, o apiOptions) error {
	if call.Method != http.MethodDelete {
		return nil
	}
	c := confirmation{op: "delete", noun: noun{one: "object", many: "objects"}, realm: r, count: 1, confirm: o.confirm}
	ask, err := c.beforehand(s)
	if err != nil || !ask {
		return err
	}
	return c.ask(ctx, s, []string{call.Path})
}

func (s *session) apiOnce(ctx context.Context, client rawClient, call rest.Call) error {
	resp, err := client.Raw(ctx, call)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return s.copyBody(resp)
}

// copyBody prints an answer, harmless where a person looks at it.
func (s *session) copyBody(resp *rest.Response) error {
	if terminal(s.app.Out) == nil {
		_, err := io.Copy(s.app.Out, resp.Body)
		return err
	}
	body, err := resp.Bytes()
	if err != nil {
		return err
	}
	return s.printBody(body)
}

func (s *session) printBody(body []byte) error {
	if terminal(s.app.Out) == nil {
		_, err := s.app.Out.Write(body)
		return err
	}
	if len(body) > 0 && !bytes.HasSuffix(body, []byte("\n")) {
		body = append(body, '\n')
	}
	_, err := io.WriteString(s.app.Out, escape(string(body)))
	return err
}

func (s *session) apiPages(ctx context.Context, client rawClient, call rest.Call) error {
	for element, err := range client.RawPages(ctx, call) {
		if err != nil {
			return err
		}
		if terminal(s.app.Out) != nil {
			element = []byte(escape(string(element)))
		}
		if _, err := fmt.Fprintf(s.app.Out, "%s\n", element); err != nil {
			return err
		}
	}
	return nil
}
