package audit

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// Sealing is the act by which readings are sealed: the entry names how many there were, and the SM3 over their marks.
const Sealing = "audit.seal"

const (
	sealedAtOnce  = 5000 // readings in one batch
	sealedInAnAct = 500  // readings that an act takes along with its own entry
)

// sealer is who seals.
const sealer = "活动记录"

// Seal seals the readings that are not in a chain yet.
func Seal(ctx context.Context, db *store.DB) error {
	for {
		more := false
		err := db.WriteAnyway(ctx, func(tx *store.Tx) error {
			chains, err := unsealedChains(ctx, tx)
			if err != nil {
				return err
			}
			more = false
			for _, chain := range chains {
				sealed, err := sealChain(ctx, tx, chain, sealedAtOnce, nil)
				if err != nil {
					return err
				}
				more = more || sealed == sealedAtOnce
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("seal readings: %w", err)
		}
		if !more {
			return nil
		}
	}
}

func unsealedChains(ctx context.Context, tx *store.Tx) ([]string, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT chain FROM audit_unsealed WHERE county = $1 ORDER BY chain`, tx.County())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var chains []string
	for rows.Next() {
		var chain string
		if err := rows.Scan(&chain); err != nil {
			return nil, err
		}
		chains = append(chains, chain)
	}
	return chains, rows.Err()
}

// sealChain adds to a chain: first the readings that wait for it, up to most of them, as one entry, then the entries of
// acts. It tells how many readings there were. The head is locked before they are read, so that nobody else seals the same.
func sealChain(ctx context.Context, tx *store.Tx, chain string, most int, acts []record) (sealed int, err error) {
	last, before, err := lockHead(ctx, tx, chain)
	if err != nil {
		return 0, err
	}
	looks, err := unsealed(ctx, tx, chain, most)
	if err != nil {
		return 0, err
	}
	entries := acts
	if len(looks) > 0 {
		entries = append([]record{sealingOf(tx, chain, looks)}, acts...)
		if err := moveSealed(ctx, tx, looks, last+1); err != nil {
			return 0, err
		}
	}
	if len(entries) == 0 {
		return 0, nil
	}
	for i := range entries {
		entries[i].Seq = last + int64(i) + 1
		entries[i].Digest = entries[i].seal(before)
		before = entries[i].Digest
	}
	if err := insert(ctx, tx, entries); err != nil {
		return 0, err
	}
	return len(looks), moveHead(ctx, tx, chain, last+int64(len(entries)), before)
}

// sealingOf is the entry that seals the readings.
func sealingOf(tx *store.Tx, chain string, looks []look) record {
	digest := sm3.New()
	for _, l := range looks {
		writeField(digest, l.Mark)
	}
	by := access.System(sealer, division.Code(chain))
	details := fmt.Sprintf(`{"count":"%d","digest":"%s"}`, len(looks), hex.EncodeToString(digest.Sum(nil)))
	return record{
		County: tx.County(), Chain: chain, ID: tx.NewID(), At: tx.Stamp(), Actor: by.ID, ActorName: by.Name, Role: string(by.Role), Division: chain,
		Act: Sealing, Subject: "reading", Details: details,
	}
}

// unsealed are the first readings of a chain that wait.
func unsealed(ctx context.Context, tx *store.Tx, chain string, most int) ([]look, error) {
	return looksWhere(ctx, tx, "audit_unsealed", fmt.Sprintf(`county = $1 AND chain = $2 ORDER BY id LIMIT %d`, most), tx.County(), chain)
}

func looksWhere(ctx context.Context, tx *store.Tx, table, condition string, args ...any) ([]look, error) {
	rows, err := tx.Query(ctx, `SELECT `+strings.Join(lookColumns, ", ")+` FROM `+table+` WHERE `+condition, args...)
	if err != nil {
		return nil, fmt.Errorf("read readings: %w", err)
	}
	defer rows.Close()
	var looks []look
	for rows.Next() {
		var l look
		if err := rows.Scan(l.fields()...); err != nil {
			return nil, err
		}
		looks = append(looks, l)
	}
	return looks, rows.Err()
}

// moveSealed puts readings of one chain under the number of the entry that seals them.
func moveSealed(ctx context.Context, tx *store.Tx, looks []look, batch int64) error {
	n := int64(0)
	_, err := tx.Bulk(ctx, "audit_read", append([]string{"batch", "n"}, lookColumns...), func(yield func([]any) bool) {
		for i := range looks {
			n++
			if !yield(append([]any{batch, n}, looks[i].row()...)) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(looks, 200) {
		marks, args := make([]string, len(part)), []any{tx.County(), looks[0].Chain}
		for i, l := range part {
			args = append(args, l.ID)
			marks[i] = fmt.Sprintf("$%d", i+3)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM audit_unsealed WHERE county = $1 AND chain = $2 AND id IN (`+strings.Join(marks, ", ")+`)`, args...); err != nil {
			return err
		}
	}
	return nil
}
