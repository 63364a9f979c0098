package cli_test

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/realmctl/realmctl/pkg/cli"
)

// streamed are command lines whose rows have to appear as they arrive.
func streamed() map[string][]string {
	lines := map[string][]string{
		"jq":       {"--jq", ".userName"},
		"template": {"--template", "{{.userName}}"},
		"columns":  {"--columns", "userName,mail"},
		"portable": {"--portable", "-o", "json"},
		"limit":    {"-o", "ndjson", "--limit", "5"},
	}
	for _, format := range formats() {
		lines[format] = []string{"-o", format}
	}
	delete(lines, "id")
	return lines
}

// TestStreaming: the server holds the second page of each realm back until the
// rows of the first pages were read from stdout.
func TestStreaming(t *testing.T) {
	t.Parallel()
	for name, args := range streamed() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tenant := newTenant(t)
			tenant.page = 2
			read := make(chan struct{})
			tenant.always(func(_ http.ResponseWriter, r *http.Request) bool {
				if r.URL.Query().Get("_pagedResultsCookie") != "" {
					select {
					case <-read:
					case <-r.Context().Done():
					}
				}
				return false
			})
			out, end := start(t, facing(t, tenant.URL), append([]string{"users", "list", "-R", "env/alpha,env/bravo"}, args...))
			first := until(t, out, "alpha-0", "alpha-1", "bravo-0", "bravo-1")
			if strings.Contains(first, "alpha-2") || strings.Contains(first, "bravo-2") {
				t.Errorf("rows of the second page came before it did:\n%s", first)
			}
			close(read)
			rest, err := io.ReadAll(out)
			if err != nil {
				t.Error(err)
			}
			if e := end(); e.code != 0 || e.err != "" {
				t.Errorf("exit code %d: %s", e.code, e.err)
			}
			parse(t, name, first+string(rest))
		})
	}
}

// start runs a command whose stdout is a pipe; end waits for it.
func start(t *testing.T, m *machine, args []string) (out *os.File, end func() ended) {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = out.Close() })
	done := make(chan ended, 1)
	go func() {
		var stderr locked
		code := cli.Main(t.Context(), m.app(strings.NewReader(""), in, &stderr), args)
		_ = in.Close()
		done <- ended{code: code, err: stderr.String()}
	}()
	return out, func() ended { return <-done }
}

// until reads until everything wanted was seen.
func until(t *testing.T, out io.Reader, wanted ...string) string {
	t.Helper()
	var seen strings.Builder
	buffer := make([]byte, 4096)
	for {
		missing := false
		for _, w := range wanted {
			missing = missing || !strings.Contains(seen.String(), w)
		}
		if !missing {
			return seen.String()
		}
		n, err := out.Read(buffer)
		seen.Write(buffer[:n])
		if err != nil {
			t.Fatalf("%v after\n%s", err, seen.String())
		}
	}
}

// endless makes every list of the tenant one without an end.
func (f *fakeTenant) endless() {
	f.always(func(w http.ResponseWriter, r *http.Request) bool {
		answer(w, 200, pageOf(people("alpha", 100), "after-"+r.URL.Query().Get("_pagedResultsCookie")))
		return true
	})
}

// TestClosedPipe: who reads one line of an endless list ends it, quietly. That the
// command ends at all proves that no further page is asked for.
func TestClosedPipe(t *testing.T) {
	t.Parallel()
	for _, format := range formats() {
		for _, realms := range []string{"env/alpha", "env/alpha,env/bravo"} {
			t.Run(format+" "+realms, func(t *testing.T) {
				t.Parallel()
				tenant := newTenant(t)
				tenant.endless()
				out, end := start(t, facing(t, tenant.URL), []string{"users", "list", "-o", format, "-R", realms})
				if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
					t.Fatal(err)
				}
				_ = out.Close()
				if e := end(); e.code != 0 || e.err != "" {
					t.Errorf("exit code %d: %s", e.code, e.err)
				}
			})
		}
	}
}

// TestClosedPager: a person who leaves the pager ends the list too, and a pager that
// is not there is done without.
func TestClosedPager(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("head"); err != nil {
		t.Skip("NOT CHECKED: there is no head to stand for a pager")
	}
	tenant := newTenant(t)
	tenant.endless()
	m := facing(t, tenant.URL)
	m.env["REALMCTL_PAGER"] = "head -n 3"
	if code, screen := onTerminal(t, m, 80, "users", "list"); code != 0 || strings.Count(screen, "\n") != 3 {
		t.Errorf("exit code %d, screen %q", code, screen)
	}
	m.env["REALMCTL_PAGER"] = "no-such-pager"
	if code, screen := onTerminal(t, m, 80, "users", "list", "--limit", "2"); code != 0 || !strings.Contains(screen, "alpha-1") {
		t.Errorf("exit code %d, screen %q", code, screen)
	}
}

// TestBrokenStdout: a stdout that cannot be written to for another reason is told.
func TestBrokenStdout(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.endless()
	var stderr locked
	code := cli.Main(t.Context(), facing(t, tenant.URL).app(strings.NewReader(""), fullDisk{}, &stderr), []string{"users", "list", "-o", "ndjson"})
	if code != 1 || !strings.Contains(stderr.String(), "disk is full") {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

// TestLimitEndsPages: a limit that the first page fills asks for no other.
func TestLimitEndsPages(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	tenant.endless()
	e := facing(t, tenant.URL).must("users", "list", "--limit", "7", "-o", "name")
	if rows := strings.Count(e.out, "\n"); rows != 7 {
		t.Errorf("%d rows", rows)
	}
	if asked := len(tenant.requests()); asked != 1 {
		t.Errorf("%d pages were asked for", asked)
	}
}
