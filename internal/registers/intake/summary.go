package intake

import (
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Summary is a trial in short, as the page of a file shows it. 试读概要.
type Summary struct {
	Period  month.Month
	Mapping string // name of the mapping it was read by
	Counts  Sums
	Good    int    // can be taken in
	Held    int    // left out because of an error
	Pays    []Pays // of a list of persons, programme by programme
	News    int    // not in the register yet
	Levels  []LevelCount
	Totals  []money.Fen // what the sheets themselves say that all is together
	Unknown int         // headings that no column is known for
	Entries int
	Seal    string
	Refused string // why it cannot be read before somebody explains its headings; empty otherwise

	MadeAt time.Time `json:"-"` // of a kept one
}

// A LevelCount is how many problems there are of a level.
type LevelCount struct {
	Level Level
	Count int
}

// Serious is how many problems somebody must look at.
func (s Summary) Serious() int { return s.problems() - s.Slight() }

// Slight is how many are for the record.
func (s Summary) Slight() int {
	for _, l := range s.Levels {
		if l.Level == Info {
			return l.Count
		}
	}
	return 0
}

func (s Summary) problems() (n int) {
	for _, l := range s.Levels {
		n += l.Count
	}
	return n
}

// Summary is the trial in short.
func (t *Trial) Summary() Summary {
	s := Summary{Period: t.Period, Mapping: t.Mapping, Counts: t.Counts(), Unknown: len(t.Unknown), Entries: len(t.Outcomes), Seal: t.Seal()}
	if t.Kind.OfPersons() {
		s.Pays = t.Pays()
	}
	s.Good, s.Held = t.Tally()
	for _, l := range []Level{Error, Warning, Info} {
		s.Levels = append(s.Levels, LevelCount{l, t.Count(l)})
	}
	for _, sheet := range t.Sheets {
		if sheet.Total != nil {
			if total := sheet.Total.Total(); total != nil {
				s.Totals = append(s.Totals, *total)
			}
		}
	}
	for _, o := range t.Outcomes {
		if o.New {
			s.News++
		}
	}
	return s
}

// Seal is the SM3 of what taking the file in would do. An officer who decides on what a page showed sends it along, so
// that nobody takes in something else because the registers changed meanwhile.
func (t *Trial) Seal() string {
	sum := sm3.New()
	lines := json.NewEncoder(sum)
	seal := func(line ...any) {
		if err := lines.Encode(line); err != nil {
			panic("intake: a line of a seal is always JSON: " + err.Error())
		}
	}
	seal(t.Name, t.Kind, t.Division, t.AsOf, t.Period)
	for _, p := range t.Problems {
		seal(p)
	}
	for i, o := range t.Outcomes {
		seal(i, t.levels[i], o.Household, o.Person, o.New, o.Held, o.Verdict.Kind, o.Verdict.Sentence)
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// A Pays is what a list pays in one programme for the same months.
type Pays struct {
	Term   string
	Span   string // 2026年7月至2026年9月
	Amount money.Fen
}

// Pays lists what the file pays, programme by programme and months by months.
func (t *Trial) Pays() []Pays {
	var list []Pays
	for _, p := range t.Understood.Paid() {
		v := Pays{Term: termOfProgramme(p.Programme, t.Kind), Span: p.Months.From.Term(), Amount: p.Amount}
		if last := p.Months.Until - 1; last > p.Months.From {
			v.Span += "至" + last.Term()
		}
		list = append(list, v)
	}
	return list
}

// termOfProgramme is the programme in the words of the list: the column that pays it, or what the list pays.
func termOfProgramme(code string, kind Kind) string {
	for _, s := range specs {
		if s.Pays == code {
			return s.Term
		}
	}
	return strings.TrimSuffix(strings.TrimSuffix(kind.Term(), "发放表"), "花名册")
}
