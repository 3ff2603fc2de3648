package disbursement

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2/memstore"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web"
)

// A desk is a browser in which an officer is signed in.
type desk struct {
	t       *testing.T
	address string
	browser *http.Client
}

// sit serves the room and signs an officer in.
func (b *bureau) sit(by access.Actor) desk {
	b.t.Helper()
	mux := web.New(web.Config{
		Witness: func(context.Context, access.Actor, web.Reading) error { return nil },
		Name:    "竹山县民政业务平台", Demo: true, Clock: storetest.Clock(), Log: slog.New(slog.DiscardHandler), Sessions: memstore.New(),
		Identify: func(context.Context, string, string) (web.Identity, error) {
			return web.Identity{Actor: by, Role: by.Role.Term()}, nil
		},
		Menu: b.room.Room().Menu,
	})
	mux.Handle("POST /sign-in", web.Public(), func(c *web.Context) error { return c.SignIn(by.ID, "") })
	b.room.Room().Routes(mux)
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
		form.Set(fields[i], fields[i+1])
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
	return answer.StatusCode, string(body)
}

func (d desk) shows(page string, wanted ...string) {
	d.t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			d.t.Errorf("the page does not show %q:\n%s", w, page)
		}
	}
}

func (d desk) hides(page string, unwanted ...string) {
	d.t.Helper()
	for _, w := range unwanted {
		if strings.Contains(page, w) {
			d.t.Errorf("the page shows %q:\n%s", w, page)
		}
	}
}

