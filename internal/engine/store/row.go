package store

import (
	"context"
	"encoding/json"

	"minzheng/internal/base/month"
)

// A Row is one row of a long reading, asked column by column from 0 on. What it gives is good until the next row.
type Row interface {
	// Text is the text of a column, as bytes that are not to be kept; nil where there is nothing.
	Text(column int) []byte
	// Whole is the whole number of a column, 0 where there is nothing.
	Whole(column int) int64
}

// Each runs a statement and hands over every row as the database holds it: for readings of tens of thousands of rows,
// which [Tx.Query] makes twice as slow by giving every value a copy and a box of its own. Columns hold text or whole
// numbers.
//
// read must not ask the books: the connection is busy until the last row.
func (tx *Tx) Each(ctx context.Context, statement string, args []any, read func(Row) error) error {
	args, err := plainRow(args)
	if err != nil {
		return err
	}
	s := tx.understood(statement)
	tx.note(s)
	return tx.conn.Raw(func(connection any) error {
		return tx.db.engine.each(ctx, connection, s.text, args, read)
	})
}

// Listed is the condition that a column holds one of the texts in a [List], which is the argument of placeholder n. It
// takes any number of them, and the statement is the same for all.
func (tx *Tx) Listed(column string, n int) string {
	return column + " IN (" + tx.db.engine.listed(n) + ")"
}

// List is texts as one argument, for [Tx.Listed].
func List(texts []string) string {
	if len(texts) == 0 {
		return "[]"
	}
	list, err := json.Marshal(texts)
	if err != nil {
		panic(err) // texts can always be written
	}
	return string(list)
}

// Words keeps texts that come again and again, each once.
type Words map[string]string

// Of is the text of a column.
func (w Words) Of(column []byte) string {
	if known, ok := w[string(column)]; ok {
		return known
	}
	text := string(column)
	w[text] = text
	return text
}

// Days keeps the days that columns hold, each read once.
type Days map[string]month.Day

// Of is the day of a column; zero where there is nothing.
func (d Days) Of(column []byte) (month.Day, error) {
	if len(column) == 0 {
		return 0, nil
	}
	if known, ok := d[string(column)]; ok {
		return known, nil
	}
	day, err := month.ParseDay(string(column))
	d[string(column)] = day
	return day, err
}
