package assistance

import (
	"fmt"

	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/intake"
)

// ListCheck is what the law of a month says of each household on a list that is
// being taken in: whether the income it states reaches the standard. It only
// points at what must be looked at; a list decides nothing.
func (a *Assistance) ListCheck(m month.Month) intake.Check {
	return func(h *intake.Household) []intake.Finding {
		yearly, _ := h.IncomeYearly()
		c, reaches, ok := a.dibao.Reaches(h.Division, dibao.Class(h.Class), m, yearly, int64(len(h.Members)))
		if !ok || !reaches {
			return nil
		}
		return []intake.Finding{{
			Kind: intake.IncomeAbove, Column: intake.PerCapita,
			Says: fmt.Sprintf("按各项收入计算户月人均%s元，不低于标准%s元，请复核", c.Left.Fen.Grouped(), c.Right.Fen.Grouped()),
		}}
	}
}
