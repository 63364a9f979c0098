package aic

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Create makes an object and returns it as the service has it. Unless the draft
// leaves the id to the server, the object is sent to an id that was made or given
// here, on the condition that it is free; such a request can be sent again after a
// lost answer. One with the server's id cannot: its outcome is then unknown.
func (m *managed[T]) Create(ctx context.Context, d identity.Draft) (T, error) {
	var none T
	document, err := m.draft(d)
	if err != nil {
		return none, m.fail(m.op("create"), m.subject(d.Document), err)
	}
	if d.ServerID {
		return m.createByServer(ctx, document)
	}
	id := d.ID
	if id == "" {
		id = m.idFor(document)
	}
	if id == "" {
		return m.createByServer(ctx, document)
	}
	return m.createAt(ctx, id, document)
}

// draft is the document of a new object without what the address or the server says.
func (m *managed[T]) draft(d identity.Draft) (*object, error) {
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

// idFor is the id of a new object; "" leaves it to the server.
func (m *managed[T]) idFor(document *object) string {
	if m.newID != nil {
		return m.newID(document)
	}
	return uuid.NewString()
}

func (m *managed[T]) createAt(ctx context.Context, id string, document *object) (T, error) {
	var none T
	created, err := m.send(ctx, rest.Request{
		Method: http.MethodPut, Path: m.path(id), Header: conditional("If-None-Match", "*"),
		Body: document.bytes(), Write: true, Replay: rest.ReplayCreate,
	})
	if err == nil {
		return m.make(created), nil
	}
	if mine, ok := m.createdBefore(ctx, id, document, err); ok {
		return mine, nil
	}
	return none, m.unknown(m.op("create"), document.text(m.names[0]), id, err)
}

// createdBefore reads the object at id if a refusal may be our own doing: an earlier
// try of the same request was lost, and what is there has the attributes sent.
func (m *managed[T]) createdBefore(ctx context.Context, id string, document *object, err error) (T, bool) {
	var none T
	answer, ok := errors.AsType[*rest.StatusError](err)
	if !ok || answer.Status != http.StatusPreconditionFailed || !answer.Repeated {
		return none, false
	}
	there, err := m.Get(ctx, id)
	if err != nil {
		return none, false
	}
	o, err := parseObject(there.Document())
	return there, err == nil && o.holds(document)
}

func (m *managed[T]) createByServer(ctx context.Context, document *object) (T, error) {
	var none T
	created, err := m.send(ctx, rest.Request{
		Method: http.MethodPost, Path: m.collection(), RawQuery: "_action=create", Header: apiVersion(),
		Body: document.bytes(), Write: true, Replay: rest.ReplayNever,
	})
	if err != nil {
		return none, m.unknown(m.op("create"), document.text(m.names[0]), "", err)
	}
	return m.make(created), nil
}

const appliedAllTheSame = "; it may have been applied all the same"

// unknown is the error of a write. If the write may have been applied all the
// same, it says so and names the command that finds out, by id if there is one,
// else by name.
func (m *managed[T]) unknown(op, name, id string, err error) error {
	failed := m.fail(op, cmp.Or(name, id), err)
	e, ok := errors.AsType[*identity.Error](failed)
	if !ok || !mayBeApplied(err) {
		return failed
	}
	e.Unknown = true
	e.Detail += appliedAllTheSame
	e.Hint = m.findOut(name, id)
	return e
}

// findOut is the command that shows whether a write was applied.
func (m *managed[T]) findOut(name, id string) string {
	switch {
	case id != "":
		return "realmctl " + m.many + " get " + rest.ShellWord(id) + " -R " + m.client.options.Realm
	case name != "":
		where := identity.Comparison{Attribute: m.names[0], Op: identity.Equal, Value: identity.Value{Text: name}}
		return "realmctl " + m.many + " list -R " + m.client.options.Realm + " --where " + rest.ShellWord(where.String())
	}
	return "realmctl " + m.many + " list -R " + m.client.options.Realm
}

// mayBeApplied reports whether a write that ended in err may have been carried out.
// An answer with a good status that cannot be read says that it was.
func mayBeApplied(err error) bool { return rest.MayBeApplied(err) || errors.Is(err, errUnreadable) }
