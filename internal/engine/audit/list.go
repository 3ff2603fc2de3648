package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Line is one entry as the activity log shows it.
type Line struct {
	Entry
	Chain     string
	Seq       int64
	ID        string
	At        time.Time
	Actor     string
	ActorName string
	Role      access.Role
}

// A Filter narrows the log; its zero value narrows nothing.
type Filter struct {
	Day       month.Day // in China
	Actor     string
	Act       string
	Subject   string // kind of record
	SubjectID string
	Before    string // id of the last line of the page before
	Limit     int    // lines at most; 50 when 0
}

// List gives the newest lines about records in sight that pass the filter.
func List(ctx context.Context, tx *store.Tx, scope access.Scope, f Filter) ([]Line, error) {
	where, args := f.where(tx, scope)
	rows, err := tx.Query(ctx, `SELECT chain, seq, id, at, actor, actor_name, role, division, act, subject, subject_id, reason, details
		FROM audit_entry WHERE `+where+fmt.Sprintf(` ORDER BY id DESC LIMIT %d`, f.limit()), args...)
	if err != nil {
		return nil, fmt.Errorf("list the activity log: %w", err)
	}
	defer rows.Close()
	var lines []Line
	for rows.Next() {
		var l Line
		var at, details string
		var where division.Code
		err := rows.Scan(&l.Chain, &l.Seq, &l.ID, &at, &l.Actor, &l.ActorName, &l.Role, &where, &l.Act, &l.Subject, &l.SubjectID, &l.Reason, &details)
		if err != nil {
			return nil, err
		}
		if l.At, err = store.ParseStamp(at); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(details), &l.Details); err != nil {
			return nil, err
		}
		l.Division = where
		lines = append(lines, l)
	}
	return lines, rows.Err()
}

// LastOn says who did the last thing that is logged about a record, and when, for a sentence to somebody who comes
// after: 王芳（11月23日 09:05）. Nobody is 别人.
func LastOn(ctx context.Context, tx *store.Tx, scope access.Scope, subject, id string) (string, error) {
	lines, err := List(ctx, tx, scope, Filter{Subject: subject, SubjectID: id, Limit: 1})
	if err != nil || len(lines) == 0 {
		return "别人", err
	}
	return lines[0].ActorName + "（" + lines[0].At.In(china).Format("1月2日 15:04") + "）", nil
}

// china is the time zone of the clocks on the wall.
var china = time.FixedZone("CST", 8*60*60)

func (f Filter) where(tx *store.Tx, scope access.Scope) (string, []any) {
	args := []any{tx.County()}
	condition := "county = $1"
	add := func(c string, v any) {
		if v != "" {
			args = append(args, v)
			condition += fmt.Sprintf(" AND "+c, len(args))
		}
	}
	add("actor = $%d", f.Actor)
	add("act = $%d", f.Act)
	add("subject = $%d", f.Subject)
	add("subject_id = $%d", f.SubjectID)
	add("id < $%d", f.Before)
	if f.Day.Known() {
		midnight := time.Date(f.Day.Year(), time.Month(f.Day.Mon()), f.Day.Dom(), 0, 0, 0, 0, time.FixedZone("", 8*60*60))
		add("id >= $%d", store.FirstID(midnight))
		add("id < $%d", store.FirstID(midnight.AddDate(0, 0, 1)))
	}
	if f.Act == "" {
		condition += " AND act <> '" + Sealing + "'" // goes with other entries and says nothing by itself
	}
	seen, inside := scope.Where("division", len(args)+1)
	return condition + " AND " + seen, append(args, inside...)
}

func (f Filter) limit() int {
	if f.Limit <= 0 {
		return 50
	}
	return f.Limit
}
