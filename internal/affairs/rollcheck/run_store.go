package rollcheck

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// Examined tells whether a roll of this county was ever looked over.
func (r *Rollcheck) Examined(ctx context.Context) (examined bool, err error) {
	err = r.db.Read(ctx, func(tx *store.Tx) error {
		var n int
		err := tx.QueryRow(ctx, `SELECT count(*) FROM rollcheck_run WHERE county = $1`, tx.County()).Scan(&n)
		examined = n > 0
		return err
	})
	return examined, err
}

func insertRun(ctx context.Context, tx *store.Tx, r Run) error {
	_, err := tx.Exec(ctx, `INSERT INTO rollcheck_run (county, id, source, division, month, claims, amount, notices, findings, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.County(), r.ID, string(r.Source), string(r.Division), r.Month, r.Claims, int64(r.Amount), r.Notices, r.Findings, r.author, r.By, tx.Stamp())
	if err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	columns := []string{"county", "run", "serial", "name", "file", "kind", "digest", "claims", "notices"}
	_, err = tx.Bulk(ctx, "rollcheck_file", columns, func(yield func([]any) bool) {
		for i, f := range r.Files {
			if !yield([]any{tx.County(), r.ID, i + 1, f.Name, f.File, f.Kind, f.Digest, f.Claims, f.Notices}) {
				return
			}
		}
	})
	return err
}

// A body is the part of a finding that is never searched.
type body struct {
	People []Person `json:"people,omitempty"`
	Rows   []Row    `json:"rows,omitempty"`
}

// insertFindings writes suspects as the run found them, with their places and whom they are about.
func insertFindings(ctx context.Context, tx *store.Tx, r Run, key secret, suspects []Suspect) error {
	bodies := make([]string, len(suspects))
	for i, s := range suspects {
		text, err := json.Marshal(body{peopleOf(s), s.Rows})
		if err != nil {
			return err
		}
		bodies[i] = string(text)
	}
	columns := []string{"county", "run", "serial", "suspect", "evidence", "kind", "detail", "level", "stake", "says", "verify", "programmes", "body"}
	_, err := tx.Bulk(ctx, "rollcheck_finding", columns, func(yield func([]any) bool) {
		for i, s := range suspects {
			if !yield([]any{
				tx.County(), r.ID, i + 1, key.key(s), key.rests(s), string(s.Kind), s.Detail, string(s.Level), int64(s.Stake), s.Says, s.Verify,
				strings.Join(s.Programmes, " "), bodies[i],
			}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("write findings: %w", err)
	}
	_, err = tx.Bulk(ctx, "rollcheck_place", []string{"county", "run", "serial", "division"}, func(yield func([]any) bool) {
		for i, s := range suspects {
			for _, at := range s.placesIn(r.Division) {
				if !yield([]any{tx.County(), r.ID, i + 1, string(at)}) {
					return
				}
			}
		}
	})
	if err != nil {
		return fmt.Errorf("write places of findings: %w", err)
	}
	_, err = tx.Bulk(ctx, "rollcheck_subject", []string{"county", "run", "serial", "subject"}, func(yield func([]any) bool) {
		for i, s := range suspects {
			for _, subject := range s.subjects() {
				if !yield([]any{tx.County(), r.ID, i + 1, subject}) {
					return
				}
			}
		}
	})
	if err != nil {
		return fmt.Errorf("write subjects of findings: %w", err)
	}
	return nil
}

const runColumns = `r.id, r.source, r.division, r.month, r.claims, r.amount, r.notices, r.findings, r.author, r.author_name, r.at`

func readRuns(ctx context.Context, tx *store.Tx, statement string, args ...any) ([]Run, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	var found []Run
	err = each(ctx, tx, `SELECT `+runColumns+` FROM rollcheck_run r WHERE r.county = $1 AND `+statement, append([]any{tx.County()}, args...), func(rows *sql.Rows) error {
		var r Run
		var at string
		err := rows.Scan(&r.ID, &r.Source, &r.Division, &r.Month, &r.Claims, &r.Amount, &r.Notices, &r.Findings, &r.author, &r.By, &at)
		if err != nil {
			return err
		}
		r.Place = tree.Local(r.Division)
		r.At, err = store.ParseStamp(at)
		found = append(found, r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read runs: %w", err)
	}
	return found, nil
}

// sees tells whether a reader may look into a run: it is of his division, or of one around it, of which he then sees his
// part.
func (r Run) sees(scope access.Scope) bool {
	return scope.Contains(r.Division) || r.Source == FromRegister && r.Division.Contains(scope.Division())
}

// to is the run as the reader may see it: of one of a wider division he sees his findings, and no totals, because they tell
// of others.
func (r Run) to(scope access.Scope) Run {
	if !scope.Contains(r.Division) {
		r.part, r.Claims, r.Amount, r.Notices, r.Findings = true, 0, 0, 0, 0
	}
	return r
}

// runOf reads one run in sight, with its files.
func runOf(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (Run, error) {
	found, err := readRuns(ctx, tx, `r.id = $2`, id)
	if err != nil {
		return Run{}, err
	}
	if len(found) == 0 || !found[0].sees(scope) {
		return Run{}, fault.NotFound("没有这次体检，或者它不在您负责的区划内")
	}
	r := found[0].to(scope)
	err = each(ctx, tx, `SELECT f.name, f.file, f.kind, f.digest, f.claims, f.notices FROM rollcheck_file f WHERE f.county = $1 AND f.run = $2 ORDER BY f.serial`,
		[]any{tx.County(), id}, func(rows *sql.Rows) error {
			var f CheckedFile
			err := rows.Scan(&f.Name, &f.File, &f.Kind, &f.Digest, &f.Claims, &f.Notices)
			r.Files = append(r.Files, f)
			return err
		})
	return r, err
}

// Latest is the newest run over the register that shows the whole of what the scope sees; its id is empty when there is
// none.
func Latest(ctx context.Context, tx *store.Tx, scope access.Scope) (Run, error) {
	return latestBefore(ctx, tx, scope, 0)
}

// latestBefore is the newest run of a month before another; of any month when that is not known.
func latestBefore(ctx context.Context, tx *store.Tx, scope access.Scope, before month.Month) (Run, error) {
	var around []string
	for at := scope.Division(); at != ""; at = at.Parent() {
		around = append(around, string(at))
	}
	if len(around) == 0 {
		return Run{}, nil
	}
	marks, args := "", []any{}
	for i, at := range around {
		marks += ", $" + strconv.Itoa(2+i)
		args = append(args, at)
	}
	condition := `r.source = 'register' AND r.division IN (` + marks[2:] + `)`
	if before.Known() {
		args = append(args, before)
		condition += ` AND r.month < $` + strconv.Itoa(1+len(args))
	}
	found, err := readRuns(ctx, tx, condition+` ORDER BY r.id DESC LIMIT 1`, args...)
	if err != nil || len(found) == 0 {
		return Run{}, err
	}
	return found[0].to(scope), nil
}

// runs lists runs in sight, the newest first.
func runs(ctx context.Context, tx *store.Tx, scope access.Scope, before string, limit int) ([]Run, error) {
	inside, args := scope.Where("r.division", 3)
	county := string(scope.Division())
	if len(county) >= 6 {
		county = county[:6] + "000000"
	}
	condition := `(` + inside + ` OR r.source = 'register' AND r.division = $2)`
	args = append([]any{county}, args...)
	if before != "" {
		args = append(args, before)
		condition += ` AND r.id < $` + strconv.Itoa(len(args)+1)
	}
	found, err := readRuns(ctx, tx, condition+` ORDER BY r.id DESC LIMIT `+strconv.Itoa(limit), args...)
	for i := range found {
		found[i] = found[i].to(scope)
	}
	return found, err
}
