package report

// A View is a table made ready for a page: every text printed, every link set.
type View struct {
	Name     string
	Title    string
	Headings []Heading
	Lines    []ViewLine
	Notes    []string // source and day, to stand under the table
	Empty    bool     // no rows at all: the page says what will be here
}

// A Heading is the head of a column on a page.
type Heading struct {
	Name    string
	Unit    string
	Numeric bool // stands right-aligned
}

// A ViewLine is one line of the body on a page.
type ViewLine struct {
	Part  Part
	Cells []ViewCell
}

// A ViewCell is one printed cell on a page.
type ViewCell struct {
	Text    string
	Href    string // the rows behind the figure; empty: no link
	Numeric bool
	Span    int // columns covered: more than 1 only for the name of a group
}

// View prints the table for a page.
func (t Table) View() View {
	view := View{Name: t.Name, Title: t.Title, Notes: t.notes(), Empty: true}
	for _, c := range t.Columns {
		view.Headings = append(view.Headings, Heading{Name: c.Name, Unit: c.Unit, Numeric: c.numeric()})
	}
	for _, l := range t.lines() {
		view.Empty = view.Empty && l.part != PartRow
		view.Lines = append(view.Lines, t.viewLine(l))
	}
	return view
}

func (t Table) viewLine(l line) ViewLine {
	if l.part == PartGroup {
		return ViewLine{l.part, []ViewCell{{Text: l.row[0].text, Span: len(t.Columns)}}}
	}
	cells := make([]ViewCell, len(l.row))
	for i, c := range l.row {
		cells[i] = ViewCell{Text: c.String(), Href: c.href, Numeric: t.Columns[i].numeric(), Span: 1}
	}
	return ViewLine{l.part, cells}
}
