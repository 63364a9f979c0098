package render

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// goldenRows are a plain user, one who lacks most attributes and whose values
// are hostile, and one with what platforms send besides strings.
var goldenRows = []Row{
	{Realm: "acme/alpha", Doc: []byte(`{"_id":"0d3c1c0a-5c1e-4a4f-9f0e-6a2b5f7c8d9e","_rev":"0000-1","userName":"ann","givenName":"Ann","sn":"O'Neill",` +
		`"mail":"ann.oneill@example.com","accountStatus":"active","effectiveRoles":[],"address":{"city":"São Paulo","lines":["1 High St","Flat 2"]}}`)},
	{Realm: "acme/bravo", Doc: []byte("{ \"_id\": \"2\",\n  \"userName\": \"=cmd|' /C calc'!A0\", \"sn\": \"evil\u202etxt\\u001b[2J\\u0000\",\n" +
		"  \"description\": \"line one\\nline \\\"two\\\",\\tthree\\\\\", \"accountStatus\": \"inactive\", \"mail\": null }")},
	{Realm: "acme/alpha", Doc: []byte(`{"_id":"3","userName":"山田太郎","givenName":"👨‍👩‍👧","sn":"e\u0301\uD83D\uDE00","mail":"taro@example.jp","accountStatus":"on",` +
		`"telephoneNumber":"+81 3 1234","balance":-5,"big":123456789012345678901234567890,"price":1.50,"flag":true,` +
		`"roles":[{"_ref":"managed/role/a","n":1},{"_ref":"managed/role/b"}],"no":"no","when":"2026-01-02T03:04:05Z"}`)},
}

func goldenOptions(t *testing.T) Options {
	t.Helper()
	columns, err := ParseColumns("_id,userName,sn,mail,accountStatus,address.city,/address/lines/1,roles._ref,balance,telephoneNumber,description")
	if err != nil {
		t.Fatal(err)
	}
	columns[4].Style = StatusStyle
	columns[1].Priority = 1
	columns[len(columns)-1].Wide = true
	return Options{Columns: columns, Width: 100}
}

// rendered returns what o makes of rows.
func rendered(t *testing.T, o Options, rows ...Row) string {
	t.Helper()
	var out bytes.Buffer
	w, err := New(&out, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if err := w.Write(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGolden(t *testing.T) {
	t.Parallel()
	tests := map[string]func(*Options){
		"table-terminal":        func(o *Options) { o.Format, o.Terminal = Table, true },
		"table-terminal-color":  func(o *Options) { o.Format, o.Terminal, o.Color = Table, true, true },
		"table-terminal-narrow": func(o *Options) { o.Format, o.Terminal, o.Width, o.ASCII = Table, true, 40, true },
		"table-terminal-tagged": func(o *Options) { o.Format, o.Terminal, o.Tagged, o.NoHeaders = Table, true, true, true },
		"wide-terminal":         func(o *Options) { o.Format, o.Terminal = Wide, true },
		"table-pipe":            func(o *Options) { o.Format = Table },
		"table-pipe-tagged":     func(o *Options) { o.Format, o.Tagged, o.NoHeaders = Table, true, true },
		"wide-pipe":             func(o *Options) { o.Format = Wide },
		"csv":                   func(o *Options) { o.Format = CSV },
		"csv-raw-tagged":        func(o *Options) { o.Format, o.CSVRaw, o.Tagged = CSV, true, true },
		"csv-terminal":          func(o *Options) { o.Format, o.Terminal = CSV, true },
		"json":                  func(o *Options) { o.Format = JSON },
		"json-tagged":           func(o *Options) { o.Format, o.Tagged = JSON, true },
		"json-terminal":         func(o *Options) { o.Format, o.Terminal = JSON, true },
		"json-terminal-color":   func(o *Options) { o.Format, o.Terminal, o.Color = JSON, true, true },
		"ndjson":                func(o *Options) { o.Format = NDJSON },
		"ndjson-tagged":         func(o *Options) { o.Format, o.Tagged = NDJSON, true },
		"ndjson-terminal":       func(o *Options) { o.Format, o.Terminal = NDJSON, true },
		"yaml":                  func(o *Options) { o.Format = YAML },
		"yaml-tagged-color":     func(o *Options) { o.Format, o.Tagged, o.Terminal, o.Color = YAML, true, true, true },
		"id":                    func(o *Options) { o.Format = ID },
		"name":                  func(o *Options) { o.Format = Name },
		"name-other-path":       func(o *Options) { o.Format, o.NamePath = Name, "sn" },
		"jq":                    func(o *Options) { o.JQ = ".userName, .big, {z: .flag, a: .price}, (.roles[]?|._ref)" },
		"jq-terminal":           func(o *Options) { o.JQ, o.Terminal = ".sn, [.sn]", true },
		"template": func(o *Options) {
			o.Template = "{{.userName | upper | pad 8}}|{{.mail}}|{{.roles}}|{{.big}}|{{.balance | default \"none\"}}|{{with .when}}{{date \"2 Jan 2006\" .}}{{end}}|{{with .address}}{{join \"; \" .lines}}{{end}}"
		},
		"template-terminal": func(o *Options) { o.Template, o.Terminal = "{{.sn}}\n{{json .description}}", true },
	}
	for name, set := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := goldenOptions(t)
			set(&o)
			golden(t, name, rendered(t, o, goldenRows...))
		})
	}
}

func TestGoldenSingle(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]Options{
		"single-json":          {Format: JSON, Single: true},
		"single-json-terminal": {Format: JSON, Single: true, Terminal: true},
		"single-yaml":          {Format: YAML, Single: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			golden(t, name, rendered(t, o, goldenRows[2]))
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
