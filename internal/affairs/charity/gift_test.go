package charity

import (
	"bytes"
	"context"
	"html"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
	"minzheng/internal/registers/place"
)

const (
	zhushan = division.Code("420323000000")
	baofeng = division.Code("420323103000")
)

var (
	preparer = access.Actor{ID: "o-liu", Name: "刘经办", Role: access.Preparer, Division: zhushan}
	auditor  = access.Actor{ID: "o-yu", Name: "余审计", Role: access.Auditor, Division: zhushan}
	township = access.Actor{ID: "o-he", Name: "何助理", Role: access.TownshipOfficer, Division: baofeng}
	clerk    = access.Actor{ID: "o-xu", Name: "徐协理", Role: access.VillageClerk, Division: "420323103200"}
)

// An office is a county with its places and the room.
type office struct {
	*Charity
	t *testing.T
}

func each(t *testing.T, test func(t *testing.T, o office)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		file, err := os.Open("../../../county/zhushan/divisions.csv")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		divisions, err := place.ReadDivisions(file)
		if err != nil {
			t.Fatal(err)
		}
		_, err = place.New(db).Load(t.Context(), access.System("setup", zhushan), place.Gazette{Divisions: divisions, From: month.MustDay(2020, 1, 1), Source: "统计用区划代码"})
		if err != nil {
			t.Fatal(err)
		}
		test(t, office{New(db), t})
	}, storetest.Room{Name: "audit", Migrations: audit.Migrations}, storetest.Room{Name: "place", Migrations: place.Migrations}, storetest.Room{Name: "charity", Migrations: Migrations})
}

func (o office) sit(by access.Actor) *webtest.Desk {
	return webtest.Sit(o.t, storetest.Clock(), by, o.Room().Routes)
}

// form is what the clerk types: a receipt of 5,000 yuan.
func form(key string) []string {
	return []string{
		"key", key, "donor", "宝丰镇商会", "donor_kind", "organisation", "day", "2026年3月5日", "kind", "money", "amount", "5,000",
		"purpose", "助学", "receipt", "鄂捐0001", "division", "宝丰镇", "handler", "刘经办",
	}
}

func gift(day month.Day, at division.Code, donor string, fen money.Fen) Gift {
	return Gift{Division: at, Day: day, Donor: donor, DonorKind: "person", Kind: "money", Amount: fen, Receipt: "鄂捐1", Handler: "刘经办"}
}

func (o office) enter(by access.Actor, gifts ...Gift) (ids []string, err error) {
	err = o.db.Write(o.t.Context(), func(tx *store.Tx) error {
		ids, err = o.Gifts.Enter(o.t.Context(), tx, by, gifts)
		return err
	})
	return ids, err
}

func (o office) entries(by access.Actor, span month.Span) (found []room.Entry) {
	err := o.db.Read(o.t.Context(), func(tx *store.Tx) (err error) {
		found, err = o.donated().Entries(o.t.Context(), tx, by.Scope(Read), span)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return found
}

func half() month.Span { return month.Span{From: month.Must(2026, 1), Until: month.Must(2026, 7)} }

// A gift is entered once however often its form comes, corrected with a reason, and struck; each state stays.
func TestAGiftOnItsPages(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		desk := o.sit(township)
		desk.Get("/charity/gifts").Is(200).Shows("没有符合条件的记录", "/charity/gifts/new")
		key := desk.Get("/charity/gifts/new").Is(200).Value("key")
		desk.Post("/charity/gifts", form(key)...).Is(200)
		desk.Post("/charity/gifts", form(key)...).Is(200).Shows("宝丰镇商会", "5,000.00", "2026年3月5日", "助学", "刘经办")
		if n := len(o.entries(preparer, half())); n != 1 {
			t.Fatalf("the same form twice made %d gifts", n)
		}
		page := "/charity/gifts/" + key
		mend := desk.Get(page + "/correction").Is(200).Shows("5000.00")
		seen := mend.Value("seen")
		changed := []string{
			"seen", seen, "donor", "宝丰镇商会", "donor_kind", "organisation", "day", "2026-03-05", "kind", "money", "amount", "50000",
			"purpose", "助学", "receipt", "鄂捐0001", "division", "420323103000", "handler", "刘经办",
		}
		desk.Post(page+"/correction", changed...).Is(422).Shows("请写明更正的原因")
		desk.Post(page+"/correction", append(changed, "reason", "少录一个零")...).Is(200).Shows("5,000.00 → 50,000.00", "少录一个零", "最近更正于")
		desk.Post(page+"/correction", append(changed, "reason", "再改")...).Is(422).Shows("刚刚更正过这条记录")
		if got := o.entries(preparer, half())[0].Amount; got != 50_000_00 {
			t.Errorf("the ledger has %s", got)
		}
		seen = desk.Get(page + "/correction").Value("seen")
		desk.Get(page + "/strike").Is(200).Shows("不再计入任何统计数")
		desk.Post(page+"/strike", "seen", seen).Is(422).Shows("请写明作废的原因")
		desk.Post(page+"/strike", "seen", seen, "reason", "重复登记").Is(200).Shows("已作废", "重复登记").Hides(page + "/correction")
		if found := o.entries(preparer, half()); len(found) != 0 {
			t.Errorf("struck, yet counted: %v", found)
		}
		desk.Get("/charity/gifts").Hides("宝丰镇商会")
		desk.Get("/charity/gifts?struck=1").Shows("宝丰镇商会")
	})
}

