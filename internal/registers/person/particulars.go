package person

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// Particulars are what somebody tells about a person. Empty parts are not told.
//
// 人员基本信息.
type Particulars struct {
	Name     string
	Number   idcard.Number
	Birth    month.Day // taken from the number when not told
	Sex      Sex       // likewise
	Division division.Code
	Address  string
	Phone    string
}

// always is the day from which name, number, birth and sex hold: they are not true from the day they were told, and
// nobody in the books was born before it.
const always month.Day = 18500101

// Record enters a new person with residence and telephone from a day on, and gives the id. The caller's act has the
// permission and logs itself.
//
// It returns fault.Invalid for particulars that cannot be, and fault.Conflict when the number belongs to somebody.
func Record(ctx context.Context, tx *store.Tx, p Particulars, from month.Day, source string) (id string, err error) {
	p, err = p.checked(ctx, tx, from)
	if err != nil {
		return "", err
	}
	if p.Name == "" || p.Division == "" {
		return "", fault.Invalid("name", "登记人员至少要有姓名和所在村（社区）")
	}
	id = tx.NewID()
	if err := insert(ctx, tx, id); err != nil {
		return "", err
	}
	_, err = write(ctx, tx, id, Particulars{}, p, from, source, false)
	return id, err
}

// Amend brings what is known of a person to the particulars told, leaving what is not told as it is, and tells
// whether anything was news. Residence and telephone hold from the day on; name, number, birth and sex always held.
// The caller's act has the permission and logs itself, and has found the person in sight.
//
// It returns fault.Invalid for particulars that cannot be, and fault.Conflict when the number belongs to another.
func Amend(ctx context.Context, tx *store.Tx, id string, p Particulars, from month.Day, source string) (changed bool, err error) {
	return amend(ctx, tx, id, p, from, source, false)
}

// An Amendment is what a list tells of one person who is known.
type Amendment struct {
	Person string
	Particulars
}

// AmendAll is [Amend] of many people, and tells of each whether anything was news. Those of whom the list tells nothing
// new cost no more than being read. The caller holds the locks on them: person/ID.
func AmendAll(ctx context.Context, tx *store.Tx, told []Amendment, from month.Day, source string) ([]bool, error) {
	ids := make([]string, len(told))
	for i, a := range told {
		ids[i] = a.Person
	}
	old, err := allKnown(ctx, tx, ids, from)
	if err != nil {
		return nil, err
	}
	changed := make([]bool, len(told))
	for i, a := range told {
		p, err := a.checked(ctx, tx, from)
		if err != nil {
			return nil, err
		}
		if p.Adds(old[a.Person]) {
			if changed[i], err = Amend(ctx, tx, a.Person, a.Particulars, from, source); err != nil {
				return nil, err
			}
		}
	}
	return changed, nil
}

func amend(ctx context.Context, tx *store.Tx, id string, p Particulars, from month.Day, source string, byHand bool) (changed bool, err error) {
	if p, err = p.checked(ctx, tx, from); err != nil {
		return false, err
	}
	if err := tx.Lock(ctx, "person/"+id); err != nil {
		return false, err
	}
	old, err := known(ctx, tx, id, from)
	if err != nil {
		return false, err
	}
	return write(ctx, tx, id, old, p, from, source, byHand)
}

// checked gives the particulars with birth and sex taken from the number, or every fault in them.
func (p Particulars) checked(ctx context.Context, tx *store.Tx, from month.Day) (Particulars, error) {
	var faults fault.List
	p.Name = tidy(p.Name)
	if n := len([]rune(p.Name)); n > 50 || p.Name != "" && !strings.ContainsFunc(p.Name, unicode.IsLetter) {
		faults.Add(fault.Invalid("name", "“%s”不是姓名，请核对", p.Name))
	}
	if !from.Known() || from > tx.Today() {
		faults.Add(fault.Invalid("from", "请填写从哪一天起，不能晚于今天"))
	}
	faults.AddField("number", p.Number.Allowed(tx.Demo()))
	p.fromNumber(&faults)
	if p.Birth > tx.Today() {
		faults.Add(fault.Invalid("birth", "出生日期%s晚于今天，请核对", p.Birth.Term()))
	}
	if p.Sex != "" && p.Sex.Term() == "" {
		faults.Add(fault.Invalid("sex", "性别应为男或女，请核对"))
	}
	faults.Add(p.checkDivision(ctx, tx))
	return p, faults.Err()
}

// fromNumber takes birth and sex from the number, and notes where they contradict what was told.
func (p *Particulars) fromNumber(faults *fault.List) {
	if p.Number.None() {
		return
	}
	born, err := month.NewDay(p.Number.Birth())
	if err != nil {
		faults.AddField("number", err)
		return
	}
	sex := Female
	if p.Number.Male() {
		sex = Male
	}
	if p.Birth.Known() && p.Birth != born {
		faults.Add(fault.Invalid("birth", "出生日期%s与身份证号码中的%s不一致，请按户口簿核对", p.Birth.Term(), born.Term()))
	}
	if p.Sex != "" && p.Sex != sex {
		faults.Add(fault.Invalid("sex", "性别“%s”与身份证号码不一致，请核对原件", p.Sex.Term()))
	}
	p.Birth, p.Sex = born, sex
}

func (p Particulars) checkDivision(ctx context.Context, tx *store.Tx) error {
	if p.Division == "" {
		return nil
	}
	if p.Division.Level() < division.Town {
		return fault.Invalid("division", "请选择所在的村（社区）")
	}
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return fmt.Errorf("read places: %w", err)
	}
	if _, err := tree.Find(p.Division); err != nil {
		sentence, _ := fault.Sentence(err)
		return fault.Invalid("division", "%s", sentence)
	}
	return nil
}

// tidy takes the blanks out of a Chinese name (张  三) and leaves one between the words of others; the dot of
// minority names is brought to one form (买买提·吐尔逊).
func tidy(name string) string {
	name = strings.NewReplacer("•", "·", "・", "·", "．", "·", "‧", "·").Replace(name)
	words := strings.Fields(strings.ReplaceAll(name, "\u3000", " "))
	for _, r := range name {
		if r > 127 {
			return strings.Join(words, "")
		}
	}
	return strings.Join(words, " ")
}
