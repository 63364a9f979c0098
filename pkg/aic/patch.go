package aic

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// A wireOperation is one element of a CREST patch. It is not RFC 6902: the names
// are operation and field, and lists are not addressed by position.
type wireOperation struct {
	Operation string          `json:"operation"`
	Field     string          `json:"field"`
	From      string          `json:"from,omitempty"`
	Value     json.RawMessage `json:"value,omitempty"`
}

// Patch changes an object on the condition that its revision is still the one given.
// After a lost answer or a fault of the server the object is read again: if nothing
// happened the patch is sent again, if it shows the change it counts as done, else
// the outcome is unknown or the race is lost; see [identity.Conflict].
func (m *managed[T]) Patch(ctx context.Context, id, revision string, patch identity.Patch) (T, error) {
	var none T
	op := m.op("patch")
	operations, err := m.operations(ctx, patch)
	if err != nil {
		return none, m.fail(op, id, err)
	}
	return m.patch(ctx, op, id, revision, operations)
}

func (m *managed[T]) patch(ctx context.Context, op, id, revision string, operations []wireOperation) (T, error) {
	var none T
	body, err := json.Marshal(operations)
	if err != nil {
		return none, m.fail(op, id, identity.Errorf(identity.Invalid, "a value of the patch is not JSON"))
	}
	w := write{
		op: op, id: id, revision: revision, repeatable: repeatable(operations),
		request: rest.Request{Method: http.MethodPatch, Path: m.path(id), Header: ifMatch(revision), Body: body, Write: true, Replay: rest.ReplayNever},
		applied: func(now *object) bool { return appliedTo(now, operations) },
	}
	return m.write(ctx, w)
}

// repeatable reports whether doing the operations twice is the same as doing them once.
func repeatable(operations []wireOperation) bool {
	for _, o := range operations {
		if o.Operation == "increment" || o.Operation == "move" || strings.HasSuffix(o.Field, "/-") {
			return false
		}
	}
	return true
}

// appliedTo reports whether an object shows what the operations do: doing them
// would change nothing. A secret cannot be seen, so it is never shown.
func appliedTo(now *object, operations []wireOperation) bool {
	before := now.bytes()
	after, err := apply(before, operations)
	return err == nil && equal(before, after)
}

// PatchWhere changes the one object that a query matches, in one request. The
// service takes no condition here and the request is never sent twice.
func (m *managed[T]) PatchWhere(ctx context.Context, q identity.Query, patch identity.Patch) (T, error) {
	var none T
	op := m.op("patch")
	operations, err := m.operations(ctx, patch)
	if err != nil {
		return none, m.fail(op, "", err)
	}
	if q.Filter == nil && q.Native == "" {
		return none, m.fail(op, "", identity.Errorf(identity.Usage, "a patch by query needs a filter"))
	}
	filter, err := m.client.filterText(q)
	if err != nil {
		return none, m.fail(op, "", err)
	}
	body, err := json.Marshal(operations)
	if err != nil {
		return none, m.fail(op, "", identity.Errorf(identity.Invalid, "a value of the patch is not JSON"))
	}
	patched, err := m.send(ctx, rest.Request{
		Method: http.MethodPost, Path: m.collection(), RawQuery: rest.Parameters("_action", "patch", "_queryFilter", filter),
		Header: apiVersion(), Body: body, Write: true, Replay: rest.ReplayNever,
	})
	if err != nil {
		return none, m.notOne(ctx, q, filter, err)
	}
	return m.make(patched), nil
}

// notOne is the error of a patch by query: the service says that none matched, or
// with a 500 that several did, and which ones is found out here.
func (m *managed[T]) notOne(ctx context.Context, q identity.Query, filter string, err error) error {
	op := m.op("patch")
	answer, ok := errors.AsType[*rest.StatusError](err)
	if !ok || !strings.Contains(string(answer.Body), "must yield one matching object") {
		failed := m.unknown(op, "", "", err)
		if e, ok := errors.AsType[*identity.Error](failed); ok && e.Unknown {
			e.Hint += " --filter " + rest.ShellWord(filter)
		}
		return failed
	}
	matches, listErr := m.matches(ctx, op, "", identity.Query{Filter: q.Filter, Native: q.Native})
	if listErr != nil {
		matches = nil
	}
	e := ambiguous(m.many, matches, "")
	e.Detail = "the query matches several " + m.many + ", and has to match one"
	e.Status, e.RequestID = answer.Status, clean(answer.RequestID())
	return m.fail(op, "", e)
}

