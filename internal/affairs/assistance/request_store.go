package assistance

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// A View is a request as it stands today: where the household is now, who asks,
// and what came of it. 申请情况.
type View struct {
	Request
	Place    division.Code // of the household today
	Head     string        // name of its head
	Asker    string        // name of the applicant
	State    State
	Proposal string
	Award    string      // of a granted one
	From     month.Month // first month of a granted one
	Outcome  string      // cause of the answer, or reason of the withdrawal
	ClosedBy string
	ClosedAt time.Time
}

func insertRequest(ctx context.Context, tx *store.Tx, r Request) error {
	authorised := 0
	if r.Authorised {
		authorised = 1
	}
	_, err := tx.Exec(ctx, `INSERT INTO assistance_request
		(county, id, programme, household, applicant, day, channel, class, class_reason, authorised, note, division, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		tx.County(), r.ID, r.Programme, r.Household, r.Applicant, r.Day, string(r.Channel), string(r.Class), r.ClassReason, authorised, r.Note,
		string(r.Division), r.Author, r.By, tx.Stamp())
	if err != nil {
		return fmt.Errorf("enter request of household %s: %w", r.Household, err)
	}
	return nil
}

// closing lets one act at a time end a request: it is answered or withdrawn, never both.
func closing(ctx context.Context, tx *store.Tx, request string) error {
	return tx.Lock(ctx, "assistance/request/"+request)
}

func insertAnswer(ctx context.Context, tx *store.Tx, by access.Actor, c benefit.Confirmation) error {
	if err := closing(ctx, tx, c.Request); err != nil {
		return err
	}
	var withdrawn int
	err := tx.QueryRow(ctx, `SELECT count(*) FROM assistance_withdrawal WHERE county = $1 AND request = $2`, tx.County(), c.Request).Scan(&withdrawn)
	if err != nil {
		return fmt.Errorf("answer request %s: %w", c.Request, err)
	}
	if withdrawn > 0 {
		return fault.Conflict("这份申请刚刚已由家庭撤回，不能再确认。请重新核定本月后再办")
	}
	_, err = tx.Exec(ctx, `INSERT INTO assistance_answer (county, request, proposal, award, from_month, cause, author, author_name, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		tx.County(), c.Request, c.Proposal, c.Award, c.From, c.Cause, by.ID, by.Name, tx.Stamp())
	if store.IsUnique(err) {
		return fault.Conflict("这份申请已经办结，请刷新后查看")
	}
	if err != nil {
		return fmt.Errorf("answer request %s: %w", c.Request, err)
	}
	return nil
}

func insertWithdrawal(ctx context.Context, tx *store.Tx, by access.Actor, w Withdrawal) error {
	_, err := tx.Exec(ctx, `INSERT INTO assistance_withdrawal (county, request, reason, author, author_name, at) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.County(), w.Request, w.Reason, by.ID, by.Name, tx.Stamp())
	if err != nil {
		return fmt.Errorf("withdraw request %s: %w", w.Request, err)
	}
	return nil
}

// requests selects requests as they stand on the day $2.
func requests(where string) string {
	return `SELECT r.id, r.programme, r.household, r.applicant, r.day, r.channel, r.class, r.class_reason, r.authorised, r.note, r.division,
			r.author, r.author_name, r.at, COALESCE(s.division, r.division), COALESCE(hn.name, ''), COALESCE(an.name, ''),
			a.proposal, a.award, a.from_month, a.cause, a.author_name, a.at, w.reason, w.author_name, w.at
		FROM assistance_request r
		LEFT JOIN household_seat s ON s.county = r.county AND s.household = r.household AND ` + store.Held("s", 2) + `
		LEFT JOIN household_member h ON h.county = r.county AND h.household = r.household AND h.relation = 'head' AND ` + store.Held("h", 2) + `
		LEFT JOIN person_name hn ON hn.county = r.county AND hn.person = h.person AND ` + store.Held("hn", 2) + `
		LEFT JOIN person_name an ON an.county = r.county AND an.person = r.applicant AND ` + store.Held("an", 2) + `
		LEFT JOIN assistance_answer a ON a.county = r.county AND a.request = r.id
		LEFT JOIN assistance_withdrawal w ON w.county = r.county AND w.request = r.id
		WHERE r.county = $1 AND ` + where
}

// undecided is the condition of an open request.
const undecided = ` AND a.request IS NULL AND w.request IS NULL`

// whereabouts is where a request's household is, for the scope.
const whereabouts = `COALESCE(s.division, r.division)`

func readRequests(ctx context.Context, tx *store.Tx, where string, args []any) ([]View, error) {
	rows, err := tx.Query(ctx, requests(where), append([]any{tx.County(), tx.Today()}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read requests: %w", err)
	}
	defer rows.Close()
	var found []View
	for rows.Next() {
		v, err := scanRequest(rows)
		if err != nil {
			return nil, fmt.Errorf("read requests: %w", err)
		}
		found = append(found, v)
	}
	return found, rows.Err()
}

func scanRequest(rows *sql.Rows) (v View, err error) {
	var authorised int
	var at string
	var proposal, award, cause, answerer, answered, reason, withdrawer, withdrawn sql.NullString
	err = rows.Scan(&v.ID, &v.Programme, &v.Household, &v.Applicant, &v.Day, &v.Channel, &v.Class, &v.ClassReason, &authorised, &v.Note, &v.Division,
		&v.Author, &v.By, &at, &v.Place, &v.Head, &v.Asker,
		&proposal, &award, &v.From, &cause, &answerer, &answered, &reason, &withdrawer, &withdrawn)
	if err != nil {
		return v, err
	}
	v.Authorised, v.State, v.Proposal, v.Award = authorised == 1, Open, proposal.String, award.String
	if v.At, err = store.ParseStamp(at); err != nil {
		return v, err
	}
	closed := ""
	switch {
	case withdrawn.Valid:
		v.State, v.Outcome, v.ClosedBy, closed = Withdrawn, reason.String, withdrawer.String, withdrawn.String
	case answered.Valid:
		v.State, v.Outcome, v.ClosedBy, closed = Turned, cause.String, answerer.String, answered.String
		if award.String != "" {
			v.State = Granted
		}
	default:
		return v, nil
	}
	v.ClosedAt, err = store.ParseStamp(closed)
	return v, err
}

// requestOf reads one request.
//
// It returns fault.NotFound when there is none in scope.
func requestOf(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (View, error) {
	inside, args := scope.Where(whereabouts, 4)
	found, err := readRequests(ctx, tx, `r.id = $3 AND `+inside, append([]any{id}, args...))
	if err != nil {
		return View{}, err
	}
	if len(found) == 0 {
		return View{}, fault.NotFound("没有找到这份申请，或者它不在您负责的区划内")
	}
	return found[0], nil
}

// openOf lists the open requests of a household for a programme.
func openOf(ctx context.Context, tx *store.Tx, household, programme string) ([]View, error) {
	return readRequests(ctx, tx, `r.household = $3 AND r.programme = $4`+undecided+` ORDER BY r.id`, []any{household, programme})
}

// ofHousehold lists all requests of a household, the newest first.
func ofHousehold(ctx context.Context, tx *store.Tx, household string) ([]View, error) {
	return readRequests(ctx, tx, `r.household = $3 ORDER BY r.id DESC`, []any{household})
}

// openIn lists the open requests in scope made by a day.
func openIn(ctx context.Context, tx *store.Tx, scope access.Scope, until month.Day) ([]benefit.Request, error) {
	inside, args := scope.Where(whereabouts, 4)
	found, err := readRequests(ctx, tx, `r.day <= $3 AND `+inside+undecided+` ORDER BY r.id`, append([]any{until}, args...))
	if err != nil {
		return nil, err
	}
	all := make([]benefit.Request, len(found))
	for i, v := range found {
		all[i] = benefit.Request{
			ID: v.ID, Programme: v.Programme, Household: v.Household, Day: v.Day,
			Class: benefit.Classed{Class: v.Class, Reason: v.ClassReason},
		}
	}
	return all, nil
}

// listRequests lists requests in scope, the newest first, at most limit of them
// behind the id after.
func listRequests(ctx context.Context, tx *store.Tx, scope access.Scope, onlyOpen bool, after string, limit int) ([]View, error) {
	inside, args := scope.Where(whereabouts, 3)
	where := inside
	if onlyOpen {
		where += undecided
	}
	if after != "" {
		args = append(args, after)
		where += fmt.Sprintf(` AND r.id < $%d`, 2+len(args))
	}
	return readRequests(ctx, tx, where+fmt.Sprintf(` ORDER BY r.id DESC LIMIT %d`, limit), args)
}

// countOpen counts the open requests in scope.
func countOpen(ctx context.Context, tx *store.Tx, scope access.Scope) (n int, err error) {
	inside, args := scope.Where(whereabouts, 3)
	err = tx.QueryRow(ctx, `SELECT count(*) FROM (`+requests(inside+undecided)+`) open`, append([]any{tx.County(), tx.Today()}, args...)...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count open requests: %w", err)
	}
	return n, nil
}
