package cli

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/realm"
	"github.com/realmctl/realmctl/pkg/render"
	"github.com/realmctl/realmctl/pkg/rest"
)

// formatted reports whether somebody asked for objects in a form of ours; else the
// answer is printed as it came.
func (o apiOptions) formatted(s *session) bool {
	_, named := s.flag("output")
	return named || o.output.jq != "" || o.output.template != "" || o.output.columns != ""
}

// apiObjects prints the answer as one object, or the objects of all pages.
func (s *session) apiObjects(ctx context.Context, client rawClient, call rest.Call, r realm.Realm, o apiOptions) error {
	n := noun{one: "object", many: "objects", columns: []render.Column{{Header: "ID", Path: "_id"}}}
	ro, err := s.renderOptions(listing{noun: n, flags: o.output, single: !o.paginate})
	if err != nil {
		return err
	}
	if !o.paginate {
		return s.apiObject(ctx, client, call, ro)
	}
	_, err = s.print(ctx, ro, func(yield func(render.Row, error) bool) {
		for document, err := range client.RawPages(ctx, call) {
			if !yield(render.Row{Realm: r.Address(), Doc: document}, err) {
				return
			}
		}
	})
	return err
}

// apiObject prints the answer in a form of ours if it is an object, as most are.
func (s *session) apiObject(ctx context.Context, client rawClient, call rest.Call, ro render.Options) error {
	resp, err := client.Raw(ctx, call)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := resp.Bytes()
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) || !json.Valid(body) {
		s.say("the answer is no JSON object; it is printed as it came")
		return s.printBody(body)
	}
	_, err = s.print(ctx, ro, once(render.Row{Doc: body}))
	return err
}
