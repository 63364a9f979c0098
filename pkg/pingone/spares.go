package pingone

// spares are the memory of pages that were consumed, for pages to come. Where there are
// none, and always with nil, a page gets memory of its own, and its rows may be kept.
type spares chan []byte

// sparesFor has room for the pages of some listings side by side, or for the two of one.
func sparesFor(listings int) spares { return make(spares, max(2, listings)) }

func (s spares) take() []byte {
	select {
	case room := <-s:
		return room[:0]
	default:
		return nil
	}
}

// give is for who has seen the last row of a page.
func (s spares) give(body []byte) {
	select {
	case s <- body:
	default:
	}
}
