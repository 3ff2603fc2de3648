package disbursement

import (
	"context"
	"database/sql"
	"html/template"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// A payment is one line of a roster as the household's page shows it.
type payment struct {
	Roster  string
	Serial  int
	Month   month.Month
	Short   string
	State   State
	Amount  money.Fen
	Persons int64
	Payee   string
	Tail    string // of the account
	Held    string // why it is held; empty when paid
}

// householdPanel shows what a household was paid, newest month first.
func (d *Disbursement) householdPanel(ctx context.Context, tx *store.Tx, by access.Actor, household string) (template.HTML, error) {
	payments, err := paymentsOf(ctx, tx, by.Scope(Read), household)
	if err != nil || len(payments) == 0 {
		return "", err
	}
	return d.pages.Fragment("payment.panel", payments)
}

// paymentsOf reads the lines of a household on the last edition of every roster.
func paymentsOf(ctx context.Context, tx *store.Tx, scope access.Scope, household string) ([]payment, error) {
	rosters, err := rostersWhere(ctx, tx, `id IN (SELECT roster FROM disbursement_line l
		WHERE l.county = disbursement_roster.county AND l.household = $2)`, household)
	if err != nil {
		return nil, err
	}
	lines, err := paidTo(ctx, tx, scope, household)
	if err != nil {
		return nil, err
	}
	var payments []payment
	for _, r := range rosters {
		for _, p := range lines[editionKey{r.ID, r.Edition()}] {
			p.Month, p.Short, p.State = r.Month, r.Short, r.State()
			payments = append(payments, p)
		}
	}
	return payments, nil
}

// An editionKey names one edition of a roster.
type editionKey struct {
	roster string
	number int
}

// paidTo reads the lines of a household on every edition of every roster at once.
func paidTo(ctx context.Context, tx *store.Tx, scope access.Scope, household string) (map[editionKey][]payment, error) {
	inside, args := scope.Where("l.village", 3)
	found := map[editionKey][]payment{}
	err := eachRow(ctx, tx, `SELECT l.roster, l.edition, l.serial, l.amount, l.payee, l.account,
			(SELECT COALESCE(SUM(c.heads), 0) FROM disbursement_covered c WHERE c.county = l.county AND c.roster = l.roster AND c.edition = l.edition AND c.serial = l.serial),
			COALESCE((SELECT MAX(h.reason) FROM disbursement_hold h WHERE h.county = l.county AND h.roster = l.roster AND h.edition = l.edition AND h.serial = l.serial
				AND NOT EXISTS (SELECT 1 FROM disbursement_release r WHERE r.county = h.county AND r.hold = h.id)), '')
		FROM disbursement_line l WHERE l.county = $1 AND l.household = $2 AND `+inside+` ORDER BY l.roster, l.edition, l.serial`,
		append([]any{tx.County(), household}, args...), func(rows *sql.Rows) error {
			var of editionKey
			var p payment
			var account benefit.Account
			err := rows.Scan(&of.roster, &of.number, &p.Serial, &p.Amount, &p.Payee, &account, &p.Persons, &p.Held)
			p.Roster, p.Tail = of.roster, tail(account)
			found[of] = append(found[of], p)
			return err
		})
	return found, err
}
