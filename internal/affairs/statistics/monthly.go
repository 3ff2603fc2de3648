package statistics

import (
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
)

// A narrowing is to what a reader limits the monthly table.
type narrowing struct {
	Month     month.Month
	At        division.Code // county or township, whose divisions are the lines
	Programme string
	Class     string
}

// wantedTables are the tables of the form as a page shows them: by programme for the whole place, then by division for
// the programme and class chosen.
func (f form) wantedTables(n narrowing) []wanted {
	var all []wanted
	for _, t := range f.Tables {
		for _, by := range t.By {
			w := wanted{layout: t, by: by, at: n.At}
			if by == "division" {
				w.programme, w.class = n.Programme, n.Class
			}
			if len(t.Programmes) > 0 && w.programme == "" {
				w.programme = strings.Join(t.Programmes, ",")
			}
			if by == "division" && len(t.Programmes) > 0 && n.Programme != "" && !slices.Contains(t.Programmes, n.Programme) {
				continue
			}
			all = append(all, w)
		}
	}
	return all
}

// everyTable are all tables of the form for a county: those by division once for each programme.
func (s *Statistics) everyTable(at division.Code) []wanted {
	var all []wanted
	for _, t := range s.monthly.Tables {
		for _, by := range t.By {
			if by != "division" {
				all = append(all, wanted{layout: t, by: by, at: at})
				continue
			}
			for _, p := range s.programmes {
				if len(t.Programmes) == 0 || slices.Contains(t.Programmes, p.Code) {
					w := wanted{layout: t, by: by, at: at, programme: p.Code}
					w.Title += "：" + p.Short
					all = append(all, w)
				}
			}
		}
	}
	return all
}

// inTurn refuses months that have no table yet.
func inTurn(m month.Month, today month.Day) error {
	if !m.Known() {
		return fault.Invalid("month", "请写明月份，例如 2026-11")
	}
	if m > month.Of(today).Next() {
		return fault.Invalid("month", "%s还没有到，请选%s或以前的月份", m.Term(), month.Of(today).Next().Term())
	}
	return nil
}
