package aic

import (
	"encoding/json"
	"testing"

	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// FuzzReadEdge makes a JSON object of any row, or an error; the members that were asked
// for stay as they came.
func FuzzReadEdge(f *testing.F) {
	for _, row := range []string{
		`{"_id":"e","_rev":"1","_ref":"managed/alpha_user/u","_refResourceCollection":"managed/alpha_user","_refResourceId":"u","_refResourceRev":"7","_refProperties":{"_id":"e","_rev":"1","_grantType":"conditional"},"userName":"ann"}`,
		`{"_id":"u","_rev":"7","_ref":"managed/alpha_user/u","_refProperties":{"_id":"e","_rev":"1"},"userName":"ann"}`,
		`{"_ref":"managed/alpha_user/\u0075","_refProperties":{"_id":"e"}}`, `{"userName":"ann"}`, `{}`, `{ "_ref" : 1 , "x" : [ {} ] }`,
		`{"_ref":"a/b","_refProperties":7}`,
	} {
		f.Add([]byte(row))
	}
	f.Fuzz(func(t *testing.T, row []byte) {
		s := jsonscan.Scanner{Doc: row}
		if len(row) == 0 || row[0] != '{' || s.Value(0) != len(row) {
			return // the page would have been refused
		}
		e, err := readEdge(row)
		if err != nil {
			return
		}
		var target map[string]json.RawMessage
		if err := json.Unmarshal(e.target, &target); err != nil {
			t.Fatalf("%q became %q: %v", row, e.target, err)
		}
		var id string
		if err := json.Unmarshal(target["_id"], &id); err != nil {
			t.Errorf("%q has the id %s", e.target, target["_id"])
		}
	})
}

func TestReadEdge(t *testing.T) {
	t.Parallel()
	for row, want := range map[string]string{
		`{"_id":"e","_rev":"1","_ref":"managed/alpha_user/u","_refResourceCollection":"managed/alpha_user","_refResourceId":"u","_refResourceRev":"7","_refProperties":{"_id":"e","_rev":"1"},"n":1.50}`: `{"_id":"u","_rev":"7","n":1.50}`,
		`{"_id":"u","_rev":"7","_ref":"managed/alpha_user/u","_refProperties":{"_id":"e","_rev":"1"},"userName":"ann"}`:                                                                                  `{"_id":"u","_rev":"7","userName":"ann"}`,
		`{"_ref":"managed/alpha_user/u","_refProperties":{"_id":"e"}}`:                                                                                                                                   `{"_id":"u"}`,
	} {
		e, err := readEdge([]byte(row))
		if err != nil || string(e.target) != want || e.id != "e" || e.to != "managed/alpha_user/u" {
			t.Errorf("%s became %+v %s, %v", row, e, e.target, err)
		}
	}
	if _, err := readEdge([]byte(`{"userName":"ann"}`)); err == nil {
		t.Error("a row without a reference is read")
	}
}
