package benefit_test

import (
	"context"
	"fmt"
	"html"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2/memstore"
	"github.com/xuri/excelize/v2"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
)

// A desk is an officer signed in at a browser.
type desk struct {
	t       testing.TB
	address string
	browser *http.Client
}

func (b *bureau) seat(by access.Actor) desk {
	b.t.Helper()
	mux := web.New(web.Config{
		Witness: func(context.Context, access.Actor, web.Reading) error { return nil },
		Name:    "竹山县民政业务平台", Demo: true, Clock: storetest.Clock(), Log: slog.New(slog.NewTextHandler(b.t.Output(), &slog.HandlerOptions{Level: slog.LevelError})), Sessions: memstore.New(), Find: web.Needs(benefit.Read),
		Identify: func(context.Context, string, string) (web.Identity, error) { return web.Identity{Actor: by}, nil },
	})
	mux.Handle("POST /sign-in", web.Public(), func(c *web.Context) error { return c.SignIn(by.ID, "") })
	b.Room().Routes(mux)
	server := httptest.NewServer(mux)
	b.t.Cleanup(server.Close)
	jar, _ := cookiejar.New(nil)
	d := desk{b.t, server.URL, &http.Client{Jar: jar}}
	d.post("/sign-in")
	return d
}

func (d desk) get(path string) (status int, page string) {
	d.t.Helper()
	answer, err := d.browser.Get(d.address + path)
	return d.read(answer, err)
}

// post fills in a form, given as name, value, name, value.
func (d desk) post(path string, fields ...string) (status int, page string) {
	d.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	answer, err := d.browser.PostForm(d.address+path, form)
	return d.read(answer, err)
}

func (d desk) read(answer *http.Response, err error) (int, string) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.StatusCode, html.UnescapeString(string(body))
}

// sheet reads the cells of a workbook, by their name.
func (d desk) sheet(path string) map[string]string {
	d.t.Helper()
	answer, err := d.browser.Get(d.address + path)
	if err != nil || answer.StatusCode != 200 {
		d.t.Fatal(path, err)
	}
	defer answer.Body.Close()
	book, err := excelize.OpenReader(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetName(0), excelize.Options{RawCellValue: true})
	if err != nil {
		d.t.Fatal(err)
	}
	found := map[string]string{}
	for r, row := range rows {
		for c, v := range row {
			name, _ := excelize.CoordinatesToCellName(c+1, r+1)
			found[name] = v
		}
	}
	return found
}

func cells(sheet map[string]string) []string { return slices.Collect(maps.Values(sheet)) }

func (d desk) shows(page string, wanted ...string) {
	d.t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) && !strings.Contains(body(page), w) {
			d.t.Errorf("the page does not show %q:\n%s", w, body(page))
		}
	}
}

func (d desk) hides(page string, unwanted ...string) {
	d.t.Helper()
	for _, w := range unwanted {
		if strings.Contains(page, w) {
			d.t.Errorf("the page shows %q:\n%s", w, body(page))
		}
	}
}

