package filter

import (
	"cmp"
	"strings"
)

// A SortKey is a field to order by.
type SortKey struct {
	Field      Pointer
	Descending bool
}

// ParseSortKeys reads the value of _sortKeys: fields with commas between them,
// each after an optional "+" or, for descending, "-". An empty field is a
// *SyntaxError, and so is an empty text.
func ParseSortKeys(text string) ([]SortKey, error) {
	var keys []SortKey
	at := 0
	for part := range strings.SplitSeq(text, ",") {
		name := strings.TrimPrefix(part, "+")
		descending := strings.HasPrefix(part, "-")
		if descending {
			name = part[1:]
		}
		field, problem := parsePointer(name)
		if problem == "" && len(field) == 0 {
			problem = "empty sort key"
		}
		if problem != "" {
			return nil, &SyntaxError{Position: position(text, at), Problem: problem}
		}
		keys = append(keys, SortKey{field, descending})
		at += len(part) + 1
	}
	return keys, nil
}

// A Rank is what an order needs to know of a document: one value for each sort
// key. It is small where the document may be large.
type Rank []scalar

// RankOf reads a document's rank. Of a list its first value counts; null, an
// object and an empty list are as good as nothing.
func RankOf(keys []SortKey, doc any) Rank {
	rank := make(Rank, len(keys))
	for i, key := range keys {
		for _, value := range Reference.resolve(key.Field, doc) {
			if list := elements(value); len(list) > 0 {
				rank[i] = scalarOf(list[0])
			}
		}
	}
	return rank
}

// CompareRanks orders documents by their ranks under keys: negative if a comes
// first, 0 if the keys do not tell them apart. A document without a value
// comes last in either direction. Letter case does not count.
func CompareRanks(keys []SortKey, a, b Rank) int {
	for i, key := range keys {
		if c := compareUnder(key, a[i], b[i]); c != 0 {
			return c
		}
	}
	return 0
}

func compareUnder(key SortKey, a, b scalar) int {
	switch {
	case a.kind == absent || b.kind == absent:
		return cmp.Compare(min(b.kind, 1), min(a.kind, 1)) // absent is the lowest kind
	case key.Descending:
		return b.compare(a)
	default:
		return a.compare(b)
	}
}

// Compare orders two documents under keys; see [CompareRanks].
func Compare(keys []SortKey, a, b any) int {
	return CompareRanks(keys, RankOf(keys, a), RankOf(keys, b))
}
