package intake_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

const county = division.Code("420323000000")

var (
	admin     = access.Actor{ID: "o-root", Name: "管理员", Role: access.Administrator, Division: county}
	preparer  = access.Actor{ID: "o-liu", Name: "刘经办", Role: access.Preparer, Division: county}
	assistant = access.Actor{ID: "o-he", Name: "何助理", Role: access.TownshipOfficer, Division: baofeng}
	elsewhere = access.Actor{ID: "o-wu", Name: "吴助理", Role: access.TownshipOfficer, Division: chengguan}
	clerk     = access.Actor{ID: "o-xu", Name: "徐协理", Role: access.VillageClerk, Division: "420323103200"}
)

var rooms = []storetest.Room{
	{Name: "audit", Migrations: audit.Migrations},
	{Name: "job", Migrations: job.Migrations},
	{Name: "place", Migrations: place.Migrations},
	{Name: "person", Migrations: person.Migrations},
	{Name: "household", Migrations: household.Migrations},
	{Name: "circumstance", Migrations: circumstance.Migrations},
	{Name: "benefit", Migrations: benefit.Migrations},
	{Name: "intake", Migrations: intake.Migrations},
}

// A bureau is the register on books with the reference county's divisions.
type bureau struct {
	*intake.Intake
	t  *testing.T
	db *store.DB
}

func each(t *testing.T, test func(t *testing.T, b *bureau)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		divisions, err := place.ReadDivisions(strings.NewReader(string(countyFile(t, "divisions.csv"))))
		must(t, err)
		_, err = place.New(db).Load(context.Background(), admin, place.Gazette{Divisions: divisions, From: 20250101, Source: "国家统计局"})
		must(t, err)
		test(t, &bureau{intake.New(db, event.NewBus(), "dibao", nil, nil), t, db})
	}, rooms...)
}

// list is a submission of rows made here.
func (b *bureau) list(kind intake.Kind, rows [][]any) intake.Submission {
	return intake.Submission{Name: "名册.xlsx", Kind: kind, Division: baofeng, AsOf: 20261001, Body: made(b.t, rows, nil)}
}

func (b *bureau) bring(s intake.Submission) (*intake.Trial, intake.Taking) {
	b.t.Helper()
	t, done, err := b.Bring(context.Background(), preparer, s, false)
	must(b.t, err)
	return t, done
}

// homes are the households of a division as they stand on a day, each with its
// members: "3 张建国(head) 王秀英(spouse)".
func (b *bureau) homes(at division.Code, on month.Day) []string {
	b.t.Helper()
	var list []string
	b.read(func(tx *store.Tx) error {
		all, err := household.All(context.Background(), tx, access.Within(at), on)
		for _, h := range all {
			line := h.Number
			for _, m := range h.Members {
				line += fmt.Sprintf(" %s(%s)", m.Name, m.Relation)
			}
			list = append(list, strings.TrimSpace(line))
		}
		return err
	})
	slices.Sort(list)
	return list
}

func (b *bureau) awards(m month.Month) []benefit.Award {
	b.t.Helper()
	var list []benefit.Award
	b.read(func(tx *store.Tx) (err error) {
		list, err = benefit.InForce(context.Background(), tx, access.Within(county), benefit.Query{Month: m})
		return err
	})
	return list
}

func (b *bureau) read(f func(tx *store.Tx) error) {
	b.t.Helper()
	must(b.t, b.db.Read(context.Background(), f))
}

// rowsIn counts what all rooms have written, so that nothing escapes a trial.
func (b *bureau) rowsIn() map[string]int {
	b.t.Helper()
	counts := map[string]int{}
	b.read(func(tx *store.Tx) error {
		for _, table := range []string{
			"intake_file", "intake_taking", "intake_row", "intake_problem", "person_person", "person_name", "household_household",
			"household_member", "household_seat", "household_presence", "circumstance_fact", "benefit_award", "benefit_term", "audit_entry",
		} {
			n := 0
			if err := tx.QueryRow(context.Background(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
				return err
			}
			counts[table] = n
		}
		return nil
	})
	return counts
}

func against(t *intake.Trial) []string { return atLevel(t.Understood, intake.Error) }

func TestTryWritesNothing(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		before := b.rowsIn()
		trial, err := b.Try(context.Background(), assistant, intake.Submission{Name: rollName, Kind: intake.Roll, Division: baofeng, AsOf: 20261001, Body: sample(t, rollName)})
		must(t, err)
		if good, held := trial.Tally(); good != 174 || held != 6 {
			t.Errorf("%d good, %d held", good, held)
		}
		if diff := cmp.Diff(before, b.rowsIn()); diff != "" {
			t.Error(diff)
		}
	})
}

