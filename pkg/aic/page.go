package aic

import (
	"encoding/json"
	"fmt"

	"github.com/realmctl/realmctl/pkg/identity"
	"github.com/realmctl/realmctl/pkg/jsonscan"
	"github.com/realmctl/realmctl/pkg/rest"
)

// check gives the rows of a page to each and finds what is wrong with it: a row that
// is no object, an error behind the rows, a number of rows that is not the one
// announced. When each returns false, the rest is not looked at.
func (p *pager) check(g page, each func(row []byte) bool) (envelope, error) {
	fits, more := true, true
	walk := p.walk
	if walk == nil {
		walk = (*jsonscan.Scanner).Value
	}
	around, err := splitRows(g.body, walk, func(row []byte) bool {
		if fits = p.anything || row[0] == '{'; fits {
			more = each(row)
		}
		return fits && more
	})
	switch {
	case !more:
		return around, nil
	case !fits:
		err = fmt.Errorf("row %d is no object", around.rows)
	case err == nil && around.failure != nil:
		return around, fromFailure(around.failure)
	case err == nil && around.count >= 0 && around.count != around.rows:
		err = fmt.Errorf("it has %d rows and says it has %d", around.rows, around.count)
	}
	if err != nil {
		err = unreadablePage(g.resp, g.body, err)
	}
	return around, err
}

// unreadablePage says what is wrong with a page; if it is not even the beginning
// of one, what came instead.
func unreadablePage(resp *rest.Response, body []byte, why error) error {
	from := jsonscan.Space(body, 0)
	if from == len(body) {
		return unreadable(resp, body, "with an empty body")
	}
	if body[from] != '{' {
		return unreadable(resp, body, "")
	}
	return unreadable(resp, body, "a page that cannot be read: "+why.Error())
}

// fromFailure is the error of a listing that broke off although its status was
// 200: the service puts it behind the rows.
func fromFailure(failure json.RawMessage) error {
	a := decodeAnswer(failure, "")
	var status struct {
		Code int `json:"code"`
	}
	_ = json.Unmarshal(failure, &status) // no code means no more than an API error
	e := &identity.Error{Kind: kindOf(status.Code), Status: status.Code, Detail: "the listing broke off: " + a.words(status.Code), Violations: a.violations}
	if e.Detail == "the listing broke off: status 0" {
		e.Detail = "the listing broke off"
	}
	return e
}
