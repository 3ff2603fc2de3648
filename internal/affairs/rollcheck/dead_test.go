package rollcheck

import (
	"testing"

	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/benefit"
)

func TestDead(t *testing.T) {
	household := claim(5, "dibao", 900, guilan)
	household.Heads = 3
	t.Run("paid in the month after", func(t *testing.T) {
		check(t, Matter{Claims: []benefit.Claim{claim(5, "advanced_age", 50, guilan)}, Notices: []Notice{died(guilan, 2026, 9, 30)}}, DeadPaid,
			"likely 50.00: 李桂兰已于2026-09-30死亡，名册仍发放 [advanced_age5 死亡名单40]")
	})
	t.Run("the family goes on", func(t *testing.T) {
		check(t, Matter{Claims: []benefit.Claim{household}, Notices: []Notice{died(guilan, 2026, 7, 9)}}, DeadPaid,
			"likely 300.00: 李桂兰已于2026-07-09死亡，名册仍发放；户内还有其他人，应变更户主并核减人数，不是整户停发 [dibao5 死亡名单40]")
	})
	t.Run("in the month itself is for the record", func(t *testing.T) {
		m := Matter{Claims: []benefit.Claim{household}, Notices: []Notice{died(guilan, 2026, 10, 5)}}
		check(t, m, DeadPaid)
		check(t, m, DiedInMonth, "info 0.00: 李桂兰已于2026-10-05死亡，在发放的当月：当月款一般不追回，下月起停发（按本地规定） [dibao5 死亡名单40]")
	})
	t.Run("after the last month paid is nothing", func(t *testing.T) {
		m := Matter{Claims: []benefit.Claim{household}, Notices: []Notice{died(guilan, 2026, 11, 2)}}
		check(t, m, DeadPaid)
		check(t, m, DiedInMonth)
	})
	t.Run("a quarter names the months after the death", func(t *testing.T) {
		quarter := claim(13, "advanced_age", 300, guilan)
		quarter.Month, quarter.Months = month.Must(2026, 7), 3
		check(t, Matter{Claims: []benefit.Claim{quarter}, Notices: []Notice{died(guilan, 2026, 8, 6)}}, DeadPaid,
			"likely 100.00: 李桂兰已于2026-08-06死亡，名册仍发放（多发2026年9月） [advanced_age13 死亡名单40]")
	})
	t.Run("one of a family named in full is counted, not paid", func(t *testing.T) {
		m := Matter{Claims: []benefit.Claim{claim(39, "dibao", 1200, jianguo, xiulan, xiaohua)}, Notices: []Notice{died(xiulan, 2026, 5, 30)}}
		check(t, m, DeadPaid)
		check(t, m, DeadCounted, "likely 400.00: 王秀兰已于2026-05-30死亡，仍列为家庭保障人口，请核减人数并重算 [dibao39 死亡名单40]")
	})
	t.Run("a family of whom all died is paid to the dead", func(t *testing.T) {
		m := Matter{Claims: []benefit.Claim{claim(39, "dibao", 800, jianguo, xiulan)}, Notices: []Notice{died(jianguo, 2026, 4, 1), died(xiulan, 2026, 5, 30)}}
		if found := check(t, m, DeadCounted); len(found) != 0 {
			t.Error("nobody is left to be counted with")
		}
		check(t, m, DeadPaid,
			"likely 400.00: 张建国已于2026-04-01死亡，名册仍发放；户内还有其他人，应变更户主并核减人数，不是整户停发 [dibao39 死亡名单40]",
			"likely 400.00: 王秀兰已于2026-05-30死亡，名册仍发放；户内还有其他人，应变更户主并核减人数，不是整户停发 [dibao39 死亡名单40]")
	})
	t.Run("of two notices the later counts", func(t *testing.T) {
		later := died(guilan, 2026, 10, 20)
		later.At.Row = 83
		m := Matter{Claims: []benefit.Claim{claim(5, "advanced_age", 50, guilan)}, Notices: []Notice{died(guilan, 2026, 8, 2), later}}
		check(t, m, DeadPaid)
		check(t, m, DiedInMonth, "info 0.00: 李桂兰已于2026-10-20死亡（死亡名单中有不同日期，取最晚的），在发放的当月：当月款一般不追回，下月起停发（按本地规定） [advanced_age5 死亡名单40 死亡名单83]")
	})
	t.Run("without a day it is to be looked at", func(t *testing.T) {
		undated := died(guilan, 2026, 8, 2)
		undated.Day, undated.Month = 0, 0
		check(t, Matter{Claims: []benefit.Claim{claim(5, "advanced_age", 50, guilan)}, Notices: []Notice{undated}}, DeadPaid,
			"look 50.00: 李桂兰列入死亡名单（死亡日期不详），名册仍发放 [advanced_age5 死亡名单40]")
	})
	t.Run("another name beside the number is to be looked at", func(t *testing.T) {
		misnamed := died(guilan, 2026, 8, 2)
		misnamed.Name = "李桂花"
		check(t, Matter{Claims: []benefit.Claim{claim(5, "advanced_age", 50, guilan)}, Notices: []Notice{misnamed}}, DeadPaid,
			"look 50.00: 李桂兰已于2026-08-02死亡，名册仍发放；死亡名单上的姓名不同，请先核对是不是同一人 [advanced_age5 死亡名单40]")
	})
	t.Run("in every programme at once", func(t *testing.T) {
		m := Matter{
			Claims:  []benefit.Claim{claim(189, "disability_living", 70, fugui), claim(189, "disability_care", 100, fugui), claim(7, "advanced_age", 50, guilan)},
			Notices: []Notice{died(fugui, 2026, 9, 3)},
		}
		m.Claims[0].Evidence.File, m.Claims[1].Evidence.File = "两补.xlsx", "两补.xlsx"
		found := check(t, m, DeadPaid, "likely 170.00: 周福贵已于2026-09-03死亡，名册仍发放 [两补189 死亡名单40]")
		if len(found) == 1 && len(found[0].Programmes) != 2 {
			t.Errorf("it is about %v, want both programmes", found[0].Programmes)
		}
	})
	t.Run("a name alone makes nobody dead", func(t *testing.T) {
		namesake := someone(guilan.Name, 1941, 5, 5, 44)
		m := Matter{Claims: []benefit.Claim{claim(83, "advanced_age", 50, guilan)}, Notices: []Notice{died(namesake, 2026, 5, 1)}}
		check(t, m, DeadPaid)
		check(t, m, DeadPaidMaybe)
	})
}

