package cli_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWrites walks over every command that is marked as a write, on every platform:
// shown instead of sent, unconfirmed and with a stale revision nothing changes. What a
// platform lacks is refused by name.
func TestWrites(t *testing.T) {
	t.Parallel()
	for _, platform := range platforms() {
		for _, path := range commands("write") {
			t.Run(platform+" "+path, func(t *testing.T) {
				t.Parallel()
				walkWrite(t, platform, path)
			})
		}
	}
}

func walkWrite(t *testing.T, platform, path string) {
	row := rowOn(platform, path)
	box := newBoxed(t)
	m := box.machineOn(t, platform)
	if row.first != nil && !row.lacked(platform) {
		m.must(row.first...)
	}
	everybody := []string{"users", "list", "--jq", "del(.account)"} // a lock opens as time goes by
	before := m.must(everybody...).out
	box.taken()
	if row.lacked(platform) {
		for _, more := range []string{"--yes", "-n", "--curl"} {
			row.refused(t, m, path, more)
		}
		row.refused(t, m, path) // before anybody is asked to confirm it
		noWrites(t, box)
		return
	}
	t.Run("dry run", func(t *testing.T) { row.dryRun(t, box, m, path) })
	t.Run("curl", func(t *testing.T) { row.curl(t, box, m, path) })
	t.Run("unconfirmed", func(t *testing.T) { row.unconfirmed(t, box, m, path) })
	t.Run("stale", func(t *testing.T) { row.outdated(t, m, path) })
	if after := m.must(everybody...).out; after != before {
		t.Errorf("the users changed:\n%s\n%s", before, after)
	}
	row.really(t, box, m, path)
}

// refused: a command that the platform of the realm lacks says so by name.
func (r commandRow) refused(t *testing.T, m *machine, path string, more ...string) {
	t.Helper()
	m.env["REALMCTL_ERRORS"] = "json"
	defer delete(m.env, "REALMCTL_ERRORS")
	e := m.runIn(r.in, r.line(path, more...)...)
	told := e.told(t)
	if e.code != 2 || told.Class != "unsupported" || e.out != "" || !lacks.MatchString(told.Message) {
		t.Errorf("%v: exit code %d, stdout %q, stderr %q", more, e.code, e.out, e.err)
	}
}

// lacks is how a refusal names the platform and what it has not.
var lacks = regexp.MustCompile(`^\S+/\S+ \((Advanced Identity Cloud|PingIDM|PingOne)\) has no [a-z]`)

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
	if writes, _ := box.taken(); e.code != r.fails || len(writes) == 0 {
		t.Errorf("in earnest: exit code %d, %v: %s", e.code, writes, e.err)
	}
}

// onOneRealm are the reads that take one realm.
func onOneRealm() []string { return []string{"users template", "users check", "auth token", "idp get"} }

// TestReads runs every command that is marked as a read on the realms of a served
// sandbox, or on one where it takes one, in every format; none sends a write.
func TestReads(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	for _, platform := range platforms() {
		for _, path := range commands("read") {
			t.Run(platform+" "+path, func(t *testing.T) {
				row := rowOn(platform, path)
				m := box.machineOn(t, platform)
				if row.lacked(platform) {
					row.refused(t, m, path)
					return
				}
				realms := box.realms(platform)
				if slices.Contains(onOneRealm(), path) {
					realms = realms[:1]
				}
				for _, format := range formats() {
					e := m.runIn(row.in, row.line(path, "-R", strings.Join(realms, ","), "-o", format)...)
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
}

// TestReadsOnSandbox runs every read on the tenant that is built in, and shows it
// as a curl command where it can be shown.
func TestReadsOnSandbox(t *testing.T) {
	t.Parallel()
	for platform, realms := range map[string][]string{"aic": {"sandbox/alpha", "sandbox/bravo"}, "pingone": {"sandbox/pingone"}} {
		m := newMachine(t)
		for _, path := range commands("read") {
			row, asked := rowOn(platform, path), realms
			if slices.Contains(onOneRealm(), path) {
				asked = realms[:1]
			}
			if row.lacked(platform) {
				row.refused(t, m, path, "-R", realms[0])
				continue
			}
			if e := m.runIn(row.in, row.line(path, "-R", strings.Join(asked, ","))...); e.code != row.fails {
				t.Errorf("%s %s: exit code %d: %s", platform, path, e.code, e.err)
			}
			if strings.HasPrefix(path, "auth ") {
				continue
			}
			e := m.runIn(row.in, row.line(path, "-R", realms[0], "--curl")...)
			if e.code != 0 || !strings.HasPrefix(e.out, "curl ") {
				t.Errorf("%s %s --curl: exit code %d, stdout %q, stderr %q", platform, path, e.code, e.out, e.err)
			}
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
