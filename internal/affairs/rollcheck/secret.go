package rollcheck

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/engine/store"
)

// A secret makes the marks by which suspects and their evidence are known again, and which tell nothing by themselves: an
// identity number has too few possible values to be hashed without one.
type secret []byte

const (
	secretBytes = 32
	markBytes   = 15
)

// of is the mark of some words.
func (s secret) of(words ...string) string {
	h := hmac.New(sm3.New, s)
	for _, w := range words {
		fmt.Fprintf(h, "%d:%s", len(w), w)
	}
	return strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:markBytes]))
}

// key is the same for the same suspect in every run.
func (s secret) key(x Suspect) string {
	return s.of(append([]string{"suspect", string(x.Kind)}, x.subject...)...)
}

// rests is the mark of what the suspect rests on.
func (s secret) rests(x Suspect) string {
	return s.of(append([]string{"evidence", string(x.Kind)}, x.evidence...)...)
}

// secretOf reads the secret of these books, and makes it when there is none.
func secretOf(ctx context.Context, tx *store.Tx) (secret, error) {
	fresh := make([]byte, secretBytes)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO rollcheck_secret (county, secret) VALUES ($1, $2) ON CONFLICT (county) DO NOTHING`, tx.County(), fresh); err != nil {
		return nil, fmt.Errorf("make secret: %w", err)
	}
	var s []byte
	err := tx.QueryRow(ctx, `SELECT secret FROM rollcheck_secret WHERE county = $1`, tx.County()).Scan(&s)
	return s, err
}
