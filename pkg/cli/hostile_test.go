package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/creack/pty"

	"github.com/realmctl/realmctl/pkg/cli"
)

// hostile are attribute values that a server may hold against who looks at them.
func hostile() map[string]string {
	return map[string]string{
		"clear screen": "\x1b[2J\x1b[31mred",
		"title":        "\x1b]0;owned\x07",
		"bell":         "ding\adong",
		"overwrite":    "innocent\rguilty",
		"backspace":    "abc\b\b\bxyz",
		"lines":        "one\ntwo\n\nfour\ttab",
		"c1":           "\u009b31mred\u0085",
		"bidi":         "\u202eexe.txt\u202c \u2066x\u2069",
		"formula":      "=cmd|'/c calc'!A0",
		"plus":         "+1+1",
		"at":           "@SUM(A1)",
		"quotes":       `"a","b";'c'` + "`d` $(e) \\",
		"null":         "a\x00b",
		"delete":       "a\x7fb",
		"separators":   "a\u2028b\u2029c",
		"markup":       "<script>alert(1)</script> & {{.}}",
		"wide":         strings.Repeat("漢", 500),
		"zero width":   "a\u200b\u200d\ufeffb",
		"yaml":         "- a: &x !!binary |\n  *x # no",
		"yes":          "yes",
		"blank":        "  both ends  ",
	}
}

// holding makes a tenant have one user with a hostile value in three attributes.
func (f *fakeTenant) holding(value string) *fakeTenant {
	u := f.people()[0]
	u["sn"], u["givenName"], u["description"] = value, value, []string{value}
	if f.platform == "pingone" {
		u["name"] = map[string]any{"given": value, "family": value}
	}
	f.hold(u)
	return f
}

// onTerminal runs a command on a terminal of so many columns and returns what
// appears on it, streams together.
func onTerminal(t *testing.T, m *machine, columns uint16, args ...string) (code int, screen string) {
	t.Helper()
	person, tty, err := pty.Open()
	if err != nil {
		t.Skipf("NOT CHECKED: no terminal to be had: %v", err)
	}
	t.Cleanup(func() { _ = person.Close() })
	if err := pty.Setsize(tty, &pty.Winsize{Rows: 24, Cols: columns}); err != nil {
		t.Fatal(err)
	}
	shown := make(chan string, 1)
	go func() {
		var all bytes.Buffer
		_, _ = io.Copy(&all, person) // ends with an error when the other side closes
		shown <- all.String()
	}()
	code = cli.Main(t.Context(), m.app(tty, tty, tty), args)
	_ = tty.Close()
	return code, <-shown
}

// TestHostileOnTerminal: nothing that a server says moves the cursor, colours the
// screen or turns text around.
func TestHostileOnTerminal(t *testing.T) {
	t.Parallel()
	for name, value := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, tenant *fakeTenant) {
				tenant.holding(value)
				for _, args := range tenant.looks() {
					m := tenant.machine(t)
					m.env["NO_COLOR"], m.env["REALMCTL_PAGER"], m.env["TERM"] = "1", "cat", "xterm"
					code, screen := onTerminal(t, m, 100, args...)
					if code != 0 {
						t.Errorf("%v: exit code %d: %q", args, code, screen)
					}
					if at := strings.IndexFunc(screen, dangerous); at >= 0 {
						t.Errorf("%v: %q is on the screen", args, screen[max(0, at-20):min(len(screen), at+20)])
					}
				}
			})
		})
	}
}

// looks are commands that show a user of the tenant.
func (f *fakeTenant) looks() [][]string {
	looks := [][]string{
		{"users", "list"}, {"users", "list", "-o", "wide"}, {"users", "list", "-o", "json"}, {"users", "list", "-o", "yaml"},
		{"users", "list", "-o", "csv"}, {"users", "list", "-o", "ndjson"}, {"users", "list", "--jq", ".sn"},
		{"users", "list", "--template", "{{.sn}}"}, {"users", "get", "alpha-0"}, {"users", "disable", ann, "-n"},
	}
	if f.platform == "pingone" {
		return append(looks, []string{"users", "lock", ann, "-n"}, []string{"users", "delete", ann, "-n"})
	}
	return append(looks, []string{"users", "patch", ann, "--set", "sn=x", "-n"},
		[]string{"api", "GET", "/openidm/managed/alpha_user/" + ann}, []string{"api", "GET", "/openidm/managed/alpha_user?_queryFilter=true", "--paginate"})
}

// dangerous reports what must not reach a terminal. Line ends come as CR LF.
func dangerous(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
}

// TestHostileError: the same goes for the words of an error.
func TestHostileError(t *testing.T) {
	t.Parallel()
	for name, value := range hostile() {
		for _, platform := range platforms() {
			tenant := newFake(t, platform)
			tenant.always(tenant.refusing(400, "bad "+value))
			m := tenant.machine(t)
			m.env["NO_COLOR"] = "1"
			_, screen := onTerminal(t, m, 80, "users", "list")
			if strings.IndexFunc(screen, dangerous) >= 0 || strings.Contains(screen, "\r\r") || strings.Contains(screen, "innocent\rguilty") {
				t.Errorf("%s on %s: %q", name, platform, screen)
			}
		}
	}
}

// TestHostileData: in data the value is what it was.
func TestHostileData(t *testing.T) {
	t.Parallel()
	for name, value := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onBoth(t, func(t *testing.T, tenant *fakeTenant) {
				tenant.holding(value)
				checkData(t, tenant.machine(t), value)
			})
		})
	}
}

