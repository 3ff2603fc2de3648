package app

import (
	"bytes"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"minzheng/county/zhushan"
	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

const (
	theCounty = division.Code("420323000000")
	huachang  = division.Code("420323103200") // 宝丰镇铧厂村
	leigu     = division.Code("420323104200") // 擂鼓镇的一个村
)

// house opens a whole house on the books, with the county's divisions; it logs into the buffer.
func house(t *testing.T, db *store.DB, log *bytes.Buffer) *Bureau {
	t.Helper()
	b := &Bureau{config: &Config{process: Process{Clock: storetest.Clock(), Env: func(string) string { return "" }, Out: log, Err: log}}, db: db}
	if err := b.furnish(t.Context()); err != nil {
		t.Fatal(err)
	}
	file, err := zhushan.Files.Open("divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	divisions, err := place.ReadDivisions(file)
	if err != nil {
		t.Fatal(err)
	}
	gazette := place.Gazette{Divisions: divisions, From: month.MustDay(2023, 6, 30), Source: "区划代码"}
	if _, err := b.place.Load(t.Context(), access.System("载入", theCounty), gazette); err != nil {
		t.Fatal(err)
	}
	return b
}

// family enters a family of one head in a village and gives the head's id.
func family(t *testing.T, db *store.DB, village division.Code, told person.Particulars) string {
	t.Helper()
	told.Division = village
	from := month.MustDay(2026, 10, 1)
	var head string
	err := db.Write(t.Context(), func(tx *store.Tx) (err error) {
		if head, err = person.Record(t.Context(), tx, told, from, "户口簿"); err != nil {
			return err
		}
		id, err := household.Open(t.Context(), tx, household.Seat{Division: village}, from, "户口簿")
		if err != nil {
			return err
		}
		_, err = household.Join(t.Context(), tx, id, head, household.Head, from, "户口簿")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return head
}

func TestTheSearchBoxAnswersFromAllRooms(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := house(t, db, &bytes.Buffer{})
		number := idcard.Mint(idcard.DemoArea, 1954, 3, 2, 22)
		guilan := family(t, db, huachang, person.Particulars{Name: "李桂兰", Number: number, Phone: "13900001234"})
		far := family(t, db, leigu, person.Particulars{Name: "李贵兰"})
		sit := func(role access.Role, at division.Code) *webtest.Desk {
			by := access.Actor{ID: "o1", Name: "王芳", Role: role, Division: at}
			return webtest.Sit(t, storetest.Clock(), by, newFindDesk(db, b.list).routes)
		}
		whole := sit(access.Preparer, theCounty)
		for _, text := range []string{"李桂兰", "lgl", "liguilan"} {
			whole.Post("/find", "q", text).Is(200).
				Shows("李桂兰", number.String(), "宝丰镇 铧厂村", `href="/person/`+guilan+`"`, "李桂兰的家庭", "1 口人", `href="/person/`+far+`"`).
				Hides(number.Full())
		}
		whole.Post("/find", "q", "1234").Shows("李桂兰", "电话 139****1234").Hides("13900001234")
		whole.Post("/find", "q", "铧厂").Shows("铧厂村", `href="/household?place=`+string(huachang)+`"`)
		whole.Post("/find", "q", "hcc").Shows("铧厂村")
		whole.Post("/find", "q", "无此人").Is(200).Shows("没有查到", "登记人员")
		whole.Post("/find", "q", "12").Is(200).Shows("没有查到")
		whole.Post("/find").Is(200).Shows("可以怎样查")

		err := db.Write(t.Context(), func(tx *store.Tx) error {
			by := access.Actor{ID: "o1", Name: "王芳", Role: access.Preparer, Division: theCounty}
			notice := person.Death{Name: "李桂兰", Number: number, Day: month.MustDay(2026, 9, 15), Division: huachang, From: "派出所", Source: "intake:1", Row: 1}
			_, err := person.RecordDeaths(t.Context(), event.NewBus(), tx, by, []person.Death{notice})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		whole.Post("/find", "q", "李桂兰").Shows("已故（2026年9月15日）")

		clerk := sit(access.VillageClerk, huachang)
		clerk.Post("/find", "q", "lgl").Shows(`href="/person/`+guilan+`"`).Hides("李贵兰", "擂鼓")
		clerk.Post("/find", "q", "擂鼓").Hides("擂鼓镇", "擂鼓村")
		sit(access.Auditor, theCounty).Post("/find", "q", "无此人").Hides("登记人员")
		sit(access.Administrator, theCounty).Post("/find", "q", "李桂兰").Is(403).Hides(guilan)
	})
}

// A browser with the script asks while somebody types; what is typed stands in no log, and a session that ran out leads
// to the door instead of into the list.
func TestWhatIsLookedForStandsInNoLog(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var log bytes.Buffer
		b := house(t, db, &log)
		family(t, db, huachang, person.Particulars{Name: "李桂兰"})
		handler, err := b.handler(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(handler)
		defer server.Close()
		jar, _ := cookiejar.New(nil) // without options it cannot fail
		browser := &http.Client{Jar: jar}
		ask := func(path string, form url.Values) (*http.Response, string) {
			request, _ := http.NewRequest("POST", server.URL+path, strings.NewReader(form.Encode()))
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if path == "/find" {
				request.Header.Set("HX-Request-Type", "partial")
			}
			answer, err := browser.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			var body bytes.Buffer
			body.ReadFrom(answer.Body)
			return answer, body.String()
		}
		if answer, _ := ask("/find", url.Values{"q": {"李桂兰"}}); answer.StatusCode != 401 || answer.Header.Get("HX-Redirect") != "/sign-in" {
			t.Errorf("a stranger is answered %d and sent to %q", answer.StatusCode, answer.Header.Get("HX-Redirect"))
		}
		if _, err := b.officer.Demonstrate(t.Context(), b.operator(), huachang, "Demo-420323"); err != nil {
			t.Fatal(err)
		}
		ask("/sign-in", url.Values{"sign_in": {"prepare01"}, "password": {"Demo-420323"}})
		answer, body := ask("/find", url.Values{"q": {"李桂兰"}})
		if answer.StatusCode != 200 || !strings.Contains(body, "李桂兰") || strings.Contains(body, "<html") {
			t.Errorf("answered %d: %s", answer.StatusCode, body)
		}
		if got := log.String(); !strings.Contains(got, "path=/find") || strings.Contains(got, "李桂兰") || strings.Contains(got, "%E6%9D%8E") {
			t.Errorf("the log: %s", got)
		}
	})
}
