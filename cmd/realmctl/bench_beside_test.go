package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkBeside measures realmctl as whole processes, each command in turn with a
// program that does the same work, and prints a table; .ci/bench runs it. The tenants are
// in this process and answer from memory. What is counted must be right; a time over its
// limit is only told. With -short everything is small, and the times mean nothing.
func BenchmarkBeside(b *testing.B) {
	w := newWorkshop(b)
	var lines []line
	for _, r := range []struct {
		name string
		line func(*testing.B, *workshop) line
	}{
		{"Version", startOf("--version", 0.5)},
		{"Help", startOf("users list --help", 0.55)},
		{"PingOneGet", comparing(pingoneGet)},
		{"PingOneList", comparing(pingoneList)},
		{"PingOneParallel", comparing(pingoneParallel)},
		{"PingOneMembers", comparing(pingoneMembers)},
		{"PingOneSync", syncLine(pingoneSync)},
		{"AICList", comparing(aicList)},
		{"AICMembers", comparing(aicMembers)},
		{"AICSync", syncLine(aicSync)},
		{"CountsRealms", comparing(countsRealms)},
	} {
		b.Run(r.name, func(b *testing.B) {
			if l := r.line(b, w); len(lines) > 0 && lines[len(lines)-1].what == l.what {
				lines[len(lines)-1] = l // measured again, for longer
			} else {
				lines = append(lines, l)
			}
		})
	}
	printTable(os.Stdout, lines)
}

func comparing(c func(*testing.B, *workshop) comparison) func(*testing.B, *workshop) line {
	return func(b *testing.B, w *workshop) line {
		b.Helper()
		return c(b, w).report(b)
	}
}

// many is a number of users: few with -short, but enough for a listing to be divided.
func many() int {
	if testing.Short() {
		return 2000
	}
	return 100_000
}

// series is a number of runs.
func series(n int) int {
	if testing.Short() {
		return 3
	}
	return n
}

const (
	startRuns = 41
	listRuns  = 7
)

// startOf measures how long a command takes that does nothing, beside curl doing the same.
func startOf(command string, limit float64) func(*testing.B, *workshop) line {
	return comparing(func(_ *testing.B, w *workshop) comparison {
		return comparison{
			what: "`realmctl " + command + "`", beside: "`curl --version`", limit: limit, memory: 12, runs: series(startRuns),
			ours: w.realmctl(strings.Fields(command)...), theirs: w.curl("--version"),
		}
	})
}

// pingoneUsers is the address of the users whom a filter is for.
func pingoneUsers(server, filter string) string {
	query := url.Values{"limit": {fmt.Sprint(pingonePage)}}
	if filter != "" {
		query.Set("filter", filter)
	}
	return server + "/v1/environments/" + benchEnvironment + "/users?" + query.Encode()
}

func pingoneGet(b *testing.B, w *workshop) comparison {
	s := newBenchServer(b, newPingoneHall(pingonePage, 0), latency(0))
	address := s.URL + "/v1/environments/" + benchEnvironment + "/users/" + benchID(1, 7)
	return comparison{
		what: "`realmctl users get ID`, PingOne", beside: "`curl` with the same request", limit: 0.6, runs: series(startRuns),
		ours:   w.realmctl("users", "get", benchID(1, 7)).in(pingoneEnv(s.URL)...).asks(s, 1, 0),
		theirs: w.curl("-sS", "-H", "Authorization: Bearer "+benchToken, address).asks(s, 1, 0),
	}
}

func pingoneList(b *testing.B, w *workshop) comparison {
	n := many()
	h := newPingoneHall(n, 0)
	s := newBenchServer(b, h, latency(0))
	pages := len(joined(h.users).pages)
	return comparison{
		what: "`realmctl users list -o ndjson --parallel 1`, PingOne, " + grouped(n) + " users", beside: "bare copy",
		limit: 1.3, memory: 24, runs: series(listRuns),
		ours:   w.realmctl("users", "list", "-o", "ndjson", "--parallel", "1").in(pingoneEnv(s.URL)...).asks(s, pages, n),
		theirs: w.copies(pingoneUsers(s.URL, "")).asks(s, pages, n),
	}
}

// pingoneParallel compares a listing in parts with the same in one sequence. The first
// page, which says how many there are, and the populations come before the parts.
func pingoneParallel(b *testing.B, w *workshop) comparison {
	n := many()
	h := newPingoneHall(n, 0)
	s := newBenchServer(b, h, latency(30*time.Millisecond))
	pages := len(joined(h.users).pages)
	list := func(parallel string) program {
		return w.realmctl("users", "list", "-o", "ndjson", "--parallel", parallel).in(pingoneEnv(s.URL)...)
	}
	return comparison{
		what: "`--parallel 4`, PingOne, " + grouped(n) + " users, 30 ms a request", beside: "`--parallel 1`",
		limit: 0.35, runs: series(3), ours: list("4").asks(s, 2+pages, n), theirs: list("1").asks(s, pages, n),
	}
}

