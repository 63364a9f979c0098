package sandbox

import (
	"slices"
	"strings"
	"testing"
)

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]version{
		"": {2, 1}, "resource=1.0": {2, 1}, "protocol=2.2,resource=1.0": {2, 2}, "resource=2.0, protocol=1.0": {1, 0},
	} {
		if got, err := parseVersion(header); got != want || err != nil {
			t.Errorf("%q: %v %v", header, got, err)
		}
	}
	for header, want := range map[string]string{
		"garbage":      "Version string is in an invalid format: garbage",
		"protocol=3.0": "Unsupported major version: 3.0",
		"protocol=2.9": "Unsupported minor version: 2.9",
	} {
		if _, err := parseVersion(header); err == nil || err.Error() != want {
			t.Errorf("%q: %v", header, err)
		}
	}
}

func FuzzParseVersion(f *testing.F) {
	f.Add("protocol=2.1,resource=1.0")
	f.Fuzz(func(t *testing.T, header string) {
		if v, err := parseVersion(header); err == nil && (v.major < 1 || v.major > 2) {
			t.Errorf("%q gives %v", header, v)
		}
	})
}

func TestParseParameters(t *testing.T) {
	t.Parallel()
	p, err := parseParameters("_QUERYFILTER=a+eq+%22x;y%22&&b=1&b=2")
	if err != nil || p["_queryFilter"][0] != `a eq "x;y"` || !slices.Equal(p["b"], []string{"1", "2"}) {
		t.Errorf("%v %v", p, err)
	}
	if _, err := parseParameters("a=%zz"); err == nil {
		t.Error("a broken escape is accepted")
	}
}

func FuzzParseParameters(f *testing.F) {
	f.Add("_queryFilter=true&_pageSize=1")
	f.Fuzz(func(_ *testing.T, raw string) {
		p, err := parseParameters(raw)
		if err != nil {
			return
		}
		_, _ = parseFields(p)
		s := &search{t: &objectType{byName: map[string]*property{}}}
		for _, read := range []func(parameters) error{s.readFilter, s.readSort, s.readPage, s.readPolicy} {
			_ = read(p)
		}
	})
}

func FuzzPatch(f *testing.F) {
	f.Add(`{"a":[1,{"b":"c"}]}`, `[{"operation":"add","field":"/a/-","value":2},{"operation":"move","field":"/x/y","from":"/a"}]`)
	f.Add(`{}`, `[{"operation":"increment","field":"/","value":1e999}]`)
	f.Fuzz(func(t *testing.T, rawDoc, rawPatch string) {
		doc, err1 := decode([]byte(rawDoc))
		body, err2 := decode([]byte(rawPatch))
		object, ok := doc.(map[string]any)
		if err1 != nil || err2 != nil || !ok {
			return
		}
		operations, err := parsePatch(body)
		if err != nil {
			return
		}
		before := string(encode(object))
		if _, err := applyPatch(object, operations); err == nil && before != string(encode(object)) {
			t.Error("the patch changed what it was given")
		}
	})
}

func TestCookies(t *testing.T) {
	t.Parallel()
	for _, n := range []cookie{0, 1, 1 << 40} {
		if back, err := parseCookie(n.String()); back != n || err != nil {
			t.Errorf("%v: %v %v", n, back, err)
		}
	}
	for _, bad := range []string{"x", "AAAA", "//////////8=", strings.Repeat("A", 100)} {
		if _, err := parseCookie(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		}
	}
}

func FuzzParseCookie(f *testing.F) {
	f.Add("AAAAAAAAAKw=")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := parseCookie(text); err == nil && c < 0 {
			t.Errorf("%q gives %d", text, c)
		}
	})
}
