package intake

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// Limits of a file that is sent.
const (
	longestName = 200      // characters of a file's name
	LargestFile = 64 << 20 // bytes
)

// A Submission is a file that somebody hands in, with what must be said beside it.
type Submission struct {
	Name     string
	Kind     Kind
	Division division.Code // whose list it is: a township or a village
	AsOf     month.Day     // the day from which what it says holds
	Body     []byte

	Tell       Tell       // hears how far it is; nil: nobody waits
	Remembered Remembered // how its headings are read; the zero value: as columns.toml says
	book       *sheet.Book
	read       *Understood // by whoever asked before, outside the transaction
}

// open reads the spreadsheet, once.
func (s *Submission) open() (err error) {
	if s.book == nil {
		s.book, err = sheet.OpenTelling(s.Name, s.Body, func(done, total int) {
			if s.Tell != nil {
				s.Tell("读取文件", done, total)
			}
		})
	}
	return err
}

// letGo gives up the sheets of a submission that is understood: while a long list is written, the memory is needed. Who
// asks for its cells afterwards has them read once more.
func (s *Submission) letGo() {
	s.book = nil
	name, body, reader := s.Name, s.Body, s.read.reader
	reader.Tell = nil
	once := sync.OnceValue(func() *Understood {
		book, err := sheet.Open(name, body)
		if err != nil {
			return &Understood{}
		}
		u, err := reader.Understand(book)
		if err != nil {
			return &Understood{}
		}
		return u
	})
	s.read.again = func(at int) []RowReading {
		if u := once(); u.again != nil {
			return u.again(at)
		}
		return nil
	}
}

// A File is a file as it was sent. 名册文件.
type File struct {
	ID       string
	Name     string
	Kind     Kind
	Division division.Code
	Place    string // 宝丰镇
	AsOf     month.Day
	Digest   string // SM3 of the bytes, 64 hexadecimal digits
	Size     int64
	SentAt   time.Time
	Sender   string
	Mapping  string  // name of the mapping it is read by; usually empty
	Taking   *Taking // the last one; nil when it was never taken in
}

// check returns every fault of a submission but those of its content.
func (s Submission) check() error {
	var faults fault.List
	if !slices.Contains(Kinds(), s.Kind) {
		faults.Add(fault.Invalid("kind", "请选择导入的种类：%s", kindsInWords()))
	}
	if strings.TrimSpace(s.Name) == "" || utf8.RuneCountInString(s.Name) > longestName {
		faults.Add(fault.Invalid("file", "文件名为空或超过%d个字，请改短后再导入", longestName))
	}
	if len(s.Body) > LargestFile {
		faults.Add(fault.Invalid("file", "文件超过%d兆字节，请按乡镇分开导入", LargestFile>>20))
	}
	if !s.AsOf.Known() {
		faults.Add(fault.Invalid("as_of", "请填写名册从哪一天起有效，例如2026-10-01"))
	}
	return faults.Err()
}

// digest is the file's SM3.
func digest(body []byte) string {
	sum := sm3.Sum(body)
	return hex.EncodeToString(sum[:])
}

// Receive keeps a file as it was sent, so that it can be looked at before it is taken in. The same file for the same
// division and day is kept once: its id is given again, and nothing is written. A file whose headings are not known is
// kept too, so that somebody can say what they stand for.
//
// A [LargeFile] is kept as soon as its first bytes are those of a spreadsheet, and is tried by work that runs later.
//
// 接收. It returns fault.Denied without [Importing] in the division, and fault.Invalid for what cannot be read at all;
// such a file is not kept.
func (k *Intake) Receive(ctx context.Context, by access.Actor, s Submission) (id string, err error) {
	if err := by.Require(Importing, s.Division); err != nil {
		return "", err
	}
	if err := s.check(); err != nil {
		return "", err
	}
	if s.large() {
		return k.receiveLarge(ctx, by, s)
	}
	err = k.db.Write(ctx, func(tx *store.Tx) error {
		if err := s.recall(ctx, tx); err != nil {
			return err
		}
		if _, err := k.understand(ctx, tx, s); err != nil && !explicable(err) {
			return err
		}
		id, err = keep(ctx, tx, by, s)
		return err
	})
	return id, err
}

// receiveLarge keeps a large file and has it tried later.
func (k *Intake) receiveLarge(ctx context.Context, by access.Actor, s Submission) (id string, err error) {
	if err := sheet.Check(s.Body); err != nil {
		return "", err
	}
	err = k.db.Write(ctx, func(tx *store.Tx) error {
		if id, err = keep(ctx, tx, by, s); err != nil {
			return err
		}
		return ask(ctx, tx, by, trying, id, s.Name, "")
	})
	return id, err
}

// explicable tells whether a file is refused for headings that somebody may explain.
func explicable(err error) bool {
	var r *Refusal
	return errors.As(err, &r) && len(r.Unknown) > 0
}

