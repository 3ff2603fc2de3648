package person_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/person"
)

// look searches and gives who was found, as name, birth and village, in the order given.
func look(t *testing.T, db *store.DB, scope division.Code, text string, limit int) []string {
	t.Helper()
	found := read(t, db, func(ctx context.Context, tx *store.Tx) ([]person.View, error) {
		return person.Search(ctx, tx, access.Within(scope), text, limit)
	})
	var got []string
	for _, v := range found {
		village := strings.Fields(v.Place)
		got = append(got, strings.TrimSpace(v.Name+" "+v.Birth.String())+" "+village[len(village)-1])
	}
	return got
}

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		const (
			old    = "李桂兰 1954-03-02 铧厂村"
			young  = "李桂兰 1980-01-01 擂鼓村"
			other  = "李贵兰 铧厂村"
			xiang  = "李桂香 1960-01-01 上坝村"
			shan   = "单守华 上坝村"
			uighur = "买买提·吐尔逊 擂鼓村"
		)
		register(t, p, guilan, huachang)
		register(t, p, person.Particulars{Name: "李桂香", Number: idcard.Mint(idcard.DemoArea, 1960, 1, 1, 22), Phone: "139 0000 1234、0719-3456789"}, shangba)
		register(t, p, person.Particulars{Name: "李桂兰", Birth: month.MustDay(1980, 1, 1)}, leiguCun)
		register(t, p, person.Particulars{Name: "李贵兰"}, huachang)
		register(t, p, person.Particulars{Name: "单守华"}, shangba)
		register(t, p, person.Particulars{Name: "买买提•吐尔逊"}, leiguCun)
		whole, tail := guilan.Number.Full(), guilan.Number.Last4()
		for _, c := range []struct {
			text  string
			scope division.Code
			want  []string
		}{
			{"李桂兰", county, []string{old, young, other}}, // written so, then sounding so
			{"李 桂 兰", baofeng, []string{old, other}},
			{"李桂", county, []string{old, young, xiang, other}},
			{"桂兰", county, []string{old, young, other}},
			{"liguilan", county, []string{old, young, other}},
			{"li gui lan", huachang, []string{old, other}},
			{"LI GUILAN", huachang, []string{old, other}},
			{"guilan", leigu, []string{young}},
			{"lgl", county, []string{old, young, other}},
			{"ＬＧＸ", county, []string{xiang}},
			{"李guil", huachang, []string{old, other}},
			{"shan", county, []string{shan}}, // 单 as a surname
			{"山守华", county, []string{shan}},
			{"吐尔逊", county, []string{uighur}},
			{"买买提 吐尔逊", county, []string{uighur}},
			{"tuerxun", county, []string{uighur}},

			{whole, county, []string{old}},
			{tail, county, []string{old}},
			{whole[12:], county, []string{old}},
			{strings.ToLower(whole[10:]), baofeng, []string{old}},
			{whole, leigu, nil},
			{"1234", county, []string{xiang}},
			{"13900001234", county, []string{xiang}},
			{"456789", county, []string{xiang}},
			{"0719-3456789", county, []string{xiang}},

			{"铧厂 李桂兰", county, []string{old, other}},
			{"李桂兰 擂鼓", county, []string{young}},
			{"铧厂村李桂兰", county, []string{old, other}},
			{"宝丰镇铧厂村李桂兰", county, []string{old, other}},
			{"宝丰 lgl", county, []string{old, other}},
			{"huachang lgl", baofeng, []string{old, other}},
			{"铧厂 " + tail, county, []string{old}},
			{"上坝 李桂兰", county, []string{old, young, other}}, // nobody there: wherever
			{"上坝 1234", county, []string{xiang}},
			{"李桂兰 " + tail, county, []string{old}},
			{"李桂香 " + tail, county, nil},

			{"王无名", county, nil},
			{"' OR 1=1 --", county, nil},
		} {
			if got := look(t, db, c.scope, c.text, 10); !slices.Equal(got, c.want) {
				t.Errorf("%q within %s finds %q, want %q", c.text, c.scope, got, c.want)
			}
		}
		if got := look(t, db, county, "李", 2); len(got) != 2 {
			t.Errorf("asked for two, got %q", got)
		}
		for _, text := range []string{"%", "", tail[1:], "12"} {
			_, err := tryRead(t, db, func(ctx context.Context, tx *store.Tx) ([]person.View, error) {
				return person.Search(ctx, tx, access.Within(county), text, 10)
			})
			wantKind(t, text, err, fault.KindInvalid)
		}
	})
}

func TestAPersonIsFoundByWhatHoldsToday(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		id := register(t, p, guilan, huachang)
		err := p.Correct(t.Context(), officer(access.Preparer, county), person.Correction{
			Person: id, Particulars: person.Particulars{Name: "李贵南", Division: shangba, Phone: "13700005678"},
			From: month.MustDay(2026, 11, 1), Reason: "登记有误", Source: "户口簿",
		})
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string]int{"桂兰": 0, "lgl": 0, "guinan": 1, "铧厂 李贵南": 1, "5678": 1, "0001": 0} {
			if got := look(t, db, county, text, 10); len(got) != want {
				t.Errorf("%q finds %q, want %d", text, got, want)
			}
		}
		if got := look(t, db, huachang, "李贵南", 10); got != nil {
			t.Errorf("the village the person left still finds %q", got)
		}
	})
}

func TestPeopleEnteredBeforeThereWereKeysAreFoundAfterTheStart(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		register(t, p, guilan, huachang)
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), `DELETE FROM person_key`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second start has nothing to do
			if err := p.Index(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := look(t, db, county, "lgl", 10); len(got) != 1 {
			t.Errorf("found %q", got)
		}
	})
}
