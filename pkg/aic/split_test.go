package aic

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/realmctl/realmctl/pkg/jsonscan"
)

func splitAll(body []byte) (rows []string, around envelope, err error) {
	around, err = splitPage(body, func(row []byte) bool {
		rows = append(rows, string(row))
		return true
	})
	return rows, around, err
}

func TestSplitPage(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body   string
		rows   []string
		cookie string
		count  int64
	}{
		"as the platform sends it": {pageOf("AAAAAAAAKw=", `{"_id":"1"}`, `{"_id":"2"}`), []string{`{"_id":"1"}`, `{"_id":"2"}`}, "AAAAAAAAKw=", 2},
		"empty":                    {pageOf(""), nil, "", 0},
		"empty with a cookie":      {pageOf("x"), nil, "x", 0},
		"white space":              {"\r\n\t{ \"result\" :\n[ {\"a\" : 1 } ,\t{ }\n] , \"resultCount\" : 2 }\n", []string{`{"a" : 1 }`, `{ }`}, "", 2},
		"cookie first":             {`{"pagedResultsCookie":"c","result":[{}]}`, []string{`{}`}, "c", -1},
		"no cookie, no count":      {`{"result":[{}]}`, []string{`{}`}, "", -1},
		"escaped cookie":           {`{"result":[],"pagedResultsCookie":"a\u002fb\"c"}`, nil, `a/b"c`, -1},
		"brackets in strings":      {`{"result":[{"a":"}],\"]}\\"},{"b":["{"]}]}`, []string{`{"a":"}],\"]}\\"}`, `{"b":["{"]}`}, "", -1},
		"members like ours inside": {`{"result":[{"result":[1],"pagedResultsCookie":"no"}],"pagedResultsCookie":"yes"}`, []string{`{"result":[1],"pagedResultsCookie":"no"}`}, "yes", -1},
		"any value is a row":       {`{"result":[1,"a",null,true,false,-0.5e+3,[],{}]}`, []string{"1", `"a"`, "null", "true", "false", "-0.5e+3", "[]", "{}"}, "", -1},
		"wide characters":          {`{"result":[{"n":"Jürgen 王 😀"}]}`, []string{`{"n":"Jürgen 王 😀"}`}, "", -1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, around, err := splitAll([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.rows, rows); diff != "" {
				t.Error(diff)
			}
			if around.cookie != tt.cookie || around.count != tt.count || around.rows != int64(len(rows)) {
				t.Errorf("envelope %+v", around)
			}
		})
	}
}

// TestSplitPageRefuses cuts a page at every byte and breaks it in other ways: each
// is an error, and the rows before it were given.
func TestSplitPageRefuses(t *testing.T) {
	t.Parallel()
	whole := pageOf("c", `{"a":"x\u00e9","b":[1,-2.5e3,null],"c":{"d":true}}`, `{"e":false}`)
	for n := range len(whole) {
		if _, _, err := splitAll([]byte(whole[:n])); err == nil {
			t.Errorf("no error for a page cut off after %d bytes: %s", n, whole[:n])
		}
	}
	for _, body := range []string{
		`[]`, `null`, `"x"`, `{}`, `{"a":1}`, `{"result":{}}`, `{"result":null}`, `{"result":[]}x`, `{"result":[]}}`,
		`{"result":[{}],}`, `{"result":[{},]}`, `{"result":[,{}]}`, `{"result":[{} {}]}`, `{"result":[{}}`, `{"result":[{]}`,
		`{"result":[{"a"}]}`, `{"result":[{"a":}]}`, `{"result":[{"a":1,}]}`, `{"result":[{a:1}]}`, `{"result":[{'a':1}]}`,
		`{"result":[01]}`, `{"result":[1.]}`, `{"result":[.5]}`, `{"result":[1e]}`, `{"result":[+1]}`, `{"result":[-]}`, `{"result":[nul]}`,
		`{"result":[True]}`, `{"result":["a` + "\n" + `"]}`, `{"result":["\x"]}`, `{"result":["\u12g4"]}`, `{"result":[]} {}`,
		`{"result":[],"pagedResultsCookie":5}`, `{"result":[],"resultCount":"two"}`, `{"result":[],"result":[]}`, "\xef\xbb\xbf" + `{"result":[]}`,
		`<html>`, ``, ` `,
	} {
		if _, _, err := splitAll([]byte(body)); err == nil {
			t.Errorf("no error for %s", body)
		}
	}
	rows, _, err := splitAll([]byte(`{"result":[{"a":1},{"a":2},{"a":`))
	if len(rows) != 2 || !errors.Is(err, errCutOff) || !strings.Contains(err.Error(), "after row 2") {
		t.Errorf("got %v, %v; want two rows and where it was cut off", rows, err)
	}
}

