package cli_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// A population whose users fill more than one page is emptied to the last of them,
// although the listing changes while it is read. If one cannot leave, it stays, and
// the next attempt has but that one to move.
func TestPopulationIsEmptiedBeforeItGoes(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	m := box.machineOn(t, "pingone")
	m.must("populations", "patch", "Staff", "--default")
	id := strings.TrimSpace(m.must("users", "get", seeded, "-o", "id").out)
	inside, held := box.Config.Handler, true
	box.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if held && r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/users/"+id+"/population") {
			text(http.StatusBadRequest, "application/json", `{"code":"INVALID_REQUEST","message":"This one is busy"}`)(w, r)
			return
		}
		inside.ServeHTTP(w, r)
	})
	remove := []string{"populations", "delete", "Customers", "--move-users-to", "Staff", "--confirm", "box/home"}
	users := func(name string) string {
		return strings.TrimSpace(m.must("populations", "get", name, "--columns", "users", "--no-headers").out)
	}

	e := m.run(remove...)
	for _, said := range []string{"120 users of Customers move to Staff", "moved 119 users of Customers", "population Customers stays", "busy", "1 of 120 users failed"} {
		if !strings.Contains(e.err, said) {
			t.Errorf("%q is not said: %s", said, e.err)
		}
	}
	if e.code != 6 || e.out != "" || users("Customers") != "1" || users("Staff") != "159" {
		t.Errorf("exit code %d, stdout %q; %s and %s users", e.code, e.out, users("Customers"), users("Staff"))
	}

	held = false
	if e := m.run(remove...); e.code != 0 || !strings.Contains(e.err, "moved 1 user of Customers") || users("Staff") != "160" {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
}

// A realm that is one population does not show the users of another, and cannot
// move them.
func TestPopulationWhoseUsersAreNotSeen(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	m := box.machineOn(t, "pingone")
	e := m.run("populations", "delete", "Partners", "--move-users-to", "Staff", "--confirm", "box/customers", "-R", "box/customers")
	if e.code != 5 || !strings.Contains(e.err, "it holds 20 users that this realm does not show") {
		t.Errorf("exit code %d: %s", e.code, e.err)
	}
	noWrites(t, box)
}

// A listing of populations is paged, and comes as it arrives.
func TestPopulationsArePaged(t *testing.T) {
	t.Parallel()
	box := newBoxed(t)
	m := box.machineOn(t, "pingone")
	for i := range 110 {
		m.must("populations", "create", "--name", "Part "+strconv.Itoa(i))
	}
	if got := strings.Count(m.must("populations", "list", "-o", "name").out, "\n"); got != 113 {
		t.Errorf("%d populations", got)
	}
	if got := strings.Count(m.must("populations", "list", "-o", "name", "--sort", "name", "--limit", "7").out, "\n"); got != 7 {
		t.Errorf("%d populations of 7", got)
	}
}
