package realm

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func flags(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for _, p := range pairs {
			if value, ok := strings.CutPrefix(p, name+"="); ok {
				return value, true
			}
		}
		return "", false
	}
}

func TestSettingsPrecedence(t *testing.T) {
	t.Parallel()
	file := loadText(t, "output: csv\ntimeout: 45\ncurrent: acme/Alpha\ncolor: always\n"+tenantFile(""))
	for _, test := range []struct {
		key, flag, env string
		file           *Config
		want           string
	}{
		{"output", "", "", nil, "table default "},
		{"output", "", "", file, "csv file " + file.Path + ":1:9"},
		{"output", "", "REALMCTL_OUTPUT=json", file, "json env REALMCTL_OUTPUT"},
		{"output", "output=yaml", "REALMCTL_OUTPUT=json", file, "yaml flag --output"},
		{"output", "output=yaml", "REALMCTL_OUTPUT=rubbish", file, "yaml flag --output"},
		{"current", "realm=@Prod", "REALMCTL_REALM=env/alpha", file, "@Prod flag --realm"},
		{"current", "", "REALMCTL_REALM=env/alpha_User", file, "env/alpha_User env REALMCTL_REALM"},
		{"current", "", "", file, "acme/Alpha file " + file.Path + ":3:10"},
		{"timeout", "", "", file, "45 file " + file.Path + ":2:10"},
		{"color", "", "NO_COLOR=1", file, "never env NO_COLOR"},
		{"color", "", "NO_COLOR=1 CLICOLOR_FORCE=1", nil, "never env NO_COLOR"},
		{"color", "", "CLICOLOR_FORCE=1", nil, "always env CLICOLOR_FORCE"},
		{"color", "", "CLICOLOR_FORCE=0", nil, "auto default "},
		{"color", "", "NO_COLOR=1 REALMCTL_COLOR=always", nil, "always env REALMCTL_COLOR"},
		{"pager", "", "PAGER=more", nil, "more env PAGER"},
		{"pager", "", "PAGER=more REALMCTL_PAGER=less", nil, "less env REALMCTL_PAGER"},
	} {
		s, err := NewSettings(SettingsOptions{Flag: flags(strings.Fields(test.flag)...), Env: environ(strings.Fields(test.env)...), File: test.file})
		if err != nil {
			t.Fatal(err)
		}
		v, ok := s.Value(test.key)
		if got := fmt.Sprintf("%s %s %s", v.Text, v.Source, v.Origin); got != test.want || !ok {
			t.Errorf("%+v\n got %s\nwant %s", test, got, test.want)
		}
	}
}

func TestSettingsDefaults(t *testing.T) {
	t.Parallel()
	s, err := NewSettings(SettingsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(s.Realm(), s.Output(), s.Timeout(), s.Store(), s.Errors(), s.Pager(), s.Color(), s.Parallel(), len(s.All()))
	if want := "table30s" + "auto" + "auto" + "auto8 8"; got != want {
		t.Errorf("got %q", got)
	}
	if _, ok := s.Value("nothing"); ok {
		t.Error("a value for an unknown key")
	}
}

func TestSettingsRefuse(t *testing.T) {
	t.Parallel()
	_, err := NewSettings(SettingsOptions{
		Flag: flags("output=xml", "timeout="),
		Env:  environ("REALMCTL_OUTPUT=json", "REALMCTL_STORE=keychain", "REALMCTL_ERRORS=xml", "REALMCTL_PARALLEL=many"),
	})
	want := []string{
		`--output: "xml" is none of table, wide, json, yaml, csv, ndjson, id, name`,
		`--timeout: "" is not a duration like 30s, 2m or 45`,
		`REALMCTL_STORE: "keychain" is none of auto, keyring, file, none`,
		`REALMCTL_ERRORS: "xml" is none of auto, text, json`,
		`REALMCTL_PARALLEL: "many" is not a number from 1 to 64`,
	}
	if err == nil {
		t.Fatal("no error")
	}
	if diff := cmp.Diff(want, strings.Split(err.Error(), "\n")); diff != "" {
		t.Error(diff)
	}
	if e := (*PlaceError)(nil); !errors.As(err, &e) || e.Source != "--output" {
		t.Errorf("%#v", e)
	}
}

func TestParseTimeout(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"30s": 30 * time.Second, "45": 45 * time.Second, "1.5": 1500 * time.Millisecond, "2m30s": 150 * time.Second, "250ms": 250 * time.Millisecond,
		"0": 0, "-1": 0, "0s": 0, "NaN": 0, "inf": 0, "1e300": 0, "": 0, "1 minute": 0, "1d": 0,
	} {
		got, err := ParseTimeout(text)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
		if err != nil && text != "-1" && text != "0" && text != "0s" && !strings.Contains(err.Error(), fmt.Sprintf("%q", text)) {
			t.Errorf("%q: the error says other words: %v", text, err)
		}
	}
}
