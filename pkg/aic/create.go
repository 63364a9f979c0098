package aic

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const createUser = "create user"

// Create makes a user and returns it as the service has it. Unless the draft
// leaves the id to the server, the user is sent to an id that was made or given
// here, on the condition that it is free; such a request can be sent again after a
// lost answer. One with the server's id cannot: its outcome is then unknown.
func (u *Users) Create(ctx context.Context, d identity.Draft) (identity.User, error) {
	document, err := u.draft(d)
	if err != nil {
		return identity.User{}, u.client.fail(createUser, subjectOf(d.Document), err)
	}
	if d.ServerID {
		return u.createByServer(ctx, document)
	}
	id := d.ID
	if id == "" {
		id = uuid.NewString()
	}
	return u.createAt(ctx, id, document)
}

// draft is the document of a new user without what the address or the server says.
func (u *Users) draft(d identity.Draft) (*object, error) {
	switch {
	case d.ServerID && d.ID != "":
		return nil, identity.Errorf(identity.Usage, "the id is either given or left to the server")
	case d.ID != "" && !isStep(d.ID):
		return nil, identity.Errorf(identity.Usage, "%q cannot be an id", d.ID)
	}
	o, err := parseObject(d.Document)
	if err != nil {
		return nil, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err)
	}
	o.delete("_id")
	o.delete("_rev")
	// An explicit null is refused where a default or a type forbids it.
	o.deleteNulls()
	return o, nil
}

func (u *Users) createAt(ctx context.Context, id string, document *object) (identity.User, error) {
	created, err := u.send(ctx, rest.Request{
		Method: http.MethodPut, Path: u.path(id), Header: conditional("If-None-Match", "*"),
		Body: document.bytes(), Write: true, Replay: rest.ReplayCreate,
	})
	if err == nil {
		return u.user(created), nil
	}
	if mine, ok := u.createdBefore(ctx, id, document, err); ok {
		return mine, nil
	}
	return identity.User{}, u.unknown(createUser, document.text("userName"), id, err)
}

// createdBefore reads the user at id if a refusal may be our own doing: an earlier
// try of the same request was lost, and what is there has the attributes sent.
func (u *Users) createdBefore(ctx context.Context, id string, document *object, err error) (identity.User, bool) {
	answer, ok := errors.AsType[*rest.StatusError](err)
	if !ok || answer.Status != http.StatusPreconditionFailed || !answer.Repeated {
		return identity.User{}, false
	}
	there, err := u.Get(ctx, id)
	if err != nil {
		return identity.User{}, false
	}
	o, err := parseObject(there.Native)
	return there, err == nil && o.holds(document)
}

func (u *Users) createByServer(ctx context.Context, document *object) (identity.User, error) {
	created, err := u.send(ctx, rest.Request{
		Method: http.MethodPost, Path: u.client.collection(), RawQuery: "_action=create", Header: apiVersion(),
		Body: document.bytes(), Write: true, Replay: rest.ReplayNever,
	})
	if err != nil {
		return identity.User{}, u.unknown(createUser, document.text("userName"), "", err)
	}
	return u.user(created), nil
}

const appliedAllTheSame = "; it may have been applied all the same"

// unknown is the error of a write. If the write may have been applied all the
// same, it says so and names the command that finds out, by id if there is one,
// else by user name.
func (u *Users) unknown(op, name, id string, err error) error {
	failed := u.client.fail(op, cmp.Or(name, id), err)
	e, ok := errors.AsType[*identity.Error](failed)
	if !ok || !mayBeApplied(err) {
		return failed
	}
	e.Unknown = true
	e.Detail += appliedAllTheSame
	e.Hint = u.findOut(name, id)
	return e
}

// findOut is the command that shows whether a write was applied.
func (u *Users) findOut(name, id string) string {
	switch {
	case id != "":
		return "realmctl users get " + rest.ShellWord(id) + " -R " + u.client.options.Realm
	case name != "":
		where := identity.Comparison{Attribute: "userName", Op: identity.Equal, Value: identity.Value{Text: name}}
		return "realmctl users list -R " + u.client.options.Realm + " --where " + rest.ShellWord(where.String())
	}
	return "realmctl users list -R " + u.client.options.Realm
}

// mayBeApplied reports whether a write that ended in err may have been carried out.
// An answer with a good status that cannot be read says that it was.
func mayBeApplied(err error) bool { return rest.MayBeApplied(err) || errors.Is(err, errUnreadable) }

// subjectOf is the name of a user in a document that may be anything.
func subjectOf(document json.RawMessage) string {
	o, err := parseObject(document)
	if err != nil {
		return ""
	}
	return o.text("userName")
}
