package identitytest

import "github.com/realmctl/realmctl/pkg/identity"

func replacements() []question {
	return []question{
		{"replace", replace},
		{"replace clears parts", replaceParts},
		{"replace with what was read", replaceSame},
		{"replace without what is required", replaceIncomplete},
		{"replace an absent user", replaceAbsent},
	}
}

// replace: what is left out is cleared, what is kept is kept, and the user stays
// who it is.
func replace(a *asker) {
	u := a.create("a", attributes{a.names.Note: "before", a.names.Other: "spare", a.names.Number: 1, a.names.List: []string{"x"}})
	key := a.key(u)
	document := a.document("a", attributes{a.names.Note: "after"})
	after, err := a.users.Replace(a.Context(), key.ID, key.Revision, a.encode(document))
	a.must(err)
	for _, u := range []identity.User{after, a.get(key.ID)} {
		a.want(u, a.names.Note, "after")
		for _, path := range []string{a.names.Other, a.names.Number, a.names.List} {
			a.want(u, path, nil)
		}
		if now := a.key(u); now.ID != key.ID || now.Name != key.Name || now.Revision == key.Revision {
			a.Errorf("%+v became %+v", key, now)
		}
		if p := a.profile(u); !p.Enabled || p.FamilyName == "" || p.Mail == "" {
			a.Errorf("after the replacement the profile is %+v", p)
		}
	}
}

// replaceParts: of an attribute in the document, the parts that are left out go too.
func replaceParts(a *asker) {
	one, other, value := a.Parts.One, a.Parts.Other, a.Parts.Values[0]
	a.needs(one, "attributes of parts")
	key := a.key(a.create("a", attributes{one: value, other: value}))
	after, err := a.users.Replace(a.Context(), key.ID, key.Revision, a.encode(a.document("a", attributes{one: value})))
	a.must(err)
	a.want(after, one, value)
	a.want(after, other, nil)
	after, err = a.users.Replace(a.Context(), key.ID, a.key(after).Revision, a.encode(a.document("a", nil)))
	a.must(err)
	a.want(after, one, nil)
}

func replaceSame(a *asker) {
	u := a.create("a", attributes{a.names.Note: "stays", a.names.List: []string{"x"}, a.Parts.One: a.Parts.Values[0]})
	key := a.key(u)
	_, err := a.users.Replace(a.Context(), key.ID, key.Revision, a.get(key.ID).Native)
	a.must(err)
	after := a.get(key.ID)
	for _, path := range []string{a.names.Note, a.names.List, a.Parts.One, a.names.mail, a.names.familyName} {
		if path != "" {
			a.want(after, path, a.value(u, path))
		}
	}
}

func replaceIncomplete(a *asker) {
	key := a.key(a.create("a", attributes{a.names.Note: "before"}))
	for _, path := range a.Required {
		_, err := a.users.Replace(a.Context(), key.ID, key.Revision, a.encode(without(a.document("a", nil), path)))
		a.wantKind(err, identity.Invalid, "a replacement without "+path)
	}
	a.want(a.get(key.ID), a.names.Note, "before")
}

func replaceAbsent(a *asker) {
	_, err := a.users.Replace(a.Context(), newID(), identity.AnyRevision, a.encode(a.document("a", nil)))
	a.wantKind(err, identity.NotFound, "a replacement of nobody")
	a.wantMine("after the refusal")
}
