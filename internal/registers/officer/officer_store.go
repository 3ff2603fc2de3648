package officer

import (
	"context"
	"fmt"
	"strings"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

var postFacts = store.Facts{Table: "officer_post", Key: []string{"officer"}, Values: []string{"role", "division"}}

// selectOfficers reads officers with their latest post, latest password and last sign-in; $1 is the county.
const selectOfficers = `
	SELECT o.id, o.name, o.sign_in, p.role, p.division, p.true_from, COALESCE(e.ended_on, ''), COALESCE(e.reason, ''), w.must_change,
		COALESCE((SELECT max(a.at) FROM officer_attempt a WHERE a.county = o.county AND a.officer = o.id AND a.passed = 1), '')
	FROM officer_officer o
	JOIN officer_post p ON p.county = o.county AND p.officer = o.id AND p.known_until = '` + store.KnownForever + `'
		AND p.true_from = (SELECT max(l.true_from) FROM officer_post l WHERE l.county = o.county AND l.officer = o.id AND l.known_until = '` + store.KnownForever + `')
	JOIN officer_password w ON w.county = o.county AND w.officer = o.id
		AND w.id = (SELECT max(l.id) FROM officer_password l WHERE l.county = o.county AND l.officer = o.id)
	LEFT JOIN officer_ending e ON e.county = o.county AND e.officer = o.id
	WHERE o.county = $1`

// query reads officers in sight under a further condition, whose placeholders begin at $2.
func query(ctx context.Context, tx *store.Tx, scope access.Scope, condition string, args ...any) ([]View, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	seen, inside := scope.Where("p.division", len(args)+2)
	all := append(append([]any{tx.County()}, args...), inside...)
	rows, err := tx.Query(ctx, selectOfficers+" AND "+condition+" AND "+seen+" ORDER BY p.division, o.sign_in", all...)
	if err != nil {
		return nil, fmt.Errorf("read officers: %w", err)
	}
	defer rows.Close()
	var views []View
	for rows.Next() {
		var v View
		var mustChange int
		if err := rows.Scan(&v.ID, &v.Name, &v.SignIn, &v.Role, &v.Division, &v.Since, &v.Ended, &v.Reason, &mustChange, &v.LastSignIn); err != nil {
			return nil, err
		}
		v.MustChange, v.Place = mustChange == 1, tree.Local(v.Division)
		views = append(views, v)
	}
	return views, rows.Err()
}

// one reads the officer with the id, in sight.
func one(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (View, error) {
	views, err := query(ctx, tx, scope, "o.id = $2", id)
	if err != nil {
		return View{}, err
	}
	if len(views) == 0 {
		return View{}, fault.NotFound("没有这位工作人员，或不在您负责的区划内")
	}
	v := views[0]
	v.Locked, err = locked(ctx, tx, id)
	return v, err
}

// presentOf reads who an officer at work is, with the password that holds: without when they last signed in, which
// changes all the time. It gives no password when there is nobody.
func presentOf(ctx context.Context, tx *store.Tx, id string) (credential string, v View, err error) {
	_, inside := access.Within(countyOf(tx)).Where("p.division", 3)
	var mustChange int
	err = tx.QueryRow(ctx, `SELECT w.id, w.must_change, o.id, o.name, p.role, p.division FROM officer_officer o
		JOIN officer_post p ON p.county = o.county AND p.officer = o.id AND p.known_until = '`+store.KnownForever+`'
			AND p.true_from = (SELECT max(l.true_from) FROM officer_post l WHERE l.county = o.county AND l.officer = o.id AND l.known_until = '`+store.KnownForever+`')
		JOIN officer_password w ON w.county = o.county AND w.officer = o.id
			AND w.id = (SELECT max(l.id) FROM officer_password l WHERE l.county = o.county AND l.officer = o.id)
		WHERE o.county = $1 AND o.id = $2 AND p.division BETWEEN $3 AND $4
			AND NOT EXISTS (SELECT 1 FROM officer_ending e WHERE e.county = o.county AND e.officer = o.id)`,
		append([]any{tx.County(), id}, inside...)...).Scan(&credential, &mustChange, &v.ID, &v.Name, &v.Role, &v.Division)
	if store.IsNoRows(err) {
		return "", View{}, nil
	}
	v.MustChange = mustChange == 1
	return credential, v, err
}

// List gives the officers in the actor's sight, those whose work here ended only when asked for. It returns
// fault.Denied without [Reading].
func (o *Officer) List(ctx context.Context, by access.Actor, ended bool) ([]View, error) {
	if !by.Can(Reading) {
		return nil, by.Require(Reading, by.Division)
	}
	condition := "e.ended_on IS NULL"
	if ended {
		condition = "e.ended_on IS NOT NULL"
	}
	var views []View
	err := o.db.Read(ctx, func(tx *store.Tx) (err error) {
		views, err = query(ctx, tx, by.Scope(Reading), condition)
		return err
	})
	return views, err
}

// Find gives one officer in the actor's sight. It returns fault.Denied without [Reading] and fault.NotFound outside.
func (o *Officer) Find(ctx context.Context, by access.Actor, id string) (View, error) {
	if !by.Can(Reading) {
		return View{}, by.Require(Reading, by.Division)
	}
	var v View
	err := o.db.Read(ctx, func(tx *store.Tx) (err error) {
		v, err = one(ctx, tx, by.Scope(Reading), id)
		return err
	})
	return v, err
}

// attempt is one trial of a password.
type attempt struct {
	at     time.Time
	passed bool
}

// attemptsSince reads the latest trials of the officer's present password, newest first.
func attemptsSince(ctx context.Context, tx *store.Tx, officer string, most int) ([]attempt, error) {
	rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT at, passed FROM officer_attempt WHERE county = $1 AND officer = $2
		AND id > (SELECT COALESCE(max(id), '') FROM officer_password WHERE county = $1 AND officer = $2) ORDER BY id DESC LIMIT %d`, most), tx.County(), officer)
	if err != nil {
		return nil, fmt.Errorf("read attempts: %w", err)
	}
	defer rows.Close()
	var attempts []attempt
	for rows.Next() {
		var stamp string
		var passed int
		if err := rows.Scan(&stamp, &passed); err != nil {
			return nil, err
		}
		at, err := store.ParseStamp(stamp)
		if err != nil {
			return nil, err
		}
		attempts = append(attempts, attempt{at, passed == 1})
	}
	return attempts, rows.Err()
}

func writeAttempt(ctx context.Context, tx *store.Tx, officer string, passed bool) error {
	flag := 0
	if passed {
		flag = 1
	}
	_, err := tx.Exec(ctx, `INSERT INTO officer_attempt (county, id, officer, at, passed) VALUES ($1, $2, $3, $4, $5)`,
		tx.County(), tx.NewID(), officer, tx.Stamp(), flag)
	return err
}

// key is what is needed to let an officer in.
type key struct {
	officer    string
	credential string // id of the present password
	hash       string
}

// keyOf finds the key by a condition on o, $2 its value. No officer who still works here gives an empty key.
func keyOf(ctx context.Context, tx *store.Tx, column, value string) (key, error) {
	var k key
	err := tx.QueryRow(ctx, `SELECT o.id, w.id, w.hash FROM officer_officer o
		JOIN officer_password w ON w.county = o.county AND w.officer = o.id
		WHERE o.county = $1 AND o.`+column+` = $2 AND NOT EXISTS (SELECT 1 FROM officer_ending e WHERE e.county = o.county AND e.officer = o.id)
		ORDER BY w.id DESC LIMIT 1`, tx.County(), value).Scan(&k.officer, &k.credential, &k.hash)
	if store.IsNoRows(err) {
		return key{}, nil
	}
	return k, err
}

func writePassword(ctx context.Context, tx *store.Tx, by access.Actor, officer, hash string, mustChange bool) (id string, err error) {
	id = tx.NewID()
	flag := 0
	if mustChange {
		flag = 1
	}
	_, err = tx.Exec(ctx, `INSERT INTO officer_password (county, id, officer, hash, must_change, set_at, set_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.County(), id, officer, hash, flag, tx.Stamp(), by.ID)
	return id, err
}

// foldSignIn is how sign-in names are compared.
func foldSignIn(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
