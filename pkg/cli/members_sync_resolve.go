package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/realmctl/realmctl/pkg/identity"
)

// A someone is a user by what a file may call one.
type someone struct {
	id, userName, mail string
	reach              identity.Reach
	edge               string        // of a member, where its listing told
	user               identity.User // of those who are not in the group yet
}

func (p someone) key() identity.Key { return identity.Key{ID: p.id, Name: p.userName} }

// A directory of people is asked for one by id, user name and mail address, in that
// order.
type people struct {
	all    []someone
	byID   map[string]int
	byName map[string][]int
	byMail map[string][]int
}

func newPeople() *people {
	return &people{byID: map[string]int{}, byName: map[string][]int{}, byMail: map[string][]int{}}
}

func (p *people) add(u identity.User, one someone) error {
	profile, err := u.Profile()
	if err != nil {
		return err
	}
	if _, known := p.byID[profile.ID]; known {
		return nil
	}
	one.id, one.userName, one.mail = profile.ID, profile.UserName, profile.Mail
	i := len(p.all)
	p.all = append(p.all, one)
	p.byID[one.id] = i
	name, mail := strings.ToLower(one.userName), strings.ToLower(one.mail)
	p.byName[name] = append(p.byName[name], i)
	if mail != "" {
		p.byMail[mail] = append(p.byMail[mail], i)
	}
	return nil
}

// find finds one person; several of one name are an error that says so.
func (p *people) find(name string) (i int, ok bool, err error) {
	if i, ok := p.byID[name]; ok {
		return i, true, nil
	}
	for _, index := range []map[string][]int{p.byName, p.byMail} {
		found := index[strings.ToLower(name)]
		if len(found) > 1 {
			found = p.exactly(found, name)
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], true, nil
		default:
			return 0, false, fmt.Errorf("%s", p.several(found))
		}
	}
	return 0, false, nil
}

// exactly are those of several that are called so to the letter, or all if none or
// more are.
func (p *people) exactly(found []int, name string) []int {
	var exact []int
	for _, i := range found {
		if p.all[i].userName == name || p.all[i].mail == name {
			exact = append(exact, i)
		}
	}
	if len(exact) == 1 {
		return exact
	}
	return found
}

func (p *people) several(found []int) string {
	var names []string
	for _, i := range found[:min(len(found), manyObjects)] {
		names = append(names, p.all[i].userName+" ("+p.all[i].id+")")
	}
	return "several people have it: " + strings.Join(names, ", ")
}

// atOnce is how many names are looked up with one question.
const atOnce = 25

// lookUp asks the realm for people by names.
func (p *people) lookUp(ctx context.Context, users identity.UserStore, names []string) error {
	for some := range slices.Chunk(names, atOnce) {
		var any identity.Or
		for _, name := range some {
			any = append(any, calledSo(name)...)
		}
		for u, err := range users.List(ctx, identity.Query{Filter: any, PageSize: wholePage}) {
			if err == nil {
				err = p.add(u, someone{user: identity.User{Native: slices.Clone(u.Native), Read: u.Read}})
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// wholePage is more than any platform gives at a time: pages come one after the other,
// and as few as can be.
const wholePage = 1000

// calledSo are the conditions for somebody of a name.
func calledSo(name string) []identity.Filter {
	is := func(attribute string) identity.Filter {
		return identity.Comparison{Attribute: attribute, Op: identity.Equal, Value: identity.Value{Kind: identity.Text, Text: name}}
	}
	switch {
	case len(name) == 36 && strings.Count(name, "-") == 4:
		return []identity.Filter{is("_id"), is("userName")}
	case strings.Contains(name, "@"):
		return []identity.Filter{is("userName"), is("mail")}
	}
	return []identity.Filter{is("userName")}
}