func TestSplitPageDepth(t *testing.T) {
	t.Parallel()
	nested := func(n int) string {
		return `{"result":[` + strings.Repeat("[", n) + strings.Repeat("]", n) + `]}`
	}
	if _, _, err := splitAll([]byte(nested(jsonscan.MostNested))); err != nil {
		t.Errorf("%d levels: %v", jsonscan.MostNested, err)
	}
	if _, _, err := splitAll([]byte(nested(jsonscan.MostNested + 1))); !errors.Is(err, errTooDeep) {
		t.Errorf("%d levels: %v", jsonscan.MostNested+1, err)
	}
}

func TestSplitPageStops(t *testing.T) {
	t.Parallel()
	n := 0
	around, err := splitPage([]byte(`{"result":[{},{},nonsense`), func([]byte) bool { n++; return n < 2 })
	if err != nil || around.rows != 2 || n != 2 {
		t.Errorf("got %+v, %v after %d rows; want to stop after 2", around, err, n)
	}
}

// byTokens splits a page with a general tokeniser: the reference.
func byTokens(body []byte) (rows []string, err error) {
	d := jsontext.NewDecoder(bytes.NewReader(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	open, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	if open.Kind() != '{' {
		return nil, errNoRows
	}
	listed := false
	for d.PeekKind() == '"' {
		name, err := d.ReadValue()
		if err != nil {
			return rows, err
		}
		if string(name) != `"result"` {
			if err := d.SkipValue(); err != nil {
				return rows, err
			}
			continue
		}
		if listed || d.PeekKind() != '[' {
			return rows, errNoRows
		}
		listed = true
		if _, err := d.ReadToken(); err != nil {
			return rows, err
		}
		for d.PeekKind() != ']' {
			row, err := d.ReadValue()
			if err != nil {
				return rows, err
			}
			rows = append(rows, string(row))
		}
		if _, err := d.ReadToken(); err != nil {
			return rows, err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return rows, err
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return rows, fmt.Errorf("more after the end: %w", err)
	}
	if !listed {
		return rows, errNoRows
	}
	return rows, nil
}

// FuzzSplitPage compares the splitter with a general tokeniser: both take a page
// and find the same rows, or both refuse it.
func FuzzSplitPage(f *testing.F) {
	for _, seed := range []string{
		pageOf("AAAAAAAAKw=", `{"_id":"1","a":[1,2,{"b":null}]}`, `{"c":"\"\\\u00e9"}`), `{"result":[1.5e-3,true,"\ud83d\ude00"]}`,
		`{"x":[[]],"result":[{}],"error":{"code":500}}`, `{"result":[{"a":"` + strings.Repeat("x", 40) + `\n"}]}`, `{"result":[{"a":1`, ` { "result" : [ ] } `,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		rows, around, err := splitAll(body)
		want, refused := byTokens(body)
		if refused == nil && err != nil && isEnvelopeFault(err) {
			return // the reference does not look at cookie and count
		}
		if (err == nil) != (refused == nil) {
			t.Fatalf("splitter: %v, reference: %v", err, refused)
		}
		if err == nil && !cmp.Equal(want, rows) {
			t.Fatal(cmp.Diff(want, rows))
		}
		if cookie, ok := cutCookie(body); ok && err == nil && cookie != around.cookie {
			t.Fatalf("cut off the cookie %q, the page has %q", cookie, around.cookie)
		}
	})
}

func isEnvelopeFault(err error) bool {
	return strings.Contains(err.Error(), "the cookie of the next page is") || strings.Contains(err.Error(), "the number of results is")
}

// TestCutCookie finds the cookie in the last members of a page, and is not misled by
// members of the same name inside rows, wherever they are.
func TestCutCookie(t *testing.T) {
	t.Parallel()
	found := map[string]string{
		pageOf("AAAAAAAAKw="): "AAAAAAAAKw=",
		pageOf(""):            "",
		"{\"result\":[],\n\"pagedResultsCookie\" : \"a\\\"b\" , \"n\": -1 }\n": `a"b`,
		`{"result":[{"pagedResultsCookie":"no"}],"pagedResultsCookie":"yes"}`:  "yes",
	}
	for body, want := range found {
		if got, ok := cutCookie([]byte(body)); !ok || got != want {
			t.Errorf("%s: got %q, %v", body, got, ok)
		}
	}
	for _, body := range []string{
		`{"result":[{"pagedResultsCookie":"no"}]}`,
		`{"pagedResultsCookie":"first","result":[{"pagedResultsCookie":"no"}]}`,
		`{"pagedResultsCookie":"first","result":[]}`,
		`{"result":[{"x":"\"pagedResultsCookie\":\"no\""}]}`,
		`{"result":[],"pagedResultsCookie":"cut`, `{"result":[],"pagedResultsCookie"`, ``,
	} {
		if got, ok := cutCookie([]byte(body)); ok {
			t.Errorf("%s: found %q", body, got)
		}
	}
}

// TestCutCookieAgrees makes pages of random rows and members in any order: what is
// cut off is what the whole page says.
func TestCutCookieAgrees(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		members := []string{`"result":[` + rapid.SampledFrom([]string{``, `{}`, `{"pagedResultsCookie":"no"}`, `{"a":{"pagedResultsCookie":"no"}},{}`}).Draw(t, "rows") + `]`}
		members = append(members, `"pagedResultsCookie":`+string(quote(rapid.String().Draw(t, "cookie"))))
		members = append(members, `"totalPagedResults":-1`, `"x":{"pagedResultsCookie":null}`)
		body := []byte("{" + strings.Join(rapid.Permutation(members).Draw(t, "order"), ",") + "}")
		_, around, err := splitAll(body)
		if err != nil {
			t.Fatal(err)
		}
		if cut, ok := cutCookie(body); ok && cut != around.cookie {
			t.Fatalf("%s: cut %q, is %q", body, cut, around.cookie)
		}
	})
}

