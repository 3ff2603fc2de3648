package person_test

import (
	"context"
	"testing"
	"time"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/person"
)

var founder = access.System("建县", county)

func enterAs(t *testing.T, db *store.DB, by access.Actor, entries ...person.Entry) (ids []string, err error) {
	t.Helper()
	err = db.Write(t.Context(), func(tx *store.Tx) (err error) {
		ids, err = person.Enter(t.Context(), tx, by, entries)
		return err
	})
	return ids, err
}

func TestEnter(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		moved := person.Entry{
			Particulars: guilan, From: month.MustDay(2025, 5, 1), Source: "2023年底册", Known: time.Date(2023, 11, 1, 0, 0, 0, 0, time.UTC),
			Stays: []person.Stay{{Division: shangba, Address: "1组2号", From: month.MustDay(1990, 1, 1)}},
		}
		moved.Division = huachang
		nameless := person.Entry{Particulars: person.Particulars{Name: "王 五", Division: shangba}, From: october, Source: "2023年底册"}
		ids, err := enterAs(t, db, founder, moved, nameless)
		if err != nil {
			t.Fatal(err)
		}
		t.Run("people are seen as if they had been registered", func(t *testing.T) {
			v := read(t, db, func(ctx context.Context, tx *store.Tx) (person.View, error) {
				return person.One(ctx, tx, access.Within(huachang), ids[0])
			})
			want := person.View{
				ID: ids[0], Name: "李桂兰", Number: guilan.Number.String(), Birth: month.MustDay(1954, 3, 2), Age: 72, Sex: person.Female,
				Division: huachang, Place: "竹山县 宝丰镇 铧厂村", Address: "3组12号", Phone: "0719-0000001",
			}
			if v != want {
				t.Errorf("seen as %+v, want %+v", v, want)
			}
			file := read(t, db, func(ctx context.Context, tx *store.Tx) (person.File, error) {
				return person.Show(ctx, tx, access.Within(huachang), ids[0])
			})
			if k := file.Known[3]; k.Since != month.MustDay(2025, 5, 1) || k.Source != "2023年底册" || k.At != "2023-11-01T00:00:00.000000Z" {
				t.Errorf("the residence is known as %+v", k)
			}
		})
		t.Run("and are found by their initials", func(t *testing.T) {
			found := read(t, db, func(ctx context.Context, tx *store.Tx) ([]person.View, error) {
				return person.Search(ctx, tx, access.Within(baofeng), "lgl", 5)
			})
			if len(found) != 1 || found[0].ID != ids[0] {
				t.Errorf("found %+v", found)
			}
		})
		t.Run("a day before the move they lived elsewhere", func(t *testing.T) {
			at := read(t, db, func(ctx context.Context, tx *store.Tx) (at division.Code, err error) {
				err = tx.QueryRow(ctx, `SELECT r.division FROM person_residence r WHERE r.county = $1 AND r.person = $3 AND `+store.Held("r", 2),
					tx.County(), month.MustDay(2025, 4, 30), ids[0]).Scan(&at)
				return at, err
			})
			if at != shangba {
				t.Errorf("lived in %s on 30 April 2025, want %s", at, shangba)
			}
		})
		t.Run("one log entry seals them", func(t *testing.T) {
			lines := read(t, db, func(ctx context.Context, tx *store.Tx) ([]audit.Line, error) {
				return audit.List(ctx, tx, access.Within(county), audit.Filter{Act: person.Founding.Name})
			})
			if len(lines) != 1 || lines[0].Details["people"] != "2" || len(lines[0].Details["digest"]) != 64 {
				t.Errorf("logged %+v", lines)
			}
		})
		t.Run("nothing is entered when one is wrong", func(t *testing.T) {
			fresh := idcard.Mint(idcard.DemoArea, 1980, 5, 6, 11)
			entry := func(name string, n idcard.Number, at division.Code) person.Entry {
				return person.Entry{Particulars: person.Particulars{Name: name, Number: n, Division: at}, From: october, Source: "2023年底册"}
			}
			for what, c := range map[string]struct {
				by      access.Actor
				kind    fault.Kind
				entries []person.Entry
			}{
				"an officer":        {officer(access.Preparer, county), fault.KindDenied, []person.Entry{entry("张建国", fresh, huachang)}},
				"a number twice":    {founder, fault.KindInvalid, []person.Entry{entry("张建国", fresh, huachang), entry("张建军", fresh, huachang)}},
				"a number taken":    {founder, fault.KindConflict, []person.Entry{entry("张建国", fresh, huachang), entry("李桂香", guilan.Number, huachang)}},
				"a real number":     {founder, fault.KindInvalid, []person.Entry{entry("张建国", idcard.Mint("420323", 1980, 5, 6, 11), huachang)}},
				"no such village":   {founder, fault.KindInvalid, []person.Entry{entry("张建国", fresh, "420323103999")}},
				"a nameless person": {founder, fault.KindInvalid, []person.Entry{entry("", fresh, huachang)}},
				"stays out of order": {founder, fault.KindInvalid, []person.Entry{{
					Particulars: person.Particulars{Name: "张建国", Division: huachang}, From: october,
					Stays: []person.Stay{{Division: shangba, From: october}},
				}}},
			} {
				_, err := enterAs(t, db, c.by, c.entries...)
				wantKind(t, what, err, c.kind)
			}
			n := read(t, db, func(ctx context.Context, tx *store.Tx) (n int, err error) {
				return n, tx.QueryRow(ctx, `SELECT COUNT(*) FROM person_person`).Scan(&n)
			})
			if n != 2 {
				t.Errorf("%d people are in the books, want 2", n)
			}
		})
	})
}
