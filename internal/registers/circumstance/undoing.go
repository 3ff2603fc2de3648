package circumstance

import (
	"context"

	"minzheng/internal/engine/store"
)

// Written gives those of whom something was entered at a stamp from a source, as a list that was taken in.
func Written(ctx context.Context, tx *store.Tx, stamp string, from Source) ([]string, error) {
	return facts.Written(ctx, tx, stamp, from.kept())
}

// Later gives those of the subjects of whom something else became known since.
func Later(ctx context.Context, tx *store.Tx, p store.Past) ([]string, error) {
	return facts.Later(ctx, tx, p)
}

// GoBack brings what is known of the subjects to what was known before. The caller's act has the permission and logs
// itself.
func GoBack(ctx context.Context, tx *store.Tx, p store.Past) error {
	_, err := facts.GoBack(ctx, tx, p)
	return err
}
