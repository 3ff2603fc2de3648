package app

import (
	"bytes"
	"strings"
	"testing"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
)

// The values and their sources stand in the value files of the rooms and of county/zhushan.
func TestTheLawAsItStandsIsOpenToEverybody(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := house(t, db, &bytes.Buffer{})
		stranger := webtest.Sit(t, storetest.Clock(), access.Actor{}, newProvisions(db, b.law).room().Routes)
		today := stranger.Get("/provisions").Is(200).Shows("最低生活保障标准", "720.00 元", "演示值", "待确认", "第十三条", "特困", "高龄津贴", "资金发放")
		if strings.Count(today.Body, "<h2>低保</h2>") != 1 {
			t.Error("the values of one shelf do not stand together")
		}
		stranger.Get("/provisions?day=2022-01-15").Is(200).Shows("500.00 元", "原文 3,840.00 元/年", "存疑").Hides("720.00 元")
		stranger.Get("/provisions?day=2022年1月15日&shelf=低保").Shows("500.00 元").Hides("高龄津贴标准")
		stranger.Get("/provisions?mark=demo").Shows("演示值").Hides("第十三条")
		stranger.Get("/provisions?text=民发〔2021〕57号").Shows("低保").Hides("720.00 元")
		stranger.Get("/provisions?text=没有这样的参数").Is(200).Shows("没有符合条件的参数")
		stranger.Get("/provisions?day=昨天").Is(200).Shows("日期")
		stranger.Get("/provisions?day=1990-01-01").Is(200).Shows("没有符合条件的参数")

		history := stranger.Get("/provisions/dibao.standard?day=2026-11-23").Is(200).Shows("有效", "已被取代", "720.00 元", "500.00 元", "演示值")
		if strings.Index(history.Body, "720.00 元") > strings.Index(history.Body, "500.00 元") {
			t.Error("the latest value does not come first")
		}
		stranger.Get("/provisions/dibao.standard?day=2022-01-01").Shows("尚未生效")
		stranger.Get("/provisions/nothing").Is(404).Shows("没有这一项法规参数")
	})
}
