package household

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

var (
	seats     = store.Facts{Table: "household_seat", Key: []string{"household"}, Values: []string{"division", "address", "number"}}
	members   = store.Facts{Table: "household_member", Key: []string{"person"}, Values: []string{"household", "relation"}}
	presences = store.Facts{Table: "household_presence", Key: []string{"person"}, Values: []string{"presence", "place"}}
)

// A Household is a family as it stood on a day: where it was, and who belonged to it, the head first.
type Household struct {
	ID string
	Seat
	On      month.Day
	Members []Member
}

// Head gives the member who heads the household, and whether there is one.
func (h Household) Head() (Member, bool) {
	for _, m := range h.Members {
		if m.Relation == Head {
			return m, true
		}
	}
	return Member{}, false
}

// Show reads one household as it stood on the day. It returns fault.NotFound when there is none in sight.
func Show(ctx context.Context, tx *store.Tx, scope access.Scope, id string, on month.Day) (Household, error) {
	found, err := read(ctx, tx, scope, on, "AND s.household = $%d", id)
	if err != nil {
		return Household{}, err
	}
	if len(found) == 0 {
		return Household{}, fault.NotFound("没有找到这户家庭，或者它不在您负责的区划内")
	}
	return found[0], nil
}

// All reads every household in sight as it stood on the day, ordered by village and id, in two queries.
func All(ctx context.Context, tx *store.Tx, scope access.Scope, on month.Day) ([]Household, error) {
	return read(ctx, tx, scope, on, "")
}

// List reads at most limit households in sight as they stood on the day, in the order of [All], after the one with the
// key: its division and id written together. An empty key begins with the first.
func List(ctx context.Context, tx *store.Tx, scope access.Scope, on month.Day, after string, limit int) ([]Household, error) {
	var at, id string
	if len(after) > 12 {
		at, id = after[:12], after[12:]
	}
	if scope.Division() == "" {
		return nil, nil
	}
	low, high := scope.Division().Range()
	return readBy(ctx, tx, "s.division || ''", scope, on, `AND s.household IN (SELECT a.household FROM household_seat a
		WHERE a.county = $1 AND `+store.Held("a", 2)+` AND a.division BETWEEN $%d AND $%d AND (a.division, a.household) > ($%d, $%d)
		ORDER BY a.division, a.household LIMIT $%d)`, max(string(low), at), string(high), at, id, limit)
}

// Numbered reads the households of a village that carry the clerk's number on the day: one, unless clerks made two.
func Numbered(ctx context.Context, tx *store.Tx, scope access.Scope, at division.Code, number string, on month.Day) ([]Household, error) {
	return read(ctx, tx, scope.Narrow(at), on, "AND s.number = $%d", number)
}

// Of gives the household that the person belongs to on the day, empty when none in sight.
func Of(ctx context.Context, tx *store.Tx, scope access.Scope, person string, on month.Day) (string, error) {
	id, err := standsIn(ctx, tx, person, on)
	if err != nil || id == "" {
		return "", err
	}
	_, err = Show(ctx, tx, scope, id, on)
	if kind, _ := fault.KindOf(err); kind == fault.KindNotFound {
		return "", nil
	}
	return id, err
}

// standsIn is the household of the person on the day, or the first one after it; empty when none.
func standsIn(ctx context.Context, tx *store.Tx, person string, from month.Day) (string, error) {
	var id string
	err := tx.QueryRow(ctx, `SELECT m.household FROM household_member m WHERE m.county = $1 AND m.person = $2
		AND m.true_until > $3 AND m.known_until = '`+store.KnownForever+`' ORDER BY m.true_from LIMIT 1`, tx.County(), person, from).Scan(&id)
	if store.IsNoRows(err) {
		return "", nil
	}
	return id, err
}

// read reads households in sight that fulfil one more condition, and then their members. The %d of the condition are
// filled with the numbers of its values' placeholders.
func read(ctx context.Context, tx *store.Tx, scope access.Scope, on month.Day, more string, values ...any) ([]Household, error) {
	return readBy(ctx, tx, "s.division", scope, on, more, values...)
}

// readBy is read with the division as the scope and the order see it: as an expression where households are named, or a
// database might look through a whole township for each few of them.
func readBy(ctx context.Context, tx *store.Tx, division string, scope access.Scope, on month.Day, more string, values ...any) ([]Household, error) {
	condition, args := scope.Where(division, 3)
	args = append([]any{tx.County(), on}, args...)
	numbers := make([]any, len(values))
	for i := range values {
		numbers[i] = len(args) + i + 1
	}
	args = append(args, values...)
	if len(values) > 0 {
		condition += " " + fmt.Sprintf(more, numbers...)
	}
	seat := "s.county = $1 AND " + store.Held("s", 2) + " AND " + condition
	found, err := readSeats(ctx, tx, seat, division, args, on)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found, readMembers(ctx, tx, seat, args, found)
}

