package deliberation

import (
	"os"
	"testing"

	"minzheng/internal/base/division"
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
	zhushan  = division.Code("420323000000")
	baofeng  = division.Code("420323103000")
	huachang = division.Code("420323103200") // 宝丰镇铧厂村
	yingfeng = division.Code("420323100207") // 城关镇迎丰村
)

var (
	preparer = access.Actor{ID: "o-liu", Name: "刘经办", Role: access.Preparer, Division: zhushan}
	auditor  = access.Actor{ID: "o-yu", Name: "余审计", Role: access.Auditor, Division: zhushan}
	township = access.Actor{ID: "o-he", Name: "何助理", Role: access.TownshipOfficer, Division: baofeng}
	clerk    = access.Actor{ID: "o-xu", Name: "徐协理", Role: access.VillageClerk, Division: huachang}
	admin    = access.Actor{ID: "o-root", Name: "管理员", Role: access.Administrator, Division: zhushan}
)

// An office is a county with its places and the room.
type office struct {
	*Deliberation
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
	}, storetest.Room{Name: "audit", Migrations: audit.Migrations}, storetest.Room{Name: "place", Migrations: place.Migrations}, storetest.Room{Name: "deliberation", Migrations: Migrations})
}

func (o office) sit(by access.Actor) *webtest.Desk {
	return webtest.Sit(o.t, storetest.Clock(), by, o.Room().Routes)
}

