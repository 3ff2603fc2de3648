package report

import (
	"encoding/xml"
	"fmt"
)

// The elements of a document's body, in the order in which the standard (ISO/IEC 29500-1, chapter 17) wants them.
type (
	wordDocument struct {
		XMLName xml.Name `xml:"w:document"`
		Space   string   `xml:"xmlns:w,attr"`
		Rel     string   `xml:"xmlns:r,attr"`
		Body    wordBody `xml:"w:body"`
	}
	wordBody struct {
		Content []any
		Section wordSection `xml:"w:sectPr"`
	}
	wordSection struct {
		Footers []wordFooter `xml:"w:footerReference"`
		Size    wordSize     `xml:"w:pgSz"`
		Margins wordMargins  `xml:"w:pgMar"`
		Grid    wordGrid     `xml:"w:docGrid"`
	}
	wordFooter struct {
		Type string `xml:"w:type,attr"`
		ID   string `xml:"r:id,attr"`
	}
	wordSize struct {
		Width  int `xml:"w:w,attr"`
		Height int `xml:"w:h,attr"`
	}
	wordMargins struct {
		Top    int `xml:"w:top,attr"`
		Right  int `xml:"w:right,attr"`
		Bottom int `xml:"w:bottom,attr"`
		Left   int `xml:"w:left,attr"`
		Header int `xml:"w:header,attr"`
		Footer int `xml:"w:footer,attr"`
		Gutter int `xml:"w:gutter,attr"`
	}
	wordGrid struct {
		Type string `xml:"w:type,attr"`
		Line int    `xml:"w:linePitch,attr"`
	}
	wordParagraph struct {
		XMLName xml.Name   `xml:"w:p"`
		Style   wordValue  `xml:"w:pPr>w:pStyle"`
		Align   *wordValue `xml:"w:pPr>w:jc,omitempty"`
		Text    wordText   `xml:"w:r>w:t"`
	}
	wordValue struct {
		Value string `xml:"w:val,attr"`
	}
	wordText struct {
		Space string `xml:"xml:space,attr"`
		Text  string `xml:",chardata"`
	}
	wordTable struct {
		XMLName xml.Name     `xml:"w:tbl"`
		Width   wordWidth    `xml:"w:tblPr>w:tblW"`
		Borders wordBorders  `xml:"w:tblPr>w:tblBorders"`
		Layout  wordLayout   `xml:"w:tblPr>w:tblLayout"`
		Grid    []wordColumn `xml:"w:tblGrid>w:gridCol"`
		Rows    []wordRow    `xml:"w:tr"`
	}
	wordWidth struct {
		Width int    `xml:"w:w,attr"`
		Type  string `xml:"w:type,attr"`
	}
	wordLayout struct {
		Type string `xml:"w:type,attr"`
	}
	wordBorders struct {
		Top    wordBorder `xml:"w:top"`
		Left   wordBorder `xml:"w:left"`
		Bottom wordBorder `xml:"w:bottom"`
		Right  wordBorder `xml:"w:right"`
		Across wordBorder `xml:"w:insideH"`
		Down   wordBorder `xml:"w:insideV"`
	}
	wordBorder struct {
		Value string `xml:"w:val,attr"`
		Size  int    `xml:"w:sz,attr"`
		Space int    `xml:"w:space,attr"`
		Color string `xml:"w:color,attr"`
	}
	wordColumn struct {
		Width int `xml:"w:w,attr"`
	}
	wordRow struct {
		Whole  *struct{}  `xml:"w:trPr>w:cantSplit"`
		Header *struct{}  `xml:"w:trPr>w:tblHeader"`
		Cells  []wordCell `xml:"w:tc"`
	}
	wordCell struct {
		Width     wordWidth     `xml:"w:tcPr>w:tcW"`
		Span      *wordSpan     `xml:"w:tcPr>w:gridSpan"`
		Paragraph wordParagraph `xml:"w:p"`
	}
	wordSpan struct {
		Value int `xml:"w:val,attr"`
	}
)

