package officer

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/store"
)

// sessions keeps sessions in the books, under the hash of their token, so that every server of the county knows them
// and a copy of the table lets nobody in.
type sessions struct{ db *store.DB }

var _ scs.CtxStore = sessions{}

// Sessions is where the web server keeps its sessions.
func (o *Officer) Sessions() scs.Store { return sessions{o.db} }

// FindCtx gives the content of a session that has not expired.
func (s sessions) FindCtx(ctx context.Context, token string) (content []byte, found bool, err error) {
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		var text string
		err := tx.QueryRow(ctx, `SELECT content FROM officer_session WHERE county = $1 AND token = $2 AND expires > $3`,
			tx.County(), token, tx.Stamp()).Scan(&text)
		if store.IsNoRows(err) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find session: %w", err)
		}
		found = true
		content, err = base64.StdEncoding.DecodeString(text)
		return err
	})
	return content, found, err
}

// CommitCtx writes a session and takes away those that have expired.
func (s sessions) CommitCtx(ctx context.Context, token string, content []byte, expiry time.Time) error {
	return s.db.WriteAnyway(store.Aside(ctx), func(tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM officer_session WHERE county = $1 AND expires <= $2`, tx.County(), tx.Stamp()); err != nil {
			return fmt.Errorf("clear sessions: %w", err)
		}
		_, err := tx.Exec(ctx, `INSERT INTO officer_session (county, token, content, expires) VALUES ($1, $2, $3, $4)
			ON CONFLICT (county, token) DO UPDATE SET content = excluded.content, expires = excluded.expires`,
			tx.County(), token, base64.StdEncoding.EncodeToString(content), expiry.UTC().Format("2006-01-02T15:04:05.000000Z"))
		if err != nil {
			return fmt.Errorf("write session: %w", err)
		}
		return nil
	})
}

// DeleteCtx takes a session away; one that is not there is no error.
func (s sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.db.WriteAnyway(store.Aside(ctx), func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM officer_session WHERE county = $1 AND token = $2`, tx.County(), token)
		return err
	})
}

// Find, Commit and Delete serve callers without a context; the session manager prefers the others.
func (s sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s sessions) Commit(token string, content []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, content, expiry)
}

func (s sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// countyOf is the county of the books as a division.
func countyOf(tx *store.Tx) division.Code { return division.Code(tx.County() + "000000") }
