package app

import (
	"bytes"
	"context"
	"database/sql"
	"testing"

	"minzheng/county/zhushan/people"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
)

// TestExamineFindsWhatIsPlanted enters an invented township with its errors into the books, looks over its awards as the
// page does, and wants every error among the findings: what the registers tell of an award is what the finders need.
func TestExamineFindsWhatIsPlanted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := house(t, db, &bytes.Buffer{})
		if err := b.found(t.Context(), people.Tiny); err != nil {
			t.Fatal(err)
		}
		invented, _, err := inventAlone(people.Tiny)
		if err != nil {
			t.Fatal(err)
		}
		by := access.Actor{ID: "o1", Name: "陈静", Role: access.Preparer, Division: theCounty}
		run, err := b.rollcheck.Examine(t.Context(), by, theCounty, paidMonth)
		if err != nil {
			t.Fatal(err)
		}
		found := foundBy(t, db, run.ID)
		planted := 0
		for _, p := range invented.Planted {
			if p.Kind == people.Undeclared {
				continue
			}
			planted++
			if who := &invented.Persons[p.Person]; !found[p.Kind][who.Number().Full()] {
				t.Errorf("not found: %s of %s (%s)", p.Kind, who.Full(), invented.Awards[p.Award].Programme)
			}
		}
		if planted < 8 || run.Findings > 3*planted {
			t.Errorf("%d planted, %d found in %d awards", planted, run.Findings, run.Claims)
		}
	})
}

// foundBy are the numbers of the people whom the findings of a run are about, by kind.
func foundBy(t *testing.T, db *store.DB, run string) map[string]map[string]bool {
	t.Helper()
	found := map[string]map[string]bool{}
	err := db.Read(t.Context(), func(tx *store.Tx) error {
		return eachRow(t.Context(), tx, `SELECT f.kind, n.number FROM rollcheck_finding f
			JOIN rollcheck_subject s ON s.county = f.county AND s.run = f.run AND s.serial = f.serial
			JOIN person_number n ON n.county = s.county AND n.person = s.subject
			WHERE f.county = $1 AND f.run = $2`, []any{tx.County(), run}, func(rows *sql.Rows) error {
			var kind, number string
			err := rows.Scan(&kind, &number)
			if found[kind] == nil {
				found[kind] = map[string]bool{}
			}
			found[kind][number] = true
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func eachRow(ctx context.Context, tx *store.Tx, statement string, args []any, read func(*sql.Rows) error) error {
	rows, err := tx.Query(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := read(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
