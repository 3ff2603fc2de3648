package benefit

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

// payees are the dated facts of who draws an award.
var payees = store.Facts{Table: "benefit_payee", Key: []string{"award"}, Values: []string{"kind", "name", "person", "bank", "account"}}

// values are the payee as the table keeps it.
func (p Payee) values() []any {
	return []any{string(p.Kind), p.Name, p.Person, p.Bank, p.Account.Full()}
}

// same tells whether other names no other payee or account. A roll that leaves
// the bank out says nothing about it.
func (p Payee) same(other Payee) bool {
	return p.Kind == other.Kind && p.Name == other.Name && p.Account == other.Account &&
		(other.Bank == "" || p.Bank == other.Bank) && (other.Person == "" || p.Person == other.Person)
}

// How a payee came to be known, before the bar in its source.
const (
	rollSource = "roll"
	handSource = "hand"
	bookSource = "books"
	takenOver  = "award" // taken over when an award was confirmed
)

func bySource(how, note string) string { return how + "|" + note }

// A drawing is a payee during the days it is believed to hold.
type drawing struct {
	to     Payee
	during month.DaySpan
	source string
}

// Says tells in words how the payee came to be known.
func (d drawing) Says() string {
	how, note, _ := strings.Cut(d.source, "|")
	switch how {
	case rollSource:
		return "名册：" + note
	case handSource:
		return "变更：" + note
	case bookSource:
		return "历史台账：" + note
	}
	return "沿用原有待遇或户主"
}

// To is the payee.
func (d drawing) To() Payee { return d.to }

// Days are when the payee draws: 2026-10-01 至 2026-11-30, or 2026-12-01 起.
func (d drawing) Days() string {
	if d.during.Until == month.Forever {
		return d.during.From.String() + " 起"
	}
	return d.during.From.String() + " 至 " + d.during.Until.AddDays(-1).String()
}

// byHand tells whether an officer entered it, and not a roll.
func (d drawing) byHand() bool { return strings.HasPrefix(d.source, handSource+"|") }

// drawingsOf reads who draws awards, on all days, as believed today.
func drawingsOf(ctx context.Context, tx *store.Tx, awards []string) (map[string][]drawing, error) {
	slices.Sort(awards)
	found := map[string][]drawing{}
	for ids := range slices.Chunk(awards, chunk) {
		in, args := among(tx, "p.award", ids, 2)
		err := readDrawings(ctx, tx, `p.known_until = '`+store.KnownForever+`' AND `+in, append([]any{tx.County()}, args...), found)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// payeesOf reads who draws awards on a day, at most chunk awards at a time.
func payeesOf(ctx context.Context, tx *store.Tx, awards []string, on month.Day) (map[string]Payee, error) {
	drawn := map[string][]drawing{}
	in, args := among(tx, "p.award", awards, 3)
	if err := readDrawings(ctx, tx, store.Held("p", 2)+` AND `+in, append([]any{tx.County(), on}, args...), drawn); err != nil {
		return nil, err
	}
	found := map[string]Payee{}
	for award, d := range drawn {
		found[award] = d[0].to
	}
	return found, nil
}

func readDrawings(ctx context.Context, tx *store.Tx, where string, args []any, into map[string][]drawing) error {
	err := each(ctx, tx, `SELECT p.award, p.kind, p.name, p.person, p.bank, p.account, p.true_from, p.true_until, p.source FROM benefit_payee p
		WHERE p.county = $1 AND `+where+` ORDER BY p.award, p.true_from`, args, func(rows *sql.Rows) error {
		var award, account string
		var d drawing
		err := rows.Scan(&award, &d.to.Kind, &d.to.Name, &d.to.Person, &d.to.Bank, &account, &d.during.From, &d.during.Until, &d.source)
		d.to.Account, d.to.From = Account(account), d.during.From
		into[award] = append(into[award], d)
		return err
	})
	if err != nil {
		return fmt.Errorf("read payees: %w", err)
	}
	return nil
}
