package report

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
)

// A Document is a paper in running text with tables (公文), as engine/report writes it into a file of a word processor:
// A4 with the margins, sizes and typefaces of 《党政机关公文格式》(GB/T 9704-2012).
type Document struct {
	Title  string
	Under  string // below the title, centred: who, when
	Blocks []Block
}

// A Block is one of a document's headings, paragraphs and tables.
type Block struct {
	Level int    // 0 a paragraph, 1 and 2 headings, in the order of GB/T 9704 section 7.3.3
	Text  string // of a heading or paragraph
	Right bool   // a paragraph set to the right, such as the name and date at the end
	Small bool   // notes under the text
	Table *Table // instead of text
}

// The sizes of GB/T 9704-2012 section 5.2 in twentieths of a point, and the typefaces of 5.2 and 7.3.
const (
	paperWidth, paperHeight = 11906, 16838 // A4: 210 × 297 mm
	marginTop               = 2098         // 天头 37 mm
	marginLeft              = 1588         // 订口 28 mm
	marginRight             = 1474         // 28 + 156 (版心) leaves 26 mm
	marginBottom            = 1984         // 37 + 225 (版心) leaves 35 mm
	footerEdge              = 1588         // 页码 7 mm below the text
	textWidth               = paperWidth - marginLeft - marginRight
	lineHeight              = 579 // 22 lines on a page
	indentChars             = 200 // hundredths of a character: 左空二字

	bodyFace    = "仿宋_GB2312"
	titleFace   = "方正小标宋简体"
	headingFace = "黑体"
	secondFace  = "楷体_GB2312"
	numberFace  = "宋体"

	bodySize   = 32 // half points: 三号
	titleSize  = 44 // 二号
	tableSize  = 21 // 五号
	numberSize = 28 // 四号
)

// Write writes the document as an Office Open XML file (docx). The same document gives the same bytes.
func (d Document) Write(w io.Writer) error {
	archive := zip.NewWriter(w)
	body, err := d.body()
	if err != nil {
		return fmt.Errorf("write document %s: %w", d.Title, err)
	}
	for _, f := range []struct {
		name string
		text string
	}{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRelations},
		{"word/_rels/document.xml.rels", documentRelations},
		{"word/document.xml", body},
		{"word/styles.xml", styles()},
		{"word/settings.xml", settings},
		{"word/footer1.xml", footer("right")},
		{"word/footer2.xml", footer("left")},
	} {
		file, err := archive.Create(f.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(file, xml.Header+f.text); err != nil {
			return err
		}
	}
	return archive.Close()
}

const (
	contentTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
		`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
		`<Override PartName="/word/footer2.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>`
	packageRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	documentRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings" Target="settings.xml"/>` +
		`<Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/>` +
		`<Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer2.xml"/></Relationships>`
	wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	// Page numbers stand on the outer side: right on odd pages, left on even ones.
	settings = `<w:settings ` + wordSpace + `><w:evenAndOddHeaders/></w:settings>`
)

// footer is the page number 一字线 between dashes, in 四号 half-width 宋体.
func footer(side string) string {
	run := func(inside string) string {
		return fmt.Sprintf(`<w:r><w:rPr><w:rFonts w:ascii="%[1]s" w:hAnsi="%[1]s" w:eastAsia="%[1]s"/><w:sz w:val="%[2]d"/></w:rPr>%[3]s</w:r>`, numberFace, numberSize, inside)
	}
	return `<w:ftr ` + wordSpace + `><w:p><w:pPr><w:ind w:left="320" w:right="320"/><w:jc w:val="` + side + `"/></w:pPr>` +
		run(`<w:t xml:space="preserve">— </w:t>`) + `<w:fldSimple w:instr=" PAGE ">` + run(`<w:t>1</w:t>`) + `</w:fldSimple>` + run(`<w:t xml:space="preserve"> —</w:t>`) +
		`</w:p></w:ftr>`
}

// styles are the kinds of paragraph.
func styles() string {
	faces := func(face string) string {
		return fmt.Sprintf(`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="%s"/>`, face)
	}
	style := func(id, name, paragraph, face string, size int) string {
		return fmt.Sprintf(`<w:style w:type="paragraph" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:pPr>%s</w:pPr><w:rPr>%s<w:sz w:val="%d"/><w:szCs w:val="%d"/></w:rPr></w:style>`,
			id, name, paragraph, faces(face), size, size)
	}
	line := fmt.Sprintf(`<w:spacing w:line="%d" w:lineRule="exact"/>`, lineHeight)
	indent := fmt.Sprintf(`<w:ind w:firstLineChars="%d" w:firstLine="%d"/>`, indentChars, 2*bodySize*10)
	return `<w:styles ` + wordSpace + `>` +
		fmt.Sprintf(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr>%s<w:jc w:val="both"/></w:pPr><w:rPr>%s<w:sz w:val="%d"/><w:szCs w:val="%d"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:style>`,
			line, faces(bodyFace), bodySize, bodySize) +
		style("Title", "Title", `<w:keepNext/><w:spacing w:after="240" w:line="700" w:lineRule="exact"/><w:jc w:val="center"/>`, titleFace, titleSize) +
		style("Under", "Under", `<w:spacing w:after="240" w:line="579" w:lineRule="exact"/><w:jc w:val="center"/>`, secondFace, bodySize) +
		style("Heading1", "heading 1", `<w:keepNext/>`+indent+`<w:outlineLvl w:val="0"/>`, headingFace, bodySize) +
		style("Heading2", "heading 2", `<w:keepNext/>`+indent+`<w:outlineLvl w:val="1"/>`, secondFace, bodySize) +
		style("Text", "Text", indent, bodyFace, bodySize) +
		style("Right", "Right", `<w:ind w:right="640"/><w:jc w:val="right"/>`, bodyFace, bodySize) +
		style("Note", "Note", `<w:spacing w:line="360" w:lineRule="exact"/>`, bodyFace, tableSize) +
		style("Cell", "Cell", `<w:spacing w:line="300" w:lineRule="exact"/><w:jc w:val="left"/>`, bodyFace, tableSize) +
		style("Caption", "caption", `<w:keepNext/><w:spacing w:before="240" w:line="579" w:lineRule="exact"/><w:jc w:val="center"/>`, headingFace, bodySize) +
		`</w:styles>`
}