// One roster from the first page to the verified file, as three officers see it.
func TestPages(t *testing.T) {
	each(t, func(b *bureau) {
		li := b.family("dibao", "李桂兰", huachang, october, 386_00, 1)
		b.family("dibao", "张建国", beidajie, october, 1158_00, 4)
		wang := b.family("dibao", "王德明", huachang, october, 500_00, 2)
		b.write(func(tx *store.Tx) error {
			_, err := tx.Exec(b.ctx, `UPDATE benefit_payee SET account = '' WHERE award = $1`, wang.award)
			return err
		})
		wangJie, liuJun, chen := b.sit(preparer), b.sit(reviewer), b.sit(signatory)
		var path string
		version := func() string {
			var r Roster
			b.read(func(tx *store.Tx) (err error) {
				r, _, err = rosterOf(b.ctx, tx, "dibao", "assistance", november)
				return err
			})
			path = "/disbursement/" + r.ID
			return strconv.Itoa(r.Version())
		}

		b.run("an empty list offers the first step", func(t *testing.T) {
			_, page := wangJie.get("/disbursement")
			wangJie.shows(page, "还没有发放名册", "编制名册", `value="2026-11"`, "城乡居民最低生活保障")
			_, page = liuJun.get("/disbursement")
			liuJun.hides(page, "编制名册</button>")
		})
		b.run("a mistake in the form is said at its field and nothing is lost", func(t *testing.T) {
			status, page := wangJie.post("/disbursement", "programme", "dibao", "month", "十一月")
			if status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", status)
			}
			wangJie.shows(page, "请写明年份和月份", `value="十一月"`)
		})
		b.run("the preparer drafts and sees what cannot be paid first", func(t *testing.T) {
			_, page := wangJie.post("/disbursement", "programme", "dibao", "month", "2026年11月")
			wangJie.shows(page, "2026年11月低保发放名册", "已编制2026年11月低保发放名册（第1稿）", "编制中", "有 1 行不能发放", "没有银行账号",
				"2,044.00", "贰仟零肆拾肆元整", "按上月导入名册", "重新编制")
			if strings.Index(page, "王德明</a>") > strings.Index(page, "张建国</a>") {
				t.Error("the line that cannot be paid does not stand first")
			}
			wangJie.hides(page, liGuilan.Full(), card(1).Full())
		})
		b.run("who reads it is told when it should have been paid", func(t *testing.T) {
			version()
			_, page := wangJie.get(path)
			wangJie.shows(page, "11月10日前发放到户，已超过")
		})
		b.run("submission is refused with a sentence for the line", func(t *testing.T) {
			status, page := wangJie.post(path+"/submission", "version", version())
			if status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", status)
			}
			wangJie.shows(page, "第3行 宝丰镇铧厂村 王德明：没有银行账号，请补录账户，或暂缓")
		})
		b.run("the line is held with its reason", func(t *testing.T) {
			_, page := wangJie.get(path + "/lines/3")
			wangJie.shows(page, "第3行 王德明", "没有银行账号", "暂缓发放", "名册金额 500.00")
			status, page := wangJie.post(path+"/lines/3/hold", "version", version())
			wangJie.shows(page, "请写明暂缓的原因")
			if status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", status)
			}
			_, page = wangJie.post(path+"/lines/3/hold", "version", version(), "reason", "等待开户")
			wangJie.shows(page, "已暂缓", "等待开户", "1,544.00", "户暂缓")
			_, page = wangJie.get(path + "/lines/3")
			wangJie.shows(page, "解除暂缓", "等待开户（王芳")
		})
		b.run("a page that is out of date is told so", func(t *testing.T) {
			status, page := wangJie.post(path+"/submission", "version", "1")
			if status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", status)
			}
			wangJie.shows(page, "这份名册刚有变动：王芳已于", "请刷新页面")
		})
		b.run("the desk of the preparer says what waits", func(t *testing.T) {
			if w := b.waits(preparer); len(w) != 1 || w[0].Term != "2026年11月低保发放名册待报审" || w[0].Path != path || !w[0].Late {
				t.Errorf("waiting %+v", w)
			}
			if w := b.waits(reviewer); len(w) != 0 {
				t.Errorf("waiting %+v", w)
			}
		})
		b.run("the preparer submits, the reviewer returns and passes, the signatory signs", func(t *testing.T) {
			_, page := wangJie.post(path+"/submission", "version", version())
			wangJie.shows(page, "已报审", "待审核")
			wangJie.hides(page, "/submission", "重新编制</button>")
			if w := b.waits(reviewer); len(w) != 1 || w[0].Term != "2026年11月低保发放名册待审核" {
				t.Errorf("waiting %+v", w)
			}
			_, page = liuJun.post(path+"/return", "version", version(), "reason", "请核对张建国户人数")
			liuJun.shows(page, "已退回", "请核对张建国户人数")
			_, page = wangJie.post("/disbursement", "programme", "dibao", "month", "2026-11", "version", version())
			wangJie.shows(page, "（第2稿）", "等待开户")
			wangJie.post(path+"/submission", "version", version())
			_, page = liuJun.get(path)
			liuJun.shows(page, "审核通过后交签批人签批：发放 2户5人，1,544.00 元", "校验码")
			_, page = liuJun.post(path+"/review", "version", version())
			liuJun.shows(page, "待签批")
			_, page = chen.get(path)
			chen.shows(page, "签批后名册封存，任何人不能再改，2户5人共 1,544.00 元（壹仟伍佰肆拾肆元整）送财政和银行发放")
			_, page = chen.post(path+"/signature", "version", version())
			chen.shows(page, "已签批，名册已封存", "名册已封存，由县里送财政和银行发放")
			chen.hides(page, "/signature", "退回</button>")
		})
		b.run("who reviewed is told why there is no button to sign", func(t *testing.T) {
			b.family("tekun", "孙老五", huachang, october, 780_00, 1)
			r, err := b.room.Prepare(b.ctx, second, Preparation{Programme: "tekun", Month: november})
			b.must(err)
			b.must(b.room.Submit(b.ctx, second, r.ID, 1))
			b.must(b.room.Pass(b.ctx, as(signatory, access.Reviewer), r.ID, 2))
			_, page := chen.get("/disbursement/" + r.ID)
			chen.shows(page, "这份名册由您审核通过，不能再签批", "退回</button>")
			chen.hides(page, r.ID+"/signature")
		})
		b.run("a wrong role is refused whatever it sends", func(t *testing.T) {
			for _, act := range []string{"/submission", "/review", "/signature", "/lines/1/hold", "/lines/1/release"} {
				if status, _ := b.sit(auditor).post(path+act, "version", version(), "reason", "x"); status != http.StatusForbidden {
					t.Errorf("%s: status %d", act, status)
				}
			}
			if status, _ := b.sit(township).post(path+"/export", "format", "csv", "reason", "x"); status != http.StatusForbidden {
				t.Errorf("export: status %d", status)
			}
		})
		b.run("the bank file goes out as it was sealed, for a reason", func(t *testing.T) {
			status, page := wangJie.post(path+"/export", "format", "csv")
			if status != http.StatusUnprocessableEntity {
				t.Errorf("status %d", status)
			}
			wangJie.shows(page, "请写明导出的用途")
			_, file := wangJie.post(path+"/export", "format", "csv", "reason", "送农商银行代发")
			_, again := b.sit(auditor).post(path+"/export", "format", "csv", "reason", "审计取证")
			_, shown := wangJie.get(path)
			wangJie.shows(shown, digest([]byte(file)))
			if file != again || !strings.HasSuffix(file, "合计,2,,,,1544.00,\r\n") {
				t.Errorf("file\n%s", file)
			}
		})
		b.run("the paper form holds subtotals, the sum in words, three names and the digest", func(t *testing.T) {
			_, file := chen.post(path+"/export", "format", "xlsx", "reason", "存档")
			book, err := sheet.Open("名册.xlsx", []byte(file))
			b.must(err)
			var text strings.Builder
			for row := range book.Sheets[0].Rows() {
				for _, c := range row.Cells {
					text.WriteString(c.Text + "|")
				}
				text.WriteString("\n")
			}
			for _, want := range []string{
				"2026年11月低保发放名册|\n", "资金来源：困难群众救助补助资金　单位：元", "城关镇小计|1户|4|1158|", "宝丰镇小计|1户|1|386|", "合计|2户|5|1544|",
				card(1).Full(), "暂缓 500.00：等待开户", "金额大写：壹仟伍佰肆拾肆元整", "制表：王芳 2026-11-23", "审核：刘建军 2026-11-23", "负责人：陈国强 2026-11-23", "校验码（SM3）：",
			} {
				if !strings.Contains(text.String(), want) {
					t.Errorf("the form does not hold %q:\n%s", want, text.String())
				}
			}
			if len(book.Sheets) != 3 {
				t.Errorf("%d sheets", len(book.Sheets))
			}
		})
		b.run("the printed form shows the same, masked", func(t *testing.T) {
			_, page := chen.get(path + "/print")
			chen.shows(page, "城关镇小计", "宝丰镇小计", "金额大写：壹仟伍佰肆拾肆元整", "制表：王芳", "负责人：陈国强", "校验码（SM3）", "打印人：陈国强", "暂缓：等待开户", "400323********")
			chen.hides(page, card(1).Full())
		})
		b.run("tables go out as files without numbers of people", func(t *testing.T) {
			_, text := wangJie.get(path + "/tables/statement.csv")
			wangJie.shows(text, "上月实发（按上月导入名册）,,3,7,2044.00\r\n", "暂缓,1,-1,-2,-500.00\r\n", "本月实发,1,2,5,1544.00\r\n")
			_, text = wangJie.get(path + "/tables/totals.csv")
			wangJie.shows(text, "城关镇,1,4,1158.00,0\r\n", "宝丰镇,1,1,386.00,1\r\n", "合计,2,5,1544.00,1\r\n")
			for _, name := range []string{"totals", "statement", "changes"} {
				if status, file := wangJie.get(path + "/tables/" + name + ".xlsx"); status != http.StatusOK || !bytes.HasPrefix([]byte(file), []byte("PK")) {
					t.Errorf("%s: status %d", name, status)
				}
			}
			if status, _ := wangJie.get(path + "/tables/x.csv"); status != http.StatusNotFound {
				t.Errorf("status %d", status)
			}
		})
		b.run("the verification is whole and says how to check it alone", func(t *testing.T) {
			_, page := b.sit(auditor).get(path + "/verification")
			chen.shows(page, "一致：名册自签批以来没有任何改动", "openssl dgst -sm3", "2 笔 5 人 1,544.00 元")
		})
		b.run("the household's page tells what it was paid", func(t *testing.T) {
			var shown []room.Shown
			b.read(func(tx *store.Tx) (err error) {
				shown, err = room.Show(b.ctx, tx, village, b.room.Room().Panels, room.OnHousehold, li.household)
				return err
			})
			if len(shown) != 1 || !strings.Contains(string(shown[0].Body), "386.00") || !strings.Contains(string(shown[0].Body), "已签批") {
				t.Errorf("panel %+v", shown)
			}
			var none []room.Shown
			b.read(func(tx *store.Tx) (err error) {
				none, err = room.Show(b.ctx, tx, village, b.room.Room().Panels, room.OnHousehold, "nobody")
				return err
			})
			if len(none) != 0 {
				t.Errorf("panel of nobody %+v", none)
			}
		})
		b.run("what is not there is not found", func(t *testing.T) {
			for _, p := range []string{"/disbursement/nowhere", path + "/lines/99", path + "/lines/x"} {
				if status, _ := wangJie.get(p); status != http.StatusNotFound {
					t.Errorf("%s: status %d", p, status)
				}
			}
		})
	})
}

