package pingone

import (
	"encoding/json"

	"github.com/realmctl/realmctl/pkg/identity"
)

// DraftArrival writes what a new user brings from elsewhere into the document that
// [Users.Import] takes. What the document has already is kept where nothing else is
// said.
func (u *Users) DraftArrival(document json.RawMessage, a identity.Arrival) (json.RawMessage, error) {
	const op = "import user"
	switch a.Lifecycle {
	case "", "ACCOUNT_OK", "VERIFICATION_REQUIRED":
	default:
		return nil, u.client.fail(op, subjectOf(document), identity.Errorf(identity.Usage, "%q is no state of the life cycle: it is ACCOUNT_OK or VERIFICATION_REQUIRED", a.Lifecycle))
	}
	o, err := parseObject(document)
	if err != nil {
		return nil, u.client.fail(op, "", identity.Errorf(identity.Invalid, "the document is no JSON object: %w", err))
	}
	o.setParts("password", func(p *object) {
		p.setText("value", a.Password)
		p.setTrue("forceChange", a.MustChange)
	})
	o.setParts("lifecycle", func(l *object) {
		l.setText("status", a.Lifecycle)
		l.setTrue("suppressVerificationCode", a.SuppressVerification)
	})
	o.setTrue("emailVerified", a.EmailVerified)
	return o.bytes(), nil
}

// setParts changes an attribute that is made of parts; where there is nothing to
// say of it, it stays as it is. A password that is a text is its value.
func (o *object) setParts(name string, change func(*object)) {
	var parts object
	held := o.get(name)
	switch text := textOf(held); {
	case text != "":
		parts.setText("value", text)
	case !isNull(held):
		parts, _ = parseObject(held) // anything else is replaced
	}
	before := parts.bytes()
	if change(&parts); !equal(before, parts.bytes()) {
		o.set(name, parts.bytes())
	}
}

func (o *object) setText(name, text string) {
	if text != "" {
		o.set(name, quote(text))
	}
}

func (o *object) setTrue(name string, is bool) {
	if is {
		o.set(name, json.RawMessage("true"))
	}
}
