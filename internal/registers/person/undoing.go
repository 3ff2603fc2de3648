package person

import (
	"context"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
)

var books = store.Books{names, numbers, births, residences, phones}

// Written gives the people of whom something was entered at a stamp from a source, as a list that was taken in.
func Written(ctx context.Context, tx *store.Tx, stamp, source string) ([]string, error) {
	return books.Written(ctx, tx, stamp, source)
}

// Later gives those of the people of whom something else became known since.
func Later(ctx context.Context, tx *store.Tx, p store.Past) ([]string, error) {
	return books.Later(ctx, tx, p)
}

// GoBack brings what is known of people to what was known before. Who was not known then is known no longer. The caller's
// act has the permission and logs itself.
func GoBack(ctx context.Context, tx *store.Tx, p store.Past) error {
	if err := books.GoBack(ctx, tx, p); err != nil {
		return err
	}
	for _, id := range p.Subjects {
		err := rekey(ctx, tx, id)
		if kind, _ := fault.KindOf(err); err != nil && kind != fault.KindNotFound { // a household
			return err
		}
	}
	return nil
}