func (b *bureau) waits(by access.Actor) (waiting []web.Waiting) {
	b.t.Helper()
	b.read(func(tx *store.Tx) (err error) {
		waiting, err = b.room.Room().Waiting(b.ctx, tx, by)
		return err
	})
	return waiting
}

// Each sees the own division, on every page and in every file.
func TestScope(t *testing.T) {
	each(t, func(b *bureau) {
		b.family("dibao", "李桂兰", huachang, october, 386_00, 1)
		b.family("dibao", "张建国", beidajie, october, 1158_00, 4)
		b.family("dibao", "王德明", baofeng[:9]+"201", october, 500_00, 2) // 宝丰镇 another village
		r := b.prepare(november)
		b.must(b.room.Hold(b.ctx, preparer, r.ID, 1, 1, "张建国户账户待核实"))
		path := "/disbursement/" + r.ID
		for _, c := range []struct {
			who   access.Actor
			sees  []string
			hides []string
		}{
			{township, []string{"李桂兰", "王德明", "886.00"}, []string{"张建国", "1,158.00", "北大街"}},
			{village, []string{"李桂兰", "386.00"}, []string{"张建国", "王德明", "500.00", "886.00", "北大街"}},
			{preparer, []string{"李桂兰", "王德明", "张建国", "886.00", "1,158.00"}, nil},
		} {
			b.run(c.who.Role.Term(), func(t *testing.T) {
				d := b.sit(c.who)
				for _, p := range []string{path, path + "/print"} {
					status, page := d.get(p)
					if status != http.StatusOK {
						t.Fatalf("%s: status %d", p, status)
					}
					d.shows(page, c.sees...)
					d.hides(page, c.hides...)
				}
				for _, p := range []string{"/disbursement", path + "/changes", path + "/tables/totals.csv", path + "/tables/changes.csv", path + "/tables/statement.csv", path + "?division=420323100000"} {
					status, page := d.get(p)
					if status != http.StatusOK {
						t.Fatalf("%s: status %d", p, status)
					}
					d.hides(page, c.hides...)
				}
			})
		}
		b.run("a line of another division is not found", func(t *testing.T) {
			for _, who := range []access.Actor{township, village} {
				if status, _ := b.sit(who).get(path + "/lines/1"); status != http.StatusNotFound {
					t.Errorf("%s: status %d", who.Role, status)
				}
			}
			if status, _ := b.sit(village).get(path + "/verification"); status != http.StatusForbidden {
				t.Errorf("verification: status %d", status)
			}
		})
		b.run("an administrator sees no business data", func(t *testing.T) {
			d := b.sit(access.Actor{ID: "o-admin", Name: "管理员", Role: access.Administrator, Division: zhushan})
			for _, p := range []string{"/disbursement", path, path + "/print"} {
				if status, _ := d.get(p); status != http.StatusForbidden {
					t.Errorf("%s: status %d", p, status)
				}
			}
		})
		b.run("an export of full numbers needs permission, a reason and a seal", func(t *testing.T) {
			_, err := b.room.Export(b.ctx, township, Export{r.ID, Workbook, "存档"})
			b.refused(err, fault.KindDenied)
			_, err = b.room.Export(b.ctx, preparer, Export{r.ID, Workbook, " "})
			b.refused(err, fault.KindInvalid, "用途")
			_, err = b.room.Export(b.ctx, preparer, Export{r.ID, BankFile, "送银行"})
			b.refused(err, fault.KindConflict, "编制中", "不能导出代发明细")
			_, err = b.room.Export(b.ctx, preparer, Export{r.ID, "pdf", "存档"})
			b.refused(err, fault.KindInvalid, "请选择")
			file, err := b.room.Export(b.ctx, preparer, Export{r.ID, Workbook, "存档"})
			b.must(err)
			if file.Name != "2026年11月低保发放名册（未签批）.xlsx" {
				t.Errorf("name %s", file.Name)
			}
			var reason string
			b.read(func(tx *store.Tx) error {
				return tx.QueryRow(b.ctx, `SELECT reason FROM audit_entry WHERE act = 'disbursement.export'`).Scan(&reason)
			})
			if reason != "存档" {
				t.Errorf("the log says %q", reason)
			}
		})
		b.run("the command line describes the whole", func(t *testing.T) {
			text, err := b.room.Describe(b.ctx, machine, r.ID)
			b.must(err)
			for _, want := range []string{"2026年11月低保发放名册（困难群众救助补助资金）", "上月实发（按上月导入名册）\t3户\t7人\t2,044.00 元", "暂缓（1户次）\t-1户\t-4人\t-1,158.00 元", "本月实发\t2户\t3人\t886.00 元"} {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in\n%s", want, text)
				}
			}
		})
	})
}

// Fifty lines stand on a page, and the next page goes on behind them.
func TestPaging(t *testing.T) {
	each(t, func(b *bureau) {
		for range 60 {
			b.family("dibao", "张建国", huachang, october, 100_00, 1)
		}
		r := b.prepare(november)
		d := b.sit(preparer)
		_, page := d.get("/disbursement/" + r.ID)
		d.shows(page, "第 1–50 条，共 60 条", "下一页", "/lines/50\"")
		d.hides(page, "/lines/51\"")
		_, page = d.get("/disbursement/" + r.ID + "?after=50")
		d.shows(page, "第 51–60 条，共 60 条", "/lines/51\"", "/lines/60\"")
		d.hides(page, "/lines/50\"")
		_, page = d.get("/disbursement/" + r.ID + "?show=held")
		d.shows(page, "没有符合条件的明细")
	})
}
