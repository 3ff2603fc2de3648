package rollcheck

import (
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/place"
)

// A Reading is what files are read with when nobody says what they are: kind and township are recognised. 识读.
type Reading struct {
	Places *place.Tree
	Within division.Code // the county, or the township whose officer hands the files in
	AsOf   month.Day     // for lists that do not say of which month they are
	Demo   bool
	Tell   intake.Tell                    // hears how far it is; nil: nobody waits
	Lawful func(month.Month) intake.Check // what the law of a month says of a family on a list; nil: nothing
}

// A Paper is a file as somebody hands it in to be looked over. 送检文件.
type Paper struct {
	Name     string
	Body     []byte
	FileID   string         // of a received file, whose kind and township are known
	Kind     intake.Kind    // empty: to be recognised
	Division division.Code  // empty: to be recognised
	AsOf     month.Day      // zero: that of the reading
	Mapping  intake.Mapping // what somebody said of its headings; nil: nothing
}

// Read understands a file. What it says of itself tells its kind; where nothing does, the kind counts that knows most of
// its columns. The township is the one that its name or its title names.
//
// It returns fault.Invalid, with the file's name and a sentence that says what to do, for one that is no list.
func (r Reading) Read(p Paper) (File, error) {
	book, err := sheet.OpenTelling(p.Name, p.Body, r.far("读取《"+p.Name+"》"))
	if err != nil {
		return File{}, about(p.Name, err)
	}
	kinds := []intake.Kind{p.Kind}
	if p.Kind == "" {
		kinds = kindsOf(book)
	}
	reader := intake.Reader{Division: p.Division, AsOf: p.AsOf, Places: r.Places, Demo: r.Demo, Mapping: p.Mapping, Tell: r.Tell}
	if reader.Division == "" {
		reader.Division = r.township(book)
		if !r.Within.Contains(reader.Division) {
			return File{}, about(p.Name, fault.Denied("这是%s的名册，不在您负责的区划内，请由%[1]s或县民政局检查", r.Places.Name(reader.Division)))
		}
	}
	if !reader.AsOf.Known() {
		reader.AsOf = r.AsOf
	}
	if r.Lawful != nil {
		reader.Check = r.Lawful(reader.AsOf.Month())
	}
	var best *intake.Understood
	var refusals []error
	for _, reader.Kind = range kinds {
		u, err := reader.Understand(book)
		if err != nil {
			refusals = append(refusals, err)
		} else if best == nil || known(u) > known(best) {
			best = u
		}
	}
	if best == nil {
		return File{}, about(p.Name, unreadable(refusals))
	}
	best.Rest()
	return File{At: benefit.Evidence{File: p.Name, FileID: p.FileID}, Understood: best, Digest: digest(p.Body)}, nil
}

// far hears how far one part of reading is.
func (r Reading) far(words string) func(done, total int) {
	return func(done, total int) {
		if r.Tell != nil {
			r.Tell(words, done, total)
		}
	}
}

// kindsOf are the kinds that a file may be.
func kindsOf(book *sheet.Book) []intake.Kind {
	if kind, ok := intake.Recognise(book); ok {
		return []intake.Kind{kind}
	}
	return intake.Kinds()
}

// known is how many columns of the file were understood, less those that were not.
func known(u *intake.Understood) (n int) {
	for _, s := range u.Sheets {
		n += len(s.Columns)
	}
	for _, p := range u.Problems {
		if p.Kind == intake.ColumnUnknown {
			n--
		}
	}
	return n
}

// township is the one that the file's name, or the first rows of a visible sheet, speak of; else where the reader is.
func (r Reading) township(book *sheet.Book) division.Code {
	if found := r.named(book.Name); found != "" {
		return found
	}
	for _, s := range book.Sheets {
		if s.Hidden {
			continue
		}
		for n := range titleRows {
			cells := s.Row(n + 1).Cells
			for _, c := range cells {
				// A column of townships in a row of data is no title.
				if found := r.named(c.Text); found != "" && (len(cells) == 1 || r.Places.Name(found) != c.Trimmed()) {
					return found
				}
			}
		}
	}
	return r.Within
}

