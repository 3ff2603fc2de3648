package place

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// A Gazette is a county's division tree as published, with the day from which it holds and where it was published.
//
// 区划代码表.
type Gazette struct {
	Divisions []Division
	Aliases   []Alias
	From      month.Day
	Source    string
}

// ReadDivisions reads a file with the columns code, name, level, parent; others are left aside. The error names the
// line.
func ReadDivisions(r io.Reader) ([]Division, error) {
	var divisions []Division
	err := readLines(r, []string{"code", "name", "level", "parent"}, func(f []string) error {
		code, err := division.Parse(f[0])
		if err != nil {
			return err
		}
		parent, err := division.Parse(f[3])
		if err != nil {
			return err
		}
		d := newDivision(code, f[1], Kind(f[2]), parent)
		if _, known := endings[d.Kind]; !known || d.Name == "" || code.Parent() != parent {
			return fmt.Errorf("%s %s（level 为 %s，parent 为 %s）写得不对：名称不能空，level 写 county、town、township、subdistrict、residents_committee 或 villagers_committee，parent 写上一级的代码", code, f[1], f[2], parent)
		}
		divisions = append(divisions, d)
		return nil
	})
	return divisions, err
}

// ReadAliases reads a file with the columns alias, code, source.
func ReadAliases(r io.Reader) ([]Alias, error) {
	var aliases []Alias
	err := readLines(r, []string{"alias", "code", "source"}, func(f []string) error {
		code, err := division.Parse(f[1])
		if err != nil {
			return err
		}
		if f[0] == "" || f[2] == "" {
			return fmt.Errorf("%s 的别名要写明 alias 和 source", code)
		}
		aliases = append(aliases, Alias{Name: f[0], Code: code, Source: f[2]})
		return nil
	})
	return aliases, err
}

// readLines hands each record's wanted columns to take.
func readLines(r io.Reader, columns []string, take func([]string) error) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")) // as spreadsheets begin the csv files they write
	if !utf8.Valid(text) {
		return errors.New("不是UTF-8编码，请另存为“CSV UTF-8”")
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if wrong := new(csv.ParseError); errors.As(err, &wrong) {
		return fmt.Errorf("第%d行的列数或引号不对", wrong.Line)
	}
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		return errors.New("文件是空的")
	}
	at := make([]int, len(columns))
	for i, name := range columns {
		if at[i] = slices.Index(lines[0], name); at[i] < 0 {
			return fmt.Errorf("表头没有 %s 列", name)
		}
	}
	for n, line := range lines[1:] {
		fields := make([]string, len(columns))
		for i := range columns {
			fields[i] = strings.TrimSpace(line[at[i]])
		}
		if err := take(fields); err != nil {
			return fmt.Errorf("第%d行：%w", n+2, err)
		}
	}
	return nil
}

// Load makes the books hold the gazette's tree from its day on, and gives how many divisions and aliases were news.
// Divisions and aliases that the gazette no longer has end on that day; the same gazette again changes nothing.
//
// It returns fault.Denied without [Loading] for the county, and fault.Invalid for a gazette of another county or
// with a hole in its tree.
func (p *Place) Load(ctx context.Context, by access.Actor, g Gazette) (news int, err error) {
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		news, err = Load(ctx, tx, by, g)
		return err
	})
	return news, err
}

// Load is [Place.Load] in a transaction that does more: a county that is started.
func Load(ctx context.Context, tx *store.Tx, by access.Actor, g Gazette) (int, error) {
	county := division.Code(tx.County() + "000000")
	if err := by.Require(Loading, county); err != nil {
		return 0, err
	}
	if err := g.check(county); err != nil {
		return 0, err
	}
	if err := tx.Lock(ctx, "place"); err != nil {
		return 0, err
	}
	news, err := keep(ctx, tx, g)
	if err != nil || news == 0 {
		return 0, err
	}
	return news, audit.Append(ctx, tx, by, audit.Entry{
		Act: "place.load", Subject: "division", SubjectID: string(county), Division: county,
		Details: map[string]string{"source": g.Source, "from": g.From.String(), "divisions": strconv.Itoa(len(g.Divisions)), "news": strconv.Itoa(news)},
	})
}

func (g Gazette) check(county division.Code) error {
	if !g.From.Known() || g.Source == "" {
		return fault.Invalid("", "区划代码表缺少起始日期或出处，不能载入")
	}
	known := map[division.Code]bool{}
	for _, d := range g.Divisions {
		if known[d.Code] {
			return fault.Invalid("", "区划代码表里 %s %s 出现了两次，请删去一行", string(d.Code), d.Name)
		}
		known[d.Code] = true
	}
	if !known[county] {
		return fault.Invalid("", "区划代码表里没有本县（%s），请核对是否用错了文件", string(county))
	}
	for _, d := range g.Divisions {
		if !county.Contains(d.Code) || d.Code != county && !known[d.Parent] {
			return fault.Invalid("", "区划代码表中 %s %s 不在本县的区划之下，请核对", string(d.Code), d.Name)
		}
	}
	for _, a := range g.Aliases {
		if !known[a.Code] {
			return fault.Invalid("", "别名“%s”所指的区划 %s 不在区划代码表中，请核对", a.Name, string(a.Code))
		}
	}
	return nil
}