// body is the document's text and tables.
func (d Document) body() (string, error) {
	doc := wordDocument{
		Space: "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
		Rel:   "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
	}
	doc.Body.Section = wordSection{
		Footers: []wordFooter{{"default", "rId3"}, {"even", "rId4"}},
		Size:    wordSize{paperWidth, paperHeight},
		Margins: wordMargins{marginTop, marginRight, marginBottom, marginLeft, marginTop / 2, footerEdge, 0},
		Grid:    wordGrid{"lines", lineHeight},
	}
	content := []any{paragraph("Title", d.Title)}
	if d.Under != "" {
		content = append(content, paragraph("Under", d.Under))
	}
	for _, b := range d.Blocks {
		content = append(content, b.content()...)
	}
	doc.Body.Content = content
	text, err := xml.Marshal(doc)
	return string(text), err
}

func (b Block) content() []any {
	switch {
	case b.Table != nil:
		content := []any{paragraph("Caption", b.Table.Title), b.Table.word()}
		for _, note := range b.Table.notes() {
			content = append(content, paragraph("Note", note))
		}
		return content
	case b.Level > 0:
		return []any{paragraph(fmt.Sprintf("Heading%d", b.Level), b.Text)}
	case b.Right:
		return []any{paragraph("Right", b.Text)}
	case b.Small:
		return []any{paragraph("Note", b.Text)}
	}
	return []any{paragraph("Text", b.Text)}
}

func paragraph(style, text string) wordParagraph {
	return wordParagraph{Style: wordValue{style}, Text: wordText{"preserve", text}}
}

// word is the table in a document: its columns as wide as what stands in them, together as wide as the text.
func (t Table) word() wordTable {
	line := wordBorder{"single", 4, 0, "auto"}
	table := wordTable{
		Width: wordWidth{textWidth, "dxa"}, Borders: wordBorders{line, line, line, line, line, line}, Layout: wordLayout{"fixed"},
	}
	widths := t.widths()
	for _, w := range widths {
		table.Grid = append(table.Grid, wordColumn{w})
	}
	head := wordRow{Whole: &struct{}{}, Header: &struct{}{}}
	for i, c := range t.Columns {
		head.Cells = append(head.Cells, wordCell{Width: wordWidth{widths[i], "dxa"}, Paragraph: cellParagraph(c.Heading(), "center")})
	}
	table.Rows = append(table.Rows, head)
	for _, l := range t.View().Lines {
		row := wordRow{Whole: &struct{}{}}
		for i, c := range l.Cells {
			cell := wordCell{Width: wordWidth{widths[i], "dxa"}, Paragraph: cellParagraph(c.Text, "left")}
			if c.Numeric {
				cell.Paragraph.Align.Value = "right"
			}
			if c.Span > 1 {
				cell.Width.Width, cell.Span = textWidth, &wordSpan{c.Span}
			}
			row.Cells = append(row.Cells, cell)
		}
		table.Rows = append(table.Rows, row)
	}
	return table
}

func cellParagraph(text, align string) wordParagraph {
	p := paragraph("Cell", text)
	p.Align = &wordValue{align}
	return p
}

// widths shares the width of the text among the columns by the longest words in them, a very long one counting as of
// middling length.
func (t Table) widths() []int {
	const least, most = 4, 24
	longest := make([]int, len(t.Columns))
	for i, c := range t.Columns {
		longest[i] = least
		longest[i] = max(longest[i], min(most, len([]rune(c.Heading()))))
	}
	for _, l := range t.lines() {
		for i, c := range l.row {
			if l.part != PartGroup {
				longest[i] = max(longest[i], min(most, len([]rune(c.String()))))
			}
		}
	}
	sum := 0
	for _, n := range longest {
		sum += n
	}
	widths, rest := make([]int, len(longest)), textWidth
	for i, n := range longest {
		widths[i] = textWidth * n / sum
		rest -= widths[i]
	}
	widths[len(widths)-1] += rest
	return widths
}
