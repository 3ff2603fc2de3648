package app

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"minzheng/county/zhushan"
	"minzheng/county/zhushan/people"
	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/registers/place"
)

type inventCommand struct {
	Scale  string `help:"规模：tiny 一个乡镇2000人，demo 全县十分之一，full 全县" enum:"tiny,demo,full" default:"tiny"`
	Month  string `help:"名册的月份" default:"2026-10"`
	Layout string `help:"版式：plain 一表到底，byplace 分村小计，grouped 两行表头，text 文本文件（GB18030）；不填则各乡镇不同" enum:",plain,byplace,grouped,text" default:""`
	Clean  bool   `help:"不带抄写差错"`
	Out    string `help:"写到哪个文件夹" required:"" placeholder:"DIR"`
}

// Run writes the invented people as lists, as their townships would send them, and beside them what was planted.
func (i inventCommand) Run(_ context.Context, c *Config) error {
	m, err := readMonth(i.Month)
	if err != nil {
		return err
	}
	if !people.History().Contains(m) {
		return fault.Invalid("month", "名册只有%s至%s各月的", people.History().From.Term(), people.History().Until.Previous().Term())
	}
	invented, gazette, err := inventAlone(people.Scale(i.Scale))
	if err != nil {
		return err
	}
	lists := invented.Lists(people.Issue{Month: m, Layout: people.Layout(i.Layout), Older: gazette.olderNames(), Clean: i.Clean})
	if err := os.MkdirAll(i.Out, 0o755); err != nil {
		return fault.Unavailable("文件夹建不了：%v", err)
	}
	rows := 0
	for _, l := range lists {
		content, err := laidOut(l)
		if err == nil {
			err = os.WriteFile(filepath.Join(i.Out, l.Name), content, 0o600)
		}
		if err != nil {
			return fmt.Errorf("write %s: %w", l.Name, err)
		}
		rows += len(l.Rows)
	}
	if err := os.WriteFile(filepath.Join(i.Out, plantedName), plantedIn(invented, lists), 0o600); err != nil {
		return fmt.Errorf("write %s: %w", plantedName, err)
	}
	c.say("已写出 %d 份名册、%d 行，有意留下的差错列在 %s（全部人员均为虚构；版本 %s，摘要 %s）", len(lists), rows, plantedName, people.Version, invented.Digest()[:16])
	return nil
}

// plantedName is the file that tells which errors are meant to be found.
const plantedName = "planted.csv"

// A folderGazette is the reference county's divisions and their other names.
type folderGazette struct {
	divisions []place.Division
	aliases   []place.Alias
}

// inventAlone invents the reference county without any books.
func inventAlone(scale people.Scale) (*people.County, folderGazette, error) {
	var g folderGazette
	law, err := demoLaw()
	if err != nil {
		return nil, g, err
	}
	if g.divisions, err = readTable(zhushan.Files, "divisions.csv", place.ReadDivisions); err != nil {
		return nil, g, err
	}
	if g.aliases, err = readTable(zhushan.Files, "aliases.csv", place.ReadAliases); err != nil {
		return nil, g, err
	}
	invented, err := invent(scale, g.villages(), division.Code(zhushan.Code+"000000"), law)
	return invented, g, err
}

// villages are the villages in the order of their codes, in which the file has them.
func (g folderGazette) villages() []people.Village {
	towns := map[division.Code]string{}
	var all []people.Village
	for _, d := range g.divisions {
		switch d.Kind {
		case place.Town, place.Township, place.Subdistrict:
			towns[d.Code] = d.Short
		case place.ResidentsCommittee, place.VillagersCommittee:
			all = append(all, people.Village{Code: d.Code, Name: d.Short, Town: towns[d.Parent], Urban: d.Kind == place.ResidentsCommittee})
		}
	}
	return all
}

func (g folderGazette) olderNames() map[division.Code]string {
	names := map[division.Code]string{}
	for _, a := range g.aliases {
		names[a.Code] = a.Name
	}
	return names
}

// laidOut is a list as a file.
func laidOut(l people.List) ([]byte, error) {
	var text [][]string
	for _, row := range l.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = written(c)
		}
		text = append(text, cells)
	}
	if l.Layout == people.AsText {
		return textFile(text)
	}
	return workbook(l)
}

// written is a cell as text.
func written(cell any) string {
	switch c := cell.(type) {
	case string:
		return c
	case int:
		return strconv.Itoa(c)
	case money.Fen:
		if c%100 == 0 {
			return strconv.FormatInt(int64(c/100), 10)
		}
		return c.Plain()
	}
	return ""
}

// textFile is a text file in the encoding that old programs write, lines ended by CR LF.
func textFile(rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(simplifiedchinese.GB18030.NewEncoder().Writer(&out))
	w.UseCRLF = true
	if err := w.WriteAll(rows); err != nil {
		return nil, err
	}
	return out.Bytes(), w.Error()
}

// workbook is an xlsx file with one sheet: identity numbers and accounts as text, sums as numbers.
func workbook(l people.List) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "Sheet1"
	w, err := f.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	for n, row := range l.Rows {
		cells := make([]any, len(row))
		for i, c := range row {
			cells[i] = c
			if sum, ok := c.(money.Fen); ok {
				cells[i], err = strconv.ParseFloat(sum.Plain(), 64)
			}
		}
		if err == nil {
			err = w.SetRow("A"+strconv.Itoa(n+1), cells)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, m := range l.Merges {
		from, err := excelize.CoordinatesToCellName(m.Column+1, m.Row+1)
		if err != nil {
			return nil, err
		}
		to, err := excelize.CoordinatesToCellName(m.LastColumn+1, m.LastRow+1)
		if err != nil {
			return nil, err
		}
		if err := w.MergeCell(from, to); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	out, err := f.WriteToBuffer()
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// plantedIn lists the errors in the lists by file and row, and those in the county itself by person and programme.
func plantedIn(c *people.County, lists []people.List) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write([]string{"kind", "file", "row", "name", "number", "programme"}) // a buffer never fails
	for _, l := range lists {
		for _, s := range l.Slips {
			p := &c.Persons[s.Person]
			_ = w.Write([]string{s.Kind, l.Name, strconv.Itoa(s.Row + 1), p.Full(), p.Number().Full(), ""})
		}
	}
	for _, x := range c.Planted {
		p := &c.Persons[x.Person]
		_ = w.Write([]string{x.Kind, "", "", p.Full(), p.Number().Full(), c.Awards[x.Award].Programme})
	}
	w.Flush()
	return out.Bytes()
}