// operations translates a patch. An element is added to a list by a field that
// ends in "/-"; where the path does not say so, the schema does, and where there
// is none the attribute is set.
func (m *managed[T]) operations(ctx context.Context, patch identity.Patch) ([]wireOperation, error) {
	isList := func(path string) bool {
		s, err := m.Schema(ctx)
		return err == nil && isListIn(s, path)
	}
	return translatePatch(patch, isList, m.words())
}

func isListIn(s *identity.Schema, path string) bool {
	a, ok := s.Attribute(path)
	return ok && a.Type == identity.List
}

// words are what errors about a patch need: the platform and the objects.
type words struct{ platform, many string }

func (m *managed[T]) words() words { return words{m.client.Platform(), m.many} }

func translatePatch(patch identity.Patch, isList func(path string) bool, in words) ([]wireOperation, error) {
	operations := make([]wireOperation, 0, len(patch))
	for _, o := range patch {
		translated, err := translateOperation(o, isList, in)
		if err != nil {
			return nil, err
		}
		operations = append(operations, translated...)
	}
	return operations, nil
}

func translateOperation(o identity.Operation, isList func(path string) bool, in words) ([]wireOperation, error) {
	field, err := patchField(o.Path)
	if err != nil {
		return nil, err
	}
	w := wireOperation{Field: field, Value: o.Value}
	switch o.Op {
	case identity.Set:
		w.Operation = "replace"
		if string(o.Value) == "null" { // refused by the service: an attribute is cleared by removing it
			w.Operation, w.Value = "remove", nil
		}
	case identity.Unset:
		w.Operation, w.Value = "remove", nil
	case identity.Add:
		return addTo(w, isList)
	case identity.Remove:
		return removeFrom(w, isList), nil
	case identity.Increment:
		w.Operation = "increment"
	case identity.Move, identity.Copy:
		w.Operation, w.Value = string(o.Op), nil
		w.From, err = patchField(o.From)
		return []wireOperation{w}, err
	case identity.Transform:
		return nil, identity.Errorf(identity.Unsupported, "%s has no patch operation \"transform\" for %s", in.platform, in.many)
	default:
		return nil, identity.Errorf(identity.Unsupported, "%s has no patch operation %q", in.platform, string(o.Op))
	}
	if (w.Operation == "replace" || w.Operation == "increment") && len(w.Value) == 0 {
		return nil, identity.Errorf(identity.Usage, "%s needs a value", o)
	}
	return []wireOperation{w}, nil
}

// addTo adds to a list one element at a time: an array would become one element.
func addTo(w wireOperation, isList func(path string) bool) ([]wireOperation, error) {
	w.Operation = "add"
	if isNull(w.Value) {
		return nil, identity.Errorf(identity.Usage, "add %s needs a value", strings.TrimPrefix(w.Field, "/"))
	}
	if strings.HasSuffix(w.Field, "/-") || !isList(w.Field) {
		return []wireOperation{w}, nil
	}
	w.Field += "/-"
	return perElement(w), nil
}

// removeFrom removes from a list one element at a time: an array would be
// compared with each element.
func removeFrom(w wireOperation, isList func(path string) bool) []wireOperation {
	w.Operation = "remove"
	if len(w.Value) > 0 && w.Value[0] == '[' && isList(w.Field) {
		return perElement(w)
	}
	return []wireOperation{w}
}

func perElement(w wireOperation) []wireOperation {
	var elements []json.RawMessage
	if w.Value[0] != '[' || json.Unmarshal(w.Value, &elements) != nil {
		return []wireOperation{w}
	}
	operations := make([]wireOperation, len(elements))
	for i, element := range elements {
		operations[i] = w
		operations[i].Value = element
	}
	return operations
}