// Wrong input comes back with a sentence at each field, and nothing is entered.
func TestWhatCannotBeRightOfAGift(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		desk := o.sit(preparer)
		key := desk.Get("/charity/gifts/new").Value("key")
		desk.Post("/charity/gifts", "key", key).Is(422).Shows("请填写捐赠人", "请填写金额", "请填写接收地")
		desk.Post("/charity/gifts", "key", key, "donor", "匿名", "donor_kind", "somebody", "day", "2026-02-30", "amount", "很多", "division", "西安市").
			Is(422).Shows("请从列出的捐赠人类别中选择", "没有认出“西安市”")
		desk.Post("/charity/gifts", "key", key, "donor", "匿名", "donor_kind", "person", "day", "2027-01-01", "kind", "goods", "amount", "0.00", "division", "宝丰镇", "handler", "刘", "published", "1").
			Is(422).Shows("请填写金额")
		desk.Post("/charity/gifts", "key", key, "donor", "匿名", "donor_kind", "person", "day", "2027-01-01", "kind", "goods", "amount", "20", "division", "宝丰镇", "handler", "刘", "published", "1").
			Is(422).Shows("今天之后", "物资的名称和数量", "请填写捐赠票据号", "匿名捐赠没有可公开的姓名")
		desk.Post("/charity/gifts", form("x'; --")...).Is(422).Shows("这张表已经失效")
		if found := o.entries(preparer, month.Span{From: month.Must(2020, 1), Until: month.Must(2030, 1)}); len(found) != 0 {
			t.Errorf("entered: %v", found)
		}
	})
}

// Who works in a township sees and enters its gifts alone; a village clerk none; an auditor writes nothing.
func TestWhoSeesGifts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		ids, err := o.enter(preparer, gift(month.MustDay(2026, 1, 3), zhushan, "赵甲", 100_00), gift(month.MustDay(2026, 2, 3), baofeng, "钱乙", 200_00))
		if err != nil {
			t.Fatal(err)
		}
		desk := o.sit(township)
		desk.Get("/charity/gifts").Is(200).Shows("钱乙", "200.00").Hides("赵甲", "300.00")
		desk.Get("/charity/gifts/" + ids[0]).Is(404)
		if _, err := o.enter(township, gift(month.MustDay(2026, 1, 3), zhushan, "赵甲", 100_00)); kind(err) != fault.KindDenied {
			t.Errorf("a township entered for the county: %v", err)
		}
		o.sit(clerk).Get("/charity/gifts").Is(403)
		o.sit(auditor).Get("/charity/gifts").Is(200).Shows("赵甲", "钱乙", "300.00").Hides("/charity/gifts/new")
		o.sit(auditor).Get("/charity/gifts/" + ids[0] + "/correction").Is(403)
	})
}

func kind(err error) fault.Kind {
	k, _ := fault.KindOf(err)
	return k
}

// Many are entered at once or not at all; the faulty one is named.
func TestManyGiftsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		_, err := o.enter(preparer, gift(month.MustDay(2026, 1, 3), zhushan, "赵甲", 100_00), gift(month.MustDay(2026, 1, 4), zhushan, "钱乙", -1))
		if kind(err) != fault.KindInvalid || !strings.Contains(err.Error(), "第2条") {
			t.Errorf("got %v", err)
		}
		if found := o.entries(preparer, half()); len(found) != 0 {
			t.Fatalf("half of them entered: %v", found)
		}
		var many []Gift
		for i := range 120 {
			many = append(many, gift(month.MustDay(2026, 1, 1).AddDays(i), zhushan, "李丙", money.Yuan(10)))
		}
		if _, err := o.enter(preparer, many...); err != nil {
			t.Fatal(err)
		}
		desk := o.sit(preparer)
		first := desk.Get("/charity/gifts").Is(200).Shows("1,200.00", "2026-04-30").Hides("2026-01-01")
		seen := strings.Count(first.Body, "李丙")
		next := first
		for range 2 {
			link := regexp.MustCompile(`href="([^"]*)" rel="next"`).FindStringSubmatch(next.Body)
			if link == nil {
				t.Fatal("no next page: " + next.Text())
			}
			next = desk.Get(html.UnescapeString(link[1])).Is(200)
			seen += strings.Count(next.Body, "李丙")
		}
		if next.Shows("2026-01-01"); seen != 120 {
			t.Errorf("three pages show %d gifts", seen)
		}
		desk.Get("/charity/gifts?from=2026-02-01&to=2026-02-28").Shows("280.00") // 28 days of ten yuan
		desk.Get("/charity/gifts?q=100%25").Hides("李丙")
		desk.Get("/charity/gifts?division=宝丰镇").Hides("李丙")
		desk.Get("/charity/gifts?division=西安").Is(200).Shows("没有认出“西安”").Hides("李丙")
	})
}