func readSeats(ctx context.Context, tx *store.Tx, seat, division string, args []any, on month.Day) ([]Household, error) {
	rows, err := tx.Query(ctx, `SELECT s.household, s.division, s.address, s.number FROM household_seat s WHERE `+seat+`
		ORDER BY `+division+`, s.household`, args...)
	if err != nil {
		return nil, fmt.Errorf("read households: %w", err)
	}
	defer rows.Close()
	var found []Household
	for rows.Next() {
		h := Household{On: on}
		if err := rows.Scan(&h.ID, &h.Division, &h.Address, &h.Number); err != nil {
			return nil, err
		}
		found = append(found, h)
	}
	return found, rows.Err()
}

func readMembers(ctx context.Context, tx *store.Tx, seat string, args []any, into []Household) error {
	at := make(map[string]*Household, len(into))
	for i := range into {
		at[into[i].ID] = &into[i]
	}
	rows, err := tx.Query(ctx, `SELECT m.household, m.person, m.relation, m.true_from, m.source, COALESCE(n.name, ''), i.number, b.birth, COALESCE(b.sex, ''),
			COALESCE(p.presence, 'home'), COALESCE(p.place, ''), p.true_from
		FROM household_seat s
		JOIN household_member m ON m.county = s.county AND m.household = s.household AND `+store.Held("m", 2)+`
		LEFT JOIN person_name n ON n.county = m.county AND n.person = m.person AND `+store.Held("n", 2)+`
		LEFT JOIN person_number i ON i.county = m.county AND i.person = m.person AND `+store.Held("i", 2)+`
		LEFT JOIN person_birth b ON b.county = m.county AND b.person = m.person AND `+store.Held("b", 2)+`
		LEFT JOIN household_presence p ON p.county = m.county AND p.person = m.person AND `+store.Held("p", 2)+`
		WHERE `+seat, args...)
	if err != nil {
		return fmt.Errorf("read members: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var household string
		var m Member
		err := rows.Scan(&household, &m.Person, &m.Relation, &m.Since, &m.Source, &m.Name, &m.Number, &m.Birth, &m.Sex, &m.Presence, &m.Where, &m.There)
		if err != nil {
			return err
		}
		at[household].Members = append(at[household].Members, m)
	}
	for i := range into {
		slices.SortFunc(into[i].Members, before)
	}
	return rows.Err()
}

// before orders members: by relation, then the elder first, then by id.
func before(a, b Member) int {
	return cmp.Or(cmp.Compare(a.Relation.rank(), b.Relation.rank()), cmp.Compare(a.Birth, b.Birth), cmp.Compare(a.Person, b.Person))
}

// HomesOf gives the households in sight that people belong to on the day, by the person; who belongs to none is left out.
func HomesOf(ctx context.Context, tx *store.Tx, scope access.Scope, people []string, on month.Day) (map[string]string, error) {
	inside, args := scope.Where("s.division || ''", 3)
	return byPerson[string](ctx, tx, `SELECT m.person, m.household FROM household_member m CROSS JOIN household_seat s
		WHERE m.county = $1 AND `+store.Held("m", 2)+` AND s.county = m.county AND s.household = m.household AND `+store.Held("s", 2)+`
			AND `+inside+` AND m.person IN `, people, append([]any{tx.County(), on}, args...))
}

// PresencesOf gives where people in sight are to be met on the day, by the person; of whom nothing is recorded is left
// out.
func PresencesOf(ctx context.Context, tx *store.Tx, scope access.Scope, people []string, on month.Day) (map[string]Presence, error) {
	inside, args := scope.Where("r.division || ''", 3)
	return byPerson[Presence](ctx, tx, `SELECT p.person, p.presence FROM household_presence p CROSS JOIN person_residence r
		WHERE p.county = $1 AND `+store.Held("p", 2)+` AND r.county = p.county AND r.person = p.person AND `+store.Held("r", 2)+`
			AND `+inside+` AND p.person IN `, people, append([]any{tx.County(), on}, args...))
}

// some is how many people one query asks about.
const some = 500

// byPerson runs a statement that ends in IN for people. It begins with them: the tables are joined with CROSS JOIN, with
// which SQLite keeps their order, and the division is an expression, or a database might begin with a whole township.
func byPerson[T ~string](ctx context.Context, tx *store.Tx, statement string, people []string, first []any) (map[string]T, error) {
	found := make(map[string]T, len(people))
	err := eachOf(ctx, tx, statement, people, first, func(scan func(...any) error) error {
		var id, value string
		err := scan(&id, &value)
		found[id] = T(value)
		return err
	})
	return found, err
}