// body is what stands in a page beside the layout, without its marks.
func body(page string) string {
	if _, main, ok := strings.Cut(page, "<main"); ok {
		page = main
	}
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " ")), " ")
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		onLine, onLinePeople := b.family(huachang, soul{"赵强", 19750101, 700})
		silent, _ := b.family(huachang, soul{"钱婆", 19450101, unasked})
		raised, raisedPeople := b.family(yingfeng, soul{"罗明", 19800101, 300}, soul{"罗小", 20110505, 0})
		b.takes(rolled(onLine, huachang, 20000, 1), rolled(silent, huachang, 56000, 1), rolled(raised, yingfeng, 100000, 2))
		officer := b.seat(preparer)

		t.Run("an empty month offers the first step", func(t *testing.T) {
			status, page := officer.get("/benefit/proposals?month=2026-11")
			if status != 200 {
				t.Fatal(status)
			}
			officer.shows(page, "这个月还没有核定", "核定本月", "核定后，这里列出每一户的建议")
		})
		t.Run("running the month lists proposals with counts and sums", func(t *testing.T) {
			status, page := officer.post("/benefit/runs", "month", "2026.11")
			if status != 200 {
				t.Fatal(status, page)
			}
			officer.shows(page, "2026年11月：核定 3 户次，新生成 3 条建议", "待遇尚未改动", "赵强", "宝丰镇 铧厂村", "拟停发", "不再符合条件：月收入 700.00 元",
				"钱婆的收入未登记", "增发 140.00 元（罗小 15 周岁，未成年人）", "核对本筛选可确认的全部 2 件", "1,240.00")
			_, page = officer.get("/benefit/proposals?month=2026-11&kind=stop")
			officer.shows(page, "赵强", "第 1–1 条，共 1 条")
			officer.hides(page, ">罗明<")
			_, page = officer.get("/benefit/proposals?month=2026-11&town=420323100000&village=420323100207")
			officer.shows(page, ">罗明<")
			officer.hides(page, ">赵强<")
		})
		t.Run("a month that is none is answered in words", func(t *testing.T) {
			status, page := officer.post("/benefit/runs", "month", "十一月")
			if status != 422 {
				t.Error(status)
			}
			officer.shows(page, "请写明年份和月份")
			status, page = officer.get("/benefit/proposals?month=abc")
			if status != 422 {
				t.Error(status)
			}
			officer.shows(page, "请写明年份和月份")
		})
		t.Run("a proposal shows old and new, its reason and its calculation", func(t *testing.T) {
			p := b.only(raised, november)
			_, page := officer.get("/benefit/proposals/" + p.ID)
			officer.shows(page, "拟变更：罗明", "1,000.00 元", "1,240.00 元", "名册金额", "补差", "罗小 15 周岁，未成年人", "标准合计", "资料摘要（SM3）",
				"1 户自2026年11月起按新金额发放", "确认拟变更", "农村", "/household/"+raised)
			status, _ := officer.get("/benefit/proposals/" + p.ID + "/print")
			if status != 200 {
				t.Error(status)
			}
		})
		t.Run("a proposal with missing facts names them and leads to the household", func(t *testing.T) {
			_, page := officer.get("/benefit/proposals/" + b.only(silent, november).ID)
			officer.shows(page, "需要补充", "钱婆的收入", `href="/household/`+silent+`"`, "到家庭页面补齐资料")
			officer.hides(page, "确认资料不全")
		})
		t.Run("setting aside wants a reason", func(t *testing.T) {
			p := b.only(silent, november)
			status, page := officer.post("/benefit/proposals/"+p.ID+"/setaside", "reason", "")
			if status != 422 {
				t.Error(status)
			}
			officer.shows(page, "请写明搁置的原因")
		})
		t.Run("confirming tells from when, and the second officer who was first", func(t *testing.T) {
			p := b.only(raised, november)
			_, page := officer.post("/benefit/proposals/" + p.ID + "/confirmation")
			officer.shows(page, "已确认，自2026年11月起执行", "刘经办")
			second := b.seat(preparer2)
			status, page := second.post("/benefit/proposals/" + p.ID + "/confirmation")
			if status != 422 {
				t.Error(status)
			}
			second.shows(page, "这条建议已确认由刘经办于2026-11-23 09:00办理，不能再办")
		})
		t.Run("a batch is reviewed before it takes effect", func(t *testing.T) {
			status, page := officer.post("/benefit/batches", "which", "ticked", "month", "2026-11")
			if status != 422 {
				t.Error(status)
			}
			officer.shows(page, "请先勾选")
			_, page = officer.post("/benefit/batches", "which", "ticked", "proposal", b.only(onLine, november).ID)
			officer.shows(page, "确认后 1 户自2026年11月起停发，每月合计少发 200.00 元", "确认这 1 件", "赵强")
			path := regexp.MustCompile(`/benefit/batches/[0-9a-z]+`).FindString(page)
			status, page = officer.post(path+"/confirmation", "count", "2", "sum", "0.00")
			if status != 422 {
				t.Error(status)
			}
			officer.shows(page, "您核对的是 2 件")
			_, page = officer.post(path+"/confirmation", "count", "1", "sum", "0.00")
			officer.shows(page, "本批已全部确认", "已由刘经办于2026-11-23 09:")
			if b.paid(onLine, november) != 0 {
				t.Error("the stop has no effect")
			}
			near, far := b.seat(clerk), b.seat(clerkOf(yingfeng))
			_, page = near.get(path)
			near.shows(page, "已由刘经办于", "赵强")
			near.hides(page, "确认这 1 件")
			if status, _ := far.get(path); status != 404 {
				t.Error("another village reads the batch:", status)
			}
		})
		t.Run("the register lists what is in force, accounts masked", func(t *testing.T) {
			_, page := officer.get("/benefit/awards?month=2026-11")
			officer.shows(page, "2026年11月在册 2 份待遇", "每月合计 1,800.00 元", "罗明", "****0128", "保障 3 人")
			officer.hides(page, "0000001234567890128")
			_, page = officer.get("/benefit/awards?month=2026-10")
			officer.shows(page, "2026年10月在册 3 份待遇")
		})
		t.Run("both lists go out as workbooks, whole and within sight", func(t *testing.T) {
			_, page := officer.get("/benefit/awards?month=2026-11")
			officer.shows(page, `href="/benefit/awards/export?month=2026-11"`)
			file := officer.sheet("/benefit/awards/export?month=2026-11")
			if all := strings.Join(cells(file), "|"); !strings.Contains(all, "1800") || !strings.Contains(all, "****0128") || strings.Contains(all, "0000001234567890128") {
				t.Error(all)
			}
			all := strings.Join(cells(officer.sheet("/benefit/proposals/export?month=2026-11&state=pending")), "|")
			if !strings.Contains(all, "钱婆") || !strings.Contains(all, "资料不全") {
				t.Error(all)
			}
			near := b.seat(clerk)
			if mine := strings.Join(cells(near.sheet("/benefit/awards/export?month=2026-11")), "|"); strings.Contains(mine, "罗明") || !strings.Contains(mine, "钱婆") {
				t.Error(mine)
			}
		})
		t.Run("an award shows its acts and takes another account", func(t *testing.T) {
			a := b.inForce(clerkOf(yingfeng), november)[0]
			_, page := officer.get("/benefit/awards/" + a.ID)
			officer.shows(page, "2026年11月起变更，每月 1,240.00 元", "2026年10月起新增，每月 1,000.00 元", "名册载明", "刘经办", "罗小")
			status, page := officer.post("/benefit/awards/"+a.ID+"/payee", "kind", "household", "name", "罗明", "account", "12 34", "from", "2026-12-01", "reason", "换卡")
			if status != 422 {
				t.Error(status)
			}
			officer.shows(page, "账号应为 8 至 32 位数字")
			_, page = officer.post("/benefit/awards/"+a.ID+"/payee", "kind", "household", "name", "罗明", "bank", "竹山农商行",
				"account", "００００ 0099 8877 6655", "from", "2026-12-01", "reason", "换卡")
			officer.shows(page, "领取人已变更")
			if p := b.inForce(clerkOf(yingfeng), december)[0].Payee; p.Account.Full() != "0000009988776655" || p.Bank != "竹山农商行" {
				t.Errorf("%s %s", p.Account.Full(), p.Bank)
			}
			if p := b.inForce(clerkOf(yingfeng), november)[0].Payee; p.Account.Full() != "0000001234567890128" {
				t.Error("November's account changed")
			}
			_, page = officer.get("/benefit/awards/" + a.ID + "/payee")
			officer.shows(page, `value="`+raisedPeople[1]+`">罗小</option>`)
			officer.hides(page, "0000009988776655")
			_, page = officer.post("/benefit/awards/"+a.ID+"/payee", "kind", "person", "person", raisedPeople[1], "account", "0000112233445566", "from", "2026-12-10", "reason", "由其本人领取")
			officer.shows(page, "罗小 个人 – ****5566 2026-12-10 起 变更：由其本人领取", "罗明 家庭 竹山农商行 ****6655 2026-12-01 至 2026-12-09 变更：换卡", "名册：低保发放名册")
			_, page = officer.post("/benefit/awards/"+a.ID+"/payee", "kind", "person", "person", onLinePeople[0], "account", "0000112233445566", "from", "2026-12-10", "reason", "由他人领取")
			officer.shows(page, "不是该户成员")
		})
		t.Run("a village clerk sees the own village, and no buttons", func(t *testing.T) {
			clerk := b.seat(clerk)
			_, page := clerk.get("/benefit/proposals?month=2026-11&state=confirmed")
			clerk.shows(page, "赵强")
			clerk.hides(page, "罗明", "核对所勾选的", "核定本月", "重新核定", "户次")
			clerk.shows(page, "次核定")
			_, page = officer.get("/benefit/proposals?month=2026-11")
			officer.shows(page, "共核定 3 户次")
			other := b.closed(raised, november)
			for _, path := range []string{"/benefit/proposals/" + other.ID, "/benefit/proposals/" + other.ID + "/print", "/benefit/awards/" + other.Award} {
				if status, page := clerk.get(path); status != 404 {
					t.Errorf("%s answers %d: %s", path, status, page)
				}
			}
			_, page = clerk.get("/benefit/awards?month=2026-10&town=420323100000&village=420323100207")
			clerk.hides(page, "罗明")
			if status, _ := clerk.post("/benefit/proposals/" + other.ID + "/confirmation"); status != 403 {
				t.Error("confirming answers", status)
			}
		})
		t.Run("the administrator has no business here", func(t *testing.T) {
			for _, path := range []string{"/benefit/proposals", "/benefit/awards"} {
				if status, _ := b.seat(admin).get(path); status != 403 {
					t.Errorf("%s answers %d", path, status)
				}
			}
		})
	})
}

