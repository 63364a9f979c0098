package jsonscan_test

import (
	"slices"
	"testing"

	"github.com/realmctl/realmctl/pkg/jsonscan"
)

// elements are the elements of the array or the members of the object that a document
// begins with, and what the walk over them returned.
func elements(document string) (found []string, end int) {
	s := jsonscan.Scanner{Doc: []byte(document)}
	if document[0] == '[' {
		end = s.Elements(0, func(from int) int {
			end := s.Value(from)
			found = append(found, document[from:max(from, end)])
			return end
		})
		return found, end
	}
	end = s.Members(0, func(name []byte, from int) int {
		end := s.Value(from)
		found = append(found, string(name)+" is "+document[from:max(from, end)])
		return end
	})
	return found, end
}

func TestWalk(t *testing.T) {
	t.Parallel()
	for document, want := range map[string][]string{
		`[]`: nil, "[ \n]": nil, `[1]`: {"1"}, `[ 1 , [2] ,{"3":4}]`: {"1", "[2]", `{"3":4}`}, `{}`: nil, `{"a":1}`: {`"a" is 1`},
		"{ \"a\\\"b: \"\t:\r\n[1, 2] , \"\" : {} }": {`"a\"b: " is [1, 2]`, `"" is {}`},
	} {
		if got, end := elements(document + ","); !slices.Equal(got, want) || end != len(document) {
			t.Errorf("%s: %q and %d", document, got, end)
		}
	}
}

func TestWalkRefuses(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]int{
		`[`: jsonscan.CutOff, `[1`: jsonscan.CutOff, `[1,`: jsonscan.CutOff, `{`: jsonscan.CutOff, `{"a`: jsonscan.CutOff, `{"a":`: jsonscan.CutOff, `{"a":1`: jsonscan.CutOff,
		`[1,]`: jsonscan.Malformed, `[1 2]`: jsonscan.Malformed, `[1}`: jsonscan.Malformed, `[,]`: jsonscan.Malformed, `{1:2}`: jsonscan.Malformed,
		`{"a"}`: jsonscan.Malformed, `{"a":1,}`: jsonscan.Malformed, `{]`: jsonscan.Malformed, `{"a":1]`: jsonscan.Malformed,
	} {
		if _, end := elements(document); end != want {
			t.Errorf("%s: %d, want %d", document, end, want)
		}
	}
}

// TestWalkStops does not look at what comes after the walk was stopped.
func TestWalkStops(t *testing.T) {
	t.Parallel()
	s := jsonscan.Scanner{Doc: []byte(`[1,2,nonsense`)}
	seen := 0
	end := s.Elements(0, func(from int) int {
		if seen++; seen == 2 {
			return jsonscan.Stopped
		}
		return s.Value(from)
	})
	if end != jsonscan.Stopped || seen != 2 {
		t.Errorf("%d after %d elements", end, seen)
	}
}
