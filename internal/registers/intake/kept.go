package intake

import (
	"context"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// Kept gives a received file back as it was sent, for whoever reads it with other eyes than taking it in; fault.NotFound
// when it is not in sight.
func Kept(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (Submission, error) {
	return submission(ctx, tx, scope, id)
}
