package person_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

const (
	county  = division.Code("420323000000")
	baofeng = division.Code("420323103000")
	leigu   = division.Code("420323104000")
)

var (
	huachang division.Code // 宝丰镇 铧厂村, read from the county's own tree
	shangba  division.Code // 宝丰镇 上坝村
	leiguCun division.Code // 擂鼓镇 擂鼓村

	october = month.MustDay(2026, 10, 1)

	// 李桂兰 is 72 on the day of the tests, 23 November 2026, and lives alone in 铧厂村.
	guilan = person.Particulars{Name: "李桂兰", Number: idcard.Mint(idcard.DemoArea, 1954, 3, 2, 22), Address: "3组12号", Phone: "0719-0000001"}
)

var rooms = []storetest.Room{
	{Name: "audit", Migrations: audit.Migrations}, {Name: "place", Migrations: place.Migrations}, {Name: "person", Migrations: person.Migrations},
}

// each runs a test on books that hold the county's tree.
func each(t *testing.T, test func(t *testing.T, db *store.DB, p *person.Person)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		loadPlaces(t, db)
		test(t, db, person.New(db))
	}, rooms...)
}

func loadPlaces(t testing.TB, db *store.DB) {
	t.Helper()
	text, err := os.ReadFile("../../../county/zhushan/divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	divisions, err := place.ReadDivisions(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = place.New(db).Load(t.Context(), access.System("载入", county), place.Gazette{Divisions: divisions, From: month.MustDay(2023, 6, 30), Source: "区划代码"})
	if err != nil {
		t.Fatal(err)
	}
	tree := place.NewTree(divisions, nil)
	for name, code := range map[string]*division.Code{"宝丰镇铧厂村": &huachang, "宝丰镇上坝村": &shangba, "擂鼓镇擂鼓村": &leiguCun} {
		d, err := tree.Resolve(name, county)
		if err != nil {
			t.Fatal(err)
		}
		*code = d.Code
	}
}

func officer(role access.Role, at division.Code) access.Actor {
	return access.Actor{ID: "officer", Name: "王芳", Role: role, Division: at}
}

// register enters a person in a village by hand and gives the id.
func register(t testing.TB, p *person.Person, told person.Particulars, at division.Code) string {
	t.Helper()
	told.Division = at
	id, err := p.Register(t.Context(), officer(access.Preparer, county), person.Registration{Particulars: told, From: october, Source: "户口簿"})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func read[T any](t *testing.T, db *store.DB, f func(ctx context.Context, tx *store.Tx) (T, error)) T {
	t.Helper()
	v, err := tryRead(t, db, f)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func tryRead[T any](t *testing.T, db *store.DB, f func(ctx context.Context, tx *store.Tx) (T, error)) (v T, err error) {
	t.Helper()
	err = db.Read(t.Context(), func(tx *store.Tx) (err error) {
		v, err = f(t.Context(), tx)
		return err
	})
	return v, err
}

func wantKind(t *testing.T, what string, err error, want fault.Kind) {
	t.Helper()
	if kind, _ := fault.KindOf(err); kind != want {
		t.Errorf("%s: %v, want %s", what, err, want)
	}
}

func TestRegister(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		id := register(t, p, guilan, huachang)
		t.Run("is seen masked, with age and place", func(t *testing.T) {
			v := read(t, db, func(ctx context.Context, tx *store.Tx) (person.View, error) {
				return person.One(ctx, tx, access.Within(huachang), id)
			})
			want := person.View{
				ID: id, Name: "李桂兰", Number: guilan.Number.String(), Birth: month.MustDay(1954, 3, 2), Age: 72, Sex: person.Female,
				Division: huachang, Place: "竹山县 宝丰镇 铧厂村", Address: "3组12号", Phone: "0719-0000001",
			}
			if v != want {
				t.Errorf("seen as %+v, want %+v", v, want)
			}
		})
		t.Run("is not seen from another village", func(t *testing.T) {
			for _, scope := range []access.Scope{access.Within(shangba), access.Within(leigu), {}} {
				_, err := tryRead(t, db, func(ctx context.Context, tx *store.Tx) (person.View, error) { return person.One(ctx, tx, scope, id) })
				wantKind(t, "from elsewhere", err, fault.KindNotFound)
			}
		})
		t.Run("refuses a second person with the number", func(t *testing.T) {
			_, err := p.Register(t.Context(), officer(access.TownshipOfficer, leigu), person.Registration{
				From: october, Source: "身份证",
				Particulars: person.Particulars{Name: "李桂香", Number: guilan.Number, Division: leiguCun},
			})
			wantKind(t, "the same number", err, fault.KindConflict)
			if sentence, _ := fault.Sentence(err); strings.Contains(sentence, guilan.Number.Full()) {
				t.Errorf("the number shows in %q", sentence)
			}
		})
		t.Run("refuses where the officer may not", func(t *testing.T) {
			r := person.Registration{Particulars: person.Particulars{Name: "张建国", Division: huachang}, From: october, Source: "户口簿"}
			for _, by := range []access.Actor{officer(access.VillageClerk, shangba), officer(access.TownshipOfficer, leigu), officer(access.Auditor, county), officer(access.Administrator, county)} {
				_, err := p.Register(t.Context(), by, r)
				wantKind(t, by.Role.Term(), err, fault.KindDenied)
			}
		})
	})
}

func TestParticularsThatCannotBe(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		man := idcard.Mint(idcard.DemoArea, 1980, 5, 6, 11)
		for _, c := range []struct {
			name   string
			told   person.Particulars
			from   month.Day
			fields []string
		}{
			{"a real number in a demonstration", person.Particulars{Name: "张建国", Number: idcard.Mint("420323", 1980, 5, 6, 11)}, october, []string{"number"}},
			{"birth and sex against the number", person.Particulars{Name: "张建国", Number: man, Birth: month.MustDay(1980, 5, 7), Sex: person.Female}, october, []string{"birth", "sex"}},
			{"birth tomorrow and no name", person.Particulars{Name: "12", Birth: month.MustDay(2026, 11, 24)}, october, []string{"name", "birth"}},
			{"resident from tomorrow", person.Particulars{Name: "张建国"}, month.MustDay(2026, 11, 24), []string{"from"}},
			{"a day not told", person.Particulars{Name: "张建国"}, 0, []string{"from"}},
			{"a sex that is none", person.Particulars{Name: "张建国", Sex: "男"}, october, []string{"sex"}},
			{"a village that is none", person.Particulars{Name: "张建国", Division: "420323103999"}, october, []string{"division"}},
			{"the county for a village", person.Particulars{Name: "张建国", Division: county}, october, []string{"division"}},
			{"nobody", person.Particulars{}, october, []string{"name"}},
		} {
			t.Run(c.name, func(t *testing.T) {
				if c.told.Division == "" && c.name != "nobody" {
					c.told.Division = huachang
				}
				_, err := p.Register(t.Context(), officer(access.Preparer, county), person.Registration{Particulars: c.told, From: c.from, Source: "户口簿"})
				var fields []string
				for _, e := range fault.Fields(err) {
					fields = append(fields, e.Field)
				}
				slices.Sort(fields)
				slices.Sort(c.fields)
				if !slices.Equal(fields, c.fields) {
					t.Errorf("faults at %v, want %v: %v", fields, c.fields, err)
				}
			})
		}
	})
}

