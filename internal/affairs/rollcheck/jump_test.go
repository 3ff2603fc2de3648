package rollcheck

import (
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
)

// many are rows of a roll in a month, each of 50 yuan.
func many(n int, m month.Month) []benefit.Claim {
	claims := make([]benefit.Claim, n)
	for i := range claims {
		claims[i] = claim(4+i, "advanced_age", 50, someone("某人", 1940, 1, 1+i%28, 100+i))
		claims[i].Month = m
	}
	return claims
}

func TestJumpOfATownship(t *testing.T) {
	place := func(division.Code) string { return "宝丰镇" }
	check(t, Matter{Claims: many(57, october), Before: many(50, september), Place: place}, Jump,
		"look 0.00: 宝丰镇高龄津贴2026年10月57人，比2026年9月的50人多7人 [0 0]")
	check(t, Matter{Claims: many(44, october), Before: many(50, september), Place: place}, Jump,
		"look 0.00: 宝丰镇高龄津贴2026年10月44人，比2026年9月的50人少6人 [0 0]")
	check(t, Matter{Claims: many(54, october), Before: many(50, september)}, Jump)   // fewer than five more
	check(t, Matter{Claims: many(109, october), Before: many(100, september)}, Jump) // less than a tenth
	check(t, Matter{Claims: many(50, october)}, Jump)                                // nothing to compare with
}

func TestJumpOfAnAmount(t *testing.T) {
	was := claim(9, "dibao", 300, guilan)
	was.Month, was.Evidence.File = september, "9月.xlsx"
	pair := func(yuan int64, heads int) Matter {
		now := claim(5, "dibao", yuan, guilan)
		now.Heads = heads
		return Matter{Claims: []benefit.Claim{now}, Before: []benefit.Claim{was}}
	}
	check(t, pair(600, 1), Jump, "look 300.00: 李桂兰低保每月600.00 元，上月为300.00 元，人数没有变 [dibao5 9月9]")
	check(t, pair(450, 1), Jump, "look 150.00: 李桂兰低保每月450.00 元，上月为300.00 元，人数没有变 [dibao5 9月9]")
	check(t, pair(100, 1), Jump, "look 0.00: 李桂兰低保每月100.00 元，上月为300.00 元，人数没有变 [dibao5 9月9]")
	check(t, pair(449, 1), Jump) // less than half as much again
	check(t, pair(101, 1), Jump) // less than two hundred fewer
	check(t, pair(900, 3), Jump) // the family grew
}
