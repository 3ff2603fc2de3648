package intake

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
)

// A Remembered is a mapping with a name, kept for the next file of the same sender and kind: the same office writes the
// same headings month after month. 记住的列对应.
type Remembered struct {
	ID       string
	Name     string
	Division division.Code // the sender
	Place    string        // 宝丰镇
	Kind     Kind
	Mapping  Mapping
	MadeAt   time.Time
	Maker    string
}

// longestMapping is how many characters the name of a mapping may have.
const longestMapping = 40

// named gives back the name of a mapping as it is kept, or says what is wrong with it.
func named(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || utf8.RuneCountInString(name) > longestMapping {
		return "", fault.Invalid("name", "请给这种表起个名字，不超过%d个字，例如“宝丰镇高龄津贴表”", longestMapping)
	}
	return name, nil
}

// Remember keeps what the headings of a received file stand for, under a name, and reads the file by it from now on;
// the next file of the sender and kind is read by it without a question. One of the same name is replaced.
//
// 记住列对应. It returns fault.Denied without [Importing] in the file's division, and fault.Invalid for no name, nothing
// said, columns that the kind does not have, and two headings for one column.
func (k *Intake) Remember(ctx context.Context, by access.Actor, file, name string, m Mapping) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		s, err := submission(ctx, tx, by.Scope(Read), file)
		if err != nil {
			return err
		}
		if err := by.Require(Importing, s.Division); err != nil {
			return err
		}
		if err := lockMappings(ctx, tx); err != nil {
			return err
		}
		r := Remembered{ID: tx.NewID(), Name: name, Division: s.Division, Kind: s.Kind, Mapping: m}
		if r.Name, err = r.check(); err != nil {
			return err
		}
		if err := r.replace(ctx, tx); err != nil {
			return err
		}
		if err := r.write(ctx, tx, by); err != nil {
			return err
		}
		if err := readBy(ctx, tx, file, r.ID); err != nil {
			return err
		}
		if s.large() {
			if err := ask(ctx, tx, by, trying, file, s.Name, ""); err != nil {
				return err
			}
		}
		return r.log(ctx, tx, by, "intake.remember")
	})
}

// check returns the name as it is kept, or all that is wrong.
func (r Remembered) check() (string, error) {
	var faults fault.List
	name, err := named(r.Name)
	faults.Add(err)
	if len(r.Mapping) == 0 {
		faults.Add(fault.Invalid("mapping", "请至少指明一列对应什么；不用导入的列选“不导入此列”"))
	}
	faults.Add(r.Mapping.Check(r.Kind))
	heads := map[Column]string{}
	for _, heading := range sortedHeadings(r.Mapping) {
		c := r.Mapping[heading]
		if other := heads[c]; other != "" && c != Skipped {
			faults.Add(fault.Invalid("mapping", "“%s”和“%s”不能都对应“%s”，请改正其中一列", other, heading, termOf(c, r.Kind)))
		}
		heads[c] = heading
	}
	return name, faults.Err()
}

// Rename gives a remembered mapping another name.
//
// 列对应改名. It returns fault.Denied without [Importing] in its division, fault.NotFound for one out of sight, and
// fault.Conflict when the sender has another one of the name.
func (k *Intake) Rename(ctx context.Context, by access.Actor, id, name string) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		if err := lockMappings(ctx, tx); err != nil {
			return err
		}
		r, err := remembered(ctx, tx, by, id)
		if err != nil {
			return err
		}
		old := r.Name
		if r.Name, err = named(name); err != nil || r.Name == old {
			return err
		}
		others, err := rememberedOf(ctx, tx, r.Division, r.Kind)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(others, func(o Remembered) bool { return o.Name == r.Name }) {
			return fault.Conflict("%s的%s已经有叫“%s”的列对应，请换一个名字", r.Place, r.Kind.Term(), r.Name)
		}
		if err := r.rename(ctx, tx); err != nil {
			return err
		}
		return r.log(ctx, tx, by, "intake.rename")
	})
}

// Forget gives a remembered mapping up: new files are no longer read by it. Files that were stay as they were read.
//
// 删除列对应. It returns fault.Denied without [Importing] in its division and fault.NotFound for one out of sight.
func (k *Intake) Forget(ctx context.Context, by access.Actor, id string) error {
	return k.db.Write(ctx, func(tx *store.Tx) error {
		if err := lockMappings(ctx, tx); err != nil {
			return err
		}
		r, err := remembered(ctx, tx, by, id)
		if err != nil {
			return err
		}
		if err := r.forget(ctx, tx); err != nil {
			return err
		}
		return r.log(ctx, tx, by, "intake.forget")
	})
}

// lockMappings lets one act at a time change what is remembered: two of one sender never have the same name.
func lockMappings(ctx context.Context, tx *store.Tx) error { return tx.Lock(ctx, "intake/mapping") }

func (r Remembered) log(ctx context.Context, tx *store.Tx, by access.Actor, act string) error {
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: act, Subject: "intake_mapping", SubjectID: r.ID, Division: r.Division,
		Details: map[string]string{"name": r.Name, "kind": string(r.Kind), "headings": strconv.Itoa(len(r.Mapping))},
	})
}

// recall finds the mapping of the sender by which most columns of a file are known that would not be without one.
func (s *Submission) recall(ctx context.Context, tx *store.Tx) error {
	known, err := rememberedOf(ctx, tx, s.Division, s.Kind)
	if err != nil || len(known) == 0 {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	best, none := 0, columnsKnown(s.book, s.Kind, nil)
	for _, r := range known {
		if gain := columnsKnown(s.book, s.Kind, r.Mapping) - none; gain > best {
			best, s.Remembered = gain, r
		}
	}
	return nil
}

// columnsKnown is how many columns of a book's headers are known, less those that are not.
func columnsKnown(book *sheet.Book, kind Kind, m Mapping) (n int) {
	for _, s := range book.Sheets {
		if s.Hidden {
			continue
		}
		if h, _ := findHeader(s, kind, m); h != nil {
			n += knownHeader + len(h.headings) - len(h.unknown)
		}
	}
	return n
}

// knownHeader is what a sheet that can be read is worth in columns: more than any of them.
const knownHeader = 1000
