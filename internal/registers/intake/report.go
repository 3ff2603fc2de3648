package intake

import (
	"encoding/json"
	"io"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Report is a trial or a taking as a program reads it: the same content as the page. Numbers are masked.
type Report struct {
	File       string            `json:"file"`
	Kind       Kind              `json:"kind"`
	Division   division.Code     `json:"division"`
	AsOf       month.Day         `json:"as_of"`
	Period     month.Month       `json:"period"`
	Households int               `json:"households"`
	People     int               `json:"people"`
	Total      money.Fen         `json:"total"`
	Good       int               `json:"good"`
	Held       int               `json:"held"`
	Problems   []Problem         `json:"problems"`
	Rows       []HouseholdReport `json:"rows"`
}

// A HouseholdReport is one household of a report; of lists of persons and deaths, one of these.
type HouseholdReport struct {
	Sheet    string      `json:"sheet"`
	FirstRow int         `json:"first_row"`
	LastRow  int         `json:"last_row"`
	Head     string      `json:"head"`
	Village  string      `json:"village"`
	Amount   money.Fen   `json:"amount"`
	Level    Level       `json:"level"`
	New      bool        `json:"new"`
	Held     bool        `json:"held"`
	Verdict  string      `json:"verdict,omitempty"`
	Cells    [][]Reading `json:"cells"`
}

// Report is the trial as a program reads it.
func (t *Trial) Report() Report {
	sums := t.Counts()
	r := Report{
		File: t.Name, Kind: t.Kind, Division: t.Division, AsOf: t.AsOf, Period: t.Period,
		Households: sums.Households, People: sums.People, Total: sums.Total, Problems: t.Problems,
	}
	r.Good, r.Held = t.Tally()
	for i := range t.Outcomes {
		v := t.row(i)
		h := HouseholdReport{
			Sheet: t.sheetOf(i), FirstRow: t.firstRow(i), LastRow: t.lastRow(i), Head: t.nameOf(i), Village: v.village(),
			Amount: v.amount(), Level: v.Level, New: v.Outcome.New, Held: v.Outcome.Held, Verdict: v.Outcome.Verdict.Sentence,
		}
		for _, c := range v.Cells {
			h.Cells = append(h.Cells, c.Readings)
		}
		r.Rows = append(r.Rows, h)
	}
	return r
}

// Write writes the report as JSON.
func (r Report) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// village is where the row says that it is, as written.
func (v rowView) village() string {
	switch {
	case v.Death != nil:
		return v.Death.Place
	case v.Paid != nil:
		return v.Paid.Village
	}
	return v.Home.Village
}

// amount is what the row pays in all.
func (v rowView) amount() money.Fen {
	if v.Home != nil {
		return v.Home.Paid()
	}
	var sum money.Fen
	if v.Paid != nil {
		for _, p := range v.Paid.Payments {
			sum += p.Amount
		}
	}
	return sum
}
