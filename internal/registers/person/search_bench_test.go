package person_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// wholeCounty is how many people are registered in the reference county.
const wholeCounty = 446_600

// BenchmarkSearch asks the searches of a day in the whole county and reports how long the slow ones take. SQLite always;
// PostgreSQL too when MINZHENG_TEST_POSTGRES is set.
func BenchmarkSearch(b *testing.B) {
	addresses := map[string]string{"SQLite": "sqlite:" + filepath.Join(b.TempDir(), "county.db")}
	if server := os.Getenv("MINZHENG_TEST_POSTGRES"); server != "" {
		addresses["PostgreSQL"] = storetest.PostgresURL(b, server)
	}
	for name, address := range addresses {
		db, err := store.Open(b.Context(), address, storetest.Clock())
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		villages := populate(b, db)
		for _, scope := range []struct {
			name string
			at   division.Code
		}{{"county", county}, {"township", baofeng}, {"village", villages[40]}} {
			b.Run(name+"/"+scope.name, func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					for _, text := range aDay {
						begun := time.Now()
						err := db.Read(b.Context(), func(tx *store.Tx) error {
							_, err := person.Search(b.Context(), tx, access.Within(scope.at), text, 20)
							return err
						})
						if err != nil {
							b.Fatal(err)
						}
						took = append(took, time.Since(begun))
						if os.Getenv("SHOW") != "" {
							b.Log(text, took[len(took)-1])
						}
					}
				}
				slices.Sort(took)
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
			})
		}
	}
}

// aDay are searches as people type them, letter by letter too.
var aDay = []string{
	"王", "李桂", "李桂兰", "桂兰", "李贵兰", "王建国", "建国", "刘", "单守华", "欧阳秀英", "吐尔逊", "张伟", "陈明",
	"w", "wa", "wan", "wang", "wangj", "wangjianguo", "lgl", "wjg", "zw", "guilan", "liguilan", "li gui lan", "ouyang",
	"002X", "1234", "123456", "8888", "4003231954", "0719",
	"铧厂 李桂兰", "铧厂村李桂兰", "宝丰 王", "宝丰 lgl", "huachang lgl", "施洋路社区 张伟", "铧厂 1234", "王无名氏", "qqq",
}

// populate fills the books with a county of invented people and gives its villages.
func populate(b testing.TB, db *store.DB) []division.Code {
	b.Helper()
	ctx := b.Context()
	if err := db.Settle(ctx, storetest.County, true); err != nil {
		b.Fatal(err)
	}
	for _, r := range rooms {
		if err := db.Migrate(ctx, r.Name, r.Migrations); err != nil {
			b.Fatal(err)
		}
	}
	loadPlaces(b, db)
	var villages []division.Code
	dice := rand.New(rand.NewPCG(1, 2))
	err := db.Write(ctx, func(tx *store.Tx) error {
		tree, err := place.Read(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range tree.Inside(county) {
			if d.Level == division.Village {
				villages = append(villages, d.Code)
			}
		}
		return enter(ctx, tx, dice, villages)
	})
	if err == nil {
		err = person.New(db).Index(ctx)
	}
	if err != nil {
		b.Fatal(err)
	}
	return villages
}

var (
	families = []rune("王王王王王王王李李李李李李李张张张张张张刘刘刘刘陈陈陈陈杨杨杨黄黄赵赵吴吴周周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺毛郝顾龚邵万覃武钱严赖洪单仇查盖")
	givens   = []rune("桂兰秀英明国建华志强军平玉珍芳丽春梅红霞海燕文斌伟勇艳杰娟涛超敏静波辉刚健世广义兴良民永林松柏山河云飞龙凤仙花菊香莲翠淑贞慧巧美娜倩雪晶子轩浩宇欣怡梓涵")
)

func enter(ctx context.Context, tx *store.Tx, dice *rand.Rand, villages []division.Code) error {
	type one struct {
		id, name, phone string
		number          idcard.Number
		village         division.Code
	}
	people := make([]one, wholeCounty)
	seen := map[idcard.Number]bool{}
	for i := range people {
		o := &people[i]
		o.id, o.village = fmt.Sprintf("%022d", i), villages[dice.IntN(len(villages))]
		o.name = string(families[dice.IntN(len(families))]) + string(givens[dice.IntN(len(givens))])
		if dice.IntN(5) > 0 {
			o.name += string(givens[dice.IntN(len(givens))])
		}
		for o.number.None() || seen[o.number] {
			o.number = idcard.Mint(idcard.DemoArea, 1930+dice.IntN(90), 1+dice.IntN(12), 1+dice.IntN(28), dice.IntN(1000))
		}
		seen[o.number] = true
		if dice.IntN(2) == 0 {
			o.phone = fmt.Sprintf("13%09d", dice.IntN(1_000_000_000))
		}
	}
	at := tx.Stamp()
	rest := []any{"1850-01-01", "9999-12-31", at, store.KnownForever, "演示"}
	for _, t := range []struct {
		table   string
		columns []string
		row     func(one) []any
	}{
		{"person_person", []string{"county", "id", "made"}, func(o one) []any { return []any{tx.County(), o.id, at} }},
		{"person_name", []string{"name"}, func(o one) []any { return []any{o.name} }},
		{"person_number", []string{"number", "tail"}, func(o one) []any { return []any{o.number, o.number.Last4()} }},
		{"person_birth", []string{"birth", "sex"}, func(o one) []any { return []any{"1954-03-02", "female"} }},
		{"person_residence", []string{"division", "address"}, func(o one) []any { return []any{string(o.village), "1组"} }},
		{"person_phone", []string{"phone"}, func(o one) []any { return []any{o.phone} }},
	} {
		columns := t.columns
		if t.table != "person_person" {
			columns = slices.Concat([]string{"county", "person"}, t.columns, []string{"true_from", "true_until", "known_from", "known_until", "source"})
		}
		_, err := tx.Bulk(ctx, t.table, columns, func(yield func([]any) bool) {
			for _, o := range people {
				row := t.row(o)
				if t.table != "person_person" {
					row = slices.Concat([]any{tx.County(), o.id}, row, rest)
				}
				if !yield(row) {
					return
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}
