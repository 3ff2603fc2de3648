package benefit

import (
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/money"
)

// A record of a redecision has 32 bytes: 16 of the SM3 of the facts, eight of the amount in fen, six of how far off the
// binding condition was, one of outcome and footing, one of which condition bound. Who it is about stands in a list
// beside it; the law and the conditions stand once with the redecision.
const recordSize = 32

// recordsTogether is how many records lie in one part.
const recordsTogether = 4096

// A part is records that are kept together.
type part struct {
	digest  string
	holders string // ids, a line each
	records []byte
}

// conditions are the conditions that records name by their place, the empty one first.
type conditions []string

func (c *conditions) place(name string) (byte, error) {
	if len(*c) == 0 {
		*c = conditions{""}
	}
	if i := slices.Index(*c, name); i >= 0 {
		return byte(i), nil
	}
	if len(*c) > 255 {
		return 0, fmt.Errorf("more than 255 conditions, the last %q", name)
	}
	*c = append(*c, name)
	return byte(len(*c) - 1), nil
}

// outcomes are the outcomes that records name by their place.
var outcomes = [...]Outcome{Eligible, Refused, Unknown}

// footings are the footings that records name by their place.
var footings = [...]Footing{In, Out, Barred}

func shortDigestOf(facts []byte) (short [16]byte) {
	sum := sm3.Sum(facts)
	return [16]byte(sum[:])
}

// record adds the decision to records.
func (x decision) record(to []byte, conditions *conditions) ([]byte, error) {
	condition, err := conditions.place(x.condition)
	if err != nil {
		return nil, err
	}
	outcome, footing := slices.Index(outcomes[:], x.outcome), slices.Index(footings[:], x.footing)
	to = append(to, x.digest[:]...)
	to = binary.BigEndian.AppendUint64(to, uint64(x.amount))
	var distance [8]byte
	binary.BigEndian.PutUint64(distance[:], uint64(x.distance))
	to = append(to, distance[2:]...)
	return append(to, byte(outcome|footing<<4), condition), nil
}

// recorded is a decision as its record tells it.
func recorded(holder string, r []byte, conditions []string) (decision, error) {
	x := decision{holder: holder, digest: [16]byte(r[:16]), amount: money.Fen(binary.BigEndian.Uint64(r[16:24]))}
	var distance [8]byte
	copy(distance[2:], r[24:30])
	x.distance = money.Fen(binary.BigEndian.Uint64(distance[:]))
	outcome, footing, condition := int(r[30]&15), int(r[30]>>4), int(r[31])
	if outcome >= len(outcomes) || footing >= len(footings) || condition >= len(conditions) {
		return x, fmt.Errorf("the record of %s names outcome %d, footing %d and condition %d", holder, outcome, footing, condition)
	}
	x.outcome, x.footing, x.condition = outcomes[outcome], footings[footing], conditions[condition]
	return x, nil
}

// parts are the records of all decisions, and the conditions they name.
func (d *redeciding) parts() ([]part, error) {
	d.conditions = nil
	var all []part
	var holders strings.Builder
	var records []byte
	end := func() {
		if len(records) == 0 {
			return
		}
		sum := sm3.New()
		sum.Write([]byte(holders.String()))
		sum.Write(records)
		all = append(all, part{digest: hex.EncodeToString(sum.Sum(nil)), holders: holders.String(), records: records})
		holders, records = strings.Builder{}, nil
	}
	for _, batch := range d.batches {
		for _, x := range batch.list {
			var err error
			if records, err = x.record(records, &d.conditions); err != nil {
				return nil, err
			}
			holders.WriteString(x.holder)
			holders.WriteByte('\n')
			if len(records) == recordsTogether*recordSize {
				end()
			}
		}
	}
	end()
	return all, nil
}

func inCountOrder(a, b Count) int {
	return cmp.Or(cmp.Compare(a.Division, b.Division), cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Footing, b.Footing))
}
