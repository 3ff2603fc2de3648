package charity

import (
	"context"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/registry"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// A Gift is what somebody gave for charity.
//
// 捐赠. 《慈善法》第三十四条、第三十八条.
type Gift struct {
	Division  division.Code // of the charity organisation or station that received it
	Day       month.Day
	Donor     string // 匿名 when the donor wants to stay unknown
	DonorKind string // person, organisation
	Kind      string // money, goods
	Amount    money.Fen
	Goods     string // what was given, for goods
	Purpose   string // as the donor wants it used; empty: not named
	Receipt   string // number of the receipt 捐赠票据
	Waived    bool   // the donor gave up the receipt
	Handler   string // who took it
	Published bool   // the donor agrees that the name is published
	Note      string
}

// anonymous stands for a donor who wants to stay unknown.
const anonymous = "匿名"

// gifts describes the register of gifts.
func gifts() *registry.Book[Gift] {
	return &registry.Book[Gift]{
		Name: "charity.gift", Table: "charity_gift", Term: "慈善捐赠", Path: "/charity/gifts",
		Lead:   "慈善会收到的捐赠，逐笔登记，一笔一票。捐赠自愿，不得摊派（《慈善法》第三十二条）。",
		Source: "慈善捐赠登记簿。捐赠人不同意公开姓名、名称的，导出和打印时不列（《慈善法》第八十二条）",
		Home:   func(g *Gift) *division.Code { return &g.Division },
		Title:  func(g Gift) string { return g.Donor + " " + g.Day.Term() },
		Order:  "day", Latest: true, Reading: Read, Writing: Keeping, Check: checkGift, Places: place.Names,
		Fields: []registry.Field[Gift]{
			{Name: "donor", Term: "捐赠人", Hint: "不愿留名的填“匿名”", At: func(g *Gift) any { return &g.Donor }, Need: true, Listed: true, Sought: true, Withheld: func(g Gift) bool { return !g.Published }},
			{Name: "donor_kind", Term: "捐赠人类别", At: func(g *Gift) any { return &g.DonorKind }, Need: true, Listed: true, Sifted: true, Choices: registry.Words(
				web.Choice{Value: "person", Label: "自然人"}, web.Choice{Value: "organisation", Label: "法人和其他组织"})},
			{Name: "day", Term: "捐赠日期", At: func(g *Gift) any { return &g.Day }, Need: true, Listed: true, Sifted: true},
			{Name: "kind", Term: "捐赠财产", At: func(g *Gift) any { return &g.Kind }, Need: true, Listed: true, Sifted: true, Choices: registry.Words(
				web.Choice{Value: "money", Label: "资金"}, web.Choice{Value: "goods", Label: "物资"})},
			{Name: "amount", Term: "金额", Hint: "物资按票据上的价值", At: func(g *Gift) any { return &g.Amount }, Need: true, Listed: true, Summed: true},
			{Name: "goods", Term: "物资名称和数量", At: func(g *Gift) any { return &g.Goods }},
			{Name: "purpose", Term: "捐赠用途", Hint: "如 助学；捐赠人没有指定的不填", At: func(g *Gift) any { return &g.Purpose }, Listed: true, Sought: true},
			{Name: "receipt", Term: "捐赠票据号", At: func(g *Gift) any { return &g.Receipt }, Sought: true},
			{Name: "waived", Term: "捐赠人放弃接受票据", At: func(g *Gift) any { return &g.Waived }},
			{Name: "division", Term: "接收地", Hint: "接收捐赠的慈善会、慈善工作站所在地，如 竹山县、宝丰镇", At: func(g *Gift) any { return &g.Division }, Need: true},
			{Name: "handler", Term: "经办人", At: func(g *Gift) any { return &g.Handler }, Need: true},
			{Name: "published", Term: "捐赠人同意公开姓名、名称", At: func(g *Gift) any { return &g.Published }},
			{Name: "note", Term: "备注", At: func(g *Gift) any { return &g.Note }, Long: true},
		},
	}
}

// checkGift says what cannot be right of a gift: 《慈善法》第三十八条 wants a receipt, or a record that it was given up.
func checkGift(_ context.Context, tx *store.Tx, _ access.Actor, g, _ *Gift) error {
	var faults fault.List
	if g.Amount <= 0 {
		faults.Add(fault.Invalid("amount", "金额应大于零"))
	}
	if g.Day > tx.Today() {
		faults.Add(fault.Invalid("day", "捐赠日期在今天之后，请核对"))
	}
	if g.Kind == "goods" && g.Goods == "" {
		faults.Add(fault.Invalid("goods", "请写明物资的名称和数量"))
	}
	if (g.Receipt == "") == !g.Waived {
		faults.Add(fault.Invalid("receipt", "请填写捐赠票据号；捐赠人放弃接受票据的，请勾选并留空票据号"))
	}
	if g.Donor == anonymous && g.Published {
		faults.Add(fault.Invalid("published", "匿名捐赠没有可公开的姓名，请不要勾选"))
	}
	return faults.Err()
}

// donated is the ledger of gifts.
func (c *Charity) donated() room.Ledger {
	return room.Ledger{
		Name: "charity.donated", Term: "慈善捐赠台账", Kind: room.Flow, Needs: Read,
		Source: "期内慈善会收到的捐赠，资金和折价物资合计，不含作废的",
		Entries: func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
			found, err := c.Gifts.List(ctx, tx, scope, registry.Query{Where: []registry.Condition{registry.During("day", span)}})
			if err != nil {
				return nil, err
			}
			entries := make([]room.Entry, len(found))
			for i, f := range found {
				entries[i] = room.Entry{
					ID: f.ID, Day: f.Is.Day, Division: f.Is.Division, Programme: f.Is.Kind, Item: f.Is.Purpose, Amount: f.Is.Amount,
					Words: f.Is.Donor, Personal: f.Is.DonorKind == "person", Path: c.Gifts.Path + "/" + f.ID,
				}
			}
			return entries, nil
		},
	}
}
