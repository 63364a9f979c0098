package sandbox

import (
	"bytes"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/sandbox/store"
)

// Texts of a policy failure: creation and replacement say it one way, a patch the other.
const (
	policyOnWrite = "Policy validation failed"
	policyOnPatch = "Failed policy validation"
)

// draft is one object on its way into the store.
type draft struct {
	*call
	tx *store.Tx
	t  *objectType
	id string

	old  *store.Object // nil for a new object
	doc  document      // the members as they will be
	sent document      // what the client wants to set of password and relationships, by member

	saved     store.Object
	unchanged bool
}

// load begins a change of an object that exists.
func (d *draft) load(t *objectType, id string) error {
	o, err := get(d.tx, t, id)
	if err != nil {
		return err
	}
	if err := d.matchRevision(o); err != nil {
		return err
	}
	d.t, d.id, d.old = t, id, &o
	d.doc, err = readDocument(o)
	return err
}

// create checks and stores a new object.
func (d *draft) create(t *objectType, id string, body document) error {
	id, err := t.newID(id, body)
	if err != nil {
		return err
	}
	if _, err := d.tx.Get(t.Collection, id); err == nil {
		return alreadyExists(t, id)
	}
	if err := t.refuseUndeclared(body); err != nil {
		return err
	}
	d.t, d.id, d.doc = t, id, document{"_id": id}
	if failed := t.nullFailures(body); len(failed) > 0 {
		return policyFailure(policyOnWrite, failed)
	}
	d.take(body)
	d.fillDefaults()
	if err := d.check(policyOnWrite, nil); err != nil {
		return err
	}
	return d.save()
}

func alreadyExists(t *objectType, id string) error {
	return preconditionFailed("Entry Already Exists: The entry '%s' cannot be added because an entry with that name "+
		"already exists", t.entry(id))
}

// replace sets the whole object: members left out are removed. What is private or kept by the server survives, and so
// do relationships that are not named. A user's own id has to be in the content: without it the directory would have
// to take it away.
func (d *draft) replace(body document) error {
	given, hasID := body["_id"]
	switch {
	case d.t.isUser() && !hasID:
		return badRequest("Not Allowed on RDN: Entry %s cannot be modified because the change to attribute fr-idm-uuid "+
			"would have removed a value used in the RDN", d.t.entry(d.id))
	case hasID && given != d.id:
		return badRequest("The _id '%v' of the content is not the one of the address, '%s'", given, d.id)
	}
	if err := d.t.refuseUndeclared(body); err != nil {
		return err
	}
	kept := document{"_id": d.id}
	for _, p := range d.t.Members {
		if v, ok := d.doc[p.Name]; ok && (p.readOnly() || p.Scope == "private") {
			kept[p.Name] = v
		}
	}
	d.doc = kept
	d.take(body)
	if d.t.isUser() && d.doc["cn"] == nil {
		d.fillComputed()
	}
	if err := d.check(policyOnWrite, nil); err != nil {
		return err
	}
	return d.save()
}

// take puts what a client sent into the draft: plain members into the document, password and relationships aside,
// and nothing of what the server keeps itself. A null is as good as absent, but for a relationship, which it empties.
func (d *draft) take(body document) {
	d.sent = document{}
	for name, value := range body {
		p, ok := d.t.property(name)
		switch {
		case !ok || p.readOnly():
		case p.isRelation(), name == "password" && value != nil:
			d.sent[name] = value
		case value != nil:
			d.doc[name] = value
		}
	}
}

// fillDefaults gives a new object the values that its schema has for absent members.
func (d *draft) fillDefaults() {
	for _, p := range d.t.Members {
		if d.doc[p.Name] == nil && p.Default != nil && !p.computed() {
			d.doc[p.Name] = p.Default
		}
	}
	d.fillComputed()
}

// fillComputed sets absent members whose default is a template, once the members it is made of are there.
func (d *draft) fillComputed() {
	for _, p := range d.t.Members {
		if d.doc[p.Name] != nil || !p.computed() {
			continue
		}
		text := p.Default.(string)
		for _, q := range d.t.Members {
			text = strings.ReplaceAll(text, "{{"+q.Name+"}}", d.doc.text(q.Name))
		}
		d.doc[p.Name] = strings.TrimSpace(text)
	}
}

// save stores the draft: relationships first, then what is computed from them, then the object itself where anything
// changed.
func (d *draft) save() error {
	changed := d.old == nil
	var others []store.Ref
	for _, name := range slices.Sorted(maps.Keys(d.sent)) {
		if name == "password" {
			continue
		}
		moved, err := d.setRelation(name, d.sent[name])
		if err != nil {
			return err
		}
		changed = changed || len(moved) > 0
		others = append(others, moved...)
	}
	granted, err := d.applyConditions()
	if err != nil {
		return err
	}
	others = append(others, granted...)
	newPassword, err := d.savePassword()
	if err != nil {
		return err
	}
	if len(others) > 0 {
		if err := d.schemas.compute(d.tx, d.t, d.doc); err != nil {
			return err
		}
	}
	if err := d.put(changed || newPassword); err != nil {
		return err
	}
	if err := d.saveDates(); err != nil {
		return err
	}
	return d.schemas.refresh(d.tx, others)
}

// put inserts or updates the object, or leaves it alone.
func (d *draft) put(changed bool) error {
	raw, keys := d.doc.stored(d.t), d.doc.keys(d.t)
	var err error
	switch {
	case d.old == nil:
		d.saved, err = d.tx.Insert(d.t.Collection, d.id, raw, keys)
	case !changed && bytes.Equal(raw, d.old.Doc):
		d.saved, d.unchanged = *d.old, true
	default:
		d.saved, err = d.tx.Update(d.t.Collection, d.id, raw, keys)
	}
	var taken *store.UniqueError
	switch {
	case errors.As(err, &taken):
		text := policyOnWrite
		if d.op == opPatch || d.op == opAction {
			text = policyOnPatch
		}
		return policyFailure(text, []failedPolicy{{property: taken.Key, name: "UNIQUE"}})
	case errors.Is(err, store.ErrExists):
		return alreadyExists(d.t, d.id)
	}
	return err
}