// Within January to June, and in total as the receipts say: 100 + 250.50.
func TestTheLedgerOfGifts(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		_, err := o.enter(preparer,
			gift(month.MustDay(2025, 12, 31), zhushan, "赵甲", 9_00), gift(month.MustDay(2026, 1, 1), zhushan, "钱乙", 100_00),
			gift(month.MustDay(2026, 6, 30), baofeng, "孙丙", 250_50), gift(month.MustDay(2026, 7, 1), zhushan, "李丁", 7_00))
		if err != nil {
			t.Fatal(err)
		}
		var sum money.Fen
		for _, e := range o.entries(preparer, half()) {
			sum += e.Amount
		}
		if sum != 350_50 {
			t.Errorf("%s yuan", sum)
		}
		if found := o.entries(township, half()); len(found) != 1 || found[0].Words != "孙丙" {
			t.Errorf("the township has %v", found)
		}
	})
}

// The name of a donor who does not agree does not leave the office (《慈善法》第八十二条), and an export is in the log.
func TestNamesThatAreNotPublished(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		open := gift(month.MustDay(2026, 2, 3), zhushan, "钱乙", 200_00)
		open.Published = true
		ids, err := o.enter(preparer, gift(month.MustDay(2026, 1, 3), zhushan, "赵甲", 100_00), open)
		if err != nil {
			t.Fatal(err)
		}
		desk := o.sit(preparer)
		desk.Get("/charity/gifts/" + ids[0]).Shows("赵甲")
		desk.Get("/charity/gifts/"+ids[0]+"/print").Is(200).Shows("（不公开）", "100.00").Hides("赵甲")
		book, err := excelize.OpenReader(bytes.NewReader([]byte(desk.Get("/charity/gifts/export").Is(200).Body)))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		rows, err := book.GetRows(book.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, r := range rows {
			text.WriteString(strings.Join(r, "|") + "\n")
		}
		if all := text.String(); !strings.Contains(all, "钱乙") || strings.Contains(all, "赵甲") || !strings.Contains(all, "（不公开）") {
			t.Errorf("the file says\n%s", all)
		}
		open.Donor = "吴庚"
		for _, g := range []Gift{gift(month.MustDay(2026, 1, 5), zhushan, "周己", 100_00), open} {
			if _, err := o.enter(preparer, g); err != nil {
				t.Fatal(err)
			}
		}
		var logged int
		err = o.db.Read(t.Context(), func(tx *store.Tx) error {
			return tx.QueryRow(t.Context(), `SELECT count(*) FROM audit_entry WHERE details LIKE '%周己%' OR details LIKE '%吴庚%'`).Scan(&logged)
		})
		if err != nil || logged != 1 {
			t.Errorf("%d entries of the log name a donor, want the one who agreed; %v", logged, err)
		}
		err = o.db.Read(context.Background(), func(tx *store.Tx) error {
			return tx.QueryRow(t.Context(), `SELECT count(*) FROM audit_entry WHERE act = 'charity.gift.export'`).Scan(&logged)
		})
		if err != nil || logged != 1 {
			t.Errorf("%d exports logged, %v", logged, err)
		}
	})
}

// The room says of its books when a gift has no receipt, and when two of its states hold at once.
func TestWhatTheRoomSaysOfItsBooks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		ids, err := o.enter(preparer, gift(month.MustDay(2026, 1, 3), zhushan, "赵甲", 100_00), gift(month.MustDay(2026, 1, 4), zhushan, "钱乙", 100_00))
		if err != nil {
			t.Fatal(err)
		}
		verdicts := func(statement string, want ...room.Grade) {
			t.Helper()
			err := o.db.Write(t.Context(), func(tx *store.Tx) error {
				if statement != "" {
					if _, err := tx.Exec(t.Context(), statement, ids[0]); err != nil {
						return err
					}
				}
				for i, c := range checks() {
					v, err := c.Run(t.Context(), tx)
					if err != nil {
						return err
					}
					if v.Grade != want[i] {
						t.Errorf("%s: %s %s, want %s", c.Term, v.Grade, v.Says, want[i])
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		verdicts("", room.Sound, room.Sound)
		verdicts(`UPDATE charity_gift SET receipt = '' WHERE id = $1`, room.Sound, room.Broken)
		verdicts(`UPDATE charity_gift SET known_until = '2026-12-01T00:00:00.000000Z' WHERE id = $1`, room.Broken, room.Sound)
	})
}
