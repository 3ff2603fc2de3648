package benefit

import (
	"context"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// GatherFew is the reading of a few households, however many are asked for.
func GatherFew(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month, programme string, households []string) ([]Family, error) {
	return gatherFew(ctx, tx, scope, m, programme, households)
}

// GatherMany is the reading of thousands, however few are asked for; nobody named is everybody in scope.
func GatherMany(ctx context.Context, tx *store.Tx, scope access.Scope, m month.Month, programme string, households []string) ([]Family, error) {
	r, err := readRegister(ctx, tx, m, true)
	if err != nil {
		return nil, err
	}
	return gatherMany(ctx, tx, scope, r, programme, households)
}
