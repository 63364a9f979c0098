package pingone

import (
	"encoding/json"
	"iter"
)

// A piece is a row of a page, or at its end the page itself: when that comes to who
// consumes the rows, however far behind, no row of the page is used any more.
type piece struct {
	text []byte
	of   *pager // whose page it is; nil for a row
}

// piecesOf cuts up pages. What is wrong with a page is an error after the rows before it.
func (p *pager) piecesOf(pages iter.Seq2[page, error]) iter.Seq2[piece, error] {
	return func(yield func(piece, error) bool) {
		for page, err := range pages {
			if err != nil {
				yield(piece{}, err)
				return
			}
			more := true
			_, err := page.split(func(row []byte) bool {
				more = yield(piece{text: row}, nil)
				return more
			})
			if !more || !yield(piece{page.body, p}, nil) {
				return
			}
			if err != nil {
				yield(piece{}, err)
				return
			}
		}
	}
}

// rowsOf yields the rows among pieces, and tells pagers which pages were consumed.
func rowsOf(pieces iter.Seq2[piece, error]) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		for piece, err := range pieces {
			if piece.of != nil {
				piece.of.consumed(piece.text)
				continue
			}
			if !yield(piece.text, err) || err != nil {
				return
			}
		}
	}
}
