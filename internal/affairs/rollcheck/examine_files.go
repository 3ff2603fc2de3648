package rollcheck

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// AddAll takes files into the matter together. A roll of an earlier month, of a programme and township that a later one is
// here of, is only compared with.
func (m *Matter) AddAll(files []File) {
	for i, f := range files {
		if slices.ContainsFunc(files, f.before) {
			m.Before = slices.AppendSeq(m.Before, f.Understood.EachClaim(files[i].At))
			continue
		}
		m.Add(f)
	}
}

// before tells whether another file pays the same programme in the same township, in later months alone.
func (f File) before(later File) bool {
	if f.At == later.At || f.Understood.Kind != later.Understood.Kind || f.Understood.Division != later.Understood.Division {
		return false
	}
	_, end := f.span()
	begin, _ := later.span()
	return end.Known() && begin.Known() && end < begin
}

// span is the first and the last month that a file pays.
func (f File) span() (first, end month.Month) {
	for c := range f.Understood.EachClaim(f.At) {
		if !first.Known() || c.Month < first {
			first = c.Month
		}
		end = max(end, last(&c))
	}
	return first, end
}

// ExamineFiles looks over files together and keeps what it finds, and not the files. With the register, who is named is
// also held against the people, deaths and awards of the division.
//
// 检查文件. It returns fault.Denied without [Examining] in the division, and fault.Invalid when no file can be read; the
// sentences of those that cannot, while others can, come beside the run.
func (r *Rollcheck) ExamineFiles(ctx context.Context, by access.Actor, at division.Code, papers []Paper, register bool) (Run, []string, error) {
	if err := by.Require(Examining, at); err != nil {
		return Run{}, nil, err
	}
	if len(papers) == 0 {
		return Run{}, nil, fault.Invalid("file", "请选择要检查的文件，可以一次选几个")
	}
	run := Run{Source: FromFiles, Division: at}
	var matter Matter
	var left []string
	err := r.db.Read(ctx, func(tx *store.Tx) (err error) {
		tree, err := place.Read(ctx, tx)
		if err != nil {
			return err
		}
		all, err := Reading{Places: tree, Within: at, AsOf: tx.Today(), Demo: tx.Demo(), Lawful: r.lawful}.ReadAll(papers)
		if err != nil {
			return err
		}
		if matter, err = r.matter(ctx, tx); err != nil {
			return err
		}
		matter.AddAll(all.Files)
		run.Month, run.Files, left = all.Month, nil, nil
		for _, f := range all.Files {
			run.Files = append(run.Files, f.checked())
		}
		for _, refusal := range all.Refuse {
			sentence, _ := fault.Sentence(refusal)
			left = append(left, sentence)
		}
		if register {
			run.Source = FromBoth
			return r.against(ctx, tx, access.Within(at), &matter, all.Month)
		}
		return nil
	})
	if err != nil {
		return Run{}, nil, err
	}
	run, err = r.keep(ctx, by, run, matter)
	return run, left, err
}

// against holds what files say against the registers: who the people are, who died, what else they are paid.
func (r *Rollcheck) against(ctx context.Context, tx *store.Tx, scope access.Scope, m *Matter, at month.Month) error {
	if err := m.recognise(ctx, tx, scope); err != nil {
		return err
	}
	deaths, err := notices(ctx, tx, scope)
	if err != nil {
		return err
	}
	m.Notices = append(m.Notices, unheard(m.Notices, deaths)...)
	claims, err := benefit.Claims(ctx, tx, scope, at)
	if err != nil {
		return err
	}
	m.Claims = append(m.Claims, m.besides(claims)...)
	return nil
}

// recognise finds out who of the population register the people of the files are.
func (m *Matter) recognise(ctx context.Context, tx *store.Tx, scope access.Scope) error {
	var numbers []idcard.Number
	for _, c := range m.Claims {
		for _, who := range c.People {
			if !who.Number.None() {
				numbers = append(numbers, who.Number)
			}
		}
	}
	ids, err := person.ByNumbers(ctx, tx, scope, numbers)
	if err != nil {
		return err
	}
	m.Known.People, m.Known.Names = true, map[string]string{}
	for i := range m.Claims {
		for j := range m.Claims[i].People {
			who := &m.Claims[i].People[j]
			who.Person = ids[who.Number]
		}
	}
	for part := range slices.Chunk(values(ids), idsAtOnce) {
		marks := make([]string, len(part))
		args := []any{tx.County(), tx.Today()}
		for i, id := range part {
			marks[i] = "$" + strconv.Itoa(i+3)
			args = append(args, id)
		}
		err := each(ctx, tx, `SELECT n.person, n.name FROM person_name n WHERE n.county = $1 AND `+store.Held("n", 2)+` AND n.person IN (`+strings.Join(marks, ", ")+`)`,
			args, func(rows *sql.Rows) error {
				var id, name string
				err := rows.Scan(&id, &name)
				m.Known.Names[id] = name
				return err
			})
		if err != nil {
			return fmt.Errorf("read names: %w", err)
		}
	}
	return nil
}

// idsAtOnce is how many ids go into one query.
const idsAtOnce = 500

// values are the ids, without order.
func values(ids map[idcard.Number]string) []string {
	list := make([]string, 0, len(ids))
	for _, id := range ids {
		list = append(list, id)
	}
	return list
}

// unheard are the notices of the register that the files do not hold already.
func unheard(told, register []Notice) []Notice {
	type content struct {
		number idcard.Number
		name   string
		day    month.Day
		month  month.Month
	}
	known := map[content]bool{}
	for _, n := range told {
		known[content{n.Number, folded(n.Name), n.Day, n.Month}] = true
	}
	var fresh []Notice
	for _, n := range register {
		if !known[content{n.Number, folded(n.Name), n.Day, n.Month}] {
			fresh = append(fresh, n)
		}
	}
	return fresh
}

// besides are the awards of the register that the files do not state: in other programmes, or in other townships. What a
// file and the register say of one programme and township is the same payment.
func (m *Matter) besides(register []benefit.Claim) []benefit.Claim {
	type slot struct {
		programme string
		town      division.Code
	}
	stated := map[slot]bool{}
	named := map[string]bool{}
	for _, c := range m.Claims {
		stated[slot{c.Programme, c.Division.Town()}] = true
		stated[slot{c.Programme, c.Division}] = true
		for _, who := range c.People {
			named[who.Person] = true
		}
	}
	named[""] = false
	var others []benefit.Claim
	for _, c := range register {
		if stated[slot{c.Programme, c.Division.Town()}] || stated[slot{c.Programme, countyOf(c.Division)}] {
			continue
		}
		if slices.ContainsFunc(c.People, func(who benefit.Named) bool { return named[who.Person] }) {
			others = append(others, c)
		}
	}
	return others
}

// countyOf is the county that a division lies in.
func countyOf(at division.Code) division.Code { return division.Code(at.County() + "000000") }
