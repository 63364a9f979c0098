package cli

import (
	"encoding/json"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/rest"
)

func TestBodySecrets(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		`{"userName":"ann","password":"s"}`:                                       {"s"},
		`{"username":"ann","password":{"value":"s","forceChange":true}}`:          {"s"},
		`{"value":"s","forceChange":true,"bypassPolicy":false}`:                   {"s"},
		`{"currentPassword":"old","newPassword":"new"}`:                           {"old", "new"},
		`{"recoveryCode":"c","newPassword":"new"}`:                                {"new", "c"},
		`{"name":"n","appSecret":"s"}`:                                            {"s"},
		`{"clientSecretSigningKey":"k","clientId":"i"}`:                           {"k"},
		`{"verificationCode":"c"}`:                                                {"c"},
		`[{"operation":"replace","field":"/password","value":"s"},{"field":"x"}]`: {"s"},
		`{"name":{"value":"ann"}}`:                                                nil,
		`{"password":{"value":7}}`:                                                nil,
		`{"password":null}`:                                                       nil,
		`null`:                                                                    nil,
		`"s"`:                                                                     nil,
		``:                                                                        nil,
	} {
		if diff := cmp.Diff(want, bodySecrets([]byte(body))); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", body, diff)
		}
	}
}

func TestPatchSecrets(t *testing.T) {
	t.Parallel()
	patch := identity.Patch{
		{Op: identity.Set, Path: "password", Value: []byte(`{"value":"a"}`)},
		{Op: identity.Set, Path: "password.value", Value: []byte(`"b"`)},
		{Op: identity.Set, Path: "/password/value", Value: []byte(`"c"`)},
		{Op: identity.Set, Path: "value", Value: []byte(`"d"`)},
	}
	if diff := cmp.Diff([]string{"a", "b", "c"}, patchSecrets(patch, nil)); diff != "" {
		t.Error(diff)
	}
}

func TestReplacements(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]rest.Replacement{
		`{"currentPassword":"old","newPassword":"new"}`: {{Secret: "old", Variable: "REALMCTL_CURRENT_PASSWORD"}, {Secret: "new", Variable: "REALMCTL_NEW_PASSWORD"}},
		`{"recoveryCode":"old","newPassword":"new"}`:    {{Secret: "old", Variable: "REALMCTL_CODE"}, {Secret: "new", Variable: "REALMCTL_NEW_PASSWORD"}},
		`[]`: {{Secret: "old", Variable: "REALMCTL_NEW_PASSWORD"}, {Secret: "new", Variable: "REALMCTL_NEW_PASSWORD"}},
	} {
		if diff := cmp.Diff(want, replacements([]byte(body), []string{"old", "new"})); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", body, diff)
		}
	}
}

// A hider masks every member that is called hidden.
type hider struct{}

func (hider) HideSecrets(document json.RawMessage) json.RawMessage {
	return regexp.MustCompile(`"hidden":"[^"]*"`).ReplaceAll(document, []byte(`"hidden":"***"`))
}

func TestSecretTexts(t *testing.T) {
	t.Parallel()
	before, after := json.RawMessage(`{"a":"x","hidden":"one","in":{"hidden":"two","b":"y"},"list":["z",{"hidden":"three"}]}`), json.RawMessage(`{"hidden":"one","in":{"hidden":"four"}}`)
	if diff := cmp.Diff([]string{"four", "one", "three", "two"}, secretTexts(hider{}, before, after)); diff != "" {
		t.Error(diff)
	}
	if texts := secretTexts(nil, before, json.RawMessage("no JSON"), nil); texts != nil {
		t.Errorf("%v", texts)
	}
}

// TestDifferMasks: a difference is found in what is masked, and not shown.
func TestDifferMasks(t *testing.T) {
	t.Parallel()
	got, err := differ(change{
		store: hider{}, secret: []string{"password"},
		before: json.RawMessage(`{"hidden":"one","in":{"hidden":"two","b":"y"},"same":{"hidden":"s"},"password":{"value":"p"}}`),
		after:  json.RawMessage(`{"hidden":"1","in":{"hidden":"2","b":"y"},"same":{"hidden":"s"},"password":{"value":"q"},"new":"n"}`),
	})
	want := []difference{
		{"hidden", json.RawMessage(`"(hidden)"`), json.RawMessage(`"(hidden)"`)}, {"in", json.RawMessage(`{"hidden":"***","b":"y"}`), json.RawMessage(`{"hidden":"***","b":"y"}`)},
		{"new", nil, json.RawMessage(`"n"`)}, {"password", json.RawMessage(`"(hidden)"`), json.RawMessage(`"(hidden)"`)},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestIsHashed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"{SSHA512}YWJj/+=": true, "{BCRYPT}$2a$10$abc.def": true, "{PBKDF2-SHA256}YQ==": true,
		"": false, "{}abc": false, "{SSHA512}": false, "SSHA512}abc": false, "x{SSHA}abc": false, "{no!}abc": false, "{SSHA} abc": false,
	} {
		if isHashed(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
