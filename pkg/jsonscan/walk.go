package jsonscan

// Stopped is what the function of a walk returns to end it; the walk then returns that,
// as it does with any other negative number.
const Stopped = -4

// Elements walks over the array that begins at i and returns the index after it. For
// each element, each gets the index at which it begins and returns the index after it.
func (s *Scanner) Elements(i int, each func(from int) int) int {
	closing := s.Doc[i] + 2
	if i = Space(s.Doc, i+1); i < len(s.Doc) && s.Doc[i] == closing {
		return i + 1
	}
	for {
		if i = each(i); i < 0 {
			return i
		}
		if i = Space(s.Doc, i); i >= len(s.Doc) {
			return CutOff
		}
		if s.Doc[i] == closing {
			return i + 1
		}
		if s.Doc[i] != ',' {
			return Malformed
		}
		i = Space(s.Doc, i+1)
	}
}

// Members is [Scanner.Elements] for the object that begins at i: each gets the name,
// with its quotes and escapes, and the index at which the value begins.
func (s *Scanner) Members(i int, each func(name []byte, from int) int) int {
	return s.Object(i, memberFunc(each))
}

// A memberFunc is a [MemberReader] that wants the name.
type memberFunc func(name []byte, from int) int

// Member implements [MemberReader].
func (f memberFunc) Member(s *Scanner, i, from int) int { return f(s.NameAt(i, from), from) }
