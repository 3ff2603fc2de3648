package disbursement

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Verification is what was found when a signed roster was held against its
// own lines, its digest and the activity log.
//
// 名册校验.
type Verification struct {
	Roster   string
	Title    string
	Payments int64
	Signature
	TakenOver bool     // from the books before: there is no bank file, only the digest of the lines
	Findings  []string // what does not agree, in words; empty: whole
}

// Whole tells whether nothing was found.
func (v Verification) Whole() bool { return len(v.Findings) == 0 }

// VerifyRoster makes the bank file of a signed roster anew from its lines and
// compares it with the file and digest that were kept when it was signed, and
// the digest with the one in the activity log. It names every line that
// differs. A roster that was taken over is held against the digest of its lines.
//
// 校验名册.
//
// It returns fault.NotFound for a roster that is not there, and fault.Denied
// without disbursement.read for the county. A roster that is neither has
// nothing to be verified and is whole.
func (d *Disbursement) VerifyRoster(ctx context.Context, by access.Actor, roster string) (Verification, error) {
	var v Verification
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		if err := by.Require(Read, county(tx)); err != nil {
			return err
		}
		r, err := rosterByID(ctx, tx, roster)
		if err != nil {
			return err
		}
		v, err = verify(ctx, tx, r)
		return err
	})
	if err != nil {
		return Verification{}, fmt.Errorf("verify roster %s: %w", roster, err)
	}
	return v, nil
}

// VerifyMonth verifies every signed roster of a month, or of all months when m
// is unknown, newest first.
//
// It returns fault.Denied without disbursement.read for the county.
func (d *Disbursement) VerifyMonth(ctx context.Context, by access.Actor, m month.Month) ([]Verification, error) {
	var all []Verification
	err := d.db.Read(ctx, func(tx *store.Tx) error {
		if err := by.Require(Read, county(tx)); err != nil {
			return err
		}
		condition, args := "1 = 1", []any{}
		if m.Known() {
			condition, args = "month = $2", []any{m}
		}
		rosters, err := rostersWhere(ctx, tx, condition, args...)
		if err != nil {
			return err
		}
		for _, r := range rosters {
			if !r.settled() {
				continue
			}
			v, err := verify(ctx, tx, r)
			if err != nil {
				return err
			}
			all = append(all, v)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("verify rosters of %s: %w", m, err)
	}
	return all, nil
}

func verify(ctx context.Context, tx *store.Tx, r Roster) (Verification, error) {
	v := Verification{Roster: r.ID, Title: r.Title()}
	switch r.State() {
	case StateSigned:
	case StateTakenOver:
		return v, v.holdTakeover(ctx, tx, r)
	default:
		return v, nil
	}
	var err error
	if v.Signature, err = signatureOf(ctx, tx, r); err != nil {
		return v, err
	}
	lines, err := linesOf(ctx, tx, access.Within(county(tx)), r.ID, v.Edition)
	if err != nil {
		return v, err
	}
	v.Payments = v.Households
	if digest(v.file) != v.Digest {
		v.Findings = append(v.Findings, "封存的银行文件与签批时的校验码不符，文件被改动")
	}
	v.Findings = append(v.Findings, differences(v.file, bankFile(lines, r.Purpose()))...)
	if sum := count(paid(lines)); sum != v.Figures {
		v.Findings = append(v.Findings, fmt.Sprintf("签批时为%s%s，现在明细合计为%s%s",
			r.counted(v.Figures), v.Amount, r.counted(sum), sum.Amount))
	}
	logged, err := loggedDigest(ctx, tx, r, signAct)
	if err != nil {
		return v, err
	}
	if logged != v.Digest {
		v.Findings = append(v.Findings, "校验码与活动记录中签批时留下的不一致，名册或记录被改动")
	}
	return v, nil
}

// holdTakeover holds a roster that was taken over against the digest of its
// lines. There is no sealed file, so the line that differs cannot be named.
func (v *Verification) holdTakeover(ctx context.Context, tx *store.Tx, r Roster) error {
	v.TakenOver = true
	var err error
	if v.Signature, err = takeoverOf(ctx, tx, r); err != nil {
		return err
	}
	lines, err := linesOf(ctx, tx, access.Within(county(tx)), r.ID, v.Edition)
	if err != nil {
		return err
	}
	v.Payments = v.Households
	if digest(bankFile(lines, r.Purpose())) != v.Digest {
		v.Findings = append(v.Findings, "明细与转入时的校验码不符，名册在转入以后被改动")
	}
	if sum := count(paid(lines)); sum != v.Figures {
		v.Findings = append(v.Findings, fmt.Sprintf("转入时为%s%s，现在明细合计为%s%s",
			r.counted(v.Figures), v.Amount, r.counted(sum), sum.Amount))
	}
	logged, err := loggedDigest(ctx, tx, r, takeoverAct)
	if err == nil && logged != v.Digest {
		v.Findings = append(v.Findings, "校验码与活动记录中转入时留下的不一致，名册或记录被改动")
	}
	return err
}

// loggedDigest is the digest that the activity log kept of the act that settled
// the roster.
func loggedDigest(ctx context.Context, tx *store.Tx, r Roster, act string) (string, error) {
	entries, err := audit.List(ctx, tx, access.Within(county(tx)), audit.Filter{SubjectID: r.ID, Act: act})
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		return e.Details["digest"], nil
	}
	return "", nil
}

// differences names the lines in which the sealed file and the one made anew
// differ, by serial number, payee and column.
func differences(sealed, anew []byte) []string {
	if bytes.Equal(sealed, anew) {
		return nil
	}
	was, now := records(sealed), records(anew)
	before, after := bySerial(was), bySerial(now)
	var found []string
	for _, record := range was {
		serial, payee := record[0], record[1]
		other, there := after[serial]
		switch {
		case !there:
			found = append(found, fmt.Sprintf("第%s行 %s：签批时有，明细中已没有", serial, payee))
		case !slices.Equal(record, other):
			found = append(found, fmt.Sprintf("第%s行 %s：%s", serial, payee, columnsApart(record, other)))
		}
	}
	for _, record := range now {
		if _, there := before[record[0]]; !there {
			found = append(found, fmt.Sprintf("第%s行 %s：签批时没有，明细中多出", record[0], record[1]))
		}
	}
	if found == nil {
		found = []string{"封存的银行文件与明细写出的文件不同，行的次序或写法被改动"}
	}
	return found
}

// records reads the payments of a bank file; what cannot be read is left out,
// and then shows as missing.
func records(file []byte) [][]string {
	r := csv.NewReader(bytes.NewReader(file))
	r.FieldsPerRecord = len(bankHeader)
	var all [][]string
	for {
		record, err := r.Read()
		if err == io.EOF {
			return all
		}
		if err == nil && record[0] != bankHeader[0] && record[0] != controlMark {
			all = append(all, record)
		}
	}
}

func bySerial(records [][]string) map[string][]string {
	m := make(map[string][]string, len(records))
	for _, r := range records {
		m[r[0]] = r
	}
	return m
}

// columnsApart says which columns differ; amounts and names in full, identity
// numbers and accounts only by name.
func columnsApart(was, now []string) string {
	text := ""
	for i := range was {
		if was[i] == now[i] {
			continue
		}
		if text != "" {
			text += "，"
		}
		switch bankHeader[i] {
		case "身份证号码", "银行账号": // never printed in full
			text += bankHeader[i] + "被改动"
		default:
			text += fmt.Sprintf("%s签批时为“%s”，现在为“%s”", bankHeader[i], was[i], now[i])
		}
	}
	return text
}