func TestDeadMaybe(t *testing.T) {
	lost := died(guilan, 2026, 6, 11)
	lost.Number, lost.Read = idcard.Number{}, guilan.Number.Full()[:15]+"000"
	none := died(guilan, 2026, 6, 11)
	none.Number, none.Read, none.Sex = idcard.Number{}, "", "female"
	unread := guilan
	unread.Number, unread.Read = idcard.Number{}, guilan.Number.Full()[:15]+"000"

	roll := []benefit.Claim{claim(175, "dibao", 560, guilan)}
	t.Run("the front of the number and the name agree", func(t *testing.T) {
		check(t, Matter{Claims: roll, Notices: []Notice{lost}}, DeadPaidMaybe,
			"look 560.00: 死亡名单中此人的身份证号不完整，姓名和身份证号前15位相同，可能是同一人（李桂兰已于2026-06-11死亡） [dibao175 死亡名单40]")
	})
	t.Run("or the roll's number lost its end", func(t *testing.T) {
		check(t, Matter{Claims: []benefit.Claim{claim(70, "advanced_age", 50, unread)}, Notices: []Notice{died(guilan, 2026, 6, 11)}}, DeadPaidMaybe,
			"look 50.00: 名册中此人的身份证号不完整，姓名和身份证号前15位相同，可能是同一人（李桂兰已于2026-06-11死亡） [advanced_age70 死亡名单40]")
	})
	t.Run("without a number, name, sex and village", func(t *testing.T) {
		check(t, Matter{Claims: roll, Notices: []Notice{none}}, DeadPaidMaybe,
			"look 560.00: 死亡名单中此人的身份证号不完整，姓名、性别和村（社区）相同，可能是同一人（李桂兰已于2026-06-11死亡） [dibao175 死亡名单40]")
	})
	t.Run("not in another village, of the other sex, or where only the township is known", func(t *testing.T) {
		elsewhere, man, vague := none, none, none
		elsewhere.Division, man.Sex, vague.Division = beidajie, "male", baofeng
		inTown := claim(175, "dibao", 560, guilan)
		inTown.Division = baofeng
		for _, n := range []Notice{elsewhere, man, vague} {
			check(t, Matter{Claims: append(roll, inTown), Notices: []Notice{n}}, DeadPaidMaybe)
		}
	})
	t.Run("not where the front of the number differs", func(t *testing.T) {
		other := lost
		other.Read = "400323195001011000"
		check(t, Matter{Claims: roll, Notices: []Notice{other}}, DeadPaidMaybe)
	})
	t.Run("not where nothing was paid after it", func(t *testing.T) {
		late := lost
		late.Day, late.Month = month.MustDay(2026, 10, 3), october
		check(t, Matter{Claims: roll, Notices: []Notice{late}}, DeadPaidMaybe)
	})
}

func TestDeadByRemark(t *testing.T) {
	said := func(remark string) benefit.Claim {
		c := claim(46, "advanced_age", 50, guilan)
		c.Remark = remark
		return c
	}
	check(t, Matter{Claims: []benefit.Claim{said("已故2026.8")}, Notices: []Notice{died(fugui, 2026, 1, 1)}}, DeadByRemark,
		"look 50.00: 李桂兰备注写“已故2026.8”，仍有金额；死亡名单中查无此人 [advanced_age46]")
	check(t, Matter{Claims: []benefit.Claim{said("8月病故")}, Notices: []Notice{died(guilan, 2026, 8, 9)}}, DeadByRemark,
		"look 50.00: 李桂兰备注写“8月病故”，仍有金额 [advanced_age46]")
	for _, remark := range []string{"", "独居", "配偶已故", "丈夫2019年去世", "其子病故", "双亲去世，由叔父照料"} {
		check(t, Matter{Claims: []benefit.Claim{said(remark)}}, DeadByRemark)
	}
}