func TestAProductionCountyRefusesInventedNumbers(t *testing.T) {
	db, err := store.Open(t.Context(), "sqlite:"+t.TempDir()+"/county.db", storetest.Clock())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Settle(t.Context(), "420323", false); err != nil {
		t.Fatal(err)
	}
	for _, r := range rooms {
		if err := db.Migrate(t.Context(), r.Name, r.Migrations); err != nil {
			t.Fatal(err)
		}
	}
	loadPlaces(t, db)
	told := guilan
	told.Division = huachang
	_, err = person.New(db).Register(t.Context(), officer(access.Preparer, county), person.Registration{Particulars: told, From: october, Source: "户口簿"})
	wantKind(t, "an invented number", err, fault.KindInvalid)
}

func TestFind(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		register(t, p, guilan, huachang)
		register(t, p, person.Particulars{Name: "李桂香", Number: idcard.Mint(idcard.DemoArea, 1960, 1, 1, 22)}, shangba)
		register(t, p, person.Particulars{Name: "李桂兰", Birth: month.MustDay(1980, 1, 1)}, leiguCun)
		register(t, p, person.Particulars{Name: "李桂兰"}, huachang)
		t.Run("namesakes of a village with the birth or without any", func(t *testing.T) {
			for birth, want := range map[month.Day]int{month.MustDay(1954, 3, 2): 2, month.MustDay(1980, 1, 1): 1, 0: 2} {
				found := read(t, db, func(ctx context.Context, tx *store.Tx) ([]person.View, error) {
					return person.Namesakes(ctx, tx, access.Within(county), huachang, "李桂兰", birth)
				})
				if len(found) != want {
					t.Errorf("born %s: %d namesakes, want %d", birth, len(found), want)
				}
			}
		})
		t.Run("many numbers at once, those in sight", func(t *testing.T) {
			wanted := []idcard.Number{guilan.Number, idcard.Mint(idcard.DemoArea, 1960, 1, 1, 22)}
			for day := range 600 { // more than one statement takes
				wanted = append(wanted, idcard.Mint(idcard.DemoArea, 2000, 1+day/28%12, 1+day%28, day))
			}
			found := read(t, db, func(ctx context.Context, tx *store.Tx) (map[idcard.Number]string, error) {
				return person.ByNumbers(ctx, tx, access.Within(huachang), wanted)
			})
			if len(found) != 1 || found[guilan.Number] == "" {
				t.Errorf("found %v", found)
			}
		})
	})
}

