package job

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"minzheng/internal/engine/store"
)

// unfinished is the id of work of the same kind on the same subject that has not ended; empty when there is none.
func unfinished(ctx context.Context, tx *store.Tx, o Order) (id string, err error) {
	err = tx.QueryRow(ctx, `SELECT id FROM job_job WHERE county = $1 AND subject = $2 AND kind = $3 AND state IN ('waiting', 'running')`,
		tx.County(), o.Subject, o.Kind).Scan(&id)
	if store.IsNoRows(err) {
		return "", nil
	}
	return id, err
}

const columns = `j.id, j.kind, j.about, j.subject, j.input, j.path, j.actor, j.actor_name, j.actor_role, j.actor_division,
	j.asked_at, j.state, j.attempt, j.ended_at, j.says,
	COALESCE(p.words, ''), COALESCE(p.done, 0), COALESCE(p.total, 0), COALESCE(p.since, ''), COALESCE(p.at, '')`

// jobs reads work that fulfils a condition, whose placeholders begin at $2, the newest first.
func jobs(ctx context.Context, tx *store.Tx, condition string, args []any, limit int) ([]Job, error) {
	rows, err := tx.Query(ctx, `SELECT `+columns+` FROM job_job j LEFT JOIN job_progress p ON p.county = j.county AND p.job = j.id
		WHERE j.county = $1 AND `+condition+` ORDER BY j.id DESC LIMIT `+strconv.Itoa(limit), append([]any{tx.County()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read jobs: %w", err)
	}
	defer rows.Close()
	var found []Job
	for rows.Next() {
		j, err := scan(rows)
		if err != nil {
			return nil, err
		}
		j.news()
		found = append(found, j)
	}
	return found, rows.Err()
}

func scan(rows *sql.Rows) (j Job, err error) {
	var actor, name, role, at, asked, ended, since, known string
	p := &j.Progress
	err = rows.Scan(&j.ID, &j.Kind, &j.About, &j.Subject, &j.Input, &j.Path, &actor, &name, &role, &at,
		&asked, &j.State, &j.Attempt, &ended, &j.Says, &p.Words, &p.Done, &p.Total, &since, &known)
	if err != nil {
		return j, err
	}
	j.By = actorOf(actor, name, role, at)
	for _, t := range []struct {
		text string
		into *time.Time
	}{{asked, &j.AskedAt}, {ended, &j.EndedAt}, {since, &p.Since}, {known, &p.At}} {
		if t.text == "" {
			continue
		}
		if *t.into, err = store.ParseStamp(t.text); err != nil {
			return j, err
		}
	}
	return j, nil
}

// claim takes the oldest work that is due, or whose holder is dead, for the holder. Another server that saw the same
// row a moment earlier has changed it by then, and the condition is asked again. An id limits the choice to one piece.
func claim(ctx context.Context, tx *store.Tx, holder, id string, lease time.Duration) (j Job, ok bool, err error) {
	free := `(state = 'waiting' AND due <= $2 OR state = 'running' AND lease < $2)`
	args := []any{tx.County(), tx.Stamp(), holder, stampAfter(tx, lease)}
	only := ""
	if id != "" {
		args, only = append(args, id), " AND id = $5"
	}
	err = tx.QueryRow(ctx, `UPDATE job_job SET state = 'running', holder = $3, lease = $4, attempt = attempt + 1,
			begun_at = CASE WHEN begun_at = '' THEN $2 ELSE begun_at END
		WHERE county = $1 AND id = (SELECT id FROM job_job WHERE county = $1 AND `+free+only+` ORDER BY id LIMIT 1) AND `+free+` RETURNING id`,
		args...).Scan(&id)
	if store.IsNoRows(err) {
		return j, false, nil
	}
	if err != nil {
		return j, false, fmt.Errorf("claim work: %w", err)
	}
	found, err := jobs(ctx, tx, `j.id = $2`, []any{id}, 1)
	if err != nil {
		return j, false, err
	}
	return found[0], true, nil
}

// hold renews the lease and tells whether the work is still the holder's.
func hold(ctx context.Context, tx *store.Tx, j Job, holder string, lease time.Duration) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE job_job SET lease = $3 WHERE county = $1 AND id = $2 AND state = 'running' AND holder = $4 AND attempt = $5`,
		tx.County(), j.ID, stampAfter(tx, lease), holder, j.Attempt)
	return n == 1, err
}

// end writes what came of the work, unless it is somebody else's by now.
func end(ctx context.Context, tx *store.Tx, j Job, holder string, state State, says string) error {
	_, err := tx.Exec(ctx, `UPDATE job_job SET state = $3, says = $4, ended_at = $5
		WHERE county = $1 AND id = $2 AND state = 'running' AND holder = $6 AND attempt = $7`,
		tx.County(), j.ID, string(state), says, tx.Stamp(), holder, j.Attempt)
	return err
}

// giveBack lets the work wait again. An attempt that the end of a server cut short does not count.
func giveBack(ctx context.Context, tx *store.Tx, j Job, holder string, after time.Duration, counts bool) error {
	attempt := j.Attempt
	if !counts {
		attempt--
	}
	_, err := tx.Exec(ctx, `UPDATE job_job SET state = 'waiting', due = $3, attempt = $4
		WHERE county = $1 AND id = $2 AND state = 'running' AND holder = $5 AND attempt = $6`,
		tx.County(), j.ID, stampAfter(tx, after), attempt, holder, j.Attempt)
	return err
}

func writeProgress(ctx context.Context, tx *store.Tx, job string, p Progress) error {
	_, err := tx.Exec(ctx, `INSERT INTO job_progress (county, job, words, done, total, since, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (county, job) DO UPDATE SET words = excluded.words, done = excluded.done, total = excluded.total,
			since = excluded.since, at = excluded.at`,
		tx.County(), job, p.Words, p.Done, p.Total, store.FormatStamp(p.Since), tx.Stamp())
	return err
}

func stampAfter(tx *store.Tx, after time.Duration) string {
	return store.FormatStamp(tx.Now().Add(after))
}
