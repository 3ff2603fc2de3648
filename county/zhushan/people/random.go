package people

// A stream is a source of chance that gives the same numbers on every machine and with every version of Go. It works
// in whole numbers only: floating point may differ between machines in the last digit.
type stream struct{ state uint64 }

// newStream makes the stream of a seed and a name. Each part of the county has its own, so that one part can change
// without moving the others.
func newStream(seed uint64, name string) *stream {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	s := &stream{seed ^ h}
	s.next()
	return s
}

// next is splitmix64.
func (s *stream) next() uint64 {
	s.state += 0x9e3779b97f4a7c15
	z := s.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is one of 0 … n-1.
func (s *stream) below(n int) int { return int(s.next() % uint64(n)) }

// between is one of lo … hi.
func (s *stream) between(lo, hi int) int { return lo + s.below(hi-lo+1) }

// hits is true in so many cases of ten thousand.
func (s *stream) hits(of10000 int) bool { return s.below(10000) < of10000 }

// weighted is an index, drawn in proportion to the weights; -1 when all are nought.
func (s *stream) weighted(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	if sum <= 0 {
		return -1
	}
	at := s.below(sum)
	for i, w := range weights {
		if at -= w; at < 0 {
			return i
		}
	}
	return -1
}

// spread is a sum around a middle value: half of them lie between 0.65 and 1.55 of it, few beyond 0.3 and 3.5, as incomes
// do.
func (s *stream) spread(middle int) int {
	quantiles := [...]int{26, 33, 40, 46, 53, 59, 65, 72, 80, 90, 100, 110, 121, 133, 144, 156, 173, 195, 230, 290, 370}
	i := s.below((len(quantiles) - 1) * 16)
	lo, hi := quantiles[i/16], quantiles[i/16+1]
	return middle * (16*lo + (hi-lo)*(i%16)) / 1600
}

// shuffle puts a list into a chance order.
func shuffle[T any](s *stream, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := s.below(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}

// apportion divides a whole number in proportion to weights, by the largest remainder; the parts add up exactly.
func apportion(whole int, weights []int) []int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	parts, rests := make([]int, len(weights)), make([]int, len(weights))
	left := whole
	for i, w := range weights {
		parts[i], rests[i] = whole*w/sum, whole*w%sum
		left -= parts[i]
	}
	for ; left > 0; left-- {
		best := 0
		for i := range rests {
			if rests[i] > rests[best] {
				best = i
			}
		}
		parts[best]++
		rests[best] = -1
	}
	return parts
}

// A deck deals the places of a list in proportion to their weights, nearly exactly: all cards go round before any comes
// again.
type deck struct {
	r     *stream
	cards []int
	at    int
}

func newDeck(r *stream, weights []int) *deck {
	d := &deck{r: r}
	for i, w := range weights {
		for range w {
			d.cards = append(d.cards, i)
		}
	}
	d.at = len(d.cards)
	return d
}

func (d *deck) deal() int {
	if d.at == len(d.cards) {
		shuffle(d.r, d.cards)
		d.at = 0
	}
	d.at++
	return d.cards[d.at-1]
}
