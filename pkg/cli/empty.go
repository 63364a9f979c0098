package cli

import (
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/realm"
)

// sayEmpty tells a person that nothing matched, and the next step.
func (s *session) sayEmpty(n noun, realms []realm.Realm, q identity.Query) {
	where := addresses(realms)
	if q.Filter != nil || q.Native != "" {
		s.say("no %s in %s match; without --where or --filter all are listed", n.many, where)
		return
	}
	s.say("no %s in %s yet; make one with: realmctl %s create -R %s", n.many, where, n.path(), realms[0].Address())
}

// nearest is the known name most like the given one, or "" if none is.
func nearest(name string, known []string) string {
	best, least := "", max(2, len(name)/3)+1
	for _, k := range known {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}