// somePage is a page in the size and shape of a tenant's.
func somePage() []byte {
	rows := make([]string, 1000)
	for i := range rows {
		rows[i] = fmt.Sprintf(`{"_id":"00000000-9988-4ee1-b156-%012d","_rev":"00000000-9e1e-453a-a54a-5c4e51d0fd0e-%d","userName":"user.%d",`+
			`"givenName":"Chloé","sn":"Nguyen","cn":"Chloé Nguyen","mail":"user.%d@example.com","telephoneNumber":"14769039","accountStatus":"active",`+
			`"description":null,"city":"São Paulo","country":"CA","stateProvince":null,"postalCode":"V6B 2A1","preferences":{"updates":true,"marketing":false},`+
			`"kbaInfo":[],"aliasList":[],"memberOfOrgIDs":["org-32"],"frIndexedString1":"emp-0","frIndexedString2":null,"frUnindexedString1":null,`+
			`"frIndexedDate1":"2024-03-12T08:15:30.000Z","frIndexedInteger1":76792,"frIndexedMultivalued1":[],"passwordLastChangedTime":"2025-03-03T11:22:33.444Z",`+
			`"profileImage":null,"effectiveRoles":[],"effectiveAssignments":[],"effectiveGroups":[],"effectiveApplications":[]}`, i, i, i, i)
	}
	return []byte(pageOf("AAAAAAAAKw=", rows...))
}

func BenchmarkSplitPage(b *testing.B) {
	page := somePage()
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := splitPage(page, func([]byte) bool { return true }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareSplit is the yardstick: the same slices by counting brackets, with
// nothing checked.
func BenchmarkBareSplit(b *testing.B) {
	page := somePage()
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		countBrackets(page)
	}
}

func countBrackets(b []byte) (rows int) {
	i := bytes.IndexByte(b, '[') + 1
	for i < len(b) && b[i] == '{' {
		depth := 0
		for ; i < len(b); i++ {
			switch b[i] {
			case '"':
				for i++; ; i++ {
					i += bytes.IndexByte(b[i:], '"')
					if b[i-1] != '\\' {
						break
					}
				}
			case '{':
				depth++
			case '}':
				depth--
			}
			if depth == 0 {
				i++
				break
			}
		}
		rows++
		if i < len(b) && b[i] == ',' {
			i++
		}
	}
	return rows
}

func BenchmarkByTokens(b *testing.B) {
	page := somePage()
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if _, err := byTokens(page); err != nil {
			b.Fatal(err)
		}
	}
}
