package rollcheck

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

const findingColumns = `f.run, f.serial, f.suspect, f.evidence, f.kind, f.detail, f.level, f.stake, f.says, f.verify, f.programmes,
	v.id, v.evidence, v.outcome, v.reason, v.author, v.author_name, v.at`

// judged joins a finding f with the last verdict on its suspect.
const judged = ` FROM rollcheck_finding f LEFT JOIN rollcheck_verdict v ON v.county = f.county AND v.suspect = f.suspect
	AND v.id = (SELECT MAX(x.id) FROM rollcheck_verdict x WHERE x.county = f.county AND x.suspect = f.suspect)`

// findingsOf lists the findings of a run that the scope sees, the worst first, without people and rows.
func findingsOf(ctx context.Context, tx *store.Tx, scope access.Scope, run string) ([]Finding, error) {
	places, seen, err := placesOf(ctx, tx, scope, run)
	if err != nil {
		return nil, err
	}
	var found []Finding
	err = each(ctx, tx, `SELECT `+findingColumns+judged+` WHERE f.county = $1 AND f.run = $2 ORDER BY f.serial`, []any{tx.County(), run}, func(rows *sql.Rows) error {
		f, err := scanFinding(rows)
		if seen[f.Serial] {
			f.Places = places[f.Serial]
			found = append(found, f)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read findings: %w", err)
	}
	return found, nil
}

// placesOf reads where the findings of a run lie, and which of them the scope sees.
func placesOf(ctx context.Context, tx *store.Tx, scope access.Scope, run string) (map[int][]division.Code, map[int]bool, error) {
	places, seen := map[int][]division.Code{}, map[int]bool{}
	err := each(ctx, tx, `SELECT p.serial, p.division FROM rollcheck_place p WHERE p.county = $1 AND p.run = $2 ORDER BY p.serial, p.division`,
		[]any{tx.County(), run}, func(rows *sql.Rows) error {
			var serial int
			var at division.Code
			err := rows.Scan(&serial, &at)
			places[serial] = append(places[serial], at)
			seen[serial] = seen[serial] || scope.Contains(at)
			return err
		})
	if err != nil {
		return nil, nil, fmt.Errorf("read places of findings: %w", err)
	}
	return places, seen, nil
}

func scanFinding(rows *sql.Rows, more ...any) (Finding, error) {
	var f Finding
	var programmes string
	var id, evidence, outcome, reason, author, name, at sql.NullString
	into := []any{
		&f.Run, &f.Serial, &f.Key, &f.evidence, &f.Kind, &f.Detail, &f.Level, &f.Stake, &f.Says, &f.Verify, &programmes,
		&id, &evidence, &outcome, &reason, &author, &name, &at,
	}
	if err := rows.Scan(append(into, more...)...); err != nil {
		return f, err
	}
	f.Programmes = strings.Fields(programmes)
	if !id.Valid {
		return f, nil
	}
	v := Verdict{ID: id.String, Suspect: f.Key, Outcome: Outcome(outcome.String), Reason: reason.String, By: name.String, author: author.String, evidence: evidence.String}
	var err error
	v.At, err = store.ParseStamp(at.String)
	f.Verdict = &v
	return f, err
}

// fill gives findings their people and rows.
func fill(ctx context.Context, tx *store.Tx, scope access.Scope, found []Finding) error {
	for i := range found {
		f := &found[i]
		var text string
		err := tx.QueryRow(ctx, `SELECT body FROM rollcheck_finding WHERE county = $1 AND run = $2 AND serial = $3`, tx.County(), f.Run, f.Serial).Scan(&text)
		if err != nil {
			return fmt.Errorf("read finding %s/%d: %w", f.Run, f.Serial, err)
		}
		var b body
		if err := json.Unmarshal([]byte(text), &b); err != nil {
			return fmt.Errorf("read finding %s/%d: %w", f.Run, f.Serial, err)
		}
		f.People, f.Rows = b.People, b.Rows
		*f = f.within(scope)
	}
	return nil
}

// findingOf reads one finding in sight.
func findingOf(ctx context.Context, tx *store.Tx, scope access.Scope, run string, serial int) (Finding, error) {
	var found []Finding
	err := each(ctx, tx, `SELECT `+findingColumns+judged+` WHERE f.county = $1 AND f.run = $2 AND f.serial = $3`, []any{tx.County(), run, serial}, func(rows *sql.Rows) error {
		f, err := scanFinding(rows)
		found = append(found, f)
		return err
	})
	if err != nil {
		return Finding{}, fmt.Errorf("read finding: %w", err)
	}
	places, seen, err := placesOf(ctx, tx, scope, run)
	if err != nil {
		return Finding{}, err
	}
	if len(found) == 0 || !seen[serial] {
		return Finding{}, fault.NotFound("没有这条疑点，或者它不在您负责的区划内")
	}
	found[0].Places = places[serial]
	return found[0], fill(ctx, tx, scope, found)
}

// findingsAbout lists what the run found about a person or household, in sight.
func findingsAbout(ctx context.Context, tx *store.Tx, scope access.Scope, run, subject string) ([]Finding, error) {
	places, seen, err := placesOf(ctx, tx, scope, run)
	if err != nil {
		return nil, err
	}
	var found []Finding
	err = each(ctx, tx, `SELECT `+findingColumns+judged+` JOIN rollcheck_subject s ON s.county = f.county AND s.run = f.run AND s.serial = f.serial
		WHERE f.county = $1 AND f.run = $2 AND s.subject = $3 ORDER BY f.serial`, []any{tx.County(), run, subject}, func(rows *sql.Rows) error {
		f, err := scanFinding(rows)
		if seen[f.Serial] {
			f.Places = places[f.Serial]
			found = append(found, f)
		}
		return err
	})
	return found, err
}

// traceRows says for awards that were taken from a received file where they stand in it.
func traceRows(ctx context.Context, tx *store.Tx, suspects []Suspect) error {
	type origin struct{ file, household string }
	type spot struct {
		name, sheet string
		row         int
	}
	known := map[origin]*spot{}
	for i := range suspects {
		for j := range suspects[i].Rows {
			r := &suspects[i].Rows[j]
			if r.Award == "" || r.FileID == "" || r.File != "" {
				continue
			}
			at := origin{r.FileID, r.Household}
			if _, asked := known[at]; !asked {
				var s spot
				err := tx.QueryRow(ctx, `SELECT f.name, r.sheet, r.first_row FROM intake_file f
					JOIN intake_taking t ON t.county = f.county AND t.file = f.id
					JOIN intake_row r ON r.county = t.county AND r.taking = t.id
					WHERE f.county = $1 AND f.id = $2 AND r.household = $3 ORDER BY t.id DESC LIMIT 1`, tx.County(), at.file, at.household).Scan(&s.name, &s.sheet, &s.row)
				switch {
				case store.IsNoRows(err):
					known[at] = nil
				case err != nil:
					return fmt.Errorf("trace rows: %w", err)
				default:
					known[at] = &s
				}
			}
			if s := known[at]; s != nil {
				r.File, r.Sheet, r.Row = s.name, s.sheet, s.row
			}
		}
	}
	return nil
}
