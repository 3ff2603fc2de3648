package sheet

import "io"

// A sip reads a file in pieces: whoever takes a piece calls next, and a piece that has no end is refused.
type sip struct {
	from io.Reader
	left int
}

func newSip(from io.Reader) *sip { return &sip{from: from, left: largestSip} }

// next begins another piece.
func (s *sip) next() { s.left = largestSip }

// Read reads on within the piece.
func (s *sip) Read(into []byte) (int, error) {
	if s.left <= 0 {
		return 0, refused(tooLargeSentence)
	}
	n, err := s.from.Read(into)
	s.left -= n
	return n, err
}
