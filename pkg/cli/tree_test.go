package cli_test

import (
	"slices"
	"strings"
	"testing"
)

// TestWrites walks over every command that is marked as a write: shown instead of
// sent, unconfirmed and with a stale revision nothing changes.
func TestWrites(t *testing.T) {
	t.Parallel()
	for _, path := range commands("write") {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			row := commandRows()[path]
			box := newBoxed(t)
			m := box.machine(t)
			before := m.must("users", "list", "-o", "json").out
			box.taken()
			t.Run("dry run", func(t *testing.T) { row.dryRun(t, box, m, path) })
			t.Run("curl", func(t *testing.T) { row.curl(t, box, m, path) })
			t.Run("unconfirmed", func(t *testing.T) { row.unconfirmed(t, box, m, path) })
			t.Run("stale", func(t *testing.T) { row.outdated(t, m, path) })
			if after := m.must("users", "list", "-o", "json").out; after != before {
				t.Errorf("the users changed:\n%s\n%s", before, after)
			}
			row.really(t, box, m, path)
		})
	}
}

// dryRun: -n shows the change in every format and sends no write.
func (r commandRow) dryRun(t *testing.T, box *boxed, m *machine, path string) {
	for _, format := range formats() {
		e := m.runIn(r.in, r.line(path, "-n", "-o", format)...)
		if e.code != 0 || e.out == "" {
			t.Errorf("-n -o %s: exit code %d, stdout %q, stderr %q", format, e.code, e.out, e.err)
		}
		if !r.bare {
			parse(t, format, e.out)
		}
		noWrites(t, box)
	}
}

// curl: --curl prints one command line and sends no write.
func (r commandRow) curl(t *testing.T, box *boxed, m *machine, path string) {
	e := m.runIn(r.in, r.line(path, "--curl")...)
	if e.code != 0 || !strings.HasPrefix(e.out, "curl ") || !strings.Contains(e.out, "$REALMCTL_TOKEN") {
		t.Errorf("--curl: exit code %d, stdout %q, stderr %q", e.code, e.out, e.err)
	}
	noWrites(t, box)
}

func noWrites(t *testing.T, box *boxed) {
	t.Helper()
	if writes, _ := box.taken(); len(writes) > 0 {
		t.Errorf("the server saw %v", writes)
	}
}

// unconfirmed: what deletes wants a yes off a terminal, before anything is asked.
func (r commandRow) unconfirmed(t *testing.T, box *boxed, m *machine, path string) {
	if !r.asks {
		return
	}
	m.env["REALMCTL_ERRORS"] = "json"
	defer delete(m.env, "REALMCTL_ERRORS")
	e := m.runIn("y\n", r.line(path)...)
	if told := e.told(t); e.code != 2 || told.Class != "cancelled" || !strings.HasSuffix(told.Hint, "--yes") || e.out != "" {
		t.Errorf("exit code %d, stdout %q, stderr %q", e.code, e.out, e.err)
	}
	if _, all := box.taken(); all > 0 {
		t.Errorf("the server saw %d requests", all)
	}
}

// outdated: a write of a revision that is not the object's any more is a conflict.
func (r commandRow) outdated(t *testing.T, m *machine, path string) {
	if r.stale == nil {
		return
	}
	m.env["REALMCTL_ERRORS"] = "json"
	defer delete(m.env, "REALMCTL_ERRORS")
	e := m.runIn(r.in, r.line(path, append(slices.Clone(r.stale), "--yes")...)...)
	told := e.told(t)
	if path == "users enable" { // the row names two users
		if told.Class != "partial" || len(told.Failures) == 0 || told.Failures[0].Class != "conflict" {
			t.Errorf("exit code %d: %s", e.code, e.err)
		}
		return
	}
	if e.code != 5 || told.Class != "conflict" || e.out != "" {
		t.Errorf("exit code %d, stdout %q, stderr %q", e.code, e.out, e.err)
	}
}

// really: without all that the row does change something, or the rest proves nothing.
func (r commandRow) really(t *testing.T, box *boxed, m *machine, path string) {
	t.Helper()
	box.taken()
	e := m.runIn(r.in, r.line(path, "--yes")...)
	if writes, _ := box.taken(); e.code != 0 || len(writes) == 0 {
		t.Errorf("in earnest: exit code %d, %v: %s", e.code, writes, e.err)
	}
}

// onOneRealm are the reads that take one realm.
func onOneRealm() []string { return []string{"users template", "users check", "auth token"} }

// TestReads runs every command that is marked as a read on both realms of the
// sandbox, or on one where it takes one, in every format; none sends a write.
func TestReads(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	single := onOneRealm()
	for _, path := range commands("read") {
		t.Run(path, func(t *testing.T) {
			row := commandRows()[path]
			realms := "env/alpha,env/bravo"
			if slices.Contains(single, path) {
				realms = "env/alpha"
			}
			m := box.machine(t)
			for _, format := range formats() {
				e := m.runIn(row.in, row.line(path, "-R", realms, "-o", format)...)
				if e.code != row.fails {
					t.Errorf("-o %s: exit code %d: %s", format, e.code, e.err)
				}
				if !row.bare {
					parse(t, format, e.out)
				}
			}
			noWrites(t, box)
		})
	}
}

// TestReadsOnSandbox runs every read on the tenant that is built in, and shows it
// as a curl command where it can be shown.
func TestReadsOnSandbox(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	single := onOneRealm()
	for _, path := range commands("read") {
		row, realms := commandRows()[path], "sandbox/alpha,sandbox/bravo"
		if slices.Contains(single, path) {
			realms = "sandbox/bravo"
		}
		if e := m.runIn(row.in, row.line(path, "-R", realms)...); e.code != row.fails {
			t.Errorf("%s: exit code %d: %s", path, e.code, e.err)
		}
		if strings.HasPrefix(path, "auth ") {
			continue
		}
		e := m.runIn(row.in, row.line(path, "-R", "sandbox/bravo", "--curl")...)
		if e.code != 0 || !strings.HasPrefix(e.out, "curl ") {
			t.Errorf("%s --curl: exit code %d, stdout %q, stderr %q", path, e.code, e.out, e.err)
		}
	}
}

// TestLocal runs every command that sends nothing to a tenant, in every format.
func TestLocal(t *testing.T) {
	t.Parallel()
	tenant := newTenant(t)
	for _, path := range commands("local") {
		row := commandRows()[path]
		if row.skip != "" {
			continue
		}
		m := facing(t, tenant.URL)
		for _, format := range formats() {
			e := m.runIn(row.in, row.line(path, "-o", format)...)
			if e.code != row.fails {
				t.Errorf("%s -o %s: exit code %d, not %d: %s", path, format, e.code, row.fails, e.err)
			}
			switch {
			case row.fails != 0 && e.out != "":
				t.Errorf("%s -o %s fails with %q on stdout", path, format, e.out)
			case row.fails == 0 && !row.bare:
				parse(t, format, e.out)
			}
		}
	}
	if len(tenant.seen) > 0 {
		t.Errorf("the tenant saw %v", tenant.seen)
	}
}
