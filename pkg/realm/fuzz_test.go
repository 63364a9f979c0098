package realm

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// FuzzParse reads any text as a configuration: it never panics, every error
// has a place, and what was read can be resolved and edited.
func FuzzParse(f *testing.F) {
	data, err := os.ReadFile("testdata/commented.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{string(data), addressFile, "a: &a [*a]", "tenants: {a: {<<: *x}}", "? {a: b}\n: c", "%YAML 1.2\n---\nx", "\ufeff{}", "a: !!binary x", "output: |\n json",
		pingOneFile("    region: eu\n    domain: a.example\n    auth: {client_auth: post, secret_file: s}\n    realms:\n      staff: {environment: 5b, population: P}\n"),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, _, err := parse("f", []byte(text))
		if err != nil {
			if e := (*PlaceError)(nil); !errors.As(err, &e) || e.Line < 1 || e.Column < 1 {
				t.Fatalf("no place: %#v", err)
			}
			return
		}
		for _, a := range c.Known() {
			_, _ = c.Resolve([]string{a})
		}
		for _, key := range c.Keys() {
			_, _ = c.Get(key)
		}
		fuzzEdits(t, c, text)
	})
}

// fuzzEdits edits a text that loads: what is set reads back, what is removed
// is gone, and neither leaves a file that does not load.
func fuzzEdits(t *testing.T, c *Config, text string) {
	e := &Editor{path: "f", text: []byte(text)}
	if err := e.Set("output", "ndjson"); err == nil {
		if again, _, err := parse("f", e.text); err != nil {
			t.Fatalf("after the edit: %v\n%s", err, e.text)
		} else if out, _ := again.Get("output"); out != "ndjson" {
			t.Fatalf("output is %q\n%s", out, e.text)
		}
	}
	for _, tenant := range c.Tenants {
		e := &Editor{path: "f", text: []byte(text)}
		if err := e.RemoveTenant(tenant.Name); err != nil {
			continue
		}
		if again, _, err := parse("f", e.text); err != nil || len(again.Tenants) != len(c.Tenants)-1 {
			t.Fatalf("without %s: %v\n%s", tenant.Name, err, e.text)
		}
	}
	for _, key := range c.Keys() {
		e := &Editor{path: "f", text: []byte(text)}
		if err := e.Unset(key); err != nil {
			continue
		}
		if v, ok := e.Get(key); ok {
			t.Fatalf("%s is still %q\n%s", key, v, e.text)
		}
	}
}

// FuzzResolve resolves any address: it never panics, and what it returns is
// found again by its own address.
func FuzzResolve(f *testing.F) {
	for _, s := range []string{"acme/alpha", "@every", "*/[", "a,b/c", "all", "env/x", "sandbox/*", `\`, "@round"} {
		f.Add(s)
	}
	c, _, err := parse("f", []byte(addressFile))
	if err != nil {
		f.Fatal(err)
	}
	c.env = environ(idmEnv()...)
	f.Fuzz(func(t *testing.T, address string) {
		realms, err := c.Resolve([]string{address})
		if err == nil && len(realms) == 0 {
			t.Fatal("neither realms nor an error")
		}
		for _, r := range realms {
			if again, err := c.Resolve([]string{r.Address()}); err != nil || len(again) != 1 || again[0].Address() != r.Address() {
				t.Fatalf("%s: %v %v", r.Address(), again, err)
			}
		}
	})
}

// FuzzSet writes any text as a value: it reads back as it was, and nothing
// else has changed.
func FuzzSet(f *testing.F) {
	for _, s := range []string{"x", "", "a: b", "- x", "#", "'", `"`, "\n", "é\x01", "yes", "~", "0x1f", "{", "]", " a ", "a #b", "*a", "&a", "\u2028", "\u0085"} {
		f.Add(s)
	}
	before, err := os.ReadFile("testdata/commented.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, key := range []string{"tenants.acme.ca_file", "tenants.Lab.auth.username", "tenants.acme.auth.id", "pager"} {
			e := &Editor{path: "f", text: before}
			if err := e.Set(key, value); err != nil {
				continue
			}
			if got, ok := e.Get(key); value != "" && (got != value || !ok) {
				t.Fatalf("%s: wrote %q, read %q\n%s", key, value, got, e.text)
			}
			if n := strings.Count(string(e.text), "#"); n < strings.Count(string(before), "#") {
				t.Fatalf("%s: a comment is gone\n%s", key, e.text)
			}
			if got, _ := e.Get("groups.prod"); got != "acme/alpha,acme/bravo,ping-eu/customers" {
				t.Fatalf("%s: prod is %q", key, got)
			}
		}
	})
}
