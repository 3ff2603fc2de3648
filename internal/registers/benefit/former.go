package benefit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Former is an award as the books before kept it: with all its terms from the
// start on, and everybody who drew it. 历史待遇.
//
// Of its award the id (empty: made), programme, holder, ordinal (1 for the first
// of the holder in the programme, 2 for the next after a stop) and division
// granted are told; of a term its act, month, class, amount, lines, covered,
// cause, and author and time where the books know them.
type Former struct {
	Award
	Terms  []Term
	Payees []Payee // in the order of their days; each until the next begins
	Note   string  // which book, as pages name it: 2023年底册
}

// Founding is leave to fill the books of a county that is being founded. No
// officer has it: founding is work of the program at the machine itself.
// 建立待遇台账.
var Founding = access.Permission{Name: "benefit.found", Term: "建立待遇台账"}

// fewFaults is up to how many faults are told.
const fewFaults = 20

// Enter enters many awards at once, as the books before kept them, and gives
// their ids in the order of the list. A holder may have several of a programme,
// one after the other, but none that the register knows: it is for a county that
// is being founded. One log entry tells the counts and seals the content.
//
// It returns fault.Denied to everybody but the program; fault.Invalid with a
// sentence for each of the first awards that cannot be: terms out of order, sums
// that do not add up, a holder nobody knows; and fault.Conflict for a holder who
// has an award in the programme. Then nothing is entered.
func Enter(ctx context.Context, tx *store.Tx, by access.Actor, list []Former) ([]string, error) {
	if err := by.Require(Founding, division.Code(tx.County()+"000000")); err != nil {
		return nil, err
	}
	if err := lock(ctx, tx); err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	if err := checkFormer(list); err != nil {
		return nil, err
	}
	if err := unheld(ctx, tx, list); err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	batch := audit.NewBatch()
	var entries []entry
	for i := range list {
		f := &list[i]
		f.ID = cmp.Or(f.ID, tx.NewID())
		ids[i] = f.ID
		entries = append(entries, f.entries(tx, by)...)
		f.tell(batch)
	}
	if err := write(ctx, tx, entries); err != nil {
		return nil, err
	}
	if err := enterPayees(ctx, tx, list); err != nil {
		return nil, err
	}
	if err := heldBySomebody(ctx, tx); err != nil {
		return nil, err
	}
	return ids, audit.Append(ctx, tx, by, audit.Entry{Act: Founding.Name, Subject: "award", Details: batch.Details()})
}

// entries are the award and its terms as they are written.
func (f *Former) entries(tx *store.Tx, by access.Actor) []entry {
	f.Source = Source{Kind: FromBooks, ID: f.Note}
	all := make([]entry, len(f.Terms))
	for i, t := range f.Terms {
		t.Ordinal, t.Source = i+1, f.Source
		if t.Author == "" {
			t.Author, t.By = by.ID, by.Name
		}
		if t.At.IsZero() {
			t.At = tx.Now()
		}
		if len(t.Lines) == 0 && t.Act != Stop {
			t.Lines = []Line{{Code: LineRoll, Term: "台账金额", Fen: t.Amount}}
		}
		all[i] = entry{id: f.ID, term: t}
	}
	all[0].award = &f.Award
	return all
}

// tell adds the award to what the log seals.
func (f *Former) tell(batch *audit.Batch) {
	batch.Tell("awards", f.ID, f.Programme, f.Holder, f.Ordinal, f.Granted, f.Note)
	for _, t := range f.Terms {
		batch.Tell("terms", t.Act, t.From, t.Class, int64(t.Amount), t.Lines, t.Cause)
		for _, c := range t.Covered {
			batch.Tell("covered", c.Person, c.Count)
		}
	}
	for _, p := range f.Payees {
		batch.Tell("payees", p.Kind, p.Name, p.Person, p.Bank, p.Account, p.From)
	}
}

// checkFormer returns the first faults.
func checkFormer(list []Former) error {
	var faults fault.List
	last := map[slot][]*Former{}
	for i := range list {
		f := &list[i]
		if err := f.check(); err != nil {
			faults.Add(fault.Invalid("", "第%d份待遇：%s", i+1, err))
		}
		s := slot{f.Programme, f.Holder}
		last[s] = append(last[s], f)
		if len(faults) >= fewFaults {
			break
		}
	}
	for s, some := range last {
		if err := follow(some); err != nil && len(faults) < fewFaults {
			faults.Add(fault.Invalid("", "%s（%s）的待遇：%s", s.holder.ID, s.programme, err))
		}
	}
	return faults.Err()
}

