package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// walk follows the cookies of a query and returns the ids of all pages, with the number of pages.
func walk(t *testing.T, c *client, params url.Values) (ids []string, pages int) {
	t.Helper()
	for {
		answer := c.query("managed/alpha_user", params)
		pages++
		for _, row := range answer["result"].([]any) {
			ids = append(ids, row.(map[string]any)["_id"].(string))
		}
		cookie, ok := answer["pagedResultsCookie"].(string)
		if !ok {
			return ids, pages
		}
		if pages > 1000 {
			t.Fatal("the cookies do not end")
		}
		params.Set("_pagedResultsCookie", cookie)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	all, _ := walk(t, c, url.Values{"_queryFilter": {"true"}})
	if len(all) != alphaUsers {
		t.Fatalf("%d users", len(all))
	}
	for _, sorted := range []string{"", "userName", "-sn,givenName"} {
		for _, size := range []int{1, 7, 50, 250, 251, 100000} {
			t.Run(fmt.Sprint(sorted, size), func(t *testing.T) {
				t.Parallel()
				params := url.Values{"_queryFilter": {"true"}, "_fields": {"_id"}, "_pageSize": {fmt.Sprint(size)}}
				if sorted != "" {
					params.Set("_sortKeys", sorted)
				}
				ids, pages := walk(t, c, params)
				if want := alphaUsers/size + 1; pages != want {
					t.Errorf("%d pages, want %d", pages, want)
				}
				if sorted == "" && !slices.Equal(ids, all) {
					t.Error("the pages are not the whole")
				}
				slices.Sort(ids)
				if len(ids) != alphaUsers || len(slices.Compact(ids)) != alphaUsers {
					t.Errorf("%d ids, some of them twice", len(ids))
				}
			})
		}
	}
}

func TestPagesOfAFilter(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	const filter = `accountStatus eq "inactive" and !(sn sw "A")`
	all, _ := walk(t, c, url.Values{"_queryFilter": {filter}})
	paged, _ := walk(t, c, url.Values{"_queryFilter": {filter}, "_pageSize": {"3"}})
	if !slices.Equal(all, paged) || len(all) == 0 {
		t.Errorf("%d rows at once, %d in pages", len(all), len(paged))
	}
	skipped, _ := walk(t, c, url.Values{"_queryFilter": {filter}, "_pagedResultsOffset": {"4"}})
	if !slices.Equal(all[4:], skipped) {
		t.Errorf("%d rows behind an offset of 4, want %d", len(skipped), len(all)-4)
	}
	sorted := url.Values{"_queryFilter": {filter}, "_sortKeys": {"userName"}}
	whole, _ := walk(t, c, sorted)
	sorted.Set("_pagedResultsOffset", "2")
	if behind, _ := walk(t, c, sorted); !slices.Equal(whole[2:], behind) {
		t.Error("an offset in a sorted list")
	}
}

func TestSorted(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	answer := c.query("managed/alpha_user", url.Values{"_queryFilter": {"true"}, "_sortKeys": {"-userName"}, "_fields": {"userName"}})
	var names []string
	for _, row := range answer["result"].([]any) {
		names = append(names, row.(map[string]any)["userName"].(string))
	}
	if !slices.IsSortedFunc(names, func(a, b string) int { return strings.Compare(b, a) }) {
		t.Errorf("%v", names)
	}
}

func TestEnvelope(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	r := c.get(alphaPath+`?_queryFilter=userName+eq+"ANN.adams"&_fields=sn`).want(t, http.StatusOK)
	const tail = `"sn":"Adams"}],"resultCount":1,"pagedResultsCookie":null,"totalPagedResultsPolicy":"NONE",` +
		`"totalPagedResults":-1,"remainingPagedResults":-1}`
	if !strings.HasPrefix(string(r.body), `{"result":[{"_id":"`) || !strings.HasSuffix(string(r.body), tail) {
		t.Errorf("%s", r.body)
	}
	if r.header.Get("ETag") != "" {
		t.Errorf("a query has the ETag %s", r.header.Get("ETag"))
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, test := range []struct {
		collection, filter, policy string
		wantPolicy                 string
		want                       int
	}{
		{"alpha_user", "true", "EXACT", "EXACT", alphaUsers},
		{"bravo_user", "true", "exact", "EXACT", bravoUsers},
		{"bravo_user", "true", "ESTIMATE", "ESTIMATE", bravoUsers},
		{"alpha_user", `userName eq "ann.adams"`, "EXACT", "EXACT", 1},
		{"alpha_user", "true", "NONE", "NONE", -1},
		{"alpha_assignment", "true", "EXACT", "NONE", -1},
	} {
		answer := c.query("managed/"+test.collection, url.Values{
			"_queryFilter": {test.filter}, "_totalPagedResultsPolicy": {test.policy}, "_pageSize": {"1"}})
		if answer["totalPagedResultsPolicy"] != test.wantPolicy ||
			answer["totalPagedResults"] != json.Number(fmt.Sprint(test.want)) {
			t.Errorf("%v: %v %v", test, answer["totalPagedResultsPolicy"], answer["totalPagedResults"])
		}
	}
}

func TestCountOnly(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	path := alphaPath + "?_queryFilter=true&_countOnly=true"
	r := c.get(path).want(t, http.StatusBadRequest)
	if want := "countOnly is only supported with protocolVersion 2.2 or higher"; r.message(t) != want {
		t.Errorf("%s", r.body)
	}
	r = c.send(http.MethodGet, path, map[string]string{"Accept-API-Version": "protocol=2.2,resource=1.0"}, "")
	if answer := r.want(t, http.StatusOK).object(t); answer["totalPagedResults"] != json.Number("250") {
		t.Errorf("%s", r.body)
	}
}

func TestQueriesRefused(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for query, want := range map[string]string{
		"_queryFilter=userName+eq":                            "A value could not be parsed as a valid query filter",
		"_queryFilter=":                                       "A value could not be parsed as a valid query filter",
		"_queryFilter=a+ne+1":                                 "unrecognized or unsupported filter operator 'ne'",
		"_queryFilter=a+ew+%22x%22":                           "unrecognized or unsupported filter operator 'ew'",
		"_queryFilter=true&_sortKeys=":                        "The value '' for parameter '_sortKeys' could not be parsed as a comma separated list of sort keys",
		"_queryFilter=true&_foo=1":                            "Unrecognized request parameter '_foo'",
		"_queryFilter=true&_queryFilter=true":                 "Multiple values provided for the single-valued request parameter '_queryFilter'",
		"_queryFilter=true&_pageSize=1.5":                     "The value '1.5' for parameter '_pageSize' could not be parsed as a valid integer",
		"_queryFilter=true&_totalPagedResultsPolicy=BAD":      "The value 'BAD' for parameter '_totalPagedResultsPolicy' could not be parsed as a valid count policy",
		"_queryFilter=true&_fields=a,+b":                      "The value 'a, b' for parameter '_fields' could not be parsed as a comma separated list of JSON pointers",
		"_queryFilter=true&_pageSize=2&_pagedResultsCookie=x": "Invalid paged results cookie",
		"_queryId=nosuch":                                     "The passed identifier nosuch does not match any configured queries",
		"_queryId=for-userName":                               "Missing entry in params passed to query for token uid",
		"_queryId=a&_queryExpression=true":                    "The parameters _queryId and _queryExpression are mutually exclusive",
	} {
		r := c.get(alphaPath+"?"+query).want(t, http.StatusBadRequest)
		if r.message(t) != escapeHTML(want) {
			t.Errorf("%s: %s", query, r.message(t))
		}
	}
}

func TestStoredQueries(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	found := c.query("managed/alpha_user", url.Values{"_queryId": {"for-userName"}, "uid": {"ann.adams"}})
	if len(found["result"].([]any)) != 1 {
		t.Errorf("%v", found)
	}
	ids := c.query("managed/bravo_user", url.Values{"_queryId": {"query-all-ids"}})
	for _, row := range ids["result"].([]any) {
		if len(row.(map[string]any)) != 2 {
			t.Fatalf("row %v", row)
		}
	}
	if all := c.query("managed/bravo_user", url.Values{"_queryId": {"query-all"}}); len(all["result"].([]any)) != bravoUsers {
		t.Errorf("%v rows", all["resultCount"])
	}
}

func TestPrettyPrint(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	for _, query := range []string{"?_queryFilter=true&_pageSize=2", "/" + userID(mustType(c.box), 0) + "?"} {
		plain, pretty := c.get(alphaPath+query), c.get(alphaPath+query+"&_prettyPrint=true")
		if !strings.Contains(string(pretty.body), "\n  ") || !equal(plain.object(t), pretty.object(t)) {
			t.Errorf("%s", pretty.body)
		}
	}
}

func TestRelationshipFilter(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	head := userID(mustType(c.box), 0)
	filter := `manager/_ref eq "managed/alpha_user/` + head + `"`
	found := c.query("managed/alpha_user", url.Values{"_queryFilter": {filter}, "_fields": {"manager/userName"}})
	rows := found["result"].([]any)
	if len(rows) != 5 {
		t.Fatalf("%d users report to the head", len(rows))
	}
	for _, row := range rows {
		manager := row.(map[string]any)["manager"].(map[string]any)
		if manager["userName"] != "ann.adams" || manager["_refResourceId"] != head {
			t.Errorf("manager %v", manager)
		}
	}
	members := c.query("managed/alpha_group", url.Values{"_queryFilter": {`/members/_ref eq "managed/alpha_user/` + head + `"`}})
	if members["resultCount"] != json.Number("2") {
		t.Errorf("%v groups", members["resultCount"])
	}
}

func mustType(s *Sandbox) *objectType {
	t, _ := s.schemas.find("managed/alpha_user")
	return t
}
