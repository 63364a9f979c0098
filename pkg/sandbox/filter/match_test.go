package filter

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	var vectors struct {
		Objects map[string]any
		Cases   []struct {
			Filter               string
			Directory, Reference []string
		}
	}
	own(t, "query-filter-match.json", &vectors)
	for _, c := range vectors.Cases {
		n := mustParse(t, c.Filter)
		if c.Reference == nil {
			c.Reference = c.Directory
		}
		for _, name := range sortedKeys(vectors.Objects) {
			doc := vectors.Objects[name]
			if got, want := Directory.Match(n, doc), slices.Contains(c.Directory, name); got != want {
				t.Errorf("directory: %s matches %s: %v, want %v", c.Filter, name, got, want)
			}
			if got, want := Reference.Match(n, doc), slices.Contains(c.Reference, name); got != want {
				t.Errorf("reference: %s matches %s: %v, want %v", c.Filter, name, got, want)
			}
		}
	}
}

func TestMatchReferenceVectors(t *testing.T) {
	t.Parallel()
	var vectors struct {
		Objects map[string]any
		Cases   []struct {
			ID, Filter, Object string
			Matches            bool
		}
	}
	shared(t, "query-filter-match.json", &vectors)
	for _, c := range vectors.Cases {
		if got := Reference.Match(mustParse(t, c.Filter), vectors.Objects[c.Object]); got != c.Matches {
			t.Errorf("%s: %s matches %s: %v, want %v", c.ID, c.Filter, c.Object, got, c.Matches)
		}
	}
}

// TestMatchObserved has what was measured on live tenants: filters that are
// refused, and filters over a document that was given.
func TestMatchObserved(t *testing.T) {
	t.Parallel()
	var vectors struct {
		Cases []struct {
			ID      string
			Request struct{ Query map[string]string }
			Status  int
			Given   any
			Count   *int `json:"resultCount"`
		}
	}
	shared(t, "aic-observed.json", &vectors)
	checked := 0
	for _, c := range vectors.Cases {
		text := c.Request.Query["_queryFilter"]
		if text == "" {
			continue
		}
		n, err := Parse(text)
		if c.Status == 400 && err == nil {
			t.Errorf("%s: %s is accepted", c.ID, text)
		}
		if c.Given == nil || c.Count == nil {
			continue
		}
		checked++
		if got := Directory.Match(n, c.Given); got != (*c.Count == 1) {
			t.Errorf("%s: %s matches: %v", c.ID, text, got)
		}
	}
	if checked == 0 {
		t.Error("no case of the vectors was checked")
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for text, op := range map[string]string{
		"a eq 1 and (b pr or ! (c ne 'x'))": "ne",
		"a EW 'x'":                          "EW",
		"a in 'x'":                          "in",
		"a in 'null'":                       "in",
		"a in '[1]'":                        "in",
		"a in 5":                            "in",
		`a in '["x"]'`:                      "",
		"a sw 'x' or true":                  "",
	} {
		n := mustParse(t, text)
		var unsupported *UnsupportedOperatorError
		switch err := Directory.Check(n); {
		case op == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		case op != "" && (!errors.As(err, &unsupported) || unsupported.Op != op):
			t.Errorf("%s: %v, want %s refused", text, err, op)
		}
		if err := Reference.Check(n); err != nil {
			t.Errorf("reference: %s: %v", text, err)
		}
	}
	want := "unrecognized or unsupported filter operator 'ne'"
	if got := (&UnsupportedOperatorError{Op: "ne"}).Error(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestMatchLogic has the laws of the two semantics.
func TestMatchLogic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, doc := nodes(2).Draw(t, "a"), nodes(2).Draw(t, "b"), documents().Draw(t, "doc")
		for _, s := range []Semantics{Directory, Reference} {
			isA, isB := s.Match(a, doc), s.Match(b, doc)
			if s.Match(And{a, b}, doc) != (isA && isB) || s.Match(Or{a, b}, doc) != (isA || isB) {
				t.Fatalf("and, or: %v %v", isA, isB)
			}
			if isA && s.Match(Not{a}, doc) || s.Match(Not{Not{a}}, doc) != isA {
				t.Fatalf("not: %v", isA)
			}
			if s.Check(a) == nil && s == Directory && s.Match(Not{a}, doc) == isA {
				t.Fatal("a directory leaves no filter undecided")
			}
		}
	})
}
