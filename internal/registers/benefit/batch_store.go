package benefit

import (
	"context"
	"fmt"
	"slices"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

func writeBatch(ctx context.Context, tx *store.Tx, b Batch) error {
	_, err := tx.Exec(ctx, `INSERT INTO benefit_batch (county, id, month, number, old_amount, new_amount, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, tx.County(), b.ID, b.Month, b.Count, int64(b.Old), int64(b.New), b.Author, b.By, tx.Stamp())
	if err != nil {
		return fmt.Errorf("write batch: %w", err)
	}
	_, err = tx.Bulk(ctx, "benefit_batch_item", []string{"county", "batch", "proposal"}, func(yield func([]any) bool) {
		for _, p := range b.Proposals {
			if !yield([]any{tx.County(), b.ID, p.ID}) {
				return
			}
		}
	})
	return err
}

// BatchOf reads a batch with those of its proposals that are in scope, as they
// stand now.
//
// It returns fault.NotFound when there is no such batch, or nothing of it is in
// scope.
func BatchOf(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (Batch, error) {
	b := Batch{ID: id}
	var at string
	err := tx.QueryRow(ctx, `SELECT month, number, old_amount, new_amount, author, author_name, at FROM benefit_batch WHERE county = $1 AND id = $2`,
		tx.County(), id).Scan(&b.Month, &b.Count, &b.Old, &b.New, &b.Author, &b.By, &at)
	if store.IsNoRows(err) {
		return Batch{}, unseenBatch()
	}
	if err != nil {
		return Batch{}, fmt.Errorf("read batch %s: %w", id, err)
	}
	if b.At, err = store.ParseStamp(at); err != nil {
		return Batch{}, err
	}
	where, inside := scope.Where("p.division", 3)
	b.Proposals, err = readProposals(ctx, tx, `EXISTS (SELECT 1 FROM benefit_batch_item i WHERE i.county = p.county AND i.batch = $2 AND i.proposal = p.id)
		AND `+where+` ORDER BY p.division, p.id`, append([]any{tx.County(), id}, inside...))
	if err != nil {
		return Batch{}, fmt.Errorf("read batch %s: %w", id, err)
	}
	if len(b.Proposals) == 0 {
		return Batch{}, unseenBatch()
	}
	// A batch takes effect whole, so any of its proposals tells whether it has.
	if c := b.Proposals[0].Closing; c != nil && c.Batch == id {
		b.Closing = c
	}
	return b, nil
}

func unseenBatch() error {
	return fault.NotFound("没有找到这一批建议，或者它不在您负责的区划内")
}

// proposalsByID reads the proposals with these ids; fault.NotFound when one is
// not in scope.
func proposalsByID(ctx context.Context, tx *store.Tx, scope access.Scope, ids []string) ([]Proposal, error) {
	ids = unique(ids)
	where, inside := scope.Where("p.division", 2)
	args := append([]any{tx.County()}, inside...)
	var found []Proposal
	for part := range slices.Chunk(ids, chunk) {
		in, some := among(tx, "p.id", part, len(args)+1)
		more, err := readProposals(ctx, tx, where+` AND `+in+` ORDER BY p.division, p.id`, append(slices.Clone(args), some...))
		if err != nil {
			return nil, fmt.Errorf("read proposals: %w", err)
		}
		found = append(found, more...)
	}
	if len(found) != len(ids) {
		return nil, unseenProposal()
	}
	return found, nil
}

// unique gives the ids in order, each once.
func unique(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return slices.Compact(ids)
}