func TestHouseholdPanel(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, _ := b.family(huachang, soul{"赵强", 19750101, 700})
		b.takes(rolled(home, huachang, 20000, 1))
		b.proposes(november)
		panel := b.Room().Panels[0]
		show := func(by access.Actor) (text string) {
			b.read(func(tx *store.Tx) error {
				shown, err := room.Show(context.Background(), tx, by, []room.Panel{panel}, room.OnHousehold, home)
				if len(shown) == 1 {
					text = html.UnescapeString(string(shown[0].Body))
				}
				return err
			})
			return text
		}
		d := desk{t: t}
		d.shows(show(clerk), "拟停发", "低保 2026年11月：200.00 元 → 0.00 元", "在册", "****0128", "核定时按", "名册载明")
		d.hides(show(clerk), "认定城乡类别")
		d.shows(show(preparer), "/benefit/households/"+home+"/class", "核定记录", "不符合条件")
		path := regexp.MustCompile(`/benefit/reasons/[0-9a-z]+`).FindString(show(preparer))
		officer := b.seat(preparer)
		_, page := officer.get(path)
		officer.shows(page, "2026年11月核定记录：赵强", "不符合条件", "月收入 700.00 元，不低于标准 700.00 元", "计算单", "资料摘要（SM3）")
		if status, _ := officer.get(path + "/print"); status != 200 {
			t.Error(status)
		}
		if status, _ := b.seat(clerkOf(yingfeng)).get(path); status != 404 {
			t.Error("another village reads it:", status)
		}
		if show(admin) != "" {
			t.Error("the administrator sees benefits")
		}
	})
}

func TestWaiting(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		var list []benefit.Imported
		for i := range 3 {
			home, _ := b.family(huachang, soul{fmt.Sprintf("村民%d", i), 19700101, 900})
			list = append(list, rolled(home, huachang, 30000, 1))
		}
		silent, _ := b.family(huachang, soul{"钱婆", 19450101, unasked})
		b.takes(append(list, rolled(silent, huachang, money.Yuan(300), 1))...)
		b.proposes(november)
		for by, want := range map[access.Actor][]int{preparer: {3, 1, 0}, township: {1, 0}, clerk: nil, auditor: nil} {
			b.read(func(tx *store.Tx) error {
				waiting, err := b.Room().Waiting(context.Background(), tx, by)
				var got []int
				for _, w := range waiting {
					got = append(got, w.Count)
				}
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s: %v, want %v", by.Name, got, want)
				}
				return err
			})
		}
	})
}
