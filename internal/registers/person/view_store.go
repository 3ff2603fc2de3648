package person

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// One gives one person; fault.NotFound when there is none in sight.
func One(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (View, error) {
	found, err := read(ctx, tx, scope, 1, "r.person = $%d", id)
	if err != nil {
		return View{}, err
	}
	if len(found) == 0 {
		return View{}, fault.NotFound("没有找到这个人，或者不在您负责的区划内")
	}
	return found[0], nil
}

// ByNumber gives who has the number; fault.NotFound when nobody in sight.
func ByNumber(ctx context.Context, tx *store.Tx, scope access.Scope, n idcard.Number) (View, error) {
	found, err := read(ctx, tx, scope, 1, "i.number = $%d", n)
	if err != nil {
		return View{}, err
	}
	if n.None() || len(found) == 0 {
		return View{}, fault.NotFound("没有找到身份证号码为%s的人，或者不在您负责的区划内", n)
	}
	return found[0], nil
}

// ByTail gives at most limit people whose number ends with the text, four characters or more.
func ByTail(ctx context.Context, tx *store.Tx, scope access.Scope, tail string, limit int) ([]View, error) {
	tail = idcard.Fold(tail)
	if len(tail) < 4 || len(tail) > 18 {
		return nil, fault.Invalid("q", "请至少填写身份证号码的后4位")
	}
	return read(ctx, tx, scope, limit, "i.tail = $%d AND substr(i.number, $%d) = $%d", tail[len(tail)-4:], 19-len(tail), tail)
}

// Namesakes gives the people of a village with this name and birth, and those whose birth is not known: candidates for
// somebody who came without a number. A birth that is not known asks for the name alone.
func Namesakes(ctx context.Context, tx *store.Tx, scope access.Scope, village division.Code, name string, birth month.Day) ([]View, error) {
	condition, args := "n.name = $%d", []any{tidy(name)}
	if birth.Known() {
		condition, args = condition+" AND (b.birth = $%d OR b.birth IS NULL)", append(args, birth)
	}
	return read(ctx, tx, scope.Narrow(village), all, condition, args...)
}

// Named gives the people in sight who bear one of the names.
func Named(ctx context.Context, tx *store.Tx, scope access.Scope, bear []string) (found []View, err error) {
	tidied := make([]string, len(bear))
	for i, name := range bear {
		tidied[i] = tidy(name)
	}
	slices.Sort(tidied)
	err = inChunks(slices.Compact(tidied), func(chunk []any) error {
		views, err := read(ctx, tx, scope, all, "n.name IN ("+marks(len(chunk))+")", chunk...)
		found = append(found, views...)
		return err
	})
	return found, err
}

// Views gives the people with these ids who are in sight, by id.
func Views(ctx context.Context, tx *store.Tx, scope access.Scope, ids []string) (map[string]View, error) {
	found := make(map[string]View, len(ids))
	err := inChunks(ids, func(chunk []any) error {
		views, err := read(ctx, tx, scope, all, "r.person IN ("+marks(len(chunk))+")", chunk...)
		for _, v := range views {
			found[v.ID] = v
		}
		return err
	})
	return found, err
}

// ByNumbers gives the ids of those in sight who have one of the numbers, by number.
func ByNumbers(ctx context.Context, tx *store.Tx, scope access.Scope, wanted []idcard.Number) (map[idcard.Number]string, error) {
	inside, args := scope.Where("r.division", 3)
	found := map[idcard.Number]string{}
	err := inChunks(wanted, func(chunk []any) error {
		// A CROSS JOIN, with which SQLite keeps this order: among people just entered it would otherwise begin with the residences.
		statement := `SELECT i.number, i.person FROM person_number i CROSS JOIN person_residence r
			WHERE r.county = i.county AND r.person = i.person AND ` + store.Held("r", 2) + ` AND i.county = $1 AND ` + store.Held("i", 2) + ` AND ` + inside + ` AND i.number IN (` + marks(len(chunk)) + `)`
		rows, err := tx.Query(ctx, numbered(statement, 3+len(args)), slices.Concat([]any{tx.County(), tx.Today()}, args, chunk)...)
		if err != nil {
			return fmt.Errorf("find people by number: %w", err)
		}
		defer rows.Close()
		for rows.Next() {
			var n idcard.Number
			var id string
			if err := rows.Scan(&n, &id); err != nil {
				return err
			}
			found[n] = id
		}
		return rows.Err()
	})
	return found, err
}

// Show gives one person's file: every fact that holds today, with its source and dates.
func Show(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (File, error) {
	view, err := One(ctx, tx, scope, id)
	if err != nil {
		return File{}, err
	}
	file := File{View: view}
	for _, f := range []struct{ term, table, value string }{
		{"姓名", "person_name", view.Name},
		{"身份证号码", "person_number", view.Number},
		{"出生日期", "person_birth", bornAs(view)},
		{"居住地", "person_residence", strings.TrimSpace(view.Place + " " + view.Address)},
		{"电话", "person_phone", view.Phone},
	} {
		k := Known{Term: f.term, Value: f.value}
		err := tx.QueryRow(ctx, `SELECT f.true_from, f.source, f.known_from FROM `+f.table+` f WHERE f.county = $1 AND f.person = $3 AND `+store.Held("f", 2),
			tx.County(), tx.Today(), id).Scan(&k.Since, &k.Source, &k.At)
		if store.IsNoRows(err) {
			continue
		}
		if err != nil {
			return File{}, fmt.Errorf("read the file of a person: %w", err)
		}
		if k.Since == always {
			k.Since = 0
		}
		file.Known, file.Seen = append(file.Known, k), max(file.Seen, k.At)
	}
	return file, nil
}

// bornAs is birth with sex, as the file shows them.
func bornAs(v View) string {
	words := v.Birth.Term()
	if v.Sex != "" {
		words += "，" + v.Sex.Term()
	}
	return words
}

// all is no limit.
const all = 1 << 30

// read gives at most limit people in sight today who fulfil the condition, by name and id. The condition names few people;
// so the division is written as an expression, or a database might look through a whole township for them. The
// condition's %d are filled with the numbers of its placeholders.
func read(ctx context.Context, tx *store.Tx, scope access.Scope, limit int, condition string, values ...any) ([]View, error) {
	inside, args := scope.Where("r.division || ''", 3)
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	statement := `SELECT r.person, COALESCE(n.name, ''), i.number, b.birth, COALESCE(b.sex, ''), r.division, r.address, COALESCE(f.phone, ''), ` + diedAt + `
		FROM person_residence r
		LEFT JOIN person_name n ON n.county = r.county AND n.person = r.person AND ` + store.Held("n", 2) + `
		LEFT JOIN person_number i ON i.county = r.county AND i.person = r.person AND ` + store.Held("i", 2) + `
		LEFT JOIN person_birth b ON b.county = r.county AND b.person = r.person AND ` + store.Held("b", 2) + `
		LEFT JOIN person_phone f ON f.county = r.county AND f.person = r.person AND ` + store.Held("f", 2) + `
		WHERE r.county = $1 AND ` + store.Held("r", 2) + ` AND ` + inside + ` AND ` + condition + `
		ORDER BY n.name, r.person LIMIT $%d`
	args = slices.Concat([]any{tx.County(), tx.Today()}, args, values, []any{limit})
	rows, err := tx.Query(ctx, numbered(statement, len(args)-len(values)), args...)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	defer rows.Close()
	var found []View
	for rows.Next() {
		v, err := scan(rows, tx.Today(), tree)
		if err != nil {
			return nil, err
		}
		found = append(found, v)
	}
	return found, rows.Err()
}

func scan(rows *sql.Rows, on month.Day, tree *place.Tree) (View, error) {
	var v View
	var n idcard.Number
	var died sql.NullString
	if err := rows.Scan(&v.ID, &v.Name, &n, &v.Birth, &v.Sex, &v.Division, &v.Address, &v.Phone, &died); err != nil {
		return v, err
	}
	if err := v.pass(died); err != nil {
		return v, err
	}
	if v.Died.Known() {
		on = v.Died
	}
	v.Number, v.Age, v.Place = n.String(), month.AgeOn(v.Birth, on), tree.Path(v.Division)
	return v, nil
}

// pass reads when the person died, as diedAt tells it.
func (v *View) pass(died sql.NullString) (err error) {
	v.Dead = died.Valid
	switch len(died.String) {
	case len("2026-03-05"):
		v.Died, err = month.ParseDay(died.String)
		v.DiedIn = v.Died.Month()
	case len("2026-03"):
		v.DiedIn, err = month.Parse(died.String)
	}
	return err
}

// numbered fills the %d of a statement with placeholder numbers from next on.
func numbered(statement string, next int) string {
	n := strings.Count(statement, "$%d")
	at := make([]any, n)
	for i := range at {
		at[i] = next + i
	}
	return fmt.Sprintf(statement, at...)
}

// marks are n placeholders to be numbered.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("$%d, ", n), ", ") }

// inChunks hands on values as arguments in parts that both databases take in one statement.
func inChunks[T any](values []T, take func(chunk []any) error) error {
	for chunk := range slices.Chunk(values, 500) {
		args := make([]any, len(chunk))
		for i, v := range chunk {
			args[i] = v
		}
		if err := take(args); err != nil {
			return err
		}
	}
	return nil
}
