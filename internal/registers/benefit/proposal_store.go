package benefit

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// stateOf reads where a proposal p stands from the acts on it.
const stateOf = `CASE WHEN c.state IS NOT NULL THEN c.state WHEN o.proposal IS NOT NULL THEN 'outdated' ELSE 'open' END`

// acted joins a proposal p with the acts on it.
const acted = `benefit_proposal p
	LEFT JOIN benefit_closing c ON c.county = p.county AND c.proposal = p.id
	LEFT JOIN benefit_outdating o ON o.county = p.county AND o.proposal = p.id`

const proposalColumns = `p.id, p.run, p.month, p.programme, p.kind, p.unit, p.holder, p.household, p.division, p.award, p.against, p.request,
	p.cause, p.warnings, p.old_amount, p.new_amount, p.at, ` + stateOf + `, COALESCE(c.author, ''), COALESCE(c.author_name, ''), COALESCE(c.at, ''),
	COALESCE(c.reason, ''), COALESCE(c.batch, ''), COALESCE(c.award, ''), c.from_month,
	r.id, r.digest, r.law, r.outcome, r.amount, r.binding, r.distance, r.result`

// readProposals runs a query for proposals p that meet the condition, with the
// acts on them (c, o) and their reason record (r).
func readProposals(ctx context.Context, tx *store.Tx, where string, args []any) ([]Proposal, error) {
	var found []Proposal
	err := each(ctx, tx, `SELECT `+proposalColumns+` FROM `+acted+`
		JOIN benefit_reason r ON r.county = p.county AND r.id = p.reason
		WHERE p.county = $1 AND `+where, args, func(rows *sql.Rows) error {
		p, err := scanProposal(rows)
		found = append(found, p)
		return err
	})
	if err != nil {
		return nil, err
	}
	return found, nameProposals(ctx, tx, found)
}

// nameProposals names the holders as they are called on the first day of the
// month.
func nameProposals(ctx context.Context, tx *store.Tx, list []Proposal) error {
	holders := map[month.Month][]Holder{}
	for _, p := range list {
		holders[p.Month] = append(holders[p.Month], p.Holder)
	}
	for m, some := range holders {
		called, err := namesOf(ctx, tx, some, m.First())
		if err != nil {
			return err
		}
		for i := range list {
			if list[i].Month == m {
				list[i].Name = called[list[i].Holder]
			}
		}
	}
	return nil
}

func scanProposal(rows *sql.Rows) (Proposal, error) {
	var p Proposal
	var c Closing
	var warnings, at, closed, kept string
	r := &p.Reason
	err := rows.Scan(&p.ID, &p.Run, &p.Month, &p.Programme, &p.Kind, &p.Holder.Unit, &p.Holder.ID, &p.Household, &p.Division, &p.Award, &p.Against, &p.Request,
		&p.Cause, &warnings, &p.Old, &p.New, &at, &p.State, &c.Author, &c.By, &closed,
		&c.Reason, &c.Batch, &c.Award, &c.From,
		&r.ID, &r.Digest, &r.Law, &r.Outcome, &r.Amount, &r.Binding, &r.Distance, &kept)
	if err != nil {
		return p, err
	}
	r.Run, r.Programme, r.Holder, r.Household, r.Division, r.Month = p.Run, p.Programme, p.Holder, p.Household, p.Division, p.Month
	if err := r.take(kept); err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(warnings), &p.Warnings); err != nil {
		return p, fmt.Errorf("read warnings: %w", err)
	}
	if p.At, err = store.ParseStamp(at); err != nil {
		return p, err
	}
	if closed == "" {
		return p, nil
	}
	c.State = p.State
	p.Closing = &c
	c.At, err = store.ParseStamp(closed)
	return p, err
}

// Proposals lists proposals that pass the filter, by division and then in the
// order in which they were written.
func Proposals(ctx context.Context, tx *store.Tx, scope access.Scope, f Filter) ([]Proposal, error) {
	where, args := f.where(tx, scope)
	if f.After != "" {
		at, id, _ := cutKey(f.After)
		args = append(args, at, id)
		where += fmt.Sprintf(" AND (p.division, p.id) > ($%d, $%d)", len(args)-1, len(args))
	}
	where += " ORDER BY p.division, p.id"
	if f.Limit > 0 {
		where += fmt.Sprintf(" LIMIT %d", f.Limit)
	}
	found, err := readProposals(ctx, tx, where, args)
	if err != nil {
		return nil, fmt.Errorf("list proposals of %s: %w", f.Month, err)
	}
	return found, nil
}