// patchField is the path of an attribute as the field of an operation.
func patchField(path string) (string, error) {
	names := steps(path)
	for _, name := range names {
		if name == "" {
			return "", identity.Errorf(identity.Usage, "%q is not the name of an attribute", path)
		}
	}
	return "/" + strings.Join(names, "/"), nil
}

// ReadPatch reads the platform's own form of a patch: a list of operations, each
// with operation, field, and value or from. A mistake says in which operation it is.
func (m *managed[T]) ReadPatch(document []byte) (identity.Patch, error) {
	patch, err := readPatch(document, m.words())
	if err != nil {
		return nil, m.fail("read patch", "", err)
	}
	return patch, nil
}

func readPatch(document []byte, in words) (identity.Patch, error) {
	var elements []json.RawMessage
	if err := json.Unmarshal(document, &elements); err != nil || elements == nil { // null is no list, an empty one is
		return nil, noPatch(document, in, err)
	}
	patch := make(identity.Patch, len(elements))
	for i, element := range elements {
		o, err := readOperation(element, in)
		if err != nil {
			return nil, identity.Errorf(identity.KindOf(err), "operation %d: %w", i+1, err)
		}
		patch[i] = o
	}
	return patch, nil
}

// noPatch says what a document is instead of a patch.
func noPatch(document []byte, in words, err error) error {
	switch {
	case !json.Valid(document):
		return identity.Errorf(identity.Invalid, "it is no JSON: %w", err)
	case bytes.TrimSpace(document)[0] == '{':
		return identity.Errorf(identity.Invalid, "it is a whole document, which %s replace takes; a patch is a list of operations", in.many)
	}
	return identity.Errorf(identity.Invalid, "it is no list of operations")
}

// readOperation reads one operation. To add without "/-" is to set: that is what the
// service does, whatever was there.
func readOperation(element json.RawMessage, in words) (identity.Operation, error) {
	var w wireOperation
	if err := json.Unmarshal(element, &w); err != nil {
		return identity.Operation{}, identity.Errorf(identity.Invalid, "it is no object with operation, field, and value or from")
	}
	o := identity.Operation{Path: w.Field, Value: w.Value, From: w.From}
	switch name := strings.ToLower(w.Operation); name {
	case "replace":
		o.Op = identity.Set
	case "add":
		o.Op = identity.Set
		if strings.HasSuffix(w.Field, "/-") {
			o.Op = identity.Add
		}
	case "remove":
		o.Op = identity.Remove
		if len(w.Value) == 0 {
			o.Op = identity.Unset
		}
	case "increment", "move", "copy":
		o.Op = identity.Change(name)
	case "":
		return o, identity.Errorf(identity.Invalid, "it has no \"operation\" (RFC 6902, with \"op\" and \"path\", is another language)")
	default:
		return o, identity.Errorf(identity.Unsupported, "%s has no patch operation %q for %s", in.platform, clean(w.Operation), in.many)
	}
	if w.Field == "" {
		return o, identity.Errorf(identity.Invalid, "it has no \"field\"")
	}
	if _, err := patchField(w.Field); err != nil {
		return o, err
	}
	return o, w.checkShape(o.Op)
}

// checkShape refuses what the service would: a value where none is taken, or none
// where one is.
func (w wireOperation) checkShape(op identity.Change) error {
	moves := op == identity.Move || op == identity.Copy
	_, isNumber := rational(w.Value)
	switch {
	case moves && w.From == "":
		return identity.Errorf(identity.Invalid, "%s needs \"from\"", op)
	case moves && len(w.Value) > 0:
		return identity.Errorf(identity.Invalid, "%s takes no \"value\"", op)
	case !moves && w.From != "":
		return identity.Errorf(identity.Invalid, "%s takes no \"from\"", w.Operation)
	case (op == identity.Set || op == identity.Add) && isNull(w.Value):
		return identity.Errorf(identity.Invalid, "%s needs a \"value\" that is not null; an attribute is cleared by remove", w.Operation)
	case op == identity.Increment && !isNumber:
		return identity.Errorf(identity.Invalid, "increment needs a \"value\" that is a number")
	}
	return nil
}
