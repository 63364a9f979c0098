package identitytest

import (
	"encoding/json"
	"slices"

	"github.com/realmctl/realmctl/pkg/identity"
)

func changes() []question {
	return []question{
		{"patch: set and unset", patchScalars},
		{"patch: a part leaves the other parts", patchPart},
		{"patch: move and copy", patchMove},
		{"patch: increment", patchIncrement},
		{"patch: increment is all or nothing", patchAtomic},
		{"patch: the status with something else", patchStatusAndMore},
		{"patch: another name", patchName},
		{"patch: a name that is taken", patchTakenName},
		{"patch: nothing", patchNothing},
		{"patch: operations that the platform lacks", patchRefused},
		{"patch: transform", patchTransform},
		{"patch an absent user", patchAbsent},
	}
}

func set(path, value string) identity.Operation {
	return identity.Operation{Op: identity.Set, Path: path, Value: identity.Quote(value)}
}

func unset(path string) identity.Operation { return identity.Operation{Op: identity.Unset, Path: path} }

// setJSON sets an attribute to any value.
func (a *asker) setJSON(path string, value any) identity.Operation {
	a.Helper()
	return identity.Operation{Op: identity.Set, Path: path, Value: a.encode(value)}
}

// patch changes a user at the revision it has. What is answered is what is read.
func (a *asker) patch(u identity.User, patch ...identity.Operation) identity.User {
	a.Helper()
	key := a.key(u)
	after, err := a.users.Patch(a.Context(), key.ID, key.Revision, patch)
	a.must(err)
	if read := a.get(key.ID); a.key(read) != a.key(after) {
		a.Errorf("the patch answered %+v, then %+v was read", a.key(after), a.key(read))
	}
	return after
}

func patchScalars(a *asker) {
	u := a.create("a", attributes{a.names.Note: "before", a.names.Other: "spare", a.names.Number: 1})
	const odd = "it's \"after\" \\ 山 <so> on"
	after := a.patch(u, set(a.names.Note, odd), unset(a.names.Other))
	a.want(after, a.names.Note, odd)
	a.want(after, a.names.Other, nil)
	a.want(after, a.names.Number, 1)
	if a.key(after).Revision == a.key(u).Revision {
		a.Error("the revision did not change")
	}
	after = a.patch(after, set(a.names.Note, "again"), unset(a.names.Other))
	if a.names.Number != "" {
		after = a.patch(after, unset(a.names.Number))
	}
	a.want(after, a.names.Note, "again")
	a.want(after, a.names.Other, nil)
	a.want(after, a.names.Number, nil)
}

// patchPart: a part of an attribute is changed and taken away alone.
func patchPart(a *asker) {
	one, other, values := a.Parts.One, a.Parts.Other, a.Parts.Values
	a.needs(one, "attributes of parts")
	u := a.create("a", attributes{one: values[0], other: values[0]})
	for _, revision := range []string{a.key(u).Revision, identity.AnyRevision} {
		u, err := a.users.Patch(a.Context(), a.key(u).ID, revision, identity.Patch{a.setJSON(one, values[1])})
		a.must(err)
		a.want(u, one, values[1])
		a.want(u, other, values[0])
	}
	u = a.patch(a.get(a.key(u).ID), unset(one))
	a.want(u, one, nil)
	a.want(u, other, values[0])
	u = a.patch(a.patch(u, unset(other)), a.setJSON(one, values[0]))
	a.want(u, one, values[0])
	a.want(u, other, nil)
}

func patchMove(a *asker) {
	note, other := a.names.Note, a.names.Other
	u := a.create("a", attributes{note: "here"})
	u = a.patch(u, identity.Operation{Op: identity.Copy, From: note, Path: other})
	a.want(u, note, "here")
	a.want(u, other, "here")
	u = a.patch(u, set(note, "there"), identity.Operation{Op: identity.Move, From: note, Path: other})
	a.want(u, note, nil)
	a.want(u, other, "there")
}

// increment adds to the number, where the platform can.
func (a *asker) increment(by string) identity.Operation {
	a.Helper()
	a.needs(a.names.Number, "numbers")
	if slices.Contains(a.RefusedChanges, identity.Increment) {
		a.Skip("the platform cannot increment")
	}
	return identity.Operation{Op: identity.Increment, Path: a.names.Number, Value: json.RawMessage(by)}
}

func patchIncrement(a *asker) {
	up, down := a.increment("5"), a.increment("-3")
	u := a.create("a", attributes{a.names.Number: 40})
	u = a.patch(u, up)
	a.want(a.patch(u, down), a.names.Number, 42)

	bare := a.key(a.create("b", nil))
	_, err := a.users.Patch(a.Context(), bare.ID, bare.Revision, identity.Patch{up})
	a.wantKind(err, identity.Invalid, "an increment of what is unset")
}

