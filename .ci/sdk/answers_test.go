package sdk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/patrickcping/pingone-go-sdk-v2/management"
)

// nobody is an id that nothing has.
const nobody = "00000000-0000-4000-8000-000000000000"

// told decodes an answer for which the SDK has no type.
func (s *stranger) told(resp *http.Response) map[string]any {
	s.Helper()
	var doc map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&doc); err != nil {
		s.Fatalf("decode %s: %v", resp.Request.URL, err)
	}
	return doc
}

// turnedDown compares an error with what the SDK's own type for errors should say: its class, and the code and the
// target of each detail, as in "INVALID_DATA UNIQUENESS_VIOLATION username". It returns what the first detail tells
// besides, nil for nothing.
func (s *stranger) turnedDown(operation string, status int, wanted string, resp *http.Response, err error) *management.P1ErrorDetailsInnerInnerError {
	s.Helper()
	var generic *management.GenericOpenAPIError
	if !errors.As(err, &generic) || resp == nil {
		s.Fatalf("%s: %v, want an error of the API", operation, err)
	}
	want(s, operation+" status", resp.StatusCode, status)
	problem, isModel := generic.Model().(management.P1Error)
	if !isModel {
		s.Fatalf("%s: no model in %s", operation, generic.Body())
	}
	said := []string{problem.GetCode()}
	for _, detail := range problem.GetDetails() {
		said = append(said, detail.GetCode())
		if target := detail.GetTarget(); target != "" {
			said = append(said, target)
		}
	}
	want(s, operation+" error", strings.Join(said, " "), wanted)
	if problem.GetId() == "" || problem.GetMessage() == "" {
		s.Errorf("%s: no id or no message in %s", operation, generic.Body())
	}
	if len(problem.Details) == 0 {
		return nil
	}
	return problem.Details[0].InnerError
}

// TestTransactionID follows a request by the id that its client has given it.
func TestTransactionID(t *testing.T) {
	s := newStranger(t)
	_, resp, err := s.EnvironmentsApi.ReadOneEnvironment(s.ctx, s.env).XPingExternalTransactionID("of-the-sdk").Execute()
	s.did("ReadOneEnvironment", 200, resp, err)
	want(s, "transaction", resp.Header.Get("X-Ping-External-Transaction-ID"), "of-the-sdk")
}

func TestWrongToken(t *testing.T) {
	s := newStranger(t)
	s.ctx = context.WithValue(s.ctx, management.ContextAccessToken, box.token+"x")
	_, resp, err := s.EnvironmentsApi.ReadOneEnvironment(s.ctx, s.env).Execute()
	s.turnedDown("ReadOneEnvironment", 401, "ACCESS_FAILED INVALID_TOKEN", resp, err)
}

// walked counts the pages of a list and what is on them, to its end.
func (s *stranger) walked(operation string, list management.EntityArrayPagedIterator, on func(*management.EntityArrayEmbedded) int) (pages, items int) {
	s.Helper()
	held := pagesOf(s, operation, list)
	for _, page := range held {
		items += on(page)
	}
	return len(held), items
}
