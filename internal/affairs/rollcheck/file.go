package rollcheck

import (
	"slices"
	"strings"

	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/intake"
)

// A File is a file that was understood, as far as checking it needs. 被检文件.
type File struct {
	At         benefit.Evidence // name, and id where it was received
	Understood *intake.Understood
	Digest     string // SM3 of the bytes
}

// checked is the file as a run keeps it.
func (f File) checked() CheckedFile {
	return CheckedFile{
		Name: f.At.File, File: f.At.FileID, Kind: f.Understood.Kind.Term(), Digest: f.Digest,
		Claims: f.lines(), Notices: len(f.Understood.Deaths()),
	}
}

// lines are how many payments a file makes.
func (f File) lines() (n int) {
	for range f.Understood.EachClaim(f.At) {
		n++
	}
	return n
}

// Add takes into the matter what a file says: its payments, its notices of death, and what is wrong with it.
func (m *Matter) Add(f File) {
	m.Claims = slices.AppendSeq(slices.Grow(m.Claims, f.lines()), f.Understood.EachClaim(f.At))
	for _, d := range f.Understood.Deaths() {
		at := f.At
		at.Sheet, at.Row = d.Sheet, d.Row
		m.Notices = append(m.Notices, Notice{d, at})
	}
	for _, p := range f.Understood.Problems {
		if kind, level := weigh(p); kind != "" {
			at := f.At
			at.Sheet, at.Row = p.Sheet, p.Row
			m.Flaws = append(m.Flaws, Flaw{
				Kind: kind, Detail: string(p.Kind), Level: level, Says: says(p), Verify: p.Do,
				At: at, Division: f.Understood.Division, Cells: cellsOf(p),
			})
		}
	}
}

// flawKinds are the problems of a file that are suspects of a kind of their own. Those left empty are found in the claims
// themselves.
var flawKinds = map[intake.ProblemKind]Kind{
	intake.NumberMissing: NumberWrong, intake.NumberLostDigits: NumberWrong, intake.NumberCheckDigit: NumberWrong,
	intake.NumberLength: NumberWrong, intake.NumberDate: NumberWrong, intake.NumberCharacters: NumberWrong, intake.NumberArea: NumberWrong,
	intake.BirthDiffers: AgeWrong, intake.IncomeAbove: AmountWrong,
	intake.PeopleMissing: HeadsDiffer, intake.PeopleDiffer: HeadsDiffer,
	intake.AccountLostZeros: AccountWrong, intake.AccountLostDigits: AccountWrong,
	intake.RowSumDiffers: SumWrong, intake.SubtotalWrong: SumWrong, intake.TotalWrong: SumWrong,
	intake.AccountMissing: "", intake.AccountDoubtful: "", intake.AccountOdd: "", intake.AccountShared: "", intake.PersonTwice: "",
	intake.PeriodDiffers: "", // nobody said of which month it is
}

// weigh says what sort of suspect a problem is, if it is one. What needs no answer is none; what has no kind of its own is
// for the record.
func weigh(p intake.Problem) (Kind, Level) {
	if p.Level == intake.Info {
		return "", ""
	}
	kind, known := flawKinds[p.Kind]
	if !known {
		return EntryDoubtful, Info
	}
	return kind, Look
}

// says is a problem as a sentence that tells what it is about.
func says(p intake.Problem) string {
	if p.Term == "" || strings.Contains(p.Says, p.Term) {
		return p.Says
	}
	return p.Term + "：" + p.Says
}

// cellsOf is what stood there. The reader masked numbers.
func cellsOf(p intake.Problem) []Cell {
	var cells []Cell
	for _, c := range []Cell{{"列", p.Column}, {"读到", p.Read}, {"理解为", p.Understood}} {
		if c.Says != "" {
			cells = append(cells, c)
		}
	}
	return cells
}
