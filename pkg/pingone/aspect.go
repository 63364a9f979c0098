package pingone

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

// Aspects are what can be read of a user beside the user's own document.
func (u *Users) Aspects() []string {
	return []string{"idp", "verify", "linked", "sessions", "password", "mfa"}
}

// Aspect reads one of [Users.Aspects]: an object as the service has it, or a list
// of them.
func (u *Users) Aspect(ctx context.Context, id, name string) (json.RawMessage, error) {
	op := "get " + name + " of user"
	var part string
	switch name {
	case "idp":
		part = "identityProvider"
	case "verify":
		part = "verifyStatus"
	case "mfa":
		part = "mfaEnabled"
	case "password":
		part = name
	case "linked", "sessions":
		return u.listed(ctx, op, id, name)
	default:
		return nil, u.client.fail("get user", id, identity.Errorf(identity.Usage, "%q is nothing that can be shown of a user", name))
	}
	if err := u.guard(ctx, id); err != nil {
		return nil, u.client.fail(op, id, err)
	}
	document, err := u.client.read(ctx, u.path(id, part), "")
	if err != nil {
		return nil, u.client.fail(op, id, err)
	}
	return document, nil
}

func (u *Users) listed(ctx context.Context, op, id, name string) (json.RawMessage, error) {
	if err := u.guard(ctx, id); err != nil {
		return nil, u.client.fail(op, id, err)
	}
	if name == "linked" {
		name = "linkedAccounts"
	}
	p := &pager{client: u.client, path: u.path(id, name)}
	rows := []json.RawMessage{}
	for row, err := range p.rows(ctx) {
		if err != nil {
			return nil, u.client.fail(op, id, err)
		}
		rows = append(rows, row)
	}
	return join(rows), nil
}

// AspectWords says an aspect in few words; one that cannot be read is said as it is.
func (u *Users) AspectWords(name string, document json.RawMessage) string {
	switch name {
	case "idp":
		provider := lookUp(document, []string{"identityProvider"})
		if isNull(provider) {
			provider = document
		}
		kind, id := textOf(lookUp(provider, []string{"type"})), textOf(lookUp(provider, []string{"id"}))
		return rest.Clean(strings.TrimSpace(kind + " " + id))
	case "verify":
		return lowerWords(textOf(lookUp(document, []string{"verifyStatus"})))
	case "mfa":
		if string(lookUp(document, []string{"mfaEnabled"})) == "true" {
			return "on"
		}
		return "off"
	case "password":
		return readPasswordState(document).Words
	case "linked":
		return linkedWords(document)
	case "sessions":
		rows, _ := list(document)
		return counted(len(rows), "session")
	}
	return rest.Clean(string(document))
}

// linkedWords are the names that a user has elsewhere.
func linkedWords(document json.RawMessage) string {
	rows, _ := list(document)
	var names []string
	for _, row := range rows {
		if p, err := readLinkedAccount(row); err == nil {
			names = append(names, p.Key().String())
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return rest.Clean(strings.Join(names, ", "))
}

func counted(n int, what string) string {
	switch n {
	case 0:
		return "none"
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// lowerWords says a constant of the service: NOT_INITIATED is not initiated.
func lowerWords(constant string) string {
	return rest.Clean(strings.ToLower(strings.ReplaceAll(constant, "_", " ")))
}
