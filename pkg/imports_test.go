// Package pkg_test holds the direction of the imports.
package pkg_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/realmctl/realmctl/"

// allowed says what the files of a package, tests apart, may import besides the
// standard library: ours by the path below pkg/, others by module. A new package
// begins with a new line here.
var allowed = map[string]string{
	"pkg/identity":              "",
	"pkg/identity/identitytest": "identity stream",
	"pkg/stream":                "",
	"pkg/jsonscan":              "",
	"pkg/atomicfile":            "github.com/gofrs/flock github.com/google/renameio/v2 github.com/natefinch/atomic",
	"pkg/rest":                  "github.com/hashicorp/go-retryablehttp golang.org/x/time",
	"pkg/secret":                "atomicfile github.com/zalando/go-keyring filippo.io/age",
	"pkg/realm":                 "atomicfile github.com/spf13/viper go.yaml.in/yaml/v4 github.com/adrg/xdg github.com/agnivade/levenshtein",
	"pkg/render":                "go.yaml.in/yaml/v4 github.com/itchyny/gojq github.com/clipperhouse/displaywidth github.com/go-json-experiment/json",
	"pkg/chart":                 "",
	"pkg/token":                 "secret atomicfile golang.org/x/oauth2 github.com/go-jose/go-jose/v4",
	"pkg/aic":                   "identity jsonscan rest stream token github.com/go-json-experiment/json github.com/google/uuid",
	"pkg/pingone":               "identity jsonscan rest stream token github.com/go-json-experiment/json github.com/google/uuid",
	"pkg/sandbox":               "sandbox/store sandbox/filter github.com/go-jose/go-jose/v4 github.com/google/uuid golang.org/x/crypto",
	"pkg/sandbox/store":         "modernc.org/sqlite",
	"pkg/sandbox/filter":        "",
	"pkg/cli": "identity stream atomicfile rest secret realm render chart token aic pingone sandbox " +
		"github.com/spf13/cobra github.com/spf13/pflag golang.org/x/term github.com/agnivade/levenshtein",
	"cmd/realmctl": "cli",
	"cmd/gendocs":  "cli github.com/spf13/cobra",
}

func TestImports(t *testing.T) {
	t.Parallel()
	root := os.DirFS("..")
	for _, top := range []string{"pkg", "cmd"} {
		err := fs.WalkDir(root, top, func(file string, _ fs.DirEntry, err error) error {
			if err == nil && path.Ext(file) == ".go" && !strings.HasSuffix(file, "_test.go") && !strings.Contains(file, "testdata/") {
				checkFile(t, root, file)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func checkFile(t *testing.T, root fs.FS, file string) {
	t.Helper()
	text, known := allowed[path.Dir(file)]
	if !known {
		t.Errorf("%s: package %s has no line in the table of imports_test.go", file, path.Dir(file))
	}
	source, err := fs.ReadFile(root, file)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range parsed.Imports {
		if name, _ := strconv.Unquote(i.Path.Value); !mayImport(strings.Fields(text), name) {
			t.Errorf("%s imports %s; allowed: %s", file, name, strings.Join(strings.Fields(text), ", "))
		}
	}
}

// mayImport reports whether name is of the standard library, whose paths begin
// without a dot, or is a line's package or below one of its modules.
func mayImport(line []string, name string) bool {
	if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
		return true
	}
	if ours, ok := strings.CutPrefix(name, module+"pkg/"); ok {
		return slices.Contains(line, ours)
	}
	return slices.ContainsFunc(line, func(m string) bool { return name == m || strings.HasPrefix(name, m+"/") })
}
