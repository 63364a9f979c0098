package pingone

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

const (
	createUser = "create user"
	importUser = "user.import+json"
)

// Create makes a user and returns it as the service has it. The service gives the
// id, so the request is never sent twice. The population may be named; where none
// is, it is that of the realm, else the environment's default one. A document with
// a password, a verified mail address or a state of the life cycle is imported;
// see [Users.Import].
func (u *Users) Create(ctx context.Context, d identity.Draft) (identity.User, error) {
	document, err := u.draft(ctx, d)
	if err != nil {
		return identity.User{}, u.client.fail(createUser, subjectOf(d.Document), err)
	}
	return u.create(ctx, document, needsImport(document))
}

// Import makes a user as it was elsewhere: with a password in clear text or hashed
// ("{SSHA512}…"), either as text or with forceChange as {"value", "forceChange"},
// and with {"status", "suppressVerificationCode"} as lifecycle.
func (u *Users) Import(ctx context.Context, d identity.Draft) (identity.User, error) {
	document, err := u.draft(ctx, d)
	if err != nil {
		return identity.User{}, u.client.fail("import user", subjectOf(d.Document), err)
	}
	return u.create(ctx, document, true)
}

func (u *Users) create(ctx context.Context, document object, imported bool) (identity.User, error) {
	w := write{method: http.MethodPost, path: u.client.path(usersPath), media: "", body: document.bytes()}
	op := createUser
	if imported {
		op, w.media = "import user", importUser
	}
	created, err := u.client.write(ctx, w)
	if err != nil {
		return identity.User{}, u.unknown(op, document.text("username"), "", err)
	}
	return u.user(created), nil
}

// needsImport reports a document with something that the service takes on import
// alone, and would leave out in silence otherwise.
func needsImport(document object) bool {
	return document.index("password") >= 0 || document.index("lifecycle") >= 0 || document.index("emailVerified") >= 0
}

// CheckID refuses every id: the service makes them.
func (u *Users) CheckID(id string) error {
	if id == "" {
		return nil
	}
	return identity.Errorf(identity.Unsupported, "%s gives every user an id of its own; %s cannot be asked for", platform, rest.Clean(id))
}

// draft is the document of a new user without what the service says itself.
func (u *Users) draft(ctx context.Context, d identity.Draft) (object, error) {
	if err := u.CheckID(d.ID); err != nil {
		return nil, err
	}
	o, err := parseObject(d.Document)
	if err != nil {
		return nil, identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err)
	}
	o.deleteNulls()
	copied := o.index("_links") >= 0 // a user that was read, not one that was written
	for _, m := range o {
		if isOwn(m.name) && m.name != "lifecycle" && m.name != "emailVerified" {
			o.delete(m.name)
		}
	}
	if copied {
		o.deleteDefaults()
	}
	if p := o.get("password"); len(p) > 0 && p[0] == '"' {
		o.set("password", object{{"value", p}}.bytes())
	}
	return o, u.house(ctx, &o)
}

// deleteDefaults leaves out of a user that was read what every user has: an
// ordinary account needs no import.
func (o *object) deleteDefaults() {
	if equal(o.get("lifecycle"), json.RawMessage(`{"status":"ACCOUNT_OK"}`)) {
		o.delete("lifecycle")
	}
	if string(o.get("emailVerified")) == "false" {
		o.delete("emailVerified")
	}
}

// house puts a new user into a population: the one that it names, by id or name,
// which has to be that of the realm if the realm is one.
func (u *Users) house(ctx context.Context, o *object) error {
	home, err := u.client.population(ctx)
	if err != nil {
		return err
	}
	named, found := populationOf(o.get("population"))
	if !found {
		if home != "" {
			o.set("population", idObject(home))
		}
		return nil
	}
	id, err := u.client.populationID(ctx, named)
	if err != nil {
		return err
	}
	if home != "" && id != home {
		return identity.Errorf(identity.Usage, "the population %s is outside this realm, which is %s", rest.Clean(named), rest.Clean(u.client.options.Population))
	}
	if !equal(o.get("population"), idObject(id)) {
		o.set("population", idObject(id))
	}
	return nil
}

// populationOf is how a document names a population: "name", or {"id"} or {"name"}.
func populationOf(value json.RawMessage) (named string, ok bool) {
	if isNull(value) {
		return "", false
	}
	if text := textOf(value); text != "" {
		return text, true
	}
	o, err := parseObject(value)
	if err != nil {
		return "", false
	}
	named = cmp.Or(o.text("id"), o.text("name"))
	return named, named != ""
}

func idObject(id string) json.RawMessage { return object{{"id", quote(id)}}.bytes() }

// subjectOf is the name of a user in a document that may be anything.
func subjectOf(document json.RawMessage) string {
	o, err := parseObject(bytes.TrimSpace(document))
	if err != nil {
		return ""
	}
	return rest.Clean(o.text("username"))
}

const appliedAllTheSame = "; it may have been applied all the same"

// unknown is the error of a write. If the write may have been applied all the
// same, it says so and names the command that finds out.
func (u *Users) unknown(op, name, id string, err error) error {
	failed := u.client.fail(op, cmp.Or(name, id), err)
	e, ok := errors.AsType[*identity.Error](failed)
	if !ok || !mayBeApplied(err) {
		return failed
	}
	e.Unknown = true
	e.Detail += appliedAllTheSame
	e.Hint = "realmctl users get " + rest.ShellWord(cmp.Or(id, name)) + " -R " + u.client.options.Realm
	return e
}

// mayBeApplied reports whether a write that ended in err may have been carried out.
// An answer with a good status that cannot be read says that it was.
func mayBeApplied(err error) bool { return rest.MayBeApplied(err) || errors.Is(err, errUnreadable) }
