package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/report"
)

func sampleDocument() report.Document {
	t := report.Table{
		Name: "引用数", Title: "附表　引用数", Source: "待遇台账", AsOf: month.MustDay(2026, 6, 30),
		Columns: []report.Column{{Name: "名称", Kind: report.Text}, {Name: "数", Kind: report.Count, Unit: "人"}},
	}
	t.Add(report.Words("临时救助 <&> 人数"), report.Number(93))
	t.Sum()
	return report.Document{
		Title: "关于2026年上半年社会救助工作情况的报告", Under: "竹山县民政局",
		Blocks: []report.Block{
			{Level: 1, Text: "一、兜牢底线"},
			{Text: "实施临时救助93人、16.06万元 & \"应救尽救\"。"},
			{Level: 2, Text: "（一）抓急难"},
			{Right: true, Text: "2026年7月1日"},
			{Small: true, Text: "注：数据来源见附表"},
			{Table: &t},
		},
	}
}

// parts opens a document as a word processor does: every part a zip entry of well-formed XML.
func parts(t *testing.T, file []byte) map[string]string {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(bytes.NewReader(text)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		found[f.Name] = string(text)
	}
	return found
}

func TestDocument(t *testing.T) {
	var file, again bytes.Buffer
	if err := sampleDocument().Write(&file); err != nil {
		t.Fatal(err)
	}
	if err := sampleDocument().Write(&again); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Errorf("the same document gives other bytes (%v)", err)
	}
	found := parts(t, file.Bytes())
	t.Run("every part is named and every relation leads to one", func(t *testing.T) {
		for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml", "word/settings.xml", "word/footer1.xml", "word/footer2.xml"} {
			if found[name] == "" {
				t.Errorf("no part %s", name)
			}
			if strings.HasPrefix(name, "word/") && !strings.Contains(found["[Content_Types].xml"], `PartName="/`+name+`"`) {
				t.Errorf("%s has no content type", name)
			}
		}
		var relations struct {
			Of []struct {
				ID     string `xml:"Id,attr"`
				Target string `xml:"Target,attr"`
			} `xml:"Relationship"`
		}
		if err := xml.Unmarshal([]byte(found["word/_rels/document.xml.rels"]), &relations); err != nil {
			t.Fatal(err)
		}
		for _, r := range relations.Of {
			if found["word/"+r.Target] == "" {
				t.Errorf("relation %s leads to no part: %s", r.ID, r.Target)
			}
		}
	})
	t.Run("the page is that of GB/T 9704: 37 mm above, 28 mm at the binding, 156 by 225 mm of text", func(t *testing.T) {
		for _, want := range []string{`<w:pgSz w:w="11906" w:h="16838">`, `w:top="2098"`, `w:left="1588"`, `w:linePitch="579"`} {
			if !strings.Contains(found["word/document.xml"], want) {
				t.Errorf("no %s", want)
			}
		}
		for _, want := range []string{"仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"} {
			if !strings.Contains(found["word/styles.xml"], want) {
				t.Errorf("no %s", want)
			}
		}
	})
	t.Run("what was written can be read, in its order", func(t *testing.T) {
		var read struct {
			Paragraphs []struct {
				Style struct {
					Value string `xml:"val,attr"`
				} `xml:"pPr>pStyle"`
				Text string `xml:"r>t"`
			} `xml:"body>p"`
			Cells []string `xml:"body>tbl>tr>tc>p>r>t"`
		}
		if err := xml.Unmarshal([]byte(found["word/document.xml"]), &read); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range read.Paragraphs {
			got = append(got, p.Style.Value+":"+p.Text)
		}
		want := "Title:关于2026年上半年社会救助工作情况的报告|Under:竹山县民政局|Heading1:一、兜牢底线|Text:实施临时救助93人、16.06万元 & \"应救尽救\"。|" +
			"Heading2:（一）抓急难|Right:2026年7月1日|Note:注：数据来源见附表|Caption:附表　引用数|Note:数据来源：待遇台账|Note:截至：2026年6月30日"
		if strings.Join(got, "|") != want {
			t.Errorf("%s\nwant\n%s", strings.Join(got, "|"), want)
		}
		if cells := strings.Join(read.Cells, "|"); cells != "名称|数（人）|临时救助 <&> 人数|93|合计|93" {
			t.Error(cells)
		}
	})
}