func patchAtomic(a *asker) {
	up := a.increment("1")
	key := a.key(a.create("a", attributes{a.names.Note: "before"}))
	_, err := a.users.Patch(a.Context(), key.ID, key.Revision, identity.Patch{set(a.names.Note, "after"), up})
	a.wantKind(err, identity.Invalid, "a patch of which one operation is impossible")
	a.want(a.get(key.ID), a.names.Note, "before")
}

// patchStatusAndMore: what a platform changes by several requests is changed whole
// or not at all.
func patchStatusAndMore(a *asker) {
	k := able[identity.StatusKeeper](a)
	for _, revision := range []func(identity.Key) string{
		func(k identity.Key) string { return k.Revision }, func(identity.Key) string { return identity.AnyRevision },
	} {
		u := a.create("a", attributes{a.names.Note: "before"})
		key := a.key(u)
		_, err := a.users.Patch(a.Context(), key.ID, revision(key), append(k.StatusPatch(false), set(a.names.Note, "after")))
		after := a.get(key.ID)
		if err != nil && a.key(after) != key {
			a.Errorf("the patch was refused (%v), and the user became %s", err, after.Native)
		}
		if p := a.profile(after); err == nil && (p.Enabled || a.value(after, a.names.Note) != "after") {
			a.Errorf("the patch was made in part: %s", after.Native)
		}
		_, err = a.users.Delete(a.Context(), key.ID, identity.AnyRevision)
		a.must(err)
	}
}

func patchName(a *asker) {
	u := a.create("a", nil)
	after := a.patch(u, set(a.names.userName, a.prefix+"b"))
	if key := a.key(after); key.ID != a.key(u).ID || key.Name != a.prefix+"b" {
		a.Errorf("%+v became %+v", a.key(u), key)
	}
	_, err := a.users.Find(a.Context(), a.prefix+"a")
	a.wantKind(err, identity.NotFound, "the old name")
	found, err := a.users.Find(a.Context(), a.prefix+"b")
	a.must(err)
	if a.key(found) != a.key(after) {
		a.Errorf("the new name leads to %+v", a.key(found))
	}
	a.create("a", nil) // the old name is free
}

func patchTakenName(a *asker) {
	a.create("a", nil)
	b := a.key(a.create("b", nil))
	_, err := a.users.Patch(a.Context(), b.ID, b.Revision, identity.Patch{set(a.names.userName, a.prefix+"a")})
	a.wantKind(err, identity.Conflict, "a patch to a name that is taken")
	_, err = a.users.Replace(a.Context(), b.ID, b.Revision, a.encode(a.document("a", nil)))
	a.wantKind(err, identity.Conflict, "a replacement with a name that is taken")
	a.wantMine("after the refusals", a.named("ab")...)
}

// patchNothing: to say what is so already is no error.
func patchNothing(a *asker) {
	u := a.create("a", attributes{a.names.Note: "same"})
	u = a.patch(u, set(a.names.Note, "same"), unset(a.names.Other))
	a.want(u, a.names.Note, "same")
	u = a.patch(u)
	a.want(u, a.names.Note, "same")
}

// patchRefused: an operation that cannot be said is refused by its name, whole
// patch and all, and the preview says the same.
func patchRefused(a *asker) {
	key := a.key(a.create("a", attributes{a.names.Note: "before"}))
	for _, op := range append([]identity.Change{identity.Transform, "turn"}, a.RefusedChanges...) {
		patch := identity.Patch{set(a.names.Note, "after"), {Op: op, Path: a.names.Note, Value: json.RawMessage("1")}}
		_, err := a.users.Patch(a.Context(), key.ID, key.Revision, patch)
		a.wantUnsupported(err, "a patch", string(op))
		if p, ok := a.users.(identity.Previewer); ok {
			_, err := p.Preview(a.get(key.ID).Native, patch)
			a.wantUnsupported(err, "a preview", string(op))
		}
	}
	a.want(a.get(key.ID), a.names.Note, "before")
}

func patchTransform(a *asker) {
	key := a.key(a.create("a", nil))
	script := identity.Operation{Op: identity.Transform, Path: a.names.Note, Value: json.RawMessage(`{"type": "text/javascript"}`)}
	_, err := a.users.Patch(a.Context(), key.ID, key.Revision, identity.Patch{script})
	a.wantKind(err, identity.Unsupported, "a script as a patch")
}

func patchAbsent(a *asker) {
	for _, patch := range []identity.Patch{{set(a.names.Note, "x")}, {unset(a.names.Note)}} {
		_, err := a.users.Patch(a.Context(), newID(), identity.AnyRevision, patch)
		a.wantKind(err, identity.NotFound, "a patch of nobody")
	}
}
