package intake

import (
	"slices"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/circumstance"
)

// A heading is one column of a sheet whose heading was understood.
type heading struct {
	spec   spec
	at     int    // column, from 1
	text   string // as written, group headings in front
	scale  int    // 10000 for 万元
	period circumstance.Period
	span   month.Span // the months that sums are for, on lists that pay
}

// A header is the rows of a sheet that name its columns.
type header struct {
	first, last int // rows
	headings    []heading
	unknown     []heading           // headings that are not in columns.toml, or stand for a column already found
	rows        []map[int]string    // letters of each header row, to recognise it on later pages
	of          map[Column]*heading // of headings
}

// at returns the heading of a column; nil when the sheet does not have it.
func (h *header) at(c Column) *heading { return h.of[c] }

// How far down a header is looked for, and how many rows it may have.
const headerWithin, headerRows = 60, 3

// findHeader looks for the header of a sheet: of all runs of up to three rows
// near the top the one whose cells name most columns, and of equals the
// shortest, then the highest. The error says what is missing from the best.
func findHeader(s *sheet.Sheet, kind Kind, mapping Mapping) (*header, error) {
	known := mapping.over(columnsIn(kind), kind)
	var best, nearest *header
	looked := 0
	for row := range s.Rows() {
		if looked++; looked > headerWithin {
			break
		}
		for rows := 1; rows <= headerRows; rows++ {
			h := readHeader(s, known, row.Number, row.Number+rows-1)
			if h.before(nearest) {
				nearest = h
			}
			if len(h.missing(kind)) == 0 && h.before(best) {
				best = h
			}
		}
	}
	if best == nil {
		return nil, noHeader(s, nearest, kind)
	}
	best.unitsAbove(s)
	return best, nil
}

// before tells which of two sound headers is the better one.
func (h *header) before(o *header) bool {
	switch {
	case o == nil:
		return true
	case len(h.headings) != len(o.headings):
		return len(h.headings) > len(o.headings)
	default:
		return h.last-h.first < o.last-o.first
	}
}

// readHeader reads rows as if they were a header.
func readHeader(s *sheet.Sheet, known map[string]spec, first, last int) *header {
	h := &header{first: first, last: last, of: map[Column]*heading{}}
	width := 0
	for n := first; n <= last; n++ {
		row := s.Row(n)
		texts := map[int]string{}
		for _, c := range row.Cells {
			texts[c.Column] = letters(c.Text)
			width = max(width, c.Column)
		}
		h.rows = append(h.rows, texts)
	}
	for column := 1; column <= width; column++ {
		h.read(levels(s, first, last, column), known, column)
	}
	for i := range h.headings {
		h.of[h.headings[i].spec.Name] = &h.headings[i]
	}
	return h
}

