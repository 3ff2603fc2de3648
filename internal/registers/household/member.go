package household

import (
	"context"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

// A Member is one person in a household on a day. The number prints masked.
type Member struct {
	Person   string
	Name     string
	Number   idcard.Number // zero when not known
	Birth    month.Day     // zero when not known
	Sex      string        // male, female; empty when not known
	Relation Relation
	Presence Presence
	Where    string    // where the person is, when not at home
	There    month.Day // present there since; zero when nothing was recorded
	Since    month.Day // member since
	Source   string
}

// A Seat is where a household is. 户所在地.
type Seat struct {
	Division division.Code
	Address  string // below the division, as written: 3组12号
	Number   string // 户编号 as clerks wrote it; empty when there is none
}

// Open registers a new household with its seat from a day on, and gives its id. Its caller's act has the permission
// and logs itself.
func Open(ctx context.Context, tx *store.Tx, s Seat, from month.Day, source string) (id string, err error) {
	ids, err := OpenAll(ctx, tx, []Seat{s}, from, source)
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// Join is [JoinAll] of one person.
func Join(ctx context.Context, tx *store.Tx, household, person string, r Relation, from month.Day, source string) (bool, error) {
	if err := tx.Lock(ctx, "person/"+person); err != nil {
		return false, err
	}
	return one(JoinAll(ctx, tx, []Membership{{household, person, r}}, from, source))
}

func join(ctx context.Context, tx *store.Tx, household, person string, r Relation, during month.DaySpan, source string) (bool, error) {
	if err := tx.Lock(ctx, "person/"+person); err != nil {
		return false, err
	}
	other, err := standsIn(ctx, tx, person, during.From)
	if err != nil {
		return false, err
	}
	if other != "" && other != household {
		return false, elsewhere(ctx, tx, person, other, during.From)
	}
	return members.Set(ctx, tx, []any{person}, []any{household, string(r)}, during, source)
}

// Leave records that the person is in no household from a day on, and tells whether that was news.
func Leave(ctx context.Context, tx *store.Tx, person string, from month.Day, source string) (bool, error) {
	if err := tx.Lock(ctx, "person/"+person); err != nil {
		return false, err
	}
	return members.End(ctx, tx, []any{person}, from, source)
}

// Absent is [AbsentAll] of one person.
func Absent(ctx context.Context, tx *store.Tx, person string, p Presence, where string, from month.Day, source string) (bool, error) {
	if err := tx.Lock(ctx, "person/"+person); err != nil {
		return false, err
	}
	return one(AbsentAll(ctx, tx, []Whereabouts{{person, p, where}}, from, source))
}

func locate(ctx context.Context, tx *store.Tx, person string, p Presence, where string, during month.DaySpan, source string) (bool, error) {
	if err := tx.Lock(ctx, "person/"+person); err != nil {
		return false, err
	}
	return presences.Set(ctx, tx, []any{person}, []any{string(p), where}, during, source)
}

// elsewhere is the conflict of a person who stands in another household. It says where, and not whose household it is: that
// is for those to see in whose sight it lies.
func elsewhere(ctx context.Context, tx *store.Tx, person, other string, on month.Day) error {
	var name, village string
	err := tx.QueryRow(ctx, `SELECT COALESCE(n.name, ''), COALESCE(d.name, '')
		FROM household_seat s
		LEFT JOIN person_name n ON n.county = s.county AND n.person = $3 AND `+store.Held("n", 2)+`
		LEFT JOIN place_division d ON d.county = s.county AND d.code = s.division AND `+store.Held("d", 2)+`
		WHERE s.county = $1 AND `+store.Held("s", 2)+` AND s.household = $4`, tx.County(), on, person, other).Scan(&name, &village)
	if err != nil && !store.IsNoRows(err) {
		return err
	}
	return fault.Conflict("%s已登记在%s的另一个家庭里，同一人同一天只能在一个家庭；请核实后先在原家庭办理迁出", name, village)
}
