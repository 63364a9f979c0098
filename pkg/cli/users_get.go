package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/render"
)

// showMember is the member of a document that holds what --show adds.
const showMember = "_show"

type getUserOptions struct {
	output outputFlags
	show   []string
	groups bool
}

// getUser is users get: as get of any noun, and on wish with what a platform keeps of
// a user beside the user's document.
func getUser(s *session, n noun) *cobra.Command {
	var o getUserOptions
	cmd := &cobra.Command{
		Use:   "get <user>...",
		Short: "Show users by id, name or mail address",
		Long: `Show users by id, name or mail address, tried in that order. - reads names from
standard input, one a line.

--groups adds the names of the groups that the user is in. --show adds what PingOne
keeps beside the user's own document: idp, verify, linked, sessions, password, mfa.
In JSON and YAML it is the member _show behind the document, which stays as it is;
in tables and CSV it is columns, in words.`,
		Example: `  realmctl users get ann.adams -R sandbox/alpha
  realmctl users get ann.adams -R sandbox/pingone --show password,sessions`,
		Args: someArgs(n),
		RunE: s.run(func(ctx context.Context, args []string) error {
			names, err := s.names(args)
			if err != nil {
				return err
			}
			return runGetUser(ctx, s, n, names, o)
		}),
	}
	cmd.Flags().StringSliceVar(&o.show, "show", nil, "`aspects` to show too, comma separated: idp, verify, linked, sessions, password, mfa")
	cmd.Flags().BoolVar(&o.groups, "groups", false, "show the names of the user's groups too")
	o.output.bind(cmd.Flags())
	s.bindCurl(cmd)
	return reads(cmd)
}

func runGetUser(ctx context.Context, s *session, n noun, names []string, o getUserOptions) error {
	for i, name := range o.show {
		o.show[i] = strings.TrimSpace(name)
	}
	o.show = distinctNames(o.show)
	realms, err := s.targets()
	if err != nil {
		return err
	}
	ro, err := s.renderOptions(listing{noun: n, flags: o.output, tagged: len(realms) > 1, single: len(names) == 1 && len(realms) == 1})
	if err != nil {
		return err
	}
	if o.output.columns == "" {
		ro.Columns = append(slices.Clone(ro.Columns), o.columns()...)
	}
	_, whole := render.Needs(ro)
	rows := across(ctx, s, realms, true, func(ctx context.Context, d identity.Directory) (source[shownUser], error) {
		f, err := o.finder(d, !whole)
		if err != nil {
			return source[shownUser]{}, err
		}
		return source[shownUser]{findEach(ctx, f, n, names), f.store}, nil
	}, o.output.portable)
	_, err = s.print(ctx, ro, rows)
	return err
}

// columns are those of what was asked for beside the user.
func (o *getUserOptions) columns() []render.Column {
	var more []render.Column
	if o.groups {
		more = append(more, render.Column{Header: "GROUPS", Path: "groupNames", Priority: 5})
	}
	for _, name := range o.show {
		more = append(more, render.Column{Header: strings.ToUpper(name), Path: showMember + "." + name, Priority: 5})
	}
	return more
}

// A userFinder finds users with all that was asked for.
type userFinder struct {
	store    identity.UserStore
	includer identity.GroupIncluder // nil: no groups
	reader   identity.AspectReader  // nil: no aspects
	show     []string
	words    bool // aspects are said in words, not shown as they are
}

// finder is what a platform can do of what was asked for; nothing is sent yet.
func (o *getUserOptions) finder(d identity.Directory, words bool) (*userFinder, error) {
	store, err := identity.Users(d)
	if err != nil {
		return nil, err
	}
	f := &userFinder{store: store, show: o.show, words: words}
	var ok bool
	if f.includer, ok = store.(identity.GroupIncluder); !ok && o.groups {
		return nil, identity.Lacks(d, "group names to show with a user")
	}
	if !o.groups {
		f.includer = nil
	}
	if len(o.show) == 0 {
		return f, nil
	}
	if f.reader, ok = store.(identity.AspectReader); !ok {
		return nil, identity.Lacks(d, "more to show of a user: "+strings.Join(o.show, ", "))
	}
	for _, name := range o.show {
		if !slices.Contains(f.reader.Aspects(), name) {
			return nil, usagef("--show %q: it is one of %s", name, strings.Join(f.reader.Aspects(), ", "))
		}
	}
	return f, nil
}

// Find finds a user and reads the rest.
func (f *userFinder) Find(ctx context.Context, name string) (shownUser, error) {
	u, key, err := findUser(ctx, f.store, name)
	if err != nil {
		return shownUser{}, err
	}
	if f.includer != nil {
		if u, err = f.includer.GetWithGroups(ctx, key.ID); err != nil {
			return shownUser{}, err
		}
	}
	shown := shownUser{User: u}
	for _, name := range f.show {
		read, err := f.aspect(ctx, key.ID, name)
		if err != nil {
			return shown, err
		}
		shown.aspects = append(shown.aspects, aspect{name, read})
	}
	return shown, nil
}

func (f *userFinder) aspect(ctx context.Context, id, name string) (json.RawMessage, error) {
	aspect, err := f.reader.Aspect(ctx, id, name)
	speaker, ok := f.store.(identity.AspectSpeaker)
	if err != nil || !f.words || !ok {
		return aspect, err
	}
	return json.Marshal(speaker.AspectWords(name, aspect))
}

// An aspect is something of a user beside the document, by its name.
type aspect struct {
	name  string
	value json.RawMessage
}

// A shownUser is a user and what was asked for beside.
type shownUser struct {
	identity.User
	aspects []aspect
}

// Document is the platform's own document, byte for byte, with a member of our own
// behind its last.
func (u shownUser) Document() json.RawMessage { return u.with(u.Native) }

// Portable is the shape of all platforms, with the same member.
func (u shownUser) Portable() (json.RawMessage, error) {
	p, err := u.User.Portable()
	if err != nil {
		return nil, err
	}
	return u.with(p), nil
}

func (u shownUser) with(document json.RawMessage) json.RawMessage {
	if len(u.aspects) == 0 {
		return document
	}
	var shown bytes.Buffer
	for i, m := range u.aspects {
		if i > 0 {
			shown.WriteByte(',')
		}
		shown.WriteString(`"` + m.name + `":`)
		shown.Write(m.value)
	}
	return appendMember(document, showMember, append(append([]byte{'{'}, shown.Bytes()...), '}'))
}

// appendMember puts a member behind the last of a JSON object, whose bytes stay.
func appendMember(document json.RawMessage, name string, value []byte) json.RawMessage {
	body := bytes.TrimSpace(document)
	open := bytes.TrimSpace(bytes.TrimSuffix(body, []byte{'}'}))
	longer := append(make([]byte, 0, len(body)+len(name)+len(value)+4), open...)
	if !bytes.Equal(open, []byte{'{'}) {
		longer = append(longer, ',')
	}
	return append(append(append(longer, `"`+name+`":`...), value...), '}')
}
