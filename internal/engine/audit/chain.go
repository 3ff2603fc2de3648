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

// sealAll seals chain after chain in the order of their names, so that two transactions never wait for each other. What was
// read before goes first.
func (p *pending) sealAll(ctx context.Context) error {
	slices.SortStableFunc(p.records, func(a, b record) int { return cmp.Compare(a.Chain, b.Chain) })
	for group := range slices.Values(byChain(p.records)) {
		if _, err := sealChain(ctx, p.tx, group[0].Chain, sealedInAnAct, group); err != nil {
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

// lockHead takes the chain for this transaction, and gives the number and the hash of its last entry.
func lockHead(ctx context.Context, tx *store.Tx, chain string) (last int64, hash string, err error) {
	err = tx.QueryRow(ctx, `INSERT INTO audit_head (county, chain, seq, hash) VALUES ($1, $2, 0, '')
		ON CONFLICT (county, chain) DO UPDATE SET seq = audit_head.seq RETURNING seq, hash`, tx.County(), chain).Scan(&last, &hash)
	return last, hash, err
}

func moveHead(ctx context.Context, tx *store.Tx, chain string, last int64, hash string) error {
	_, err := tx.Exec(ctx, `UPDATE audit_head SET seq = $3, hash = $4 WHERE county = $1 AND chain = $2`, tx.County(), chain, last, hash)
	return err
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