// checkData: the one user's hostile value is in every form of data as it was.
func checkData(t *testing.T, m *machine, value string) {
	t.Helper()
	user, _ := parseJSON(t, m.must("users", "get", ann, "-o", "json").out).(map[string]any)
	same(t, "json", user["sn"], value)
	user, _ = parseYAML(t, m.must("users", "get", ann, "-o", "yaml").out).(map[string]any)
	same(t, "yaml", user["sn"], value)
	user, _ = parseJSON(t, m.must("users", "list", "-o", "ndjson").out).(map[string]any)
	same(t, "ndjson", user["sn"], value)
	same(t, "jq", m.must("users", "get", ann, "--jq", ".sn").out, value+"\n")
	same(t, "template", m.must("users", "get", ann, "--template", "{{.sn}}").out, value+"\n")
	raw := parseCSV(t, m.must("users", "get", ann, "-o", "csv", "--columns", "sn,mail", "--csv-raw").out)
	same(t, "csv-raw", strings.ReplaceAll(raw[1][0], "\r\n", "\n"), value)
	safe := parseCSV(t, m.must("users", "get", ann, "-o", "csv", "--columns", "sn,mail").out)
	if c := safe[1][0]; strings.ContainsAny(c[:1], "=+@-\t\r") || strings.TrimPrefix(c, "'") != value {
		t.Errorf("csv: %q of %q", c, value)
	}
	tsv := m.must("users", "list", "--columns", "userName,sn,mail").out
	if strings.Count(tsv, "\n") != 2 || strings.Count(tsv, "\t") != 4 {
		t.Errorf("a table in a pipe has other rows and cells: %q", tsv)
	}
}

func same(t *testing.T, where string, got any, want string) {
	t.Helper()
	if got != any(want) {
		t.Errorf("%s: %q, not %q", where, got, want)
	}
}

// TestInvalidUTF8: bytes that are no text pass through raw JSON, and never reach a
// terminal or a document of another format as they are.
func TestInvalidUTF8(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	body := `{"result":[{"_id":"1","userName":"a` + "\xff\xfe" + `b","sn":"\ud800 alone","mail":"m"}],"resultCount":1,"pagedResultsCookie":null}`
	tenant.always(text(200, "application/json", body))
	for _, format := range formats() {
		m := facing(t, tenant.URL)
		m.env["NO_COLOR"], m.env["REALMCTL_PAGER"] = "1", "cat"
		e := m.run("users", "list", "-o", format)
		if e.code > 1 {
			t.Errorf("-o %s: exit code %d: %s", format, e.code, e.err)
		}
		parse(t, format, e.out)
		if _, screen := onTerminal(t, m, 80, "users", "list", "-o", format); !utf8.ValidString(screen) {
			t.Errorf("-o %s on a terminal: %q", format, screen)
		}
	}
}

// TestHostileShapes: attributes of another type than expected, huge numbers, deep
// nesting and names that clash are data, not accidents.
func TestHostileShapes(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"other types":  `{"_id":7,"userName":{"a":1},"sn":[1,[2]],"mail":true,"accountStatus":null}`,
		"big numbers":  `{"_id":"1","userName":"n","n":123456789012345678901234567890.123456789,"e":1e400}`,
		"twice":        `{"_id":"1","userName":"a","userName":"b"}`,
		"odd names":    `{"_id":"1","userName":"a","":1,"a.b":2,"a/b":3,"_realm":"spoofed","\u001b[31m":4,"=x":5}`,
		"nothing":      `{}`,
		"deep":         `{"_id":"1","userName":"d","x":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`,
		"many members": manyMembers(20_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			tenant.always(text(200, "application/json", `{"result":[`+document+`],"resultCount":1,"pagedResultsCookie":null}`))
			m := facing(t, tenant.URL)
			for _, format := range formats() {
				e := m.run("users", "list", "-o", format)
				if e.code > 1 || strings.Contains(e.err, "panic") {
					t.Errorf("-o %s: exit code %d: %.300s", format, e.code, e.err)
				}
				if format != "yaml" || name != "deep" && name != "twice" { // the reader of this test gives up
					parse(t, format, e.out)
				}
			}
			if raw := m.must("users", "list", "-o", "ndjson").out; raw != document+"\n" {
				t.Errorf("not the platform's own document: %.200s", raw)
			}
		})
	}
}

func manyMembers(n int) string {
	object := map[string]any{"_id": "1", "userName": "m"}
	for i := range n {
		object[fmt.Sprint("attribute", i)] = i
	}
	document, err := json.Marshal(object)
	if err != nil {
		panic(err)
	}
	return string(document)
}

// TestTerminalTable: a table on a terminal fits it, whatever the values.
func TestTerminalTable(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t).holding(strings.Repeat("漢字 and text ", 50))
	for _, columns := range []uint16{40, 80, 200} {
		m := facing(t, tenant.URL)
		m.env["NO_COLOR"], m.env["REALMCTL_PAGER"] = "1", "cat"
		code, screen := onTerminal(t, m, columns, "users", "list")
		if code != 0 {
			t.Errorf("exit code %d", code)
		}
		for line := range strings.Lines(screen) {
			if strings.Contains(line, "the terminal is too narrow") {
				continue // said on stderr
			}
			if wide := cells(strings.TrimRight(line, "\r\n")); wide > int(columns) {
				t.Errorf("%d columns: a line has %d: %q", columns, wide, line)
			}
		}
	}
}

// cells is how wide text is that holds nothing stranger than Han characters.
func cells(text string) (n int) {
	for _, r := range text {
		n++
		if unicode.Is(unicode.Han, r) {
			n++
		}
	}
	return n
}
