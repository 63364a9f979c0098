package cli

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/realmctl/realmctl/pkg/identity"
)

// patchFlags say what shall change.
type patchFlags struct {
	set, unset, add, remove, increment []string
	file                               string
}

func (p *patchFlags) bind(f *pflag.FlagSet) {
	f.StringArrayVar(&p.set, "set", nil, "`name=value`: give the attribute this value")
	f.StringArrayVar(&p.unset, "unset", nil, "`name`: take the attribute away")
	f.StringArrayVar(&p.add, "add", nil, "`name=value`: add an element to a list, or set what is unset")
	f.StringArrayVar(&p.remove, "remove", nil, "`name=value`: remove an element from a list")
	f.StringArrayVar(&p.increment, "increment", nil, "`name=number`: add to a number")
	f.StringVarP(&p.file, "file", "f", "", "`file` with a patch in the platform's own language; - reads standard input")
}

func (p *patchFlags) empty() bool {
	return len(p.set)+len(p.unset)+len(p.add)+len(p.remove)+len(p.increment) == 0 && p.file == ""
}

// revisionFlags say what an object must be like for a change to happen.
type revisionFlags struct {
	revision string
	force    bool
}

func (r *revisionFlags) bind(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.revision, "revision", "", "change the object only if it still has this `revision`")
	cmd.Flags().BoolVar(&r.force, "force", false, "change the object whatever its revision is by then")
	exclusive(cmd, "revision", "force")
}

// of is the revision that a change of the object is made against.
func (r *revisionFlags) of(key identity.Key) string {
	switch {
	case r.force:
		return identity.AnyRevision
	case r.revision != "":
		return r.revision
	}
	return key.Revision
}

// stale is the error for an object that has another revision by now than the one
// that a change is meant for; it is known before anything is sent.
func (r *revisionFlags) stale(key identity.Key) *identity.Error {
	if r.force || r.revision == "" || r.revision == key.Revision {
		return nil
	}
	return identity.Errorf(identity.Conflict, "it changed meanwhile: its revision is %s, not %s", key.Revision, r.revision)
}
