package sandbox

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

func TestFirstUseOfSeveral(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var all [4]Credentials
	var group sync.WaitGroup
	for i := range all {
		box := newBox(t, Options{Dir: dir})
		group.Go(func() {
			var err error
			if all[i], err = box.Credentials(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for _, one := range all {
		if one != all[0] || one.AdminPassword == "" {
			t.Errorf("%v and %v", all[0], one)
		}
	}
}

func TestSeedIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	read := func() string {
		c := connect(t, newBox(t, Options{Dir: t.TempDir()}))
		if err := c.box.Seed(t.Context(), "bravo", 100, nil); err != nil {
			t.Fatal(err)
		}
		r := c.get("/openidm/managed/bravo_user?_queryFilter=true&_fields=userName,sn,mail,manager/userName,frIndexedInteger1")
		rev := r.object(t)["result"].([]any)[0].(map[string]any)["_rev"].(string)
		return strings.ReplaceAll(string(r.body), rev[:36], "")
	}
	if one, two := read(), read(); one != two {
		t.Error("two sandboxes differ")
	}
}

func TestSeedTellsProgress(t *testing.T) {
	t.Parallel()
	box := newBox(t, Options{})
	var told []int
	if err := box.Seed(t.Context(), "alpha", seedBatch+10, func(done int) { told = append(told, done) }); err != nil {
		t.Fatal(err)
	}
	if len(told) != 2 || told[1] != seedBatch+10 {
		t.Errorf("told %v", told)
	}
	if err := box.Seed(t.Context(), "charlie", 1, nil); err == nil {
		t.Error("a realm that is not there was seeded")
	}
}

func TestBrokenPage(t *testing.T) {
	t.Parallel()
	p := &page{sent: 3}
	got := p.foot(&search{pageSize: 10}, totals{"NONE", -1}, errors.New("the disk is gone"))
	const want = `],"resultCount":3,"error":{"code":500,"reason":"Internal Server Error","message":"Internal Server Error"}}`
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestClosed(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	if err := c.box.Close(); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, BaseURL+"/am/json/serverinfo/*", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.round.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if raw, err := io.ReadAll(res.Body); res.StatusCode != http.StatusInternalServerError || err != nil {
		t.Errorf("%d %s %v", res.StatusCode, raw, err)
	}
}