func pingoneMembers(b *testing.B, w *workshop) comparison {
	filter := `memberOfGroups[id eq "` + benchGroup + `"]`
	list := func(n int) (ours, theirs program) {
		h := newPingoneHall(n, 0)
		s := newBenchServer(b, h, latency(0))
		pages := len(joined(h.members).pages)
		// The group is read by its id, then with its counts, which tell that every member
		// is direct; what else comes before the pages is as in any divided listing.
		before := 2
		if dividedPages <= (n+pingonePage-1)/pingonePage {
			before += 2
		}
		ours = w.realmctl("groups", "members", "list", benchGroup, "-o", "ndjson").in(pingoneEnv(s.URL)...).asks(s, before+pages, n)
		return ours, w.copies(pingoneUsers(s.URL, filter)).asks(s, pages, n)
	}
	return members("PingOne", list)
}

// dividedPages is from how many pages on a listing comes in parts.
const dividedPages = 8

func aicMembers(b *testing.B, w *workshop) comparison {
	list := func(n int) (ours, theirs program) {
		h := newAICHall(n, 0)
		s := newBenchServer(b, h, latency(0))
		pages := len(h.members.pages)
		address := s.URL + "/openidm/managed/alpha_group/" + benchGroup + "/members?_queryFilter=true&_pageSize=1000&_fields=*"
		ours = w.realmctl("groups", "members", "list", benchGroup, "-o", "ndjson").in(aicEnv(s.URL)...).asks(s, 1+pages, n)
		return ours, w.copies(address).asks(s, pages, n)
	}
	return members("Advanced Identity Cloud", list)
}

// members compares the listing of a group's members with the bare copy of it.
func members(platform string, list func(n int) (ours, theirs program)) comparison {
	n := many()
	c := comparison{
		what: "`realmctl groups members list -o ndjson`, " + platform + ", " + grouped(n) + " members", beside: "bare copy",
		limit: 1.5, memory: 24, runs: series(listRuns),
	}
	c.ours, c.theirs = list(n)
	small, _ := list(n / 10)
	c.small = &small
	return c
}

func aicList(b *testing.B, w *workshop) comparison {
	n := many()
	h := newAICHall(n, 0)
	s := newBenchServer(b, h, latency(0))
	pages := len(h.users.pages)
	return comparison{
		what: "`realmctl users list -o ndjson`, Advanced Identity Cloud, " + grouped(n) + " users", beside: "bare copy",
		limit: 1.3, memory: 24, runs: series(listRuns),
		ours:   w.realmctl("users", "list", "-o", "ndjson").in(aicEnv(s.URL)...).asks(s, pages, n),
		theirs: w.copies(s.URL+"/openidm/managed/alpha_user?_queryFilter=true&_pageSize=1000").asks(s, pages, n),
	}
}

// countsRealms asks three realms, of which one is the slowest, and that one alone.
func countsRealms(b *testing.B, w *workshop) comparison {
	s := newBenchServer(b, newPingoneHall(0, 0), func(r *http.Request) time.Duration {
		_, path, _ := strings.Cut(r.URL.Path, "/environments/")
		environment, _, _ := strings.Cut(path, "/")
		return time.Duration(numberOf(environment)) * 100 * time.Millisecond
	})
	configuration := "version: 1\ntenants:\n  eu:\n    platform: pingone\n    url: " + s.URL + "\n    auth: {method: token}\n    realms:\n"
	for i, name := range []string{"one", "two", "three"} {
		configuration += fmt.Sprintf("      %s: {environment: %s}\n", name, benchID(3, i+1))
	}
	folder := b.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "realmctl"), 0o700); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "realmctl", "config.yaml"), []byte(configuration), 0o600); err != nil {
		b.Fatal(err)
	}
	count := func(realms string) program {
		return w.realmctl("counts", "total", "-R", realms, "--from", "2026-01-01", "--to", "2026-01-30").in("XDG_CONFIG_HOME=" + folder)
	}
	return comparison{
		what: "`realmctl counts total` of three realms, 100, 200 and 300 ms a request", beside: "the slowest realm alone",
		limit: 1.2, runs: series(listRuns),
		ours: count("eu/one,eu/two,eu/three").asks(s, 3, 0), theirs: count("eu/three").asks(s, 1, 0),
	}
}

// grouped is a number with its thousands apart.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}
