package pingone

import (
	"bytes"
	"encoding/json"
	"testing"
)

// oracle reads a page with the standard library.
func oracle(body []byte) (next string, rows []json.RawMessage, ok bool) {
	var w struct {
		Links struct {
			Next *struct{ Href string }
		} `json:"_links"`
		Embedded map[string]json.RawMessage `json:"_embedded"`
	}
	if json.Unmarshal(body, &w) != nil || len(w.Embedded) != 1 {
		return "", nil, false
	}
	for _, all := range w.Embedded {
		if json.Unmarshal(all, &rows) != nil || rows == nil {
			return "", nil, false
		}
	}
	if w.Links.Next != nil {
		next = w.Links.Next.Href
	}
	return next, rows, true
}

func FuzzPage(f *testing.F) {
	for _, body := range []string{
		pageOf("users", "", row("ann")), pageOf("users", "https://x/y?cursor=1", row("ann"), row("bob")),
		`{"_embedded":{"items":[]},"count":0}`, `{"count":0}`, `{"_embedded":{"a":{},"b":[{}]},"_links":{}}`,
		` { "size" : 1 , "_embedded" : { "users" : [ { "a" : [1,2] } ] } } `, `{"_links":{"next":null},"_embedded":{"users":[{"x":"\u0000]"}]}}`,
		`{"_embedded":{"users":[{`, `{}`, `[]`, ``,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var rows [][]byte
		around, err := splitPage(body, func(row []byte) bool {
			rows = append(rows, row)
			return true
		})
		for _, row := range rows {
			if !json.Valid(row) || row[0] != '{' || !bytes.Contains(body, row) {
				t.Fatalf("%q gave the row %q", body, row)
			}
		}
		if next, ok := nextLink(body); ok && err == nil && next != around.next && bytes.Count(body, []byte("_links")) == 1 {
			t.Fatalf("%q: next %q and %q", body, next, around.next)
		}
		wanted, all, ok := oracle(body)
		if !ok || err != nil || bytes.Count(body, []byte("_embedded")) != 1 || bytes.Count(body, []byte("_links")) > 1 || bytes.Count(body, []byte("next")) > 1 {
			return
		}
		if around.next != wanted || len(rows) != len(all) {
			t.Fatalf("%q: %d rows and next %q, want %d and %q", body, len(rows), around.next, len(all), wanted)
		}
	})
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

func BenchmarkSplit(b *testing.B) {
	x := `{"id":"bd191a00-23af-570c-bc49-0baebf39fbea","environment":{"id":"24e6159e-14ca-5de6-88d5-e68d97faecd6"},"account":{"canAuthenticate":true,"status":"OK"},"createdAt":"2025-03-04T09:12:33.481Z","email":"ada.byrne@example.com","enabled":true,"name":{"given":"Ada","family":"Byrne"},"username":"ada.byrne"}`
	rows := make([]string, mostUsers)
	for i := range rows {
		rows[i] = x
	}
	body := []byte(pageOf("users", "https://x/y", rows...))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := splitPage(body, func([]byte) bool { return true }); err != nil {
			b.Fatal(err)
		}
	}
}
