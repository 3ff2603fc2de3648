package intake

import (
	"fmt"
	"regexp"
	"strings"

	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/sheet"
)

var certificatePattern = regexp.MustCompile(`^(\d{17}[\dX])([1-7])([1-4])(?:B(\d{1,2}))?$`)

// handicaps are the kinds of disability by their digit in the certificate's
// number (残疾人证编号规则) and the register's option.
var handicaps = []struct{ option, term string }{
	{"visual", "视力"}, {"hearing", "听力"}, {"speech", "言语"}, {"limb", "肢体"}, {"intellectual", "智力"}, {"mental", "精神"}, {"multiple", "多重"},
}

// handicapTerm is the federation's word for an option of the register.
func handicapTerm(option string) string {
	for _, h := range handicaps {
		if h.option == option {
			return h.term
		}
	}
	return ""
}

// readCertificate reads the number of a certificate; ok is false for what is
// none.
func readCertificate(text string) (c Certificate, ok bool) {
	c.Text = strings.ToUpper(strings.ReplaceAll(idcard.Fold(text), "-", ""))
	m := certificatePattern.FindStringSubmatch(c.Text)
	if m == nil {
		return c, false
	}
	c.Number, _ = idcard.Parse(m[1])
	c.Handicap, c.Grade = handicaps[m[2][0]-'1'].term, int(m[3][0]-'0')
	if m[4] != "" {
		c.Reissued = atoi(m[4])
	}
	return c, true
}

// certificate reads the certificate of a row and compares it with the identity
// number, the kind and the grade that stand beside it.
func (t *reading) certificate(r *Recipient, row sheet.Row) {
	g, cell := t.at(row, colCertificate)
	if g == nil {
		return
	}
	if isNothing(cell) {
		t.problem(CertificateMissing, row.Number, g, cell, "", "没有残疾证号")
		return
	}
	c, ok := readCertificate(cell.Text)
	if !ok || cell.Kind == sheet.Number {
		t.problem(CertificateOdd, row.Number, g, cell, "", "残疾证号应为20位（换发的再加B和次数），现为%d位", len([]rune(c.Text)))
		return
	}
	r.Certificate = c
	t.note(row.Number, g, cell, fmt.Sprintf("%s%s残疾%d级", masked(c.Text[:18]), c.Handicap, c.Grade))
	if !r.Number.None() && c.Number != r.Number {
		t.problem(CertificateNumber, row.Number, g, cell, "", "残疾证号中的身份证号与本人不一致")
	}
	if r.Handicap != "" && c.Handicap != r.Handicap {
		t.problem(CertificateType, row.Number, g, cell, "", "残疾证号表示%s，残疾类别写的是%s", c.Handicap, r.Handicap)
	}
	if r.Grade != 0 && c.Grade != r.Grade {
		t.problem(CertificateGrade, row.Number, g, cell, "", "残疾证号末位表示%d级，残疾等级写的是%d级", c.Grade, r.Grade)
	}
	if c.Reissued > 0 {
		t.problem(CertificateReissued, row.Number, g, cell, "", "残疾证号带换发标记B%d", c.Reissued)
	}
	if r.Handicap == "" {
		r.Handicap = c.Handicap
	}
	if r.Grade == 0 && t.header.at(colDisabilityGrade) == nil && t.header.at(colDisability) == nil {
		r.Grade = c.Grade
	}
}
