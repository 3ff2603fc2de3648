package eldercare

import (
	"context"
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/registry"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// An Adaptation is a dwelling made fit for an old person.
//
// 居家适老化改造. 民发〔2020〕86号; 《老年人权益保障法》第六十五条.
type Adaptation struct {
	Division  division.Code // where the person lives
	Person    string        // id
	Household string        // id of the family on the day; empty: none known
	Works     string        // what was done, after the list of works 改造项目和老年用品配置清单
	Day       month.Day     // of acceptance 验收
	Amount    money.Fen
	Inspector string // who accepted the works
	Source    string
}

// adaptations describes the register of adaptations.
func (e *Eldercare) adaptations() *registry.Book[Adaptation] {
	return &registry.Book[Adaptation]{
		Name: "eldercare.adaptation", Table: "eldercare_adaptation", Term: "适老化改造", Path: "/eldercare/adaptations",
		Lead:   "特殊困难老年人家庭的居家适老化改造，验收后逐户登记。平均每户费用按所列各户计算。",
		Source: "居家适老化改造登记簿",
		Home:   func(a *Adaptation) *division.Code { return &a.Division },
		Title:  func(a Adaptation) string { return a.Day.Term() + "验收 " + a.Works },
		Order:  "day", Latest: true, Reading: Read, Writing: Keeping, Check: e.checkAdaptation, Places: place.Names, Figures: e.averages,
		Fields: []registry.Field[Adaptation]{
			{
				Name: "person", Term: "老年人", Hint: "填公民身份号码，须已在人口底册", At: func(a *Adaptation) any { return &a.Person }, Need: true, Fixed: true, Listed: true,
				Typed: typedPerson, Shown: shownPeople,
			},
			{Name: "division", Term: "区划", At: func(a *Adaptation) any { return &a.Division }, Given: true, Listed: true},
			{Name: "works", Term: "改造内容", Hint: "如 地面防滑处理、卫生间扶手", At: func(a *Adaptation) any { return &a.Works }, Need: true, Listed: true, Sought: true, Long: true},
			{Name: "day", Term: "验收日期", At: func(a *Adaptation) any { return &a.Day }, Need: true, Listed: true, Sifted: true},
			{Name: "amount", Term: "费用", At: func(a *Adaptation) any { return &a.Amount }, Need: true, Listed: true, Summed: true},
			{Name: "inspector", Term: "验收人", At: func(a *Adaptation) any { return &a.Inspector }, Need: true},
			{
				Name: "household", Term: "家庭", At: func(a *Adaptation) any { return &a.Household }, Given: true,
				Shown: func(_ context.Context, _ *store.Tx, _ access.Scope, kept []string) (map[string]registry.Shown, error) {
					shown := map[string]registry.Shown{}
					for _, id := range kept {
						shown[id] = registry.Shown{Text: "看家庭", Path: "/household/" + id}
					}
					return shown, nil
				},
			},
			{Name: "source", Term: "依据", Hint: "如 申请评估表、验收单及编号", At: func(a *Adaptation) any { return &a.Source }, Need: true, Long: true},
		},
	}
}

// typedPerson finds who has the number that was typed.
func typedPerson(ctx context.Context, tx *store.Tx, scope access.Scope, text string) (string, error) {
	n, err := idcard.Parse(text)
	if err != nil {
		return "", fault.Invalid("person", "%s", err.Error())
	}
	view, err := person.ByNumber(ctx, tx, scope, n)
	return view.ID, err
}

// shownPeople tells people's names.
func shownPeople(ctx context.Context, tx *store.Tx, scope access.Scope, ids []string) (map[string]registry.Shown, error) {
	views, err := person.Views(ctx, tx, scope, ids)
	shown := map[string]registry.Shown{}
	for id, v := range views {
		shown[id] = registry.Shown{Text: v.Name, Path: "/person/" + id}
	}
	return shown, err
}

// checkAdaptation puts the adaptation where the person lives, into the person's family. Who enters many at once may have said that.
func (e *Eldercare) checkAdaptation(ctx context.Context, tx *store.Tx, by access.Actor, a, before *Adaptation) error {
	var faults fault.List
	if a.Amount <= 0 {
		faults.Add(fault.Invalid("amount", "费用应大于零"))
	}
	if a.Day > tx.Today() {
		faults.Add(fault.Invalid("day", "验收日期在今天之后；没有验收的，验收后再登记"))
	}
	if err := faults.Err(); err != nil || before != nil || a.Division != "" {
		return err
	}
	scope := by.Scope(Keeping)
	view, err := person.One(ctx, tx, scope, a.Person)
	if err != nil {
		return err
	}
	a.Division = view.Division
	a.Household, err = household.Of(ctx, tx, scope, a.Person, a.Day)
	return err
}

// averages tells what the listed adaptations cost on average, and what the county wants.
func (e *Eldercare) averages(ctx context.Context, tx *store.Tx, scope access.Scope, where []registry.Condition) ([]registry.Figure, error) {
	_, sums, err := e.Adaptations.Sums(ctx, tx, scope, where, "amount")
	if err != nil {
		return nil, err
	}
	homes, err := e.Adaptations.Distinct(ctx, tx, scope, where, "household")
	if err != nil || homes == 0 {
		return nil, err
	}
	average := money.Fen(sums[0] / homes) // whole fen, rounded down: never shown higher than it is
	figure := registry.Figure{Term: fmt.Sprintf("平均每户（%d户）", homes), Value: average.Grouped(), Unit: "元"}
	want := e.average.At(division.Code(tx.County()+"000000"), "", tx.Today().Month())
	if want.InForce() {
		figure.Note = "达到每户不低于" + want.Is.Grouped() + "元"
		if average < want.Is {
			figure.Note = "没有达到每户不低于" + want.Is.Grouped() + "元"
		}
	}
	return []registry.Figure{figure}, nil
}

// adapted is the ledger of adaptations.
func (e *Eldercare) adapted() room.Ledger {
	return room.Ledger{
		Name: "eldercare.adapted", Term: "适老化改造台账", Kind: room.Flow, Needs: Read,
		Source: "期内验收的居家适老化改造，不含作废的",
		Entries: func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
			found, err := e.Adaptations.List(ctx, tx, scope, registry.Query{Where: []registry.Condition{registry.During("day", span)}})
			if err != nil {
				return nil, err
			}
			var entries []room.Entry
			for _, a := range found {
				entries = append(entries, room.Entry{
					ID: a.ID, Day: a.Is.Day, Division: a.Is.Division, Programme: "adaptation", Item: a.Is.Works, Household: a.Is.Household,
					People: []string{a.Is.Person}, Amount: a.Is.Amount, Personal: true, Path: e.Adaptations.Path + "/" + a.ID,
				})
			}
			return entries, nil
		},
		Fill: func(ctx context.Context, tx *store.Tx, entries []room.Entry) error {
			for i := range entries {
				view, err := person.One(ctx, tx, access.Within(entries[i].Division), entries[i].People[0])
				if _, told := fault.KindOf(err); err != nil && !told {
					return err
				}
				entries[i].Words = view.Name
			}
			return nil
		},
	}
}
