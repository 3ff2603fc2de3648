package disbursement

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
)

// A Format is a kind of file that a roster goes out in.
type Format string

// The formats.
const (
	BankFile Format = "csv"  // 代发明细: for the bank, sealed at the signature
	Workbook Format = "xlsx" // 发放名册: the paper form with subtotals and signatures
)

// An Export asks for a roster as a file with full identity and account numbers.
//
// 导出.
type Export struct {
	Roster string
	Format Format
	Reason string // for whom and what for; kept in the activity log
}

// A File is an exported roster.
type File struct {
	Name    string
	Content []byte
}

// Export gives a roster as a file. The bank file of a signed roster is given
// out byte for byte as it was sealed; it does not exist before.
//
// 导出发放名册.
//
// It returns fault.Denied without disbursement.export for the county;
// fault.Invalid without a reason or for an unknown format; fault.Conflict for
// the bank file of a roster that is not signed.
func (d *Disbursement) Export(ctx context.Context, by access.Actor, x Export) (File, error) {
	var file File
	err := d.db.Write(ctx, func(tx *store.Tx) error {
		if err := by.Require(Exporting, county(tx)); err != nil {
			return err
		}
		if strings.TrimSpace(x.Reason) == "" {
			return fault.Invalid("reason", "请写明导出的用途，例如“送农商银行代发”，将记入活动记录")
		}
		s, err := look(ctx, tx, by, x.Roster)
		if err != nil {
			return err
		}
		if file, err = s.file(ctx, tx, x.Format); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "disbursement.export", Subject: "disbursement.roster", SubjectID: s.ID, Division: county(tx), Reason: strings.TrimSpace(x.Reason),
			Details: map[string]string{"format": string(x.Format), "edition": fmt.Sprint(s.Edition()), "lines": fmt.Sprint(len(s.lines)), "digest": digest(file.Content)},
		})
	})
	if err != nil {
		return File{}, fmt.Errorf("export roster %s: %w", x.Roster, err)
	}
	return file, nil
}

func (s sight) file(ctx context.Context, tx *store.Tx, format Format) (File, error) {
	switch format {
	case BankFile:
		if err := s.in("导出代发明细", StateSigned); err != nil {
			return File{}, err
		}
		signed, err := signatureOf(ctx, tx, s.Roster)
		return File{s.Month.Term() + s.Short + "代发明细.csv", signed.file}, err
	case Workbook:
		var out bytes.Buffer
		pages := []sheet.Page{s.rosterPage(), s.balance.statement(s.Roster, true).Page(), changeTable(s.Roster, s.changes).Page()}
		if payees := payeeTotals(s.Roster, s.lines); len(payees.Groups[0].Rows) > 0 {
			pages = append(pages, payees.Page())
		}
		err := sheet.WriteWorkbook(&out, pages...)
		return File{s.Title() + s.unsigned() + ".xlsx", out.Bytes()}, err
	}
	return File{}, fault.Invalid("format", "请选择导出代发明细（csv）或发放名册（xlsx）")
}

// unsigned marks a file of a roster that is not signed.
func (s sight) unsigned() string {
	switch s.State() {
	case StateSigned:
		return ""
	case StateTakenOver:
		return "（历史转入）"
	}
	return "（未签批）"
}