func (o office) enter(councils []Council, meetings []Meeting) {
	o.t.Helper()
	err := o.db.Write(o.t.Context(), func(tx *store.Tx) error {
		if _, err := o.Councils.Enter(o.t.Context(), tx, preparer, councils); err != nil {
			return err
		}
		_, err := o.Meetings.Enter(o.t.Context(), tx, preparer, meetings)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// count is how many entries a ledger has in a time.
func (o office) count(l room.Ledger, by access.Actor, span month.Span) int {
	o.t.Helper()
	var found []room.Entry
	err := o.db.Read(o.t.Context(), func(tx *store.Tx) (err error) {
		found, err = l.Entries(o.t.Context(), tx, by.Scope(Read), span)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return len(found)
}

func council(at division.Code, name string, founded month.Day) Council {
	return Council{Division: at, Name: name, Founded: founded, Chair: "赵甲", Members: 7, Source: "村民代表会议记录"}
}

func meeting(at division.Code, day month.Day, topic string) Meeting {
	return Meeting{Division: at, Day: day, Topic: topic, Category: "livelihood", Channel: "visit", Present: 5, Recorder: "徐协理", Source: "会议记录"}
}

// That a council was set up and that it met are two figures: one that never met counts in the first alone, and one that was
// ended in neither.
func TestSetUpAndMetAreTwoFigures(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		ended := council("420323103201", "某村村民议事协商委员会", month.MustDay(2024, 3, 1))
		ended.Ended = month.MustDay(2026, 5, 31)
		o.enter(
			[]Council{council(huachang, "铧厂村村民议事协商委员会", month.MustDay(2024, 3, 1)), council(yingfeng, "迎丰村村民议事协商委员会", month.MustDay(2026, 2, 1)), ended},
			[]Meeting{
				meeting(huachang, month.MustDay(2026, 3, 31), "路灯安装"), meeting(huachang, month.MustDay(2026, 4, 1), "河道保洁"),
				meeting("420323103201", month.MustDay(2025, 4, 1), "河道保洁"),
			})
		of := func(y, m int) month.Span { return month.Span{From: month.Must(y, m), Until: month.Must(y, m).Next()} }
		for _, c := range []struct {
			span             month.Span
			set, met, topics int
		}{
			{of(2024, 2), 0, 0, 0},
			{of(2024, 3), 2, 0, 0},
			{of(2025, 4), 2, 1, 1},
			{of(2026, 2), 3, 1, 0},
			{of(2026, 3), 3, 2, 1},
			{of(2026, 5), 2, 1, 0}, // the ended one is gone
			{month.Span{From: month.Must(2026, 1), Until: month.Must(2026, 7)}, 2, 1, 2},
		} {
			set, met, topics := o.count(o.setUp(), auditor, c.span), o.count(o.met(), auditor, c.span), o.count(o.held(), auditor, c.span)
			if set != c.set || met != c.met || topics != c.topics {
				t.Errorf("%v: %d set up, %d met, %d meetings; want %+v", c.span, set, met, topics, c)
			}
		}
		if n := o.count(o.setUp(), clerk, of(2026, 6)); n != 1 {
			t.Errorf("the village sees %d councils", n)
		}
		o.sit(auditor).Get("/deliberation/councils").Is(200).Shows("本辖区共244个", "2 个村（社区） 已成立", "1 个村（社区） 开过会")
	})
}

// A village clerk enters the council and the meetings of the own village, and cannot enter what cannot be.
func TestAVillageEntersItsOwn(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		desk := o.sit(clerk)
		held := func(day, present, opinion string, further ...string) []string {
			return append([]string{
				"key", desk.Get("/deliberation/meetings/new").Is(200).Value("key"), "topic", "路灯安装", "division", "铧厂村", "day", day, "category", "livelihood", "channel", "wechat",
				"present", present, "opinion", opinion, "recorder", "徐协理", "source", "会议记录3号",
			}, further...)
		}
		desk.Post("/deliberation/meetings", held("2026-03-05", "5", "")...).Is(422).Shows("还没有议事协商委员会")
		set := func(name, at, founded string) []string {
			return []string{
				"key", desk.Get("/deliberation/councils/new").Is(200).Value("key"), "name", name, "division", at, "founded", founded, "chair", "赵甲", "members", "7",
				"source", "村民代表会议记录",
			}
		}
		desk.Post("/deliberation/councils", set("迎丰村村民议事协商委员会", "迎丰村", "2024-03-01")...).Is(422).Shows("没有认出“迎丰村”")
		home := desk.Post("/deliberation/councils", set("铧厂村村民议事协商委员会", "铧厂村", "2024-03-01")...).Is(200).Shows("还没有登记会议", "7 人")
		desk.Post("/deliberation/councils", set("铧厂村议事会", "铧厂村", "2025-03-01")...).Is(422).Shows("已经登记了“铧厂村村民议事协商委员会”")
		desk.Post("/deliberation/meetings", held("2024-02-29", "5", "")...).Is(422).Shows("还没有议事协商委员会")
		desk.Post("/deliberation/meetings", held("2026-03-05", "8", "")...).Is(422).Shows("到会委员应在1至7人之间")
		desk.Post("/deliberation/meetings", held("2026-03-05", "5", "", "agreed", "1")...).Is(422).Shows("请写明意见")
		desk.Post("/deliberation/meetings", held("2027-03-05", "5", "")...).Is(422).Shows("开过会再登记")
		desk.Post("/deliberation/meetings", held("2026-03-05", "5", "装十二盏", "agreed", "1")...).Is(200).Shows("装十二盏", "微信", "民生实事", "2026年3月5日")
		desk.Get(home.Path).Is(200).Shows("路灯安装")

		o.sit(township).Get("/deliberation/meetings").Is(200).Shows("路灯安装")
		elsewhere := access.Actor{ID: "o-gu", Name: "顾协理", Role: access.VillageClerk, Division: yingfeng}
		o.sit(elsewhere).Get("/deliberation/meetings").Is(200).Hides("路灯安装")
		o.sit(elsewhere).Get(home.Path).Is(404)
		o.sit(admin).Get("/deliberation/councils").Is(403)
	})
}

// A council cannot be made to begin after its meetings, nor be struck while it has any.
func TestACouncilKeepsItsMeetings(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		o.enter([]Council{council(huachang, "第一届", month.MustDay(2024, 3, 1))}, []Meeting{meeting(huachang, month.MustDay(2026, 3, 5), "路灯安装")})
		desk := o.sit(township)
		path := o.Councils.Path + "/" + o.listed()[0]
		seen := desk.Get(path + "/correction").Value("seen")
		fields := []string{"seen", seen, "name", "第一届", "chair", "赵甲", "members", "7", "source", "村民代表会议记录", "reason", "核对"}
		desk.Post(path+"/correction", append(fields, "founded", "2026-03-06")...).Is(422).Shows("2026年3月5日开过会（路灯安装）")
		desk.Post(path+"/correction", append(fields, "founded", "2024-03-01", "ended", "2026-03-05")...).Is(422).Shows("2026年3月5日开过会")
		desk.Post(path+"/strike", "seen", seen, "reason", "重复").Is(422).Shows("登记了 1 次会议")
		desk.Post(path+"/correction", append(fields, "founded", "2026-03-05")...).Is(200).Shows("2024年3月1日 → 2026年3月5日")
	})
}