// levels are the texts over a column from the group heading down, each once.
// Where a group heading is not merged over its columns, its cell is followed by
// blank ones: then the nearest to the left stands for them.
func levels(s *sheet.Sheet, first, last, column int) []string {
	var texts []string
	for n := first; n <= last; n++ {
		c, _ := s.Value(n, column)
		text := c.Trimmed()
		if text == "" && n < last {
			for left := column - 1; left > 0 && text == ""; left-- {
				c, _ = s.Value(n, left)
				text = c.Trimmed()
			}
			below, _ := s.Value(n+1, column)
			if below.Trimmed() == "" {
				text = "" // not a group over this column
			}
		}
		if text != "" && (len(texts) == 0 || texts[len(texts)-1] != text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// read looks the heading of a column up: with its groups in front, then alone.
func (h *header) read(texts []string, known map[string]spec, column int) {
	if len(texts) == 0 {
		return
	}
	own := texts[len(texts)-1]
	groups := strings.Join(texts[:len(texts)-1], "")
	found := heading{at: column, text: groups + own}
	for _, text := range []string{groups + own, unbracketed(groups + own), groups + unbracketed(own), own, unbracketed(own)} {
		s, ok := known[letters(text)]
		if !ok || groups != "" && s.Under != "" && !strings.Contains(groups, s.Under) {
			continue
		}
		if s.Name == Skipped {
			return
		}
		if slices.ContainsFunc(h.headings, func(o heading) bool { return o.spec.Name == s.Name }) {
			break
		}
		found.spec = s
		found.measure(own, groups)
		h.headings = append(h.headings, found)
		return
	}
	h.unknown = append(h.unknown, found)
}

// measure finds unit and period: in the heading, in its group, in columns.toml.
func (g *heading) measure(own, groups string) {
	scale, period := unitIn(own)
	groupScale, groupPeriod := unitIn(groups)
	_, usual := unitIn(g.spec.Unit)
	g.scale = scale
	if scale == 1 && !strings.Contains(own, "元") {
		g.scale = groupScale
	}
	switch {
	case usual == "": // no period has a sense here
	case period != "":
		g.period = period
	case groupPeriod != "":
		g.period = groupPeriod
	default:
		g.period = usual
	}
}

// unitsAbove takes the unit of the line above the table for headings that name
// none: 单位：万元.
func (h *header) unitsAbove(s *sheet.Sheet) {
	for row := range s.Rows() {
		if row.Number >= h.first {
			return
		}
		for _, c := range row.Cells {
			if !strings.Contains(strings.Map(plainRune, strings.Join(strings.Fields(c.Text), "")), "单位:万元") {
				continue
			}
			for i, g := range h.headings {
				if !strings.Contains(g.text, "元") && g.spec.Unit != "" {
					h.headings[i].scale = 10000
				}
			}
		}
	}
}

// missing are the columns that this kind of list cannot be read without.
func (h *header) missing(kind Kind) []spec {
	var missing []spec
	for _, s := range specs {
		if slices.Contains(s.Needed, kind) && slices.Contains(s.In, kind) && h.of[s.Name] == nil && !slices.ContainsFunc(s.Instead, func(c Column) bool { return h.of[c] != nil }) {
			missing = append(missing, s)
		}
	}
	return missing
}

// terms are the names of columns in a sentence.
func terms(columns []spec) string {
	var quoted []string
	for _, s := range columns {
		quoted = append(quoted, "“"+s.Term+"”")
	}
	return strings.Join(quoted, "、")
}

// likeHeader is how many known columns make a row look like a header.
const likeHeader = 3

// noHeader says why no header was found and what to do.
func noHeader(s *sheet.Sheet, nearest *header, kind Kind) error {
	none := fault.Invalid("file", "没有找到%s的表头（应有%s等列），请核对文件，或确认导入的种类是否选对", kind.Term(), terms((&header{}).missing(kind)))
	if nearest == nil || len(nearest.headings) == 0 {
		return none
	}
	r, missing := &Refusal{Unknown: nearest.unknownIn(s), fault: none}, nearest.missing(kind)
	if len(nearest.headings) >= likeHeader {
		r.fault = fault.Invalid("file", "第%d行像是表头，但缺少%s列；请补上该列，或确认导入的种类（%s）是否选对", nearest.last, terms(missing), kind.Term())
	}
	for _, m := range missing {
		r.Missing = append(r.Missing, m.Name)
	}
	return r
}

// unknownIn are the headings that no column is known for.
func (h *header) unknownIn(s *sheet.Sheet) []UnknownHeading {
	var list []UnknownHeading
	for _, g := range h.unknown {
		list = append(list, UnknownHeading{Sheet: s.Name, Letter: sheet.ColumnName(g.at), Text: g.text})
	}
	return list
}

// monthly refuses sums that are paid for another period than a month: a month
// and a quarter are never added silently.
func (h *header) monthly() error {
	for _, g := range h.headings {
		text := plain(g.text)
		if g.spec.Holds == "money" && (g.period == circumstance.Yearly || strings.Contains(text, "季")) {
			return fault.Invalid("file", "“%s”不是按月的金额，请改为月金额后再导入", g.text)
		}
	}
	return nil
}

// repeats tells whether a row is one of the header's rows again, as on the next
// printed page.
func (h *header) repeats(row sheet.Row) bool {
	for _, texts := range h.rows {
		same, other := 0, 0
		for _, c := range row.Cells {
			if t := letters(c.Text); t != "" && texts[c.Column] == t {
				same++
			} else if other++; other*10 > len(row.Cells)*3 {
				break // rows of people are known after a few cells
			}
		}
		if same >= 3 && same*10 >= len(row.Cells)*7 && same*2 >= len(texts) {
			return true
		}
	}
	return false
}