func TestViews(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		near, far := register(t, p, guilan, huachang), register(t, p, person.Particulars{Name: "张建国"}, leiguCun)
		found := read(t, db, func(ctx context.Context, tx *store.Tx) (map[string]person.View, error) {
			return person.Views(ctx, tx, access.Within(baofeng), []string{near, far, "nobody"})
		})
		if len(found) != 1 || found[near].Name != "李桂兰" {
			t.Errorf("in sight: %v", found)
		}
		if v := read(t, db, func(ctx context.Context, tx *store.Tx) (person.View, error) {
			return person.ByNumber(ctx, tx, access.Within(baofeng), guilan.Number)
		}); v.ID != near {
			t.Errorf("the number belongs to %+v", v)
		}
		for _, n := range []idcard.Number{{}, idcard.Mint(idcard.DemoArea, 1999, 1, 1, 1)} {
			_, err := tryRead(t, db, func(ctx context.Context, tx *store.Tx) (person.View, error) {
				return person.ByNumber(ctx, tx, access.Within(baofeng), n)
			})
			wantKind(t, "a number nobody has", err, fault.KindNotFound)
		}
	})
}

func TestAmend(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		id := register(t, p, guilan, huachang)
		amend := func(told person.Particulars, from month.Day) (changed bool) {
			t.Helper()
			err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
				changed, err = person.Amend(t.Context(), tx, id, told, from, "名册")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return changed
		}
		show := func() person.View {
			return read(t, db, func(ctx context.Context, tx *store.Tx) (person.View, error) {
				return person.One(ctx, tx, access.Within(county), id)
			})
		}
		same := guilan
		same.Division = huachang
		if amend(same, october) || amend(person.Particulars{Name: "李桂兰", Division: huachang}, october) {
			t.Error("what is known already was news")
		}
		if v := show(); v.Address != "3组12号" {
			t.Errorf("a list without address wiped it: %+v", v)
		}
		november := month.MustDay(2026, 11, 1)
		if !amend(person.Particulars{Division: shangba, Phone: "0719-0000002"}, november) {
			t.Error("a move was no news")
		}
		if v := show(); v.Division != shangba || v.Address != "" || v.Phone != "0719-0000002" {
			t.Errorf("after the move: %+v", v)
		}
		if amend(person.Particulars{Division: huachang}, october) {
			t.Error("the list of October was news again after the move of November")
		}
		if !amend(person.Particulars{Division: leiguCun}, october) {
			t.Error("another village in October was no news")
		}
		if v := show(); v.Division != shangba {
			t.Errorf("a list of October undid the move of November: %+v", v)
		}
	})
}