// check tells in words what is wrong with an award by itself.
func (f *Former) check() error {
	switch {
	case f.Programme == "" || f.Holder.ID == "" || f.Holder.Unit != Household && f.Holder.Unit != Person:
		return fmt.Errorf("没有写明待遇项目或享受待遇的家庭、个人")
	case f.Granted == "":
		return fmt.Errorf("没有写明批准时所在的村（社区）")
	case len(f.Terms) == 0 || f.Terms[0].Act != Start:
		return fmt.Errorf("第一条应为新增")
	}
	for i, t := range f.Terms {
		if err := t.check(i == 0); err != nil {
			return fmt.Errorf("%s起的一条：%w", t.From.Term(), err)
		}
		if i > 0 && (t.From <= f.Terms[i-1].From || f.Terms[i-1].Act == Stop) {
			return fmt.Errorf("%s起的一条不在前一条之后", t.From.Term())
		}
	}
	for i, p := range f.Payees {
		if p.Name == "" || !p.From.Known() || i > 0 && p.From <= f.Payees[i-1].From {
			return fmt.Errorf("领取人的姓名、起始日或次序不对")
		}
	}
	return nil
}

func (t Term) check(first bool) error {
	switch {
	case !t.From.Known():
		return fmt.Errorf("没有写明月份")
	case t.Act != Start && t.Act != Change && t.Act != Stop, !first && t.Act == Start:
		return fmt.Errorf("“%s”不是变动", t.Act)
	case t.Cause == "":
		return fmt.Errorf("没有写明原因")
	case t.Act == Stop && (t.Amount != 0 || len(t.Lines) > 0 || len(t.Covered) > 0):
		return fmt.Errorf("停发的一条不应有金额和保障对象")
	case t.Act != Stop && (t.Amount <= 0 || Heads(t.Covered) < 1):
		return fmt.Errorf("金额应大于零，保障人数至少一人")
	case len(t.Lines) > 0 && Sum(t.Lines) != t.Amount:
		return fmt.Errorf("各项相加为 %s，与金额 %s 不符", Sum(t.Lines), t.Amount)
	}
	return nil
}

// follow makes sure that the awards of one holder in one programme come one
// after the other, numbered from one.
func follow(some []*Former) error {
	slices.SortFunc(some, func(a, b *Former) int { return cmp.Compare(a.Ordinal, b.Ordinal) })
	for i, f := range some {
		switch {
		case f.Ordinal != i+1:
			return fmt.Errorf("应从1起连续编号")
		case len(f.Terms) == 0 || i == 0:
		case some[i-1].end() == 0 || f.Terms[0].From < some[i-1].end():
			return fmt.Errorf("第%d份在前一份停发之前开始", f.Ordinal)
		}
	}
	return nil
}

// end is the month from which nothing is paid, zero when something is.
func (f *Former) end() month.Month {
	if n := len(f.Terms); n > 0 && f.Terms[n-1].Act == Stop {
		return f.Terms[n-1].From
	}
	return 0
}

// unheld makes sure that the register has no award of these holders in these
// programmes.
func unheld(ctx context.Context, tx *store.Tx, list []Former) error {
	var empty int
	err := tx.QueryRow(ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM benefit_award WHERE county = $1) THEN 0 ELSE 1 END`, tx.County()).Scan(&empty)
	if err != nil || empty == 1 {
		return err
	}
	slots := make([]slot, len(list))
	for i, f := range list {
		slots[i] = slot{f.Programme, f.Holder}
	}
	stood, err := standingsOf(ctx, tx, slots)
	if err != nil {
		return err
	}
	if len(stood) > 0 {
		return fault.Conflict("有%d个家庭或个人在同一项目已有待遇，历史台账只能录入还没有待遇的；请按名册导入或核定", len(stood))
	}
	return nil
}

// enterPayees writes who drew the awards.
func enterPayees(ctx context.Context, tx *store.Tx, list []Former) error {
	_, err := payees.Enter(ctx, tx, func(yield func(store.Dated) bool) {
		for _, f := range list {
			for i, p := range f.Payees {
				until := month.Forever
				if i+1 < len(f.Payees) {
					until = f.Payees[i+1].From
				}
				if !yield(store.Dated{Key: []any{f.ID}, Values: p.values(), During: month.DaySpan{From: p.From, Until: until}, Source: bySource(bookSource, f.Note)}) {
					return
				}
			}
		}
	})
	return err
}

// heldBySomebody makes sure that every holder is in the registers below.
func heldBySomebody(ctx context.Context, tx *store.Tx) error {
	var n int
	err := tx.QueryRow(ctx, `SELECT COUNT(*) FROM benefit_award a
		LEFT JOIN person_person p ON a.unit = 'person' AND p.county = a.county AND p.id = a.holder
		LEFT JOIN household_household h ON a.unit = 'household' AND h.county = a.county AND h.id = a.holder
		WHERE a.county = $1 AND p.id IS NULL AND h.id IS NULL`, tx.County()).Scan(&n)
	if err != nil {
		return fmt.Errorf("find awards without a holder: %w", err)
	}
	if n > 0 {
		return fault.Invalid("", "有%d份待遇的家庭或个人不在底册中，请先录入人员和家庭", n)
	}
	return nil
}
