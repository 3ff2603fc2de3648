package intake

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
)

// How much stands on one page of a kept trial.
const (
	rowsOnPage     = 20
	problemsOnPage = 100
)

// Parts of a kept trial.
const (
	rowPart     = "row"
	problemPart = "problem"
)

// A keptPage is one page of a kept trial, as it is written.
type keptPage struct {
	part   string
	number int
	body   []byte
}

// pages are the rows and the problems of the trial, page by page. Each row is read again for its cells, so that it
// takes as long as reading the file.
func (t *Trial) pages(tell Tell) ([]keptPage, error) {
	var list []keptPage
	for first := 0; first < len(t.Outcomes); first += rowsOnPage {
		var rows []shownRow
		for i := first; i < min(first+rowsOnPage, len(t.Outcomes)); i++ {
			rows = append(rows, t.row(i).shown())
			tell.far("整理核对结果", i+1, len(t.Outcomes))
		}
		body, err := packed(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, keptPage{rowPart, first / rowsOnPage, body})
	}
	for first := 0; first < len(t.Problems); first += problemsOnPage {
		body, err := packed(t.Problems[first:min(first+problemsOnPage, len(t.Problems))])
		if err != nil {
			return nil, err
		}
		list = append(list, keptPage{problemPart, first / problemsOnPage, body})
	}
	return list, nil
}

func packed(list any) ([]byte, error) {
	var body bytes.Buffer
	z, err := gzip.NewWriterLevel(&body, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(json.NewEncoder(z).Encode(list), z.Close()); err != nil {
		return nil, fmt.Errorf("pack page: %w", err)
	}
	return body.Bytes(), nil
}

func unpacked(body []byte, into any) error {
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("unpack page: %w", err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return fmt.Errorf("unpack page: %w", err)
	}
	return json.Unmarshal(text, into)
}

// keepTrial writes what a file was found to say, in place of what was kept of it before.
func keepTrial(ctx context.Context, tx *store.Tx, file string, s Summary, pages []keptPage) error {
	if _, err := tx.Exec(ctx, `DELETE FROM intake_kept_page WHERE county = $1 AND file = $2`, tx.County(), file); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM intake_kept WHERE county = $1 AND file = $2`, tx.County(), file); err != nil {
		return err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO intake_kept (county, file, made_at, summary) VALUES ($1, $2, $3, $4)`, tx.County(), file, tx.Stamp(), string(text)); err != nil {
		return fmt.Errorf("keep trial: %w", err)
	}
	_, err = tx.Bulk(ctx, "intake_kept_page", []string{"county", "file", "part", "number", "body"}, func(yield func([]any) bool) {
		for _, p := range pages {
			if !yield([]any{tx.County(), file, p.part, p.number, p.body}) {
				return
			}
		}
	})
	return err
}

// keptSummary is what is kept of a file, and whether anything is.
func keptSummary(ctx context.Context, tx *store.Tx, file string) (s Summary, ok bool, err error) {
	var made, text string
	err = tx.QueryRow(ctx, `SELECT made_at, summary FROM intake_kept WHERE county = $1 AND file = $2`, tx.County(), file).Scan(&made, &text)
	if store.IsNoRows(err) {
		return s, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &s)
	}
	if err == nil {
		s.MadeAt, err = store.ParseStamp(made)
	}
	return s, err == nil, err
}

// readKept reads one page of a part of what is kept of a file; a page behind the last one is empty.
func readKept[R any](ctx context.Context, tx *store.Tx, file, part string, number int) (list []R, err error) {
	var body []byte
	err = tx.QueryRow(ctx, `SELECT body FROM intake_kept_page WHERE county = $1 AND file = $2 AND part = $3 AND number = $4`,
		tx.County(), file, part, number).Scan(&body)
	if store.IsNoRows(err) && number == 0 {
		return nil, nil
	}
	if store.IsNoRows(err) {
		return nil, fault.NotFound("没有这一页，请从第一页看起")
	}
	if err != nil {
		return nil, err
	}
	return list, unpacked(body, &list)
}