// rosterPage is the paper form: a line for each household, township subtotals,
// the total in figures and words, who signed, and the digest.
//
// 发放名册.
func (s sight) rosterPage() sheet.Page {
	p := sheet.Page{Name: "发放名册", Title: s.Title() + s.unsigned(), Under: "资金来源：" + s.FundTerm + "　单位：元", Notes: s.foot()}
	for _, c := range []struct {
		heading string
		form    sheet.Form
		width   float64
	}{
		{"序号", sheet.AsCount, 7},
		{"乡镇", sheet.AsText, 12},
		{"村（社区）", sheet.AsText, 16},
		{s.HeadTerm(), sheet.AsText, 10},
		{s.HeadTerm() + "身份证号码", sheet.AsText, 21},
		{"类别", sheet.AsText, 7},
		{"保障人数", sheet.AsCount, 9},
		{"发放金额", sheet.AsMoney, 12},
		{"金额构成", sheet.AsText, 20},
		{"领取人", sheet.AsText, 12},
		{"领取人身份证号码", sheet.AsText, 21},
		{"开户银行", sheet.AsText, 18},
		{"银行账号", sheet.AsText, 22},
		{"备注", sheet.AsText, 18},
	} {
		p.Columns = append(p.Columns, sheet.Column{Heading: c.heading, Form: c.form, Width: c.width})
	}
	p.Lines = s.paper()
	return p
}

// paper walks over the lines of the form with the subtotal of each township
// after its last line.
func (s sight) paper() iter.Seq[sheet.Line] {
	return func(yield func(sheet.Line) bool) {
		for town := range slices.Values(byTown(s.lines)) {
			for _, l := range town {
				if !yield(l.onPaper()) {
					return
				}
			}
			if !yield(sumOnPaper(town[0].TownName+"小计", s.Counter(), count(paid(town)))) {
				return
			}
		}
		yield(sumOnPaper("合计", s.Counter(), s.Paid()))
	}
}

// byTown cuts lines, which stand in the order of their villages, by township.
func byTown(lines []Line) (towns [][]Line) {
	for len(lines) > 0 {
		n := slices.IndexFunc(lines, func(l Line) bool { return l.Town != lines[0].Town })
		if n < 0 {
			n = len(lines)
		}
		towns, lines = append(towns, lines[:n]), lines[n:]
	}
	return towns
}

func (l Line) onPaper() sheet.Line {
	note, amount := "", sheet.MoneyOf(l.Amount)
	if l.Hold != nil {
		note, amount = fmt.Sprintf("暂缓 %s：%s", l.Amount.Grouped(), l.Hold.Reason), sheet.Value{}
	}
	return sheet.Line{Values: []sheet.Value{
		sheet.CountOf(l.Serial), sheet.TextOf(l.TownName), sheet.TextOf(l.VillageName), sheet.TextOf(l.Head),
		sheet.TextOf(l.HeadNumber.Full()), sheet.TextOf(l.ClassTerm()), sheet.CountOf(l.Persons()), amount,
		sheet.TextOf(l.Composition()), sheet.TextOf(l.Payee.Name), sheet.TextOf(l.Payee.Number.Full()),
		sheet.TextOf(l.Payee.Bank), sheet.TextOf(l.Payee.Account.Full()), sheet.TextOf(note),
	}}
}

func sumOnPaper(name, counter string, f Figures) sheet.Line {
	values := make([]sheet.Value, 14)
	values[1], values[3] = sheet.TextOf(name), sheet.TextOf(fmt.Sprintf("%d%s", f.Households, counter))
	values[6], values[7] = sheet.CountOf(f.Persons), sheet.MoneyOf(f.Amount)
	return sheet.Line{Values: values, Strong: true}
}

// foot is what stands under the form.
func (s sight) foot() []string {
	foot := []string{"金额大写：" + s.Paid().Amount.Formal(), s.signatures()}
	if s.settled() && s.digest != "" {
		foot = append(foot, s.DigestTerm()+"："+s.digest)
	}
	return foot
}

// signatures names the three people with their times; who has not acted yet
// leaves a blank to sign.
func (s sight) signatures() string {
	if s.State() == StateTakenOver {
		return s.Situation()
	}
	parts := make([]string, 0, 3)
	for _, p := range []struct {
		part string
		kind ActKind
	}{{"制表", Submitted}, {"审核", Passed}, {"负责人", Signed}} {
		text := p.part + "："
		if a, ok := s.Last(p.kind); ok {
			text += a.By + " " + a.stamp()
		} else {
			text += "　　　　　　"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "　　")
}