// The sample lists taken in one after the other. Six rows of the roll are held:
// two heads without a valid number, two persons twice. What is paid is the
// roll's 171,124.00 less those rows' 1,720.50 + 750 + 1,500 + 612 + 992 + 487.
func TestTakeInTheSamples(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		roll := intake.Submission{Name: rollName, Kind: intake.Roll, Division: baofeng, AsOf: 20261001, Body: sample(t, rollName)}
		before := b.rowsIn()

		t.Run("all or nothing", func(t *testing.T) {
			_, _, err := b.Bring(ctx, assistant, roll, false)
			if got := refusal(t, err); got != "有6户存在错误，整个文件都没有导入；请改正后再导入，或选择“只导入没有错误的户”（174户）" {
				t.Error(got)
			}
			if diff := cmp.Diff(before, b.rowsIn()); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("the good households of the roll", func(t *testing.T) {
			tried, err := b.Try(ctx, assistant, roll)
			must(t, err)
			trial, done, err := b.Bring(ctx, assistant, roll, true)
			must(t, err)
			if read := trial.Cells(7); len(read) == 0 || !cmp.Equal(tried.Cells(7), read) {
				t.Errorf("the cells of what was taken in: %+v", read)
			}
			if done.Taken != 174 || done.Held != 6 || done.Changed != 174 {
				t.Errorf("%+v", done)
			}
			total := money.Fen(0)
			awards := b.awards(month.Must(2026, 10))
			for _, a := range awards {
				total += a.Term.Amount
				if a.Term.Class.Class == "" || a.Term.Class.Default || a.Payee == nil || a.Payee.Account == "" || a.Payee.Bank == "" || a.Payee.Person == "" {
					t.Errorf("%s: class %+v, payee %+v", a.Name, a.Term.Class, a.Payee)
				}
			}
			if len(awards) != 174 || total != 165062_50 {
				t.Errorf("%d awards of %s", len(awards), total)
			}
		})
		t.Run("again changes nothing", func(t *testing.T) {
			before := b.rowsIn()
			_, done, err := b.Bring(ctx, preparer, roll, true)
			must(t, err)
			if done.ID != "" || done.Changed != 0 || done.Sentence() != "与底册一致，没有任何变化（共174户）。" {
				t.Errorf("%+v", done)
			}
			if diff := cmp.Diff(before, b.rowsIn()); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("families whose people stand in the roll of another township are held", func(t *testing.T) {
			trial, done, err := b.Bring(ctx, preparer, intake.Submission{Name: famName, Kind: intake.Families, Division: chengguan, AsOf: 20261001, Body: sample(t, famName)}, true)
			must(t, err)
			// 何忠文 and 刘琴清 are the suspects across townships of expected.json.
			if diff := cmp.Diff([]string{"19 in_other_household", "98 in_other_household", "151 id_check_digit"}, against(trial)); diff != "" {
				t.Error(diff)
			}
			if done.Taken != 89 || done.Held != 3 {
				t.Errorf("%+v", done)
			}
		})
		b.checkFamily(t)
		b.checkLog(t)
	})
}

// checkFamily looks at household 8 of the family table: 郭国, alone, works in
// 十堰 for 800 a month and farms for 1,200 a year, has savings of 12,000.
func (b *bureau) checkFamily(t *testing.T) {
	b.read(func(tx *store.Tx) error {
		ctx := context.Background()
		found, err := household.Numbered(ctx, tx, access.Within(county), "420323100202", "8", 20261001)
		if err != nil || len(found) != 1 || len(found[0].Members) != 1 {
			t.Fatalf("%+v %v", found, err)
		}
		m := found[0].Members[0]
		if m.Name != "郭国" || m.Relation != household.Head || m.Presence != household.Away || m.Where != "十堰" {
			t.Errorf("%+v", m)
		}
		all, err := circumstance.Of(ctx, tx, access.Within(county), found[0].ID, 20261001)
		if err != nil {
			return err
		}
		var says []string
		for _, facts := range all {
			for _, f := range facts {
				says = append(says, string(f.Kind)+" "+f.Says())
				if f.Source.String() != "名册："+famName {
					t.Errorf("source %s", f.Source)
				}
			}
		}
		slices.Sort(says)
		for _, want := range []string{"income.wage 800.00 元/月", "income.farming 1,200.00 元/年", "property.savings 12,000.00 元"} {
			if !slices.Contains(says, want) {
				t.Errorf("no %q in %q", want, says)
			}
		}
		return nil
	})
}

// checkLog sees to it that acts are logged and no identity number is.
func (b *bureau) checkLog(t *testing.T) {
	b.read(func(tx *store.Tx) error {
		lines, err := audit.List(context.Background(), tx, access.Within(county), audit.Filter{Limit: 50})
		acts := map[string]int{}
		for _, l := range lines {
			acts[l.Act]++
			for _, h := range []string{"400323196204087594", "0000007629521969682"} {
				if strings.Contains(fmt.Sprint(l), h) {
					t.Errorf("the log shows a number: %v", l)
				}
			}
		}
		if acts["intake.receive"] != 2 || acts["intake.takein"] != 2 {
			t.Errorf("logged %v", acts)
		}
		return err
	})
}

func TestAListIsAPatch(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		rows := familyRows(familyHead...)
		b.bring(b.list(intake.Families, rows))
		want := []string{"1 张建国(head) 王秀英(spouse) 张晓(child)", "2 李桂兰(head)"}
		if diff := cmp.Diff(want, b.homes(baofeng, 20261001)); diff != "" {
			t.Fatal(diff)
		}
		t.Run("people it does not name stay and are mentioned", func(t *testing.T) {
			fewer := slices.Delete(familyRows(familyHead...), 3, 4) // without 张晓
			trial, _ := b.bring(b.list(intake.Families, fewer))
			if diff := cmp.Diff(want, b.homes(baofeng, 20261001)); diff != "" {
				t.Error(diff)
			}
			if got := found(trial.Understood, intake.NotNamed); len(got) != 1 {
				t.Error(got)
			}
		})
		t.Run("another income holds from the list's day and the old one before it", func(t *testing.T) {
			later := familyRows(familyHead...)
			later[4][7] = 900
			s := b.list(intake.Families, later)
			s.AsOf = 20261101
			b.bring(s)
			for day, want := range map[month.Day]money.Fen{20261031: money.Yuan(600), 20261101: money.Yuan(900)} {
				if got := b.sum("李桂兰", circumstance.Farming, day); got != want {
					t.Errorf("on %s %s, want %s", day, got, want)
				}
			}
		})
	})
}

