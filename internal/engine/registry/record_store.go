package registry

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// A Condition narrows a list: SQL over the table's columns with the alias r and question marks for the values.
type Condition struct {
	SQL  string
	Args []any
}

// Where is a condition with its values.
func Where(statement string, args ...any) Condition { return Condition{statement, args} }

// During is the condition that a column of days lies within a time.
func During(column string, span month.Span) Condition {
	return Where("r."+column+" >= ? AND r."+column+" < ?", span.From.First().String(), span.Until.First().String())
}

// A Query asks for records.
type Query struct {
	Where  []Condition
	Struck bool   // those that were struck, instead of those that stand
	After  string // only those behind this key of a list; see Record's place in [Book.Key]
	Limit  int    // at most so many; 0: all
}

// values are what the table keeps of a record, in the order of its columns.
func (b *Book[T]) values(r *T) []any {
	var all []any
	for _, f := range b.columns() {
		all = append(all, kept(f.At(r)))
	}
	return all
}

func (b *Book[T]) insert(ctx context.Context, tx *store.Tx, by access.Actor, ids []string, records []T) error {
	columns := append([]string{"county", "id"}, strings.Split(b.names(""), ", ")...)
	columns = append(columns, "struck", "reason", "author", "author_name", "known_from", "known_until")
	_, err := tx.Bulk(ctx, b.Table, columns, func(yield func([]any) bool) {
		for i := range records {
			row := append([]any{tx.County(), ids[i]}, b.values(&records[i])...)
			if !yield(append(row, int64(0), "", by.ID, by.Name, tx.Stamp(), store.KnownForever)) {
				return
			}
		}
	})
	return err
}

// revise closes what was believed and enters what is.
func (b *Book[T]) revise(ctx context.Context, tx *store.Tx, by access.Actor, was Record[T], is T, struck bool, reason string) error {
	n, err := tx.Exec(ctx, "UPDATE "+b.Table+` SET known_until = $4 WHERE county = $1 AND id = $2 AND known_from = $3`, tx.County(), was.ID, was.seen, tx.Stamp())
	if err == nil && n != 1 {
		err = fmt.Errorf("%d rows closed", n)
	}
	if err != nil {
		return fmt.Errorf("revise %s %s: %w", b.Name, was.ID, err)
	}
	columns := "county, id, " + b.names("") + ", struck, reason, author, author_name, known_from, known_until"
	args := append([]any{tx.County(), was.ID}, b.values(&is)...)
	args = append(args, kept(&struck), reason, by.ID, by.Name, tx.Stamp(), store.KnownForever)
	marks := make([]string, len(args))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	_, err = tx.Exec(ctx, "INSERT INTO "+b.Table+" ("+columns+") VALUES ("+strings.Join(marks, ", ")+")", args...)
	if err != nil {
		return fmt.Errorf("revise %s %s: %w", b.Name, was.ID, err)
	}
	return nil
}

