package audit

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/engine/store"
)

// record is an entry as it stands in the table.
type record struct {
	County, Chain                                    string
	Seq                                              int64
	ID, At, Actor, ActorName, Role, Division         string
	Act, Subject, SubjectID, Reason, Details, Digest string
}

// seal is the record's hash after the hash of the entry before it. Every field is preceded by its length, so that
// no two different entries read the same.
func (r record) seal(before string) string {
	h := sm3.New()
	writeField(h, before)
	for _, f := range []string{
		r.County, r.Chain, fmt.Sprint(r.Seq), r.ID, r.At, r.Actor, r.ActorName, r.Role, r.Division,
		r.Act, r.Subject, r.SubjectID, r.Reason, r.Details,
	} {
		writeField(h, f)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func writeField(h hash.Hash, text string) {
	var length [4]byte
	binary.BigEndian.PutUint32(length[:], uint32(len(text)))
	h.Write(length[:])
	h.Write([]byte(text))
}

// pending are the entries of one transaction that are not sealed yet.
type pending struct {
	tx      *store.Tx
	records []record
}

func pendingOf(ctx context.Context, tx *store.Tx) *pending {
	p := tx.Keep("audit", func() any { return &pending{tx: tx} }).(*pending)
	tx.AtEnd("audit", p.sealAll)
	return p
}

func (p *pending) add(r record) {
	r.County = p.tx.County()
	p.records = append(p.records, r)
}

// sealAll seals chain after chain in the order of their names, so that two transactions never wait for each other.
func (p *pending) sealAll(ctx context.Context) error {
	slices.SortStableFunc(p.records, func(a, b record) int { return cmp.Compare(a.Chain, b.Chain) })
	for group := range slices.Values(byChain(p.records)) {
		if err := p.sealChain(ctx, group); err != nil {
			return fmt.Errorf("seal chain %s: %w", group[0].Chain, err)
		}
	}
	return nil
}

func byChain(records []record) (groups [][]record) {
	for len(records) > 0 {
		n := slices.IndexFunc(records, func(r record) bool { return r.Chain != records[0].Chain })
		if n < 0 {
			n = len(records)
		}
		groups, records = append(groups, records[:n]), records[n:]
	}
	return groups
}

func (p *pending) sealChain(ctx context.Context, group []record) error {
	last, before, err := lockHead(ctx, p.tx, group[0].Chain, int64(len(group)))
	if err != nil {
		return err
	}
	for i := range group {
		group[i].Seq = last - int64(len(group)) + int64(i) + 1
		group[i].Digest = group[i].seal(before)
		before = group[i].Digest
	}
	if err := insert(ctx, p.tx, group); err != nil {
		return err
	}
	_, err = p.tx.Exec(ctx, `UPDATE audit_head SET hash = $3 WHERE county = $1 AND chain = $2`, p.tx.County(), group[0].Chain, before)
	return err
}

// lockHead takes the chain for this transaction, counts n entries on, and gives the new last number and the hash
// of the entry before them.
func lockHead(ctx context.Context, tx *store.Tx, chain string, n int64) (last int64, before string, err error) {
	err = tx.QueryRow(ctx, `INSERT INTO audit_head (county, chain, seq, hash) VALUES ($1, $2, $3, '')
		ON CONFLICT (county, chain) DO UPDATE SET seq = audit_head.seq + $3 RETURNING seq, hash`,
		tx.County(), chain, n).Scan(&last, &before)
	return last, before, err
}

var columns = []string{"county", "chain", "seq", "id", "at", "actor", "actor_name", "role", "division", "act", "subject", "subject_id", "reason", "details", "hash"}

func insert(ctx context.Context, tx *store.Tx, records []record) error {
	_, err := tx.Bulk(ctx, "audit_entry", columns, func(yield func([]any) bool) {
		for _, r := range records {
			row := []any{r.County, r.Chain, r.Seq, r.ID, r.At, r.Actor, r.ActorName, r.Role, r.Division, r.Act, r.Subject, r.SubjectID, r.Reason, r.Details, r.Digest}
			if !yield(row) {
				return
			}
		}
	})
	return err
}
