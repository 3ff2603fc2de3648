package people

import (
	_ "embed"
	"strconv"
	"strings"

	"minzheng/internal/base/month"
)

// taken are the births and sequences of the identity numbers of people who stand in the sample lists, one a line: nobody
// invented here has one of them. Sequences below firstSequence are left to people whom tests and stories type in by hand.
//
//go:embed taken.txt
var taken string

const (
	firstSequence = 10
	lastSequence  = 999
)

// A numbering gives every person an identity number of their own.
type numbering struct {
	used  map[int32]int // how many of a day and sex have one
	taken map[int32]map[uint16]bool
}

func newNumbering() *numbering {
	n := &numbering{used: map[int32]int{}, taken: map[int32]map[uint16]bool{}}
	for _, line := range strings.Fields(taken) {
		day, _ := strconv.Atoi(line[:8])
		sequence, _ := strconv.Atoi(line[8:])
		if n.taken[int32(day)] == nil {
			n.taken[int32(day)] = map[uint16]bool{}
		}
		n.taken[int32(day)][uint16(sequence)] = true
	}
	return n
}

// next is a sequence for a birth that nobody has yet: odd for men. Going round in steps that share no factor with the
// number of sequences meets each of them once.
func (n *numbering) next(born month.Day, male bool) uint16 {
	const round = (lastSequence - firstSequence + 1) / 2 // of each sex: 495 = 3·3·5·11
	key := int32(born)*2 + int32(sexOf(male))
	for {
		at := (n.used[key]*197 + int(born)*7) % round
		n.used[key]++
		sequence := uint16(firstSequence + 2*at)
		if male {
			sequence++
		}
		if !n.taken[int32(born)][sequence] {
			return sequence
		}
	}
}
