package app

import (
	"context"
	"encoding/json"

	"minzheng/internal/affairs/assistance"
	"minzheng/internal/base/fault"
)

type assessCommand struct {
	Household string `help:"底册中家庭的编号" placeholder:"ID"`
	Facts     string `help:"家庭情况文件（格式见 docs/facts.md），用于不在底册中的家庭" placeholder:"FILE"`
	Month     string `help:"月份，如 2026-11" required:"" placeholder:"MONTH"`
	JSON      bool   `help:"输出 JSON" name:"json"`
}

// Run prints the calculation sheet.
func (a assessCommand) Run(ctx context.Context, c *Config) error {
	if (a.Household == "") == (a.Facts == "") {
		return fault.Invalid("household", "请用 --household 指明底册中的家庭，或用 --facts 指明家庭情况文件，二者选一")
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		s, err := a.sheet(ctx, b)
		if err != nil {
			return err
		}
		if !a.JSON {
			b.say("%s", s.Text())
			return nil
		}
		e := json.NewEncoder(c.process.Out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(s)
	})
}

func (a assessCommand) sheet(ctx context.Context, b *Bureau) (assistance.Sheet, error) {
	m, err := readMonth(a.Month)
	if err != nil {
		return assistance.Sheet{}, err
	}
	if a.Household != "" {
		return b.assistance.OfHousehold(ctx, b.operator(), a.Household, m)
	}
	facts, err := readFile(a.Facts)
	if err != nil {
		return assistance.Sheet{}, err
	}
	return b.assistance.OfFacts(facts, m)
}
