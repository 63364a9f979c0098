package render

import (
	"bytes"
	"strings"
	"testing"
)

// foreignDialect writes names as another platform does.
func foreignDialect() *Dialect {
	names := map[string]string{"_id": "id", "userName": "username", "sn": "name.family", "accountStatus": "enabled"}
	return &Dialect{
		Path: func(path string) string {
			if name, ok := names[path]; ok {
				return name
			}
			return path
		},
		Value: func(path string, raw []byte) []byte {
			if path == "accountStatus" && string(raw) == "true" {
				return []byte(`"active"`)
			}
			return raw
		},
	}
}

// Rows of two platforms stand in the same columns, whichever comes first.
func TestDialects(t *testing.T) {
	t.Parallel()
	foreign := foreignDialect()
	own := Row{Doc: []byte(`{"_id":"1","userName":"ann","sn":"Adams","accountStatus":"active"}`)}
	other := Row{Doc: []byte(`{"id":"2","username":"bob","name":{"family":"Brown"},"enabled":true,"sn":"not this"}`), Dialect: foreign}
	named, err := ParseColumns("userName,sn,accountStatus,_id")
	if err != nil {
		t.Fatal(err)
	}
	for format, want := range map[Format]string{
		Table: "userName\tsn\taccountStatus\t_id\nbob\tBrown\tactive\t2\nann\tAdams\tactive\t1\nbob\tBrown\tactive\t2\n",
		CSV:   "userName,sn,accountStatus,_id\nbob,Brown,active,2\nann,Adams,active,1\nbob,Brown,active,2\n",
		ID:    "2\n1\n2\n",
		Name:  "bob\nann\nbob\n",
	} {
		var out bytes.Buffer
		w, err := New(&out, Options{Format: format, Columns: named})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range []Row{other, own, other} {
			if err := w.Write(t.Context(), row); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil || out.String() != want {
			t.Errorf("%s: %v\n%s", format, err, out.String())
		}
	}
}

func TestDialectsOnATerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	w, err := New(&out, Options{Terminal: true, Width: 80, Columns: []Column{{Header: "SURNAME", Path: "sn"}, {Header: "STATUS", Path: "accountStatus"}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(t.Context(), Row{Doc: []byte(`{"name":{"family":"Brown"},"enabled":true}`), Dialect: foreignDialect()}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil || !strings.Contains(out.String(), "Brown") || !strings.Contains(out.String(), "active") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
