package cli

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
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
func (s *session) apiObjects(ctx context.Context, d identity.Directory, client rawClient, call rest.Call, r realm.Realm, o apiOptions) error {
	id, name := nativeKeys(d)
	n := noun{one: "object", many: "objects", columns: []render.Column{{Header: "ID", Path: id}}}
	ro, err := s.renderOptions(listing{noun: n, flags: o.output, single: !o.paginate})
	if err != nil {
		return err
	}
	ro.IDPath, ro.NamePath = id, name
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

// nativeKeys are the attributes by which a platform's objects are called.
func nativeKeys(d identity.Directory) (id, name string) {
	users, _ := identity.Users(d) // without users the names are those that are not translated
	return identity.NativeName(users, "_id"), identity.NativeName(users, "userName")
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