// Tallies counts the proposals that pass the filter, without its kind, by kind.
func Tallies(ctx context.Context, tx *store.Tx, scope access.Scope, f Filter) (map[Kind]Tally, error) {
	f.Kind = ""
	where, args := f.where(tx, scope)
	found := map[Kind]Tally{}
	err := each(ctx, tx, `SELECT p.kind, COUNT(*), COALESCE(SUM(p.old_amount), 0), COALESCE(SUM(p.new_amount), 0) FROM `+acted+`
		WHERE p.county = $1 AND `+where+` GROUP BY p.kind`, args, func(rows *sql.Rows) error {
		var k Kind
		var t Tally
		err := rows.Scan(&k, &t.Count, &t.Old, &t.New)
		found[k] = t
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("count proposals of %s: %w", f.Month, err)
	}
	return found, nil
}

// ProposalOf reads one proposal.
//
// It returns fault.NotFound when there is none in scope.
func ProposalOf(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (Proposal, error) {
	where, inside := scope.Where("p.division", 3)
	found, err := readProposals(ctx, tx, `p.id = $2 AND `+where, append([]any{tx.County(), id}, inside...))
	if err != nil {
		return Proposal{}, fmt.Errorf("read proposal %s: %w", id, err)
	}
	if len(found) == 0 {
		return Proposal{}, unseenProposal()
	}
	return found[0], nil
}

func unseenProposal() error {
	return fault.NotFound("没有找到这条待遇建议，或者它不在您负责的区划内")
}

// ProposalsOf lists all proposals about a household, the newest first.
func ProposalsOf(ctx context.Context, tx *store.Tx, scope access.Scope, household string) ([]Proposal, error) {
	where, inside := scope.Where("p.division", 3)
	found, err := readProposals(ctx, tx, `p.household = $2 AND `+where+` ORDER BY p.id DESC`, append([]any{tx.County(), household}, inside...))
	if err != nil {
		return nil, fmt.Errorf("read proposals of household %s: %w", household, err)
	}
	return found, nil
}

// latestProposals reads the last proposal of every slot for a month that no newer one has taken the place of, as far as
// [Proposal.says] compares it and [proposing.supersede] asks.
func latestProposals(ctx context.Context, tx *store.Tx, m month.Month) (map[slot]Proposal, error) {
	found, words := map[slot]Proposal{}, store.Words{}
	err := tx.Each(ctx, `SELECT p.id, p.programme, p.unit, p.holder, p.kind, p.award, p.against, p.request, p.reason, p.warnings, `+stateOf+`
		FROM `+acted+` WHERE p.county = $1 AND p.month = $2 AND COALESCE(c.state, '') <> 'superseded'`, []any{tx.County(), m}, func(row store.Row) error {
		p := Proposal{
			ID: string(row.Text(0)), Month: m, Programme: words.Of(row.Text(1)), Holder: Holder{Unit(words.Of(row.Text(2))), string(row.Text(3))},
			Kind: Kind(words.Of(row.Text(4))), Award: string(row.Text(5)), Against: int(row.Whole(6)), Request: string(row.Text(7)),
			Reason: Reason{ID: string(row.Text(8))}, State: State(words.Of(row.Text(10))),
		}
		if found[p.slot()].ID > p.ID {
			return nil
		}
		if p.State != StateOpen && p.State != StateOutdated {
			p.Closing = &Closing{State: p.State}
		}
		if err := json.Unmarshal(row.Text(9), &p.Warnings); err != nil {
			return fmt.Errorf("read warnings: %w", err)
		}
		found[p.slot()] = p
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read proposals of %s: %w", m, err)
	}
	return found, nil
}

var proposalKept = []string{
	"county", "id", "run", "reason", "month", "programme", "kind", "unit", "holder", "household", "division",
	"award", "against", "request", "cause", "warnings", "old_amount", "new_amount", "at",
}

func writeProposals(ctx context.Context, tx *store.Tx, proposals []Proposal) error {
	warnings := make([]string, len(proposals))
	for i, p := range proposals {
		text, err := json.Marshal(p.Warnings)
		if err != nil {
			return err
		}
		warnings[i] = string(text)
	}
	_, err := tx.Bulk(ctx, "benefit_proposal", proposalKept, func(yield func([]any) bool) {
		for i, p := range proposals {
			row := []any{
				tx.County(), p.ID, p.Run, p.Reason.ID, p.Month.String(), p.Programme, string(p.Kind), string(p.Holder.Unit), p.Holder.ID,
				p.Household, string(p.Division), p.Award, p.Against, p.Request, p.Cause, warnings[i], int64(p.Old), int64(p.New), tx.Stamp(),
			}
			if !yield(row) {
				return
			}
		}
	})
	return err
}

var closingKept = []string{"county", "proposal", "state", "author", "author_name", "at", "reason", "batch", "award", "from_month", "run"}

// closeProposals writes the acts that end proposals, one for each.
func closeProposals(ctx context.Context, tx *store.Tx, by access.Actor, run string, proposals []string, closing func(i int) Closing) error {
	_, err := tx.Bulk(ctx, "benefit_closing", closingKept, func(yield func([]any) bool) {
		for i, id := range proposals {
			c := closing(i)
			var from any
			if c.From.Known() {
				from = c.From.String()
			}
			if !yield([]any{tx.County(), id, string(c.State), by.ID, by.Name, tx.Stamp(), c.Reason, c.Batch, c.Award, from, run}) {
				return
			}
		}
	})
	return err
}