// sum is the amount of a kind that a head of household has on a day.
func (b *bureau) sum(head string, kind circumstance.Kind, on month.Day) (found money.Fen) {
	b.t.Helper()
	b.read(func(tx *store.Tx) error {
		all, err := household.All(context.Background(), tx, access.Within(county), on)
		if err != nil {
			return err
		}
		facts, err := circumstance.All(context.Background(), tx, access.Within(county), on)
		for _, h := range all {
			for _, f := range facts[h.Members[0].Person] {
				if h.Members[0].Name == head && f.Kind == kind {
					found = f.Amount
				}
			}
		}
		return err
	})
	return found
}

func TestWhoIsMeant(t *testing.T) {
	head := []any{"户号", "村", "姓名", "与户主关系", "身份证号", "出生日期"}
	each(t, func(t *testing.T, b *bureau) {
		b.bring(b.list(intake.Families, [][]any{
			head,
			{1, "铧厂村", "张建国", "户主", jianguo, ""},
			{"", "", "张婴", "女", "未上户", "2026-02-28"},
			{"", "", "张婴", "女", "未上户", "2024-02-29"},
		}))
		try := func(rows ...[]any) *intake.Trial {
			t.Helper()
			trial, err := b.Try(context.Background(), assistant, b.list(intake.Families, append([][]any{head}, rows...)))
			must(t, err)
			return trial
		}
		t.Run("without a number by village, household, name and birth", func(t *testing.T) {
			_, done := b.bring(b.list(intake.Families, [][]any{
				head,
				{1, "铧厂村", "张建国", "户主", jianguo, ""},
				{"", "", "张婴", "女", number(2024, 2, 29, 26), ""},
				{"", "", "张婴", "女", "", "2026年2月28日"},
			}))
			if done.Changed != 1 {
				t.Errorf("%+v", done)
			}
			if diff := cmp.Diff([]string{"1 张建国(head) 张婴(child) 张婴(child)"}, b.homes(baofeng, 20261001)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("and a question when it may be two", func(t *testing.T) {
			trial := try([]any{1, "铧厂村", "张建国", "户主", jianguo, ""}, []any{"", "", "张婴", "女", "", ""}, []any{"", "", "张婴", "女", "", ""})
			if diff := cmp.Diff([]string{"3 person_unclear", "4 person_unclear"}, against(trial)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("somebody in another household is a question", func(t *testing.T) {
			trial := try([]any{2, "双庙村", "李桂兰", "户主", guilan, ""}, []any{"", "", "张建国", "子", jianguo, ""})
			if diff := cmp.Diff([]string{"3 in_other_household"}, against(trial)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("a number of another name is a question", func(t *testing.T) {
			trial := try([]any{1, "铧厂村", "张国建", "户主", jianguo, ""})
			if diff := cmp.Diff([]string{"2 name_differs"}, against(trial)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("another head without the old one is a question", func(t *testing.T) {
			trial := try([]any{1, "铧厂村", "张婴", "户主", number(2024, 2, 29, 26), ""})
			if diff := cmp.Diff([]string{"2 head_differs"}, against(trial)); diff != "" {
				t.Error(diff)
			}
		})
	})
}

func TestARollOfAKnownFamily(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		b.bring(b.list(intake.Families, familyRows(familyHead...)))
		t.Run("may pay another member and changes no relation", func(t *testing.T) {
			trial, _ := b.bring(b.list(intake.Roll, rollRows([]any{1, "王秀英", xiuying, "农", 3, 400, 100, 500, card, "铧厂村"})))
			if diff := cmp.Diff([]string{"3 B head_differs"}, found(trial.Understood, intake.HeadDiffers)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff([]string{"1 张建国(head) 王秀英(spouse) 张晓(child)", "2 李桂兰(head)"}, b.homes(baofeng, 20261001)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("must not name a family twice", func(t *testing.T) {
			trial, err := b.Try(context.Background(), assistant, b.list(intake.Roll, rollRows(
				[]any{1, "张建国", jianguo, "农", 3, 400, 100, 500, card, "铧厂村"}, []any{2, "王秀英", xiuying, "农", 3, 400, 100, 500, card, "铧厂村"})))
			must(t, err)
			if diff := cmp.Diff([]string{"4 household_twice"}, against(trial)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("without an account leaves the known one", func(t *testing.T) {
			b.bring(b.list(intake.Roll, rollRows([]any{1, "李桂兰", guilan, "农", 1, 440, 0, 440, "", "双庙村"})))
			for _, a := range b.awards(month.Must(2026, 10)) {
				if a.Payee == nil || a.Payee.Account.Full() != card {
					t.Errorf("%s is paid to %+v", a.Name, a.Payee)
				}
			}
		})
		t.Run("of the next month with another amount changes the award from then on", func(t *testing.T) {
			s := b.list(intake.Roll, [][]any{{"2026年11月发放名册"}, {"户主", "身份证号", "村", "合计"}, {"李桂兰", guilan, "双庙村", 460}})
			s.AsOf = 20261101
			b.bring(s)
			for m, want := range map[month.Month]money.Fen{month.Must(2026, 10): money.Yuan(440), month.Must(2026, 11): money.Yuan(460)} {
				for _, a := range b.awards(m) {
					if a.Name == "李桂兰" && a.Term.Amount != want {
						t.Errorf("in %s %s, want %s", m, a.Term.Amount, want)
					}
				}
			}
			trial, err := b.Try(context.Background(), assistant, b.list(intake.Roll, rollRows([]any{1, "李桂兰", guilan, "农", 1, 430, 0, 430, card, "双庙村"})))
			must(t, err)
			if diff := cmp.Diff([]string{"3 award_contradicts"}, against(trial)); diff != "" {
				t.Error(diff)
			}
		})
	})
}

func TestWhoComesBackIsAtHome(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		list := func(work string) intake.Submission {
			return b.list(intake.Families, [][]any{{"姓名", "身份证号", "与户主关系", "村", "就业/就学情况"}, {"张建国", jianguo, "户主", "铧厂村", work}})
		}
		for _, c := range []struct {
			work, where string
			presence    household.Presence
		}{{"外出务工（武汉）", "武汉", household.Away}, {"在家务农", "", household.Home}} {
			b.bring(list(c.work))
			b.read(func(tx *store.Tx) error {
				all, err := household.All(context.Background(), tx, access.Within(baofeng), 20261001)
				if m := all[0].Members[0]; m.Presence != c.presence || m.Where != c.where {
					t.Errorf("%s: %s %s", c.work, m.Presence, m.Where)
				}
				return err
			})
		}
	})
}

func TestTwoOfficersAtOnce(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		id, err := b.Receive(ctx, assistant, b.list(intake.Families, familyRows(familyHead...)))
		must(t, err)
		again, err := b.Receive(ctx, preparer, b.list(intake.Families, familyRows(familyHead...)))
		must(t, err)
		if again != id {
			t.Errorf("the same file is kept as %s and %s", id, again)
		}
		_, trial, err := b.TryFile(ctx, assistant, id)
		must(t, err)
		seen := trial.Seal()
		errs := make([]error, 2)
		var both sync.WaitGroup
		for i, by := range []access.Actor{assistant, preparer} {
			both.Go(func() { _, _, errs[i] = b.TakeIn(ctx, by, id, false, seen) })
		}
		both.Wait()
		slices.SortFunc(errs, func(a, b error) int {
			if a == nil {
				return -1
			}
			return 1
		})
		if errs[0] != nil || errs[1] == nil {
			t.Fatalf("%v, %v", errs[0], errs[1])
		}
		if got := refusal(t, errs[1]); !strings.Contains(got, "已导入过这个文件") {
			t.Error(got)
		}
		if n := b.rowsIn(); n["household_household"] != 2 || n["person_person"] != 4 || n["benefit_award"] != 2 || n["intake_taking"] != 1 {
			t.Errorf("%v", n)
		}
	})
}

func TestLeaveToImport(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		s := b.list(intake.Families, familyRows(familyHead...))
		denied := func(name string, err error, want fault.Kind) {
			t.Helper()
			if kind, _ := fault.KindOf(err); kind != want {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, by := range []access.Actor{clerk, elsewhere, admin} {
			_, err := b.Try(ctx, by, s)
			denied("trying as "+by.Name, err, fault.KindDenied)
			_, err = b.Receive(ctx, by, s)
			denied("handing in as "+by.Name, err, fault.KindDenied)
			_, _, err = b.Bring(ctx, by, s, true)
			denied("taking in as "+by.Name, err, fault.KindDenied)
		}
		id, err := b.Receive(ctx, assistant, s)
		must(t, err)
		_, _, err = b.TakeIn(ctx, elsewhere, id, true, "")
		denied("taking in of another township", err, fault.KindNotFound)
		_, _, err = b.TryFile(ctx, elsewhere, id)
		denied("looking at another township's", err, fault.KindNotFound)
	})
}

func TestRefusesASubmissionThatCannotBe(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		_, err := b.Try(context.Background(), assistant, intake.Submission{Kind: "other", Division: baofeng})
		want := "请选择导入的种类：roll 低保发放名册，families 低保家庭情况表，tekun 特困供养金发放表，disability 残疾人两项补贴发放表，advanced_age 高龄津贴花名册，deaths 死亡人员名单；文件名为空或超过200个字，请改短后再导入；请填写名册从哪一天起有效，例如2026-10-01"
		if got := refusal(t, err); got != want {
			t.Error(got)
		}
		s := b.list(intake.Roll, nil)
		s.Body = []byte("%PDF-1.7")
		_, err = b.Receive(context.Background(), assistant, s)
		if got := refusal(t, err); got != "是PDF文件，不是表格，请向报送单位索取xlsx原表" {
			t.Error(got)
		}
	})
}
