package intake

import (
	"regexp"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/place"
)

// A RowKind is what a row of a sheet is.
type RowKind string

// The kinds of row. Only data rows become people.
const (
	TitleRow     RowKind = "title"             // 表题
	UnitRow      RowKind = "unit"              // 编制单位、计量单位、日期
	HeaderRow    RowKind = "header"            // 表头
	PageTitleRow RowKind = "page_header_title" // the title again on the next page
	DataRow      RowKind = "data"
	SubtotalRow  RowKind = "subtotal"   // 小计
	TotalRow     RowKind = "total"      // 合计
	MonthRow     RowKind = "month_line" // 10月
	GroupRow     RowKind = "group"      // a village's name over its rows
	FootnoteRow  RowKind = "footnote"   // 说明
	SignatureRow RowKind = "signature"  // 制表、审核
	SpareRow     RowKind = "spare"      // a numbered line left empty
	OtherRow     RowKind = "other"      // not understood; reported
)

var (
	unitLine      = regexp.MustCompile(`(编制|填表|填报|编报|制表|报送|上报)单位|(^|金额|计量|[^\p{Han}])单位:|(发放|所属)月份:|(截止|截至|填报|填表|制表|编制)(日期|时间)`)
	signatureLine = regexp.MustCompile(`(制表|审核|复核|填表|编制|经办|负责|主管|分管|财务|民政办|领导|审批|签批)[\p{Han}]{0,4}:|(盖章|签字|签章)`)
	signedBy      = regexp.MustCompile(`(制表|制单|审核|复核|填表|填报|编制|经办|负责|主管)人员?(签字|签名)?:|领导:`)
	signatureCell = regexp.MustCompile(`^(制表|审核|复核|填表|经办|负责|主管)人?:?$`)
	footnoteLine  = regexp.MustCompile(`^(说明|填表说明|注|附注|备注|注意)\d*[:、.]|^[※*★]`)
	monthHeads    = regexp.MustCompile(`^(?:(\d{4})年)?(\d{1,2})月份?(?:\(?(?:共|合计|小计)?(\d+)[人例名]\)?)?$`)
	subtotalWord  = regexp.MustCompile(`(小计|本页合计|本页计|页计|本页小计)$`)
	totalWord     = regexp.MustCompile(`^(总计|合计|共计|总合计|累计|总共|合计数|总计数|合计金额)$|.(合计|总计|共计)$`)
	villageWord   = regexp.MustCompile(`(村|社区|委会)$`)
)

// A sorter tells the kinds of the rows of one sheet.
type sorter struct {
	header *header
	places *place.Tree
	within division.Code
	titles map[string]bool
}

// newSorter tells the rows of the sheet at work.
func (t *reading) newSorter() *sorter {
	return &sorter{header: t.header, places: t.Places, within: t.Division, titles: map[string]bool{}}
}

// kind tells what a row is. Most are of somebody with a number, and their words need not be looked at.
func (s *sorter) kind(row sheet.Row) RowKind {
	switch {
	case row.Number >= s.header.first && row.Number <= s.header.last:
		return HeaderRow
	case row.Number < s.header.first:
		return s.above(row)
	case s.header.repeats(row):
		return HeaderRow
	case s.identified(row):
		return DataRow
	}
	return s.byWords(row)
}

// above tells what a row above the header is.
func (s *sorter) above(row sheet.Row) RowKind {
	texts := written(row)
	if unitLine.MatchString(strings.Map(plainRune, strings.Join(texts, " "))) {
		return UnitRow
	}
	s.titles[letters(texts[0])] = true
	return TitleRow
}

// byWords tells what a row is that nobody's number stands in.
func (s *sorter) byWords(row sheet.Row) RowKind {
	texts := written(row)
	joined := strings.Map(plainRune, strings.Join(texts, " "))
	first := texts[0]
	switch {
	case s.titles[letters(first)]:
		return PageTitleRow
	case signedBy.MatchString(plain(joined)) && !strings.Contains(joined, "单位:"):
		return SignatureRow
	case unitLine.MatchString(joined):
		return UnitRow
	case s.sums(row) != "":
		return s.sums(row)
	case footnoteLine.MatchString(plain(first)):
		return FootnoteRow
	case signatureLine.MatchString(plain(joined)), slices.ContainsFunc(texts, func(t string) bool { return signatureCell.MatchString(plain(t)) }):
		return SignatureRow
	case len(texts) <= 2 && monthHeads.MatchString(plain(joined)):
		return MonthRow
	case len(texts) == 1:
		return s.single(row, first)
	case s.says(row):
		return DataRow
	}
	return OtherRow
}

// written are the texts of a row, never none.
func written(row sheet.Row) []string {
	var texts []string
	for _, c := range row.Cells {
		if t := c.Trimmed(); t != "" {
			texts = append(texts, t)
		}
	}
	if len(texts) == 0 {
		return []string{""}
	}
	return texts
}

// cell is the row's own cell of a column, blank when the sheet has none.
func (s *sorter) cell(row sheet.Row, c Column) sheet.Cell {
	if g := s.header.at(c); g != nil {
		return row.At(g.at)
	}
	return sheet.Cell{}
}

// identified tells whether something like an identity number stands in its
// place: then the row is of a person, whatever its words.
func (s *sorter) identified(row sheet.Row) bool {
	return likeNumber(strings.ToUpper(plain(s.cell(row, colNumber).Text)))
}

// likeNumber tells whether a text is 15 to 18 digits, the last perhaps an X.
func likeNumber(text string) bool {
	last := len(text) - 1
	return last >= 14 && last <= 17 && allDigits(text[:last]) && strings.Contains("0123456789X", text[last:])
}

// sums tells whether the row adds others up. Its label stands in the first cell
// that holds anything, or where the name would be.
func (s *sorter) sums(row sheet.Row) RowKind {
	for _, label := range []string{written(row)[0], s.cell(row, colName).Text} {
		label = letters(label)
		switch {
		case subtotalWord.MatchString(label):
			return SubtotalRow
		case totalWord.MatchString(label):
			if at, ok := strings.CutSuffix(label, "合计"); ok && at != "" && s.village(at) {
				return SubtotalRow
			}
			return TotalRow
		}
	}
	return ""
}

// village tells whether a text names a village of the place the list is from.
func (s *sorter) village(text string) bool {
	d, err := s.places.Resolve(text, s.within)
	return err == nil && d.Level == division.Village
}

// longestBareName is how long a text may be to be taken for a name when nothing
// else stands in the row.
const longestBareName = 4

// single tells what a row with one text is.
func (s *sorter) single(row sheet.Row, text string) RowKind {
	switch {
	case villageWord.MatchString(text) && s.village(text):
		return GroupRow
	case s.cell(row, colName).Trimmed() != "" && len([]rune(text)) <= longestBareName:
		return DataRow
	case s.village(text):
		return GroupRow
	case s.cell(row, colSerial).Trimmed() != "" && allDigits(plain(text)):
		return SpareRow
	case s.says(row):
		return DataRow
	case len([]rune(text)) > 15:
		return FootnoteRow
	}
	return OtherRow
}

// says tells whether the row names somebody or a sum.
func (s *sorter) says(row sheet.Row) bool {
	for _, c := range []Column{colName, colNumber, colTotal, colBase, colPayee} {
		if s.cell(row, c).Trimmed() != "" {
			return true
		}
	}
	return false
}
