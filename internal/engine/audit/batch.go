package audit

import (
	"encoding/hex"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"
)

// A Batch sums up many records that one act writes, so that a single entry tells how many there were of each sort and
// seals what they said. Identity numbers and accounts are told to it as they print: masked.
type Batch struct {
	digest hash.Hash
	kinds  []string
	counts map[string]int
}

// NewBatch is a batch of nothing yet.
func NewBatch() *Batch { return &Batch{digest: sm3.New(), counts: map[string]int{}} }

// Tell adds one record of a kind.
func (b *Batch) Tell(kind string, values ...any) {
	if b.counts[kind] == 0 {
		b.kinds = append(b.kinds, kind)
	}
	b.counts[kind]++
	writeField(b.digest, kind)
	for _, v := range values {
		writeField(b.digest, fmt.Sprint(v))
	}
}

// Count is how many records of a kind were told.
func (b *Batch) Count(kind string) int { return b.counts[kind] }

// Details are the counts by kind and the SM3 of everything told.
func (b *Batch) Details() map[string]string {
	details := map[string]string{"digest": hex.EncodeToString(b.digest.Sum(nil))}
	for _, kind := range b.kinds {
		details[kind] = fmt.Sprint(b.counts[kind])
	}
	return details
}
