package pingone

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func splitAll(body []byte) (around envelope, rows []string, err error) {
	around, err = splitPage(body, func(row []byte) bool {
		rows = append(rows, string(row))
		return true
	})
	return around, rows, err
}

// FuzzPage compares the splitter with a general tokeniser: both find the same rows and
// the same around them, and the same wrong.
func FuzzPage(f *testing.F) {
	for _, body := range []string{
		pageOf("users", "", row("ann")), pageOf("users", "https://x/y?cursor=1", row("ann"), row("bob")),
		`{"_embedded":{"items":[]},"count":0}`, `{"count":0}`, `{"_embedded":{"a":{},"b":[{}]},"_links":{}}`,
		` { "size" : 1 , "_embedded" : { "users" : [ { "a" : [1,2] } ] } } `, `{"_links":{"next":null},"_embedded":{"users":[{"x":"\u0000]"}]}}`,
		`{"_embedded":{"users":[{`, `{}`, `[]`, ``, `{"_embedded":7,"_embedde\u0064":{"a":[{}],"b":[1]},"size":1,"size":null}`, `{"_embedded":{"a":[{},2]}}`,
		`{"_links":{"next":{"href":""}}}`, `{"_embedded":{"a":[{}]}};`, `{"_embedded":{"a":[{"b":tru}]}}`, `{"_embedded":{"a":[{}]},"_links":{"next":{"href":"x"}}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		around, rows, err := splitAll(body)
		for _, row := range rows {
			if !json.Valid([]byte(row)) || row[0] != '{' {
				t.Fatalf("%q gave the row %q", body, row)
			}
		}
		if next, ok := nextLink(body); ok && err == nil && next != around.next && bytes.Count(body, []byte("_links")) == 1 {
			t.Fatalf("%q: next %q and %q", body, next, around.next)
		}
		if !bytes.HasPrefix(trimSpace(body), []byte("{")) {
			if err == nil {
				t.Fatalf("%q is a page", body)
			}
			return
		}
		wanted, all, refused := byTokens(body)
		// A tokeniser reads on to the end of what cannot stand where it is.
		if sooner := err != nil && errors.Is(refused, errCutOff); !sooner && kindOfFault(err) != kindOfFault(refused) {
			t.Fatalf("%q: %v, want %v", body, err, refused)
		}
		if !slices.Equal(rows, all) || err == nil && around != wanted {
			t.Fatalf("%q: %+v and %q, want %+v and %q", body, around, rows, wanted, all)
		}
	})
}

// kindOfFault is what is wrong with a page, without where.
func kindOfFault(err error) string {
	kind, _, _ := strings.Cut(fmt.Sprint(err), " at byte ")
	return kind
}

func TestSplitStops(t *testing.T) {
	t.Parallel()
	seen := 0
	_, err := splitPage([]byte(pageOf("users", "", row("ann"), row("bob"))), func([]byte) bool {
		seen++
		return false
	})
	if err != nil || seen != 1 {
		t.Errorf("%d %v", seen, err)
	}
}

// TestCollectionsByAnyName: not all names are documented.
func TestCollectionsByAnyName(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"_embedded":{"x":{"y":1},"items":[{"a":1}]},"size":1}`, `{"size":1,"_embedded":{"sessions":[{"a":1}]},"_links":{}}`} {
		rows := 0
		if _, err := splitPage([]byte(body), func([]byte) bool { rows++; return true }); err != nil || rows != 1 {
			t.Errorf("%s: %d %v", body, rows, err)
		}
	}
}

// BenchmarkSplit cuts up a page, beside it the reference and a plain check that a page is
// JSON.
func BenchmarkSplit(b *testing.B) {
	body := fullPage()
	for _, way := range []struct {
		name string
		run  func() error
	}{
		{"Scanner", func() error { _, err := splitPage(body, func([]byte) bool { return true }); return err }},
		{"ByTokens", func() error { _, _, err := byTokens(body); return err }},
		{"Valid", func() error { _ = json.Valid(body); return nil }},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				if err := way.run(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/mostUsers, "ns/row")
		})
	}
}

// fullPage is a page of users as the service gives them: half of it links.
func fullPage() []byte {
	const home = `https://api.pingone.eu/v1/environments/24e6159e-14ca-5de6-88d5-e68d97faecd6`
	const self = home + `/users/bd191a00-23af-570c-bc49-0baebf39fbea`
	user := `{"_links":{"self":{"href":"` + self + `"},"environment":{"href":"` + home + `"},"devices":{"href":"` + self + `/devices"},"roleAssignments":{"href":"` + self + `/roleAssignments"},` +
		`"password":{"href":"` + self + `/password"},"linkedAccounts":{"href":"` + self + `/linkedAccounts"}},"id":"bd191a00-23af-570c-bc49-0baebf39fbea",` +
		`"environment":{"id":"24e6159e-14ca-5de6-88d5-e68d97faecd6"},"account":{"canAuthenticate":true,"status":"OK"},"createdAt":"2025-03-04T09:12:33.481Z",` +
		`"email":"ada.byrne@example.com","enabled":true,"lifecycle":{"status":"ACCOUNT_OK"},"mfaEnabled":false,"name":{"given":"Ada","family":"Byrne"},` +
		`"population":{"id":"5d57b9a0-23af-570c-bc49-0baebf39fbea"},"updatedAt":"2025-03-04T09:12:33.481Z","username":"ada.byrne","verifyStatus":"NOT_INITIATED"}`
	return []byte(pageOf("users", "https://x/y", slices.Repeat([]string{user}, mostUsers)...))
}
