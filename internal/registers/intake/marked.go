package intake

import (
	"bytes"
	"context"
	"fmt"
	"path"
	"strings"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
)

// A MarkedFile is a workbook to be sent back to who handed the list in.
type MarkedFile struct {
	Name    string
	Content []byte
}

// Marked gives a file back as a workbook: the list as it was handed in, what is
// wrong coloured and explained at its cell, and all problems as a list in front.
// It holds whole numbers, as the list did, so that it is recorded who took it.
//
// 标注名册.
//
// It returns fault.NotFound for a file out of sight, fault.Denied without
// intake.import for its division.
func (k *Intake) Marked(ctx context.Context, by access.Actor, id string) (MarkedFile, error) {
	f, t, err := k.TryFile(ctx, by, id)
	if err != nil {
		return MarkedFile{}, err
	}
	var out bytes.Buffer
	err = k.db.Write(ctx, func(tx *store.Tx) error {
		if err := by.Require(Importing, f.Division); err != nil {
			return err
		}
		s, err := submission(ctx, tx, by.Scope(Read), id)
		if err != nil {
			return err
		}
		if err := sheet.WriteRemarked(&out, s.Name, s.Body, t.remarks(), t.problemPage()); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{Act: "intake.mark", Subject: "intake.file", SubjectID: id, Division: f.Division})
	})
	if err != nil {
		return MarkedFile{}, fmt.Errorf("mark file %s: %w", id, err)
	}
	return MarkedFile{strings.TrimSuffix(f.Name, path.Ext(f.Name)) + "（标注）.xlsx", out.Bytes()}, nil
}

// remarks are what is written at the cells: what a clerk has to do something about.
func (t *Trial) remarks() []sheet.Remark {
	tints := map[Level]sheet.Tint{Error: sheet.Red, Warning: sheet.Yellow}
	var all []sheet.Remark
	for _, p := range t.Problems {
		tint, ok := tints[p.Level]
		if !ok || p.Row == 0 {
			continue
		}
		all = append(all, sheet.Remark{Sheet: p.Sheet, Row: p.Row, Column: sheet.ColumnNumber(p.Column), Tint: tint, Text: "【" + p.Level.Term() + "】" + p.sentence()})
	}
	return all
}

// sentence is what is wrong and what to do.
func (p Problem) sentence() string {
	text := strings.TrimRight(p.Says, "。")
	if p.Do != "" {
		text += "。" + strings.TrimRight(p.Do, "。")
	}
	return text + "。"
}

// problemPage is the list of all problems, the worst first.
func (t *Trial) problemPage() sheet.Page {
	return sheet.Page{
		Name: "问题清单", Title: t.Name + " 问题清单",
		Notes: []string{"红色为错误，所在的行不能导入；黄色为警告，可以导入，请核对；提示只列在本表。改好后请保存原名册的格式再交。"},
		Columns: []sheet.Column{
			{Heading: "序号", Form: sheet.AsCount, Width: 6},
			{Heading: "级别", Width: 8},
			{Heading: "工作表", Width: 14},
			{Heading: "行", Form: sheet.AsCount, Width: 8},
			{Heading: "列", Width: 18},
			{Heading: "问题", Width: 44},
			{Heading: "读到", Width: 24},
			{Heading: "理解为", Width: 20},
			{Heading: "怎么办", Width: 40},
		},
		Lines: func(yield func(sheet.Line) bool) {
			for i, p := range t.Problems {
				if !yield(sheet.Line{Values: p.values(i + 1)}) {
					return
				}
			}
		},
	}
}

func (p Problem) values(serial int) []sheet.Value {
	row := sheet.Value{}
	if p.Row > 0 {
		row = sheet.CountOf(p.Row)
	}
	column := p.Column
	if p.Term != "" {
		column = strings.TrimSpace(column + " " + p.Term)
	}
	return []sheet.Value{
		sheet.CountOf(serial), sheet.TextOf(p.Level.Term()), sheet.TextOf(p.Sheet), row, sheet.TextOf(column),
		sheet.TextOf(p.Says), sheet.TextOf(p.Read), sheet.TextOf(p.Understood), sheet.TextOf(p.Do),
	}
}
