package rest

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// awkward holds what shells, curl and terminals trip over.
var awkward = []string{
	`plain`, `it's`, `''`, `"double"`, `$HOME`, "`id`", `$(id)`, `!!`, `!x'!y`, `back\slash`, `\'`, `\n`, "new\nline", "tab\there",
	"esc\x1b[31m", "bell\a", "\u202ebidi", "é 日本 🎉", "\xff\xfe", "@file", "-X", "*", "~", "a;b|c&d", "{a,b}[1-3]", "#", " ", "%s%d",
}

// runCurl runs a printed command in bash, with a curl that tells its arguments.
func runCurl(t *testing.T, command string, env ...string) []string {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("NOT CHECKED: there is no bash to run the command with")
	}
	dir := t.TempDir()
	fake := "#!" + bash + "\nprintf '%s\\0' \"$@\"\n"
	if err := os.WriteFile(filepath.Join(dir, "curl"), []byte(fake), 0o700); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), bash, "-c", command)
	cmd.Env = append([]string{"PATH=" + dir, "LC_ALL=C"}, env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("bash: %v\n%s", err, command)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

func TestCurlRunsInBash(t *testing.T) {
	t.Parallel()
	body, err := json.Marshal(awkward[:len(awkward)-10])
	if err != nil {
		t.Fatal(err)
	}
	raw := strings.Join(awkward, "\n")
	for _, text := range []string{string(body), raw} {
		req := &http.Request{
			Method: "PATCH", URL: address(t, `https://x.example/a'b/$HOME?_queryFilter=sn+eq+"O'Neil"[1]`),
			Header: http.Header{"If-Match": {`"it's $1"`}, "Content-Type": {"application/json"}, "Authorization": {"Bearer t0ken"}},
		}
		command := Curl(req, []byte(text))
		want := []string{
			"-sS", "-g", "-X", "PATCH", `https://x.example/a%27b/$HOME?_queryFilter=sn+eq+"O'Neil"[1]`,
			"-H", "Authorization: Bearer a b'\"$c", "-H", "Content-Type: application/json", "-H", `If-Match: "it's $1"`,
			"--data-raw", text,
		}
		want[4] = req.URL.String()
		if diff := cmp.Diff(want, runCurl(t, command, "REALMCTL_TOKEN=a b'\"$c")); diff != "" {
			t.Errorf("%s\n%s", command, diff)
		}
		if strings.Contains(command, "t0ken") {
			t.Errorf("the token is in %s", command)
		}
		for _, r := range command {
			if r != '\n' && isControl(r) {
				t.Errorf("%q would act on a terminal: %q", r, command)
			}
		}
	}
}

func TestCurlReadsWell(t *testing.T) {
	t.Parallel()
	for want, req := range map[string]*http.Request{
		`curl -sS 'https://x.example/u?_fields=_id' -H "Authorization: Bearer $REALMCTL_TOKEN" -H 'Accept: application/json'`: {
			Method: "GET", URL: address(t, "https://x.example/u?_fields=_id"), Header: http.Header{"Accept": {"application/json"}, "User-Agent": {"x"}},
		},
		`curl -sS -X 'POST' 'https://x.example/u?_action=go' -H "X-OpenIDM-Password: $REALMCTL_PASSWORD" -H 'X-Openidm-Username: ann' -H 'Content-Length: 0'`: {
			Method: "POST", URL: address(t, "https://x.example/u?_action=go"),
			Header: http.Header{"X-Openidm-Username": {"ann"}, "X-Openidm-Password": {"s3cret"}},
		},
		`curl -sS --head 'https://x.example/' -H "Authorization: Bearer $REALMCTL_TOKEN" -H 'X-Empty;'`: {
			Method: "HEAD", URL: address(t, "https://x.example/"), Header: http.Header{"X-Empty": {""}},
		},
	} {
		if diff := cmp.Diff(want, Curl(req, nil)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestCurlLeavesSecretsToTheEnvironment(t *testing.T) {
	t.Parallel()
	const password = `p"w\'$x!`
	body, err := json.Marshal([]map[string]string{{"password": password, "sn": "O'Neil", "other": "x" + password[1:]}})
	if err != nil {
		t.Fatal(err)
	}
	req := &http.Request{Method: "PUT", URL: address(t, "https://x.example/"), Header: http.Header{}}
	command := Curl(req, body, Replacement{Secret: password, Variable: "REALMCTL_NEW_PASSWORD"})
	if strings.Contains(command, "p\\") || !strings.Contains(command, `"$REALMCTL_NEW_PASSWORD"`) {
		t.Errorf("command %s", command)
	}
	quoted, err := json.Marshal(password)
	if err != nil {
		t.Fatal(err)
	}
	inner := string(quoted[1 : len(quoted)-1])
	args := runCurl(t, command, "REALMCTL_TOKEN=t", "REALMCTL_NEW_PASSWORD="+inner)
	if got := args[len(args)-1]; got != string(body) {
		t.Errorf("body %s, want %s", got, body)
	}
}

func TestIntercept(t *testing.T) {
	t.Parallel()
	var shown string
	base := tripper(func(r *http.Request) (*http.Response, error) {
		if IsWrite(r) {
			t.Error("a write was sent")
		}
		return reply(200, "read"), nil
	})
	refuse := errors.New("stdout is closed")
	var result error
	c := New(address(t, "https://x.example"), Intercept(base, IsWrite, func(r *http.Request, body []byte) error {
		shown = r.Method + " " + r.URL.Path + " " + string(body)
		return result
	}), Options{})
	if b, err := get(c, "a"); err != nil || b != "read" {
		t.Errorf("%q, %v", b, err)
	}
	write := Request{Method: "POST", Path: "b", Body: []byte("{}"), Write: true}
	if err := do(t.Context(), c, write); err != ErrIntercepted { //nolint:errorlint // it is to come as it is
		t.Errorf("error %v", err)
	}
	if shown != "POST /b {}" {
		t.Errorf("shown %q", shown)
	}
	result = refuse
	if err := do(t.Context(), c, write); err != refuse { //nolint:errorlint // it is to come as it is
		t.Errorf("error %v", err)
	}
}

// unquote reads one word of bash made of the pieces that shellQuote uses.
func unquote(t *testing.T, word string) string {
	t.Helper()
	var b strings.Builder
	for word != "" {
		var piece string
		switch {
		case word[0] == '\'':
			piece, word, _ = strings.Cut(word[1:], "'")
			b.WriteString(piece)
		case strings.HasPrefix(word, `\'`):
			b.WriteByte('\'')
			word = word[2:]
		case strings.HasPrefix(word, "$'"):
			piece, word, _ = strings.Cut(word[2:], "'")
			for hex := range strings.SplitSeq(piece[2:], `\x`) {
				if len(hex) != 2 {
					t.Fatalf("escape %q", hex)
				}
				digits := "0123456789abcdef"
				b.WriteByte(byte(strings.IndexByte(digits, hex[0])<<4 | strings.IndexByte(digits, hex[1])))
			}
		default:
			t.Fatalf("%q stands outside of quotes", word)
		}
	}
	return b.String()
}

func FuzzShellQuote(f *testing.F) {
	for _, text := range awkward {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := unquote(t, shellQuote(text)); got != text {
			t.Errorf("%q reads as %q", text, got)
		}
		// A replacement elsewhere changes nothing.
		if got := unquote(t, quoteBody([]byte(text), []Replacement{{Secret: "no such text in it", Variable: "X"}})); got != text {
			t.Errorf("body %q reads as %q", text, got)
		}
	})
}

func TestShellWord(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ann": "ann", "a.b+c@x.example:1/2_3-4": "a.b+c@x.example:1/2_3-4",
		"": "''", "a b": "'a b'", "o'neill": `'o'\''neill'`, "$x": "'$x'", "a\x1b": `'a'$'\x1b'`, "ä": "'ä'",
	} {
		if got := ShellWord(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}