func TestCorrect(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		id := register(t, p, guilan, huachang)
		file := func() person.File {
			return read(t, db, func(ctx context.Context, tx *store.Tx) (person.File, error) {
				return person.Show(ctx, tx, access.Within(county), id)
			})
		}
		before := file()
		clerk := officer(access.VillageClerk, huachang)
		c := person.Correction{Person: id, Particulars: person.Particulars{Name: "李桂蓝"}, From: october, Reason: "名册写错字", Source: "身份证", Seen: before.Seen}
		if err := p.Correct(t.Context(), clerk, c); err != nil {
			t.Fatal(err)
		}
		after := file()
		if after.Name != "李桂蓝" || after.Known[0].Source != "身份证" || after.Known[0].Since.Known() {
			t.Errorf("after the correction %+v", after.Known)
		}
		t.Run("tells the second officer who saw the file before", func(t *testing.T) {
			c := c
			c.Name = "李桂岚"
			wantKind(t, "the second", p.Correct(t.Context(), clerk, c), fault.KindConflict)
		})
		t.Run("by hand, what is told holds from its day on", func(t *testing.T) {
			preparer, november := officer(access.Preparer, county), month.MustDay(2026, 11, 1)
			move := person.Correction{Person: id, Particulars: person.Particulars{Division: shangba}, From: november, Reason: "搬家", Source: "入户"}
			back := person.Correction{Person: id, Particulars: person.Particulars{Division: huachang, Address: "3组12号"}, From: october, Reason: "并未搬家", Source: "入户"}
			if err := p.Correct(t.Context(), preparer, move); err != nil {
				t.Fatal(err)
			}
			if err := p.Correct(t.Context(), preparer, back); err != nil {
				t.Fatal(err)
			}
			if f := file(); f.Division != huachang {
				t.Errorf("after taking the move back: %+v", f.View)
			}
			after = file()
		})
		t.Run("refuses", func(t *testing.T) {
			same, silent, moving := c, c, c
			same.Seen = after.Seen
			silent.Reason, silent.Source = "", ""
			moving.Division, moving.Seen = shangba, after.Seen
			wantKind(t, "nothing new", p.Correct(t.Context(), clerk, same), fault.KindInvalid)
			wantKind(t, "no reason", p.Correct(t.Context(), clerk, silent), fault.KindInvalid)
			wantKind(t, "a move out of sight", p.Correct(t.Context(), clerk, moving), fault.KindDenied)
			wantKind(t, "a person out of sight", p.Correct(t.Context(), officer(access.VillageClerk, shangba), c), fault.KindNotFound)
			wantKind(t, "an auditor", p.Correct(t.Context(), officer(access.Auditor, county), c), fault.KindNotFound)
		})
		t.Run("refuses a number that belongs to another", func(t *testing.T) {
			other := register(t, p, person.Particulars{Name: "张建国", Number: idcard.Mint(idcard.DemoArea, 1980, 5, 6, 11)}, huachang)
			err := p.Correct(t.Context(), clerk, person.Correction{Person: other, Particulars: person.Particulars{Number: guilan.Number}, From: october, Reason: "更正", Source: "身份证"})
			wantKind(t, "another's number", err, fault.KindConflict)
		})
	})
}

func TestUnmask(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB, p *person.Person) {
		id, bare := register(t, p, guilan, huachang), register(t, p, person.Particulars{Name: "张建国"}, huachang)
		look := person.Look{Person: id, Reason: "核对银行开户信息"}
		number, err := p.Unmask(t.Context(), officer(access.TownshipOfficer, baofeng), look)
		if err != nil || number != guilan.Number.Full() {
			t.Errorf("%q, %v", number, err)
		}
		for _, c := range []struct {
			name string
			by   access.Actor
			look person.Look
			kind fault.Kind
		}{
			{"without a reason", officer(access.Preparer, county), person.Look{Person: id, Reason: " "}, fault.KindInvalid},
			{"from another township", officer(access.TownshipOfficer, leigu), look, fault.KindNotFound},
			{"a village clerk", officer(access.VillageClerk, huachang), look, fault.KindDenied},
			{"who has no number", officer(access.Preparer, county), person.Look{Person: bare, Reason: "核对"}, fault.KindNotFound},
		} {
			number, err := p.Unmask(t.Context(), c.by, c.look)
			wantKind(t, c.name, err, c.kind)
			if number != "" {
				t.Errorf("%s: saw %q", c.name, number)
			}
		}
		entries := read(t, db, func(ctx context.Context, tx *store.Tx) (string, error) { return logged(ctx, tx) })
		if strings.Count(entries, "person.unmask") != 1 || !strings.Contains(entries, "核对银行开户信息") {
			t.Errorf("the log says %s", entries)
		}
		if strings.Contains(entries, guilan.Number.Full()) {
			t.Error("the number stands in the log")
		}
	})
}

// logged is everything that stands in the log, as text.
func logged(ctx context.Context, tx *store.Tx) (string, error) {
	entries, err := audit.List(ctx, tx, access.Within(county), audit.Filter{Limit: 100})
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, e := range entries {
		all.WriteString(e.Act + " " + e.SubjectID + " " + e.Reason + " ")
		for k, v := range e.Details {
			all.WriteString(k + "=" + v + " ")
		}
	}
	return all.String(), nil
}
