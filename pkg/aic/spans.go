package aic

// Spans are some members of an object, by where they stand in a document.
type spans struct {
	doc []byte
	all []span
}

// A span is copied in one piece: members with nothing but commas between them.
type span struct{ from, to int }

// none is nothing of a document yet, in the memory of what was of another.
func (s spans) none(doc []byte) spans { return spans{doc, s.all[:0]} }

// add adds the member from one index to another.
func (s *spans) add(from, to int) {
	if n := len(s.all); n > 0 && s.all[n-1].to == from-1 {
		s.all[n-1].to = to
		return
	}
	s.all = append(s.all, span{from, to})
}

// appendTo appends the members, each behind a comma.
func (s *spans) appendTo(b []byte) []byte {
	for _, piece := range s.all {
		b = append(append(b, ','), s.doc[piece.from:piece.to]...)
	}
	return b
}
