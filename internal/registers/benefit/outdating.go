package benefit

import (
	"context"
	"fmt"
	"slices"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// FactsChanged marks the open proposals of a household as outdated: they cannot
// be confirmed until the month was proposed again. The roof joins it to the
// events of the registers below that change what a household is assessed by.
// 资料变动.
//
// Even without it no proposal takes effect on facts it was not made from;
// Confirm gathers them again. This only says so earlier.
func FactsChanged(ctx context.Context, tx *store.Tx, by access.Actor, household string) error {
	return FactsChangedAll(ctx, tx, by, []string{household})
}

// FactsChangedAll is [FactsChanged] of many households.
func FactsChangedAll(ctx context.Context, tx *store.Tx, by access.Actor, households []string) error {
	for part := range slices.Chunk(households, chunk) {
		in, args := among(tx, "p.household", part, 5)
		_, err := tx.Exec(ctx, `INSERT INTO benefit_outdating (county, proposal, author, author_name, at)
			SELECT p.county, p.id, $2, $3, $4 FROM benefit_proposal p
			WHERE p.county = $1 AND `+in+`
				AND NOT EXISTS (SELECT 1 FROM benefit_closing c WHERE c.county = p.county AND c.proposal = p.id)
			ON CONFLICT (county, proposal) DO NOTHING`, append([]any{tx.County(), by.ID, by.Name, tx.Stamp()}, args...)...)
		if err != nil {
			return fmt.Errorf("mark proposals of %d households as outdated: %w", len(part), err)
		}
	}
	return nil
}
