package registry

import (
	"context"
	"fmt"
	"reflect"
	"strconv"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/report"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// empty tells whether nothing stands at a pointer that a field gave.
func empty(at any) bool { return reflect.ValueOf(at).Elem().IsZero() }

// assign puts what stands at one pointer to the other of the same type.
func assign(to, from any) { reflect.ValueOf(to).Elem().Set(reflect.ValueOf(from).Elem()) }

// kept is what stands at a pointer as the table keeps it.
func kept(at any) any {
	switch v := at.(type) {
	case *bool:
		if *v {
			return int64(1)
		}
		return int64(0)
	case *month.Day:
		if !v.Known() {
			return ""
		}
		return v.String()
	case *money.Fen:
		return int64(*v)
	case *division.Code:
		return string(*v)
	case *int64:
		return *v
	case *string:
		return *v
	}
	panic(fmt.Sprintf("registry: no field holds %T", at))
}

// A keeper reads what the table keeps into the place that a field gave.
type keeper struct{ at any }

// Scan implements sql.Scanner.
func (k keeper) Scan(src any) (err error) {
	if day, ok := k.at.(*month.Day); ok {
		if text, _ := src.(string); text != "" {
			*day, err = month.ParseDay(text)
		}
		return err
	}
	switch to := k.at.(type) {
	case *string:
		*to, _ = src.(string)
	case *division.Code:
		text, _ := src.(string)
		*to = division.Code(text)
	case *int64:
		*to, _ = src.(int64)
	case *money.Fen:
		n, _ := src.(int64)
		*to = money.Fen(n)
	case *bool:
		n, _ := src.(int64)
		*to = n == 1
	}
	return nil
}

// plain is what stands at a pointer as the log and a form's field print it.
func plain(at any) string {
	switch v := at.(type) {
	case *bool:
		if *v {
			return "是"
		}
		return "否"
	case *money.Fen:
		return v.Plain()
	case *int64:
		return strconv.FormatInt(*v, 10)
	}
	text, _ := kept(at).(string)
	return text
}

// A reader prints fields for one reader: it knows the names of divisions, the words of choices, and who ids are.
type reader[T any] struct {
	book   *Book[T]
	by     access.Actor
	places Places
	words  map[string]map[string]string // field → value → label
	shown  map[string]map[string]Shown  // field → kept value → shown
}

// readerOf makes ready to print the records.
func (b *Book[T]) readerOf(ctx context.Context, tx *store.Tx, by access.Actor, records []Record[T]) (*reader[T], error) {
	r := &reader[T]{book: b, by: by, words: map[string]map[string]string{}, shown: map[string]map[string]Shown{}}
	var err error
	if r.places, err = b.Places(ctx, tx); err != nil {
		return nil, err
	}
	scope := by.Scope(b.Reading)
	for _, f := range b.Fields {
		if f.Choices != nil {
			choices, err := f.Choices(ctx, tx, scope)
			if err != nil {
				return nil, err
			}
			r.words[f.Name] = map[string]string{}
			for _, c := range choices {
				r.words[f.Name][c.Value] = c.Label
			}
		}
		if f.Shown != nil {
			var ids []string
			for i := range records {
				if id := plain(f.At(&records[i].Is)); id != "" {
					ids = append(ids, id)
				}
			}
			if r.shown[f.Name], err = f.Shown(ctx, tx, scope, ids); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

// unseen stands for what the reader is not to see.
const unseen = "（不公开）"

// text is a field as people read it, and the page it leads to, if any.
func (r *reader[T]) text(f Field[T], is *T) (text, path string) {
	at := f.At(is)
	if f.Shown != nil {
		if empty(at) {
			return "", ""
		}
		s, ok := r.shown[f.Name][plain(at)]
		if !ok {
			return unseen, ""
		}
		return s.Text, s.Path
	}
	if code, ok := at.(*division.Code); ok && *code != "" {
		return r.places.Local(*code), ""
	}
	value := plain(at)
	if label := r.words[f.Name][value]; label != "" {
		return label, ""
	}
	switch v := at.(type) {
	case *money.Fen:
		return v.Grouped(), ""
	case *month.Day:
		if !v.Known() {
			return "", ""
		}
		return v.Term(), ""
	}
	return value, ""
}

// cell is a field in a list.
func (r *reader[T]) cell(f Field[T], is *T) any {
	switch at := f.At(is).(type) {
	case *money.Fen:
		return *at
	case *int64:
		if len(r.words[f.Name]) == 0 {
			return int(*at)
		}
	case *month.Day:
		return *at
	}
	text, _ := r.text(f, is)
	return text
}

// kind is the kind of the field's column in a list.
func (f Field[T]) kind() string {
	var zero T
	switch f.At(&zero).(type) {
	case *money.Fen:
		return "money"
	case *int64:
		if f.Choices == nil {
			return "number"
		}
	case *month.Day:
		return "day"
	}
	return "text"
}

// column is the field's column in an export.
func (f Field[T]) column() report.Column {
	c := report.Column{Name: f.Term, Kind: report.Text, Unit: f.Unit}
	switch f.kind() {
	case "money":
		c.Kind, c.Unit = report.Money, "元"
	case "number":
		c.Kind, c.Apart = report.Count, !f.Summed
	default:
		c.Unit = ""
	}
	return c
}

// heading is the field's heading over a list, with the unit of its figures: 费用（元）.
func (f Field[T]) heading() string {
	if unit := f.column().Unit; unit != "" {
		return f.Term + "（" + unit + "）"
	}
	return f.Term
}

// exported is the field in an export.
func (r *reader[T]) exported(f Field[T], is *T) report.Cell {
	switch at := f.At(is).(type) {
	case *money.Fen:
		return report.Amount(*at)
	case *int64:
		if f.Choices == nil {
			return report.Number(*at)
		}
	}
	if f.Withheld != nil && f.Withheld(*is) {
		return report.Words(unseen)
	}
	text, _ := r.text(f, is)
	return report.Words(text)
}

// fact is the field on the record's page.
func (r *reader[T]) fact(f Field[T], is *T) web.Fact {
	text, path := r.text(f, is)
	if unit := f.column().Unit; unit != "" && text != "" {
		text += " " + unit
	}
	return web.Fact{Term: f.Term, Value: text, Href: path}
}
