package people

import (
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// The cases of the bureau head's article (竹山县民政局局长关于全县民政工作的署名文章). The article gives sums and no dates: they are
// laid into the first half of 2026.
var (
	articleFrom  = month.Must(2026, 1)
	articleUntil = month.Must(2026, 7)
)

// Article is the span of months into which the cases of the article are laid.
func Article() month.Span { return month.Span{From: articleFrom, Until: articleUntil} }

const (
	articleFrail       = 1284 // 经济困难的高龄、失能老年人 who had the allowance
	articleFrailMonths = 7592 // months paid to them; at 50 yuan 379,600
	laterFrail         = 24   // who came to it after the article's months

	articleGifts money.Fen = 382_900_00 // charity gifts
)

// articleAid are the sums of temporary aid for 93 monitored people, in yuan: 160,600 together.
var articleAid = func() []int {
	var sums []int
	for _, s := range []struct{ n, yuan int }{{60, 1000}, {20, 2000}, {10, 4000}, {2, 8000}, {1, 4600}} {
		for range s.n {
			sums = append(sums, s.yuan)
		}
	}
	return sums
}()
