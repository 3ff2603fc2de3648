package statistics

import (
	"context"
	"fmt"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// reportText is the wording that the program brings.
const reportText = "forms/report.txt"

// A Wording is the text of the work report as it stands, and who wrote it.
//
// 报告文稿模板.
type Wording struct {
	Number int // 0: the one that the program brings
	Text   string
	Mark
}

// wordingNow reads the wording as it stands.
func wordingNow(ctx context.Context, tx *store.Tx) (w Wording, err error) {
	var at string
	err = tx.QueryRow(ctx, `SELECT number, text, author, author_name, at FROM statistics_wording
		WHERE county = $1 ORDER BY number DESC LIMIT 1`, tx.County()).Scan(&w.Number, &w.Text, &w.Author, &w.By, &at)
	if store.IsNoRows(err) {
		text, err := formFiles.ReadFile(reportText)
		return Wording{Text: string(text)}, err
	}
	if err != nil {
		return w, fmt.Errorf("read wording: %w", err)
	}
	w.At, err = store.ParseStamp(at)
	return w, err
}

// wording reads the wording as it stands, understood.
func (r *reading) wording() (wording, error) {
	w, err := wordingNow(r.ctx, r.tx)
	if err != nil {
		return wording{}, err
	}
	return r.known.readWording(w.Text)
}

// Reword changes the wording of the work report. Editions keep the words they were written in.
//
// 修改报告文稿模板.
//
// It returns fault.Denied without statistics.prepare for the county; fault.Invalid naming each line that is wrong;
// fault.Conflict when somebody else changed the wording after the one of the given number. The same text again
// changes nothing.
func (s *Statistics) Reword(ctx context.Context, by access.Actor, number int, text string) error {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")) + "\n"
	err := s.db.Write(ctx, func(tx *store.Tx) error {
		if err := by.Require(Preparing, county(tx)); err != nil {
			return err
		}
		if _, err := s.known.readWording(text); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "statistics/"+tx.County()); err != nil {
			return err
		}
		now, err := wordingNow(ctx, tx)
		if err != nil {
			return err
		}
		if now.Text == text {
			return nil
		}
		if now.Number != number {
			return fault.Conflict("%s刚改过文稿模板，请刷新页面，在新的文稿上修改", now.By)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO statistics_wording (county, number, text, author, author_name, at)
			VALUES ($1, $2, $3, $4, $5, $6)`, tx.County(), now.Number+1, text, by.ID, by.Name, tx.Stamp()); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: rewordAct, Subject: "statistics.wording", SubjectID: fmt.Sprint(now.Number + 1), Division: county(tx), Details: map[string]string{"digest": digest([]byte(text))},
		})
	})
	if err != nil {
		return fmt.Errorf("reword report: %w", err)
	}
	return nil
}

// rewordAct is the act under which the activity log keeps a new wording.
const rewordAct = "statistics.reword"
