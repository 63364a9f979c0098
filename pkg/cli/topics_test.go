package cli_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/pingone"
)

// mapped are the rows of the mapping table in help filters: a name from elsewhere to
// the name on PingOne.
func mapped(t *testing.T) map[string]string {
	t.Helper()
	row := regexp.MustCompile(`(?m)^  ([_a-zA-Z, ]+?)  +([a-z][A-Za-z.]+)$`)
	names := map[string]string{}
	for _, found := range row.FindAllStringSubmatch(newMachine(t).must("help", "filters").out, -1) {
		for name := range strings.SplitSeq(found[1], ", ") {
			names[name] = found[2]
		}
	}
	return names
}

// TestHelpFilters: the table of names is that of the client, and lacks none of the
// attributes of Advanced Identity Cloud that have another name on PingOne.
func TestHelpFilters(t *testing.T) {
	t.Parallel()
	users := pingone.New(nil, pingone.Options{}).Users()
	names := mapped(t)
	if len(names) < 15 {
		t.Errorf("the table has %d names", len(names))
	}
	for name, own := range names {
		if told := identity.NativeName(users, name); told != own {
			t.Errorf("help says that %s is %s, the client says %s", name, own, told)
		}
	}
	known := []string{"active", "familyName", "displayName", "phone"} // of --where and of --portable
	var schema []struct{ Name string }
	if err := json.Unmarshal([]byte(newMachine(t).must("schema", "show", "users", "-R", "sandbox/alpha", "-o", "json").out), &schema); err != nil {
		t.Fatal(err)
	}
	for _, a := range schema {
		known = append(known, a.Name)
	}
	for _, name := range known {
		if own := identity.NativeName(users, name); own != name && names[name] != own {
			t.Errorf("%s is %s on PingOne, and help does not say so", name, own)
		}
	}
}
