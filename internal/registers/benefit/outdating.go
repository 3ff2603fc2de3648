package benefit

import (
	"context"
	"fmt"

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
	_, err := tx.Exec(ctx, `INSERT INTO benefit_outdating (county, proposal, author, author_name, at)
		SELECT p.county, p.id, $3, $4, $5 FROM benefit_proposal p
		WHERE p.county = $1 AND p.household = $2
			AND NOT EXISTS (SELECT 1 FROM benefit_closing c WHERE c.county = p.county AND c.proposal = p.id)
		ON CONFLICT (county, proposal) DO NOTHING`, tx.County(), household, by.ID, by.Name, tx.Stamp())
	if err != nil {
		return fmt.Errorf("mark proposals of household %s as outdated: %w", household, err)
	}
	return nil
}