// List gives the records in scope that fulfil the conditions, in the register's order.
func (b *Book[T]) List(ctx context.Context, tx *store.Tx, scope access.Scope, q Query) ([]Record[T], error) {
	conditions := append(slices.Clone(q.Where), Where("r.known_until = ?", store.KnownForever), Where("r.struck = ?", kept(&q.Struck)))
	direction, beyond := "", ">"
	if b.Latest {
		direction, beyond = " DESC", "<"
	}
	if order, id, ok := strings.Cut(q.After, "-"); ok {
		conditions = append(conditions, Where("(r."+b.Order+", r.id) "+beyond+" (?, ?)", unkeyed(order), id))
	}
	tail := " ORDER BY r." + b.Order + direction + ", r.id" + direction
	if q.Limit > 0 {
		tail += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	return b.read(ctx, tx, scope, conditions, tail)
}

// Key is the place of a record in the register's order, for turning pages.
func (b *Book[T]) Key(r Record[T]) string {
	for _, f := range b.columns() {
		if f.Name == b.Order {
			return keyed(fmt.Sprint(kept(f.At(&r.Is)))) + "-" + r.ID
		}
	}
	panic("registry: " + b.Name + " is ordered by " + b.Order + ", which is no column")
}

// keyed writes an order so that it can stand in a key, in which a hyphen parts it from the id.
func keyed(text string) string { return strings.ReplaceAll(text, "-", ".") }

func unkeyed(text string) string { return strings.ReplaceAll(text, ".", "-") }

// like looks for a text in any of the columns.
func like(columns []string, text string) Condition {
	text = "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(text) + "%"
	var c Condition
	for i, name := range columns {
		if i > 0 {
			c.SQL += " OR "
		}
		c.SQL += "r." + name + " LIKE ? ESCAPE '!'"
		c.Args = append(c.Args, text)
	}
	c.SQL = "(" + c.SQL + ")"
	return c
}

// One gives a record as it stands, struck or not; fault.NotFound when there is none in sight.
func (b *Book[T]) One(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (Record[T], error) {
	found, err := b.read(ctx, tx, scope, []Condition{Where("r.id = ?", id), Where("r.known_until = ?", store.KnownForever)}, "")
	if err == nil && len(found) == 0 {
		err = fault.NotFound("没有找到这条%s记录，或者它不在您负责的区划内", b.Term)
	}
	if err != nil {
		return Record[T]{}, err
	}
	return found[0], nil
}

// history gives every state of a record, the newest first. The reader was found to have the record in sight.
func (b *Book[T]) history(ctx context.Context, tx *store.Tx, scope access.Scope, id string) ([]Record[T], error) {
	return b.read(ctx, tx, scope, []Condition{Where("r.id = ?", id)}, " ORDER BY r.known_from DESC")
}

func (b *Book[T]) read(ctx context.Context, tx *store.Tx, scope access.Scope, conditions []Condition, tail string) ([]Record[T], error) {
	where, args := b.where(tx, scope, conditions)
	rows, err := tx.Query(ctx, "SELECT r.id, r.struck, r.reason, r.author_name, r.known_from, "+b.names("r.")+" FROM "+b.Table+" r WHERE "+where+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", b.Name, err)
	}
	defer rows.Close()
	var found []Record[T]
	for rows.Next() {
		r, err := b.scan(rows)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", b.Name, err)
		}
		found = append(found, r)
	}
	return found, rows.Err()
}

func (b *Book[T]) scan(rows *sql.Rows) (r Record[T], err error) {
	into := []any{&r.ID, keeper{&r.Struck}, &r.Reason, &r.Author, &r.seen}
	for _, f := range b.columns() {
		into = append(into, keeper{f.At(&r.Is)})
	}
	if err := rows.Scan(into...); err != nil {
		return r, err
	}
	r.At, err = store.ParseStamp(r.seen)
	return r, err
}

// where joins the conditions with the county and what is in sight; question marks become numbers.
func (b *Book[T]) where(tx *store.Tx, scope access.Scope, conditions []Condition) (string, []any) {
	args := []any{tx.County()}
	parts := []string{"r.county = $1"}
	for _, c := range conditions {
		text := c.SQL
		for _, a := range c.Args {
			args = append(args, a)
			text = strings.Replace(text, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		parts = append(parts, text)
	}
	seen, inside := scope.Where("r.division", len(args)+1)
	return strings.Join(append(parts, seen), " AND "), append(args, inside...)
}

// Sums counts the records that stand and fulfil the conditions, and adds up the named columns.
func (b *Book[T]) Sums(ctx context.Context, tx *store.Tx, scope access.Scope, conditions []Condition, columns ...string) (n int64, sums []int64, err error) {
	standing := append(slices.Clone(conditions), Where("r.known_until = ?", store.KnownForever), Where("r.struck = 0"))
	where, args := b.where(tx, scope, standing)
	list := "count(*)"
	sums = make([]int64, len(columns))
	into := []any{&n}
	for i, c := range columns {
		list += ", CAST(coalesce(sum(r." + c + "), 0) AS BIGINT)"
		into = append(into, &sums[i])
	}
	err = tx.QueryRow(ctx, "SELECT "+list+" FROM "+b.Table+" r WHERE "+where, args...).Scan(into...)
	if err != nil {
		return 0, nil, fmt.Errorf("add up %s: %w", b.Name, err)
	}
	return n, sums, nil
}

// Distinct counts how many different values a column has among the records that stand and fulfil the conditions, the empty one left out.
func (b *Book[T]) Distinct(ctx context.Context, tx *store.Tx, scope access.Scope, conditions []Condition, column string) (n int64, err error) {
	where, args := b.where(tx, scope, append(slices.Clone(conditions), Where("r.known_until = ?", store.KnownForever), Where("r.struck = 0"), Where("r."+column+" <> ''")))
	err = tx.QueryRow(ctx, "SELECT count(DISTINCT r."+column+") FROM "+b.Table+" r WHERE "+where, args...).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count %s of %s: %w", column, b.Name, err)
	}
	return n, nil
}

// known tells whether a record of this id was entered already, in sight or not.
func (b *Book[T]) known(ctx context.Context, tx *store.Tx, id string) (bool, error) {
	var n int
	err := tx.QueryRow(ctx, "SELECT count(*) FROM "+b.Table+" WHERE county = $1 AND id = $2", tx.County(), id).Scan(&n)
	return n > 0, err
}
