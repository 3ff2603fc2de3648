package benefit

import (
	"context"
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// Codes of lines that rolls and programmes share. A programme may have further
// ones of its own.
const (
	LineRoll       = "roll"       // 名册金额: the roll states a sum and not what it is made of
	LineDifference = "difference" // 补差
	LineTopUp      = "topup"      // 增发
	LineBasic      = "basic"      // 特困人员基本生活费
	LineCare       = "care"       // 特困人员照料护理费
	LineStandard   = "standard"   // 按标准发放: the whole of an allowance
	LineOnce       = "once"       // 一次性救助金
)

// An Imported award is what a roll says about one holder in one programme and
// month. 名册载明的待遇.
type Imported struct {
	Programme string
	Holder    Holder
	Division  division.Code // the village of the row
	Month     month.Month   // the month the roll pays
	Class     Classed       // as the roll says; without a class: what stands, or the labelled default for a new award
	Amount    money.Fen     // per month
	Lines     []Line        // empty: one line 名册金额
	Covered   []Covered     // empty: what stands; in programmes that pay persons, the holder
	Payee     *Payee        // nil: the roll says nothing
	Intake    string        // id of the file as received
	File      string        // its name, for people: 低保发放名册-宝丰镇-2026年10月.xlsx
}

// A Verdict is what taking in one imported award does, or would do.
type Verdict struct {
	Kind     VerdictKind
	Award    string // id, when there is one
	Sentence string // in Chinese: what changes, or why it is refused and what to do
}

// A VerdictKind sorts verdicts.
type VerdictKind string

// The verdicts.
const (
	TakenNew     VerdictKind = "new"     // an award begins
	TakenChanged VerdictKind = "changed" // a change of amount, class or covered persons
	TakenPayee   VerdictKind = "payee"   // only the payee or the account differs
	TakenSame    VerdictKind = "same"    // nothing changes
	TakenRefused VerdictKind = "refused" // contradicts the register; a person must decide
)

// Term is the verdict in Chinese.
func (k VerdictKind) Term() string {
	switch k {
	case TakenNew:
		return "新增待遇"
	case TakenChanged:
		return "待遇变更"
	case TakenPayee:
		return "领取人或账号变更"
	case TakenSame:
		return "与底册一致"
	case TakenRefused:
		return "与底册矛盾"
	}
	return string(k)
}

// TakeIn enters what a roll says, in the order given, and tells for each what
// it did. The same roll again changes nothing: same holder, programme, month
// and amount. Another amount is a change with the cause 名册载明; another payee
// or account is a new dated fact. What contradicts the register (a roll of a
// month before the award's last act, a holder whose award was stopped) is
// refused in its verdict and not written; the caller decides whether the rest
// stands. Errors are for the whole.
//
// The caller's act has the permission and logs itself. It returns fault.Invalid
// for an amount that is not positive, lines that do not add up to it, or a
// month that is not known.
func TakeIn(ctx context.Context, tx *store.Tx, by access.Actor, list []Imported) ([]Verdict, error) {
	r, err := BeginRoll(ctx, tx, by)
	if err != nil {
		return nil, err
	}
	return r.TakeIn(ctx, list)
}

// A RollTaking takes in a roll that is too long to be held at once, portion by portion.
type RollTaking struct {
	tx    *store.Tx
	by    access.Actor
	fresh map[slot]bool // decided in this very roll
}

// BeginRoll begins a roll. No other roll is taken in until the transaction ends.
func BeginRoll(ctx context.Context, tx *store.Tx, by access.Actor) (*RollTaking, error) {
	return &RollTaking{tx: tx, by: by, fresh: map[slot]bool{}}, lock(ctx, tx)
}

// TakeIn enters the next portion, as [TakeIn] enters a whole roll.
func (r *RollTaking) TakeIn(ctx context.Context, portion []Imported) ([]Verdict, error) {
	t, err := newTaking(ctx, r.tx, r.by, portion)
	if err != nil {
		return nil, err
	}
	t.fresh = r.fresh
	verdicts := t.all(portion)
	if err := write(ctx, r.tx, t.entries); err != nil {
		return nil, err
	}
	return verdicts, t.repay(ctx)
}

// repay writes who draws what from now on: the first payees of awards together, the others over what was known.
func (t *taking) repay(ctx context.Context) error {
	_, err := payees.Enter(ctx, t.tx, func(yield func(store.Dated) bool) {
		for _, p := range t.payees {
			if p.first && !yield(store.Dated{Key: []any{p.award}, Values: p.to.values(), During: p.during, Source: p.source}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	for _, p := range t.payees {
		if p.first {
			continue
		}
		if _, err := payees.Set(ctx, t.tx, []any{p.award}, p.to.values(), p.during, p.source); err != nil {
			return err
		}
	}
	return nil
}

// Compare tells what TakeIn would do, and writes nothing.
func Compare(ctx context.Context, tx *store.Tx, by access.Actor, list []Imported) ([]Verdict, error) {
	t, err := newTaking(ctx, tx, by, list)
	if err != nil {
		return nil, err
	}
	return t.all(list), nil
}

// A taking is one list being taken in: what stands, as it changes on the way,
// and what there will be to write.
type taking struct {
	tx       *store.Tx
	by       access.Actor
	tree     *place.Tree
	standing map[slot]standing
	drawn    map[string][]drawing // by award, in the order of their days
	fresh    map[slot]bool        // decided in this very list
	entries  []entry
	payees   []repayment
}

// A repayment is a payee to be recorded.
type repayment struct {
	award  string
	to     Payee
	during month.DaySpan
	source string
	first  bool // nobody was known to draw the award
}

func newTaking(ctx context.Context, tx *store.Tx, by access.Actor, list []Imported) (*taking, error) {
	var faults fault.List
	slots := make([]slot, len(list))
	for i, x := range list {
		faults.Add(x.check())
		slots[i] = x.slot()
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	t := &taking{tx: tx, by: by, tree: tree, fresh: map[slot]bool{}}
	if t.standing, err = standingsOf(ctx, tx, slots); err != nil {
		return nil, err
	}
	var awards []string
	for _, s := range t.standing {
		awards = append(awards, s.award)
	}
	t.drawn, err = drawingsOf(ctx, tx, awards)
	return t, err
}

func (x Imported) slot() slot { return slot{x.Programme, x.Holder} }

// check returns the faults of a row that cannot be taken in as it is.
func (x Imported) check() error {
	switch {
	case x.Programme == "" || x.Holder.ID == "" || x.Holder.Unit != Household && x.Holder.Unit != Person:
		return fault.Invalid("", "没有写明待遇项目或享受待遇的家庭、个人")
	case !x.Month.Known():
		return fault.Invalid("month", "没有写明发放月份，请注明是哪个月的名册")
	case x.Amount <= 0:
		return fault.Invalid("amount", "金额应大于零，请核对；本月不发的不列入名册")
	case len(x.Lines) > 0 && Sum(x.Lines) != x.Amount:
		return fault.Invalid("amount", "各项相加为 %s，与合计 %s 不符，请核对", Sum(x.Lines), x.Amount)
	}
	return nil
}

func (t *taking) all(list []Imported) []Verdict {
	verdicts := make([]Verdict, len(list))
	for i, x := range list {
		verdicts[i] = t.take(x)
	}
	return verdicts
}

// take decides on one row and notes what there is to write.
func (t *taking) take(x Imported) Verdict {
	s := t.standing[x.slot()]
	if s.award == "" {
		return t.begin(x)
	}
	v := x.against(s, t.fresh[x.slot()])
	v.Award = s.award
	switch v.Kind {
	case TakenChanged:
		t.change(x, s)
		t.draw(x, s.award)
	case TakenSame:
		if told, news := t.draw(x, s.award); told != "" {
			v.Sentence = told
			if news {
				v.Kind = TakenPayee
			}
		}
	}
	return v
}

// against compares a row with what stands and decides, without the payee.
func (x Imported) against(s standing, fresh bool) Verdict {
	last := s.last()
	now, begun := s.in(x.Month)
	switch {
	case !begun:
		return refused("底册中该项待遇自%s起，这份名册是%s的。较早月份的名册不改动底册", s.terms[0].From.Term(), x.Month.Term())
	case now.Act == Stop:
		return refused("该项待遇已自%s起停发（%s），名册仍列发放。请核实是否应从名册中去掉", now.From.Term(), now.Cause)
	case x.same(now):
		return Verdict{Kind: TakenSame, Sentence: "与底册一致"}
	case fresh:
		return refused("同一份名册中该项待遇列了两次，且不一致（%s、%s）。请核对后保留一行", last.Amount, x.Amount)
	case last.From > x.Month:
		return refused("底册中已有自%s起的决定（%s，%s），不能再按%s的名册改动。请核对", last.From.Term(), last.Act.Term(), last.Amount, x.Month.Term())
	case last.From == x.Month && last.Source.Kind == FromProposal:
		return refused("本月待遇已由%s确认为 %s，名册载明 %s。请核对；确需改动的，请更正境况后重新核定", last.By, last.Amount, x.Amount)
	}
	return Verdict{Kind: TakenChanged, Sentence: x.cause(now)}
}

func refused(format string, args ...any) Verdict {
	return Verdict{Kind: TakenRefused, Sentence: fmt.Sprintf(format, args...)}
}

// same tells whether the row says nothing that the term does not say.
func (x Imported) same(t Term) bool {
	return x.Amount == t.Amount &&
		(x.Class.Class == "" || x.Class.Class == t.Class.Class) &&
		(len(x.Covered) == 0 || Heads(x.Covered) == Heads(t.Covered) && samePersons(x.Covered, t.Covered))
}

// cause is why a change taken from a roll is made, in words.
func (x Imported) cause(t Term) string {
	switch {
	case x.Amount != t.Amount:
		return fmt.Sprintf("名册载明：月金额由 %s变为 %s", t.Amount, x.Amount)
	case Heads(x.Covered) != Heads(t.Covered) && len(x.Covered) > 0:
		return fmt.Sprintf("名册载明：保障人数由 %d 人变为 %d 人", Heads(t.Covered), Heads(x.Covered))
	case x.Class.Class != "" && x.Class.Class != t.Class.Class:
		return fmt.Sprintf("名册载明：类别由%s变为%s", t.Class.Class.Term(), x.Class.Class.Term())
	}
	return "名册载明：保障对象有变动"
}

func (t *taking) begin(x Imported) Verdict {
	id := t.tx.NewID()
	term := t.term(x, Term{})
	term.Ordinal, term.Act, term.Cause = 1, Start, "名册载明："+x.Month.Term()+"已在享受"
	award := &Award{ID: id, Programme: x.Programme, Holder: x.Holder, Ordinal: 1, Granted: x.Division, Source: term.Source}
	t.add(x, standing{}, entry{award: award, id: id, term: term}, 1)
	t.draw(x, id)
	return Verdict{Kind: TakenNew, Award: id, Sentence: fmt.Sprintf("新增：自%s起每月 %s", x.Month.Term(), x.Amount)}
}

func (t *taking) change(x Imported, s standing) {
	term := t.term(x, s.last())
	term.Ordinal, term.Act, term.Cause = s.last().Ordinal+1, Change, x.cause(s.last())
	t.add(x, s, entry{id: s.award, term: term}, s.ordinal)
}

func (t *taking) add(x Imported, s standing, e entry, ordinal int) {
	t.entries = append(t.entries, e)
	t.standing[x.slot()] = s.then(e.id, ordinal, e.term)
	t.fresh[x.slot()] = true
}

// term is what the row says, completed by what it leaves as it was.
func (t *taking) term(x Imported, was Term) Term {
	now := Term{
		From: x.Month, Class: x.Class, Amount: x.Amount, Lines: x.Lines, Covered: x.Covered,
		Source: Source{Kind: FromRoll, ID: x.Intake}, Author: t.by.ID, By: t.by.Name, At: t.tx.Now(),
	}
	if len(now.Lines) == 0 {
		now.Lines = []Line{{Code: LineRoll, Term: "名册金额", Fen: x.Amount}}
	}
	if len(now.Covered) == 0 {
		now.Covered = was.Covered
	}
	if len(now.Covered) == 0 && x.Holder.Unit == Person {
		now.Covered = []Covered{{Person: x.Holder.ID, Count: 1, Share: &x.Amount}}
	}
	if now.Class.Class == "" {
		now.Class = was.Class
	}
	if now.Class.Class == "" {
		now.Class = assumedClass(t.tree, x.Division)
	}
	return now
}

// draw compares the payee the row names with the one on the books, notes what
// to record, and says in words what differs.
func (t *taking) draw(x Imported, award string) (told string, news bool) {
	if x.Payee == nil {
		return "", false
	}
	from := x.Month.First()
	until := month.Forever
	for _, d := range t.drawn[award] {
		switch {
		case d.during.Contains(from) && d.to.same(*x.Payee):
			return "", false
		case d.during.Contains(from) && d.byHand():
			return "领取人或账号与底册不同；底册已由工作人员更正，未按名册改动", false
		case d.during.From > from:
			until = min(until, d.during.From) // what is known of later days stays
		}
	}
	r := repayment{first: len(t.drawn[award]) == 0, award: award, to: *x.Payee, during: month.DaySpan{From: from, Until: until}, source: bySource(rollSource, x.File)}
	t.payees = append(t.payees, r)
	t.drawn[award] = []drawing{{to: r.to, during: r.during, source: r.source}}
	return fmt.Sprintf("领取人改为%s，账号 %s", x.Payee.Name, x.Payee.Account), true
}