// keep writes the file down, unless it is there already.
func keep(ctx context.Context, tx *store.Tx, by access.Actor, s Submission) (id string, err error) {
	id = tx.NewID()
	n, err := tx.Exec(ctx, `INSERT INTO intake_file (county, id, name, kind, division, as_of, digest, size, body, sent_at, sender, sender_name, mapping)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (county, digest, kind, division, as_of) DO NOTHING`,
		tx.County(), id, s.Name, string(s.Kind), string(s.Division), s.AsOf, digest(s.Body), len(s.Body), s.Body, tx.Stamp(), by.ID, by.Name, s.Remembered.ID)
	if err != nil {
		return "", fmt.Errorf("keep file: %w", err)
	}
	if n == 0 {
		err := tx.QueryRow(ctx, `SELECT id FROM intake_file WHERE county = $1 AND digest = $2 AND kind = $3 AND division = $4 AND as_of = $5`,
			tx.County(), digest(s.Body), string(s.Kind), string(s.Division), s.AsOf).Scan(&id)
		if err != nil || s.Remembered.ID == "" {
			return id, err
		}
		return id, readBy(ctx, tx, id, s.Remembered.ID)
	}
	return id, audit.Append(ctx, tx, by, audit.Entry{
		Act: "intake.receive", Subject: "intake_file", SubjectID: id, Division: s.Division,
		Details: map[string]string{"name": s.Name, "kind": string(s.Kind), "as_of": s.AsOf.String(), "digest": digest(s.Body), "size": strconv.Itoa(len(s.Body))},
	})
}

// submission reads a kept file back, if it is in sight.
func submission(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (Submission, error) {
	inside, args := scope.Where("division", 3)
	var s Submission
	mapping := ""
	err := tx.QueryRow(ctx, `SELECT name, kind, division, as_of, body, mapping FROM intake_file WHERE county = $1 AND id = $2 AND `+inside,
		append([]any{tx.County(), id}, args...)...).Scan(&s.Name, &s.Kind, &s.Division, &s.AsOf, &s.Body, &mapping)
	if store.IsNoRows(err) {
		return s, fault.NotFound("没有找到这个文件，或者它不在您负责的区划内")
	}
	if err != nil || mapping == "" {
		return s, err
	}
	list, err := mappings(ctx, tx, `m.id = $2`, []any{mapping})
	if err == nil && len(list) > 0 {
		s.Remembered = list[0]
	}
	return s, err
}

// Files gives the files in sight, the newest first; before is the id of the last one of the page before.
func Files(ctx context.Context, tx *store.Tx, scope access.Scope, before string, limit int) ([]File, error) {
	condition, args := "1 = 1", []any{tx.County()}
	if before != "" {
		condition, args = "f.id < $2", append(args, before)
	}
	return files(ctx, tx, scope, condition, args, limit)
}

// One gives a file in sight; fault.NotFound when there is none.
func One(ctx context.Context, tx *store.Tx, scope access.Scope, id string) (File, error) {
	found, err := files(ctx, tx, scope, "f.id = $2", []any{tx.County(), id}, 1)
	if err != nil {
		return File{}, err
	}
	if len(found) == 0 {
		return File{}, fault.NotFound("没有找到这个文件，或者它不在您负责的区划内")
	}
	return found[0], nil
}

func files(ctx context.Context, tx *store.Tx, scope access.Scope, condition string, args []any, limit int) ([]File, error) {
	inside, more := scope.Where("f.division", len(args)+1)
	rows, err := tx.Query(ctx, `SELECT f.id, f.name, f.kind, f.division, f.as_of, f.digest, f.size, f.sent_at, f.sender_name, COALESCE(m.name, '')
		FROM intake_file f LEFT JOIN intake_mapping m ON m.county = f.county AND m.id = f.mapping WHERE f.county = $1 AND `+condition+` AND `+inside+` ORDER BY f.id DESC LIMIT `+strconv.Itoa(limit), append(args, more...)...)
	if err != nil {
		return nil, fmt.Errorf("list files: %w", err)
	}
	defer rows.Close()
	var found []File
	for rows.Next() {
		var f File
		var sent string
		if err := rows.Scan(&f.ID, &f.Name, &f.Kind, &f.Division, &f.AsOf, &f.Digest, &f.Size, &sent, &f.Sender, &f.Mapping); err != nil {
			return nil, err
		}
		if f.SentAt, err = store.ParseStamp(sent); err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return found, complete(ctx, tx, found)
}

// complete adds what stands in other tables: the place's name and the last taking.
func complete(ctx context.Context, tx *store.Tx, found []File) error {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return err
	}
	for i := range found {
		found[i].Place = tree.Local(found[i].Division)
		if found[i].Taking, err = lastTaking(ctx, tx, found[i].ID); err != nil {
			return err
		}
		if found[i].Taking != nil {
			found[i].Taking.Kind = found[i].Kind
		}
	}
	return nil
}

// Stands tells whether the file was taken in and that was not undone.
func (f File) Stands() bool { return f.Taking != nil && f.Taking.Undone == nil }
