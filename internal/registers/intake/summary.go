package intake

import (
	"encoding/hex"
	"encoding/json"
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
	Good    int // can be taken in
	Held    int // left out because of an error
	News    int // not in the register yet
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
		seal(i, t.levels[i], o.Household, o.New, o.Held, o.Verdict.Kind, o.Verdict.Sentence)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