// A council that was ended makes room for the next one in its village.
func TestACouncilEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		o.enter([]Council{council(huachang, "第一届", month.MustDay(2024, 3, 1))}, nil)
		desk := o.sit(township)
		page := desk.Get("/deliberation/councils?q=第一届")
		path := ""
		for _, r := range o.listed() {
			path = o.Councils.Path + "/" + r
		}
		page.Shows(path)
		mend := desk.Get(path + "/correction").Is(200)
		fields := []string{"seen", mend.Value("seen"), "name", "第一届", "founded", "2024-03-01", "chair", "赵甲", "members", "7", "source", "村民代表会议记录"}
		desk.Post(path+"/correction", append(fields, "ended", "2024-02-01", "reason", "换届")...).Is(422).Shows("撤销日期应在成立日期之后")
		desk.Post(path+"/correction", append(fields, "ended", "2026-06-01", "reason", "换届")...).Is(200).Shows("– → 2026年6月1日", "换届")
		o.enter([]Council{council(huachang, "第二届", month.MustDay(2026, 6, 1))}, nil)
		if n := o.count(o.setUp(), auditor, month.Span{From: month.Must(2026, 6), Until: month.Must(2026, 7)}); n != 1 {
			t.Errorf("%d councils stand in June", n)
		}
	})
}

// listed are the ids of all councils.
func (o office) listed() (ids []string) {
	o.t.Helper()
	err := o.db.Read(o.t.Context(), func(tx *store.Tx) error {
		rows, err := tx.Query(o.t.Context(), `SELECT id FROM deliberation_council WHERE county = $1`, tx.County())
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return rows.Err()
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return ids
}

// The room's own checks find what only an act that went round them can have made: two councils in a village, and a meeting
// before there was one.
func TestWhatTheRoomSaysOfItsBooks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		o.enter([]Council{council(huachang, "第一届", month.MustDay(2024, 3, 1))}, []Meeting{meeting(huachang, month.MustDay(2024, 3, 1), "路灯安装")})
		o.verdicts(room.Sound, room.Sound)
		// Many at once are checked against what stood before, not against each other.
		o.enter([]Council{council(yingfeng, "甲", month.MustDay(2024, 3, 1)), council(yingfeng, "乙", month.MustDay(2024, 3, 1))}, nil)
		o.verdicts(room.Broken, room.Sound)
		err := o.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE deliberation_meeting SET day = '2024-02-01'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		o.verdicts(room.Broken, room.Broken)
	})
}

func (o office) verdicts(want ...room.Grade) {
	o.t.Helper()
	err := o.db.Read(o.t.Context(), func(tx *store.Tx) error {
		for i, c := range checks() {
			v, err := c.Run(o.t.Context(), tx)
			if err != nil {
				return err
			}
			if v.Grade != want[i] {
				o.t.Errorf("%s: %s %s, want %s", c.Term, v.Grade, v.Says, want[i])
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}