// titleRows are how many rows from the top may hold a list's title.
const titleRows = 3

// named is the township that a text names, if it names one.
func (r Reading) named(text string) division.Code {
	var found division.Code
	for _, d := range r.Places.Children(r.Within.At(division.County)) {
		if strings.Contains(text, d.Short) {
			if found != "" {
				return ""
			}
			found = d.Code
		}
	}
	return found
}

// unreadable is what to say about a file that is none of the lists: of one kind its own sentence, of all kinds what they
// are.
func unreadable(refusals []error) error {
	if len(refusals) == 1 {
		return refusals[0]
	}
	var terms []string
	for _, k := range intake.Kinds() {
		terms = append(terms, k.Term())
	}
	return fault.Invalid("file", "没有认出是哪一种名册（能读的有：%s）。请核对表头是否完整，或到“导入名册”里指明种类和各列", strings.Join(terms, "、"))
}

// about says which of several files a fault is about.
func about(name string, err error) error {
	sentence, ok := fault.Sentence(err)
	if !ok {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return fault.Invalid("file", "《%s》：%s", name, sentence)
}

// digest is a file's SM3.
func digest(body []byte) string {
	sum := sm3.Sum(body)
	return hex.EncodeToString(sum[:])
}

// Understood is what several files say together. 送检文件汇总.
type Understood struct {
	Files  []File
	Month  month.Month // the last month that is paid
	Refuse []error     // files that could not be read, with their names
}

// ReadAll reads files one by one. A file that cannot be read leaves the others; it returns an error when none can.
func (r Reading) ReadAll(papers []Paper) (Understood, error) {
	var all Understood
	seen := map[string]string{}
	for _, p := range papers {
		sum := digest(p.Body)
		if first, twice := seen[sum]; twice {
			all.Refuse = append(all.Refuse, fault.Invalid("file", "《%s》与《%s》内容完全相同，只检查一份", p.Name, first))
			continue
		}
		seen[sum] = p.Name
		f, err := r.Read(p)
		if err != nil {
			all.Refuse = append(all.Refuse, err)
			continue
		}
		all.Files = append(all.Files, f)
		all.Month = max(all.Month, f.month())
	}
	if len(all.Files) == 0 {
		return all, errors.Join(all.Refuse...)
	}
	all.Month = cmp.Or(all.Month, r.AsOf.Month())
	return all, nil
}

// month is the last month a file pays.
func (f File) month() (m month.Month) {
	for c := range f.Understood.EachClaim(f.At) {
		m = max(m, last(&c))
	}
	return m
}

// Real tells whether the people of the files are no invented ones: most of their numbers are refused for their area.
func (u Understood) Real() bool {
	people, foreign := 0, 0
	for _, f := range u.Files {
		for c := range f.Understood.EachClaim(f.At) {
			people += len(c.People)
		}
		people += len(f.Understood.Deaths())
		for _, p := range f.Understood.Problems {
			if p.Kind == intake.NumberArea {
				foreign++
			}
		}
	}
	return 2*foreign > people
}

// Says is the file in short: what sort of list, from where, of which months, how many rows and how much.
func (f File) Says(places *place.Tree) string {
	u := f.Understood
	text := u.Kind.Term() + "　" + places.Name(u.Division)
	if n := len(u.Deaths()); n > 0 {
		return fmt.Sprintf("%s　%d条死亡登记", text, n)
	}
	if first, end := f.span(); first.Known() && first != end {
		text += "　" + first.Term() + "至" + end.Term()
	} else if first.Known() {
		text += "　" + first.Term()
	}
	// What pays a month and what pays a quarter are never added up.
	count, sum := map[int]int{}, map[int]money.Fen{}
	for c := range u.EachClaim(f.At) {
		count[max(1, c.Months)]++
		sum[max(1, c.Months)] += c.Amount
	}
	for _, n := range slices.Sorted(maps.Keys(count)) {
		text += "　"
		if n > 1 {
			text += fmt.Sprintf("一次发%d个月的", n)
		}
		text += fmt.Sprintf("%d笔 %s", count[n], sum[n])
	}
	return text
}
