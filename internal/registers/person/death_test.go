package person_test

import (
	"context"
	"slices"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/person"
)

// notice is what the police station of 宝丰镇 wrote of 李桂兰.
var notice = person.Death{
	Name: "李桂兰", Number: guilan.Number, Sex: "female", Day: month.MustDay(2026, 9, 14), Place: "宝丰镇铧厂村", Burial: "火化",
	From: "派出所", Source: "intake:1", Sheet: "死亡人员", Row: 7,
}

// tell enters notices as a township officer hands them in, and gives how many were news and who was told of.
func tell(t *testing.T, db *store.DB, by access.Actor, told ...person.Death) (news int, heard []person.Death) {
	t.Helper()
	bus := event.NewBus()
	event.On(bus, person.Died, func(_ context.Context, _ *store.Tx, _ access.Actor, d person.Death) error {
		heard = append(heard, d)
		return nil
	})
	err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
		heard = nil
		news, err = person.RecordDeaths(t.Context(), bus, tx, by, told)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return news, heard
}

func deaths(t *testing.T, db *store.DB, scope access.Scope, q person.DeathQuery) []person.Death {
	t.Helper()
	return read(t, db, func(ctx context.Context, tx *store.Tx) ([]person.Death, error) {
		return person.Deaths(ctx, tx, scope, q)
	})
}

func TestDeaths(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		id := register(t, p, guilan, huachang)
		namesake := register(t, p, person.Particulars{Name: "王桂英", Number: idcard.Mint(idcard.DemoArea, 1950, 1, 1, 2)}, huachang)
		by := officer(access.TownshipOfficer, baofeng)
		nameless := person.Death{Name: "王桂英", Read: "400323195001", Month: month.Must(2026, 8), Source: "intake:1", Row: 8}
		unknown := person.Death{Name: "周福", Number: idcard.Mint(idcard.DemoArea, 1940, 2, 3, 11), Source: "intake:1", Row: 9}

		news, heard := tell(t, db, by, notice, nameless, unknown, notice)
		if news != 3 || len(heard) != 1 || heard[0].Person != id {
			t.Fatalf("%d notices were news and %d people told of, want 3 and 李桂兰 alone", news, len(heard))
		}
		t.Run("the same list again writes nothing", func(t *testing.T) {
			again := notice
			again.Source, again.Row = "intake:2", 3
			if news, heard := tell(t, db, by, again, nameless, unknown); news != 0 || len(heard) != 0 {
				t.Errorf("%d were news, %d told of", news, len(heard))
			}
		})
		t.Run("a name alone makes nobody dead", func(t *testing.T) {
			for who, dead := range map[string]string{id: "已故（2026年9月14日）", namesake: ""} {
				v := read(t, db, func(ctx context.Context, tx *store.Tx) (person.View, error) {
					return person.One(ctx, tx, access.Within(huachang), who)
				})
				if v.Gone() != dead {
					t.Errorf("%s is %q, want %q", v.Name, v.Gone(), dead)
				}
			}
		})
		t.Run("lie where the person lives, else where they were handed in", func(t *testing.T) {
			for at, want := range map[division.Code][]string{
				county: {"李桂兰", "王桂英", "周福"}, baofeng: {"李桂兰", "王桂英", "周福"}, huachang: {"李桂兰"}, leigu: nil,
			} {
				var names []string
				for _, d := range deaths(t, db, access.Within(at), person.DeathQuery{}) {
					names = append(names, d.Name)
				}
				if !slices.Equal(names, want) {
					t.Errorf("%s sees %v, want %v", at, names, want)
				}
			}
		})
		t.Run("a corrected notice is a new one and counts", func(t *testing.T) {
			corrected, undated := notice, notice
			corrected.Day, corrected.From = month.MustDay(2026, 9, 15), "殡仪馆"
			undated.Day, undated.From = 0, "村委会"
			undated.Month = 0
			if news, _ := tell(t, db, by, corrected); news != 1 {
				t.Fatalf("%d were news", news)
			}
			if news, _ := tell(t, db, by, undated); news != 1 {
				t.Fatalf("%d were news", news)
			}
			all := deaths(t, db, access.Within(huachang), person.DeathQuery{Person: id})
			if len(all) != 3 || person.DeathsOf(all)[id].From != "殡仪馆" {
				t.Errorf("%d notices, of which %s counts; want 3, the one with the later day", len(all), person.DeathsOf(all)[id].From)
			}
			v := read(t, db, func(ctx context.Context, tx *store.Tx) (person.View, error) {
				return person.One(ctx, tx, access.Within(huachang), id)
			})
			if v.Died != month.MustDay(2026, 9, 15) || v.DiedIn != month.Must(2026, 9) {
				t.Errorf("died %s in %s", v.Died, v.DiedIn)
			}
		})
		t.Run("stand on the page with who told", func(t *testing.T) {
			d := sit(t, p, by)
			d.Get("/person/"+id).Shows("已故（2026年9月15日）", "<strong>2026年9月14日</strong>，火化", "派出所告知，王芳于", "殡仪馆告知，王芳于", "撤回死亡登记")
		})
		t.Run("one that was wrong is taken back with a reason", func(t *testing.T) {
			all := deaths(t, db, access.Within(huachang), person.DeathQuery{Person: id})
			path := "/person/" + id + "/deaths/" + all[1].ID + "/retraction"
			d := sit(t, p, officer(access.VillageClerk, huachang))
			d.Post(path).Shows("请写明撤回的原因")
			d.Post(path, "reason", "殡仪馆名单抄错一天").Shows("已撤回死亡登记").Hides("殡仪馆告知")
			d.Post(path, "reason", "再撤一次").Shows("已经撤回")
			sit(t, p, officer(access.VillageClerk, shangba)).Post(path, "reason", "别村").Is(404)
			if left := deaths(t, db, access.Within(huachang), person.DeathQuery{Person: id}); len(left) != 2 {
				t.Errorf("%d notices are left, want 2", len(left))
			}
		})
		t.Run("withdrawn, the person lives, and the list can be entered again", func(t *testing.T) {
			err := db.Write(t.Context(), func(tx *store.Tx) error {
				n, err := person.WithdrawDeaths(t.Context(), tx, "intake:1")
				if n != 4 {
					t.Errorf("%d withdrawn, want 4", n)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if left := deaths(t, db, access.Within(county), person.DeathQuery{}); len(left) != 0 {
				t.Errorf("%d notices are left", len(left))
			}
			if news, _ := tell(t, db, by, notice); news != 1 {
				t.Errorf("%d were news after the withdrawal, want 1", news)
			}
		})
	})
}

func TestADeathToComeIsRefused(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, _ *person.Person) {
		err := db.Write(t.Context(), func(tx *store.Tx) error {
			future := notice
			future.Day = month.MustDay(2026, 11, 24)
			_, err := person.RecordDeaths(t.Context(), nil, tx, officer(access.Preparer, county), []person.Death{future})
			return err
		})
		wantKind(t, "a death to come", err, fault.KindInvalid)
	})
}
