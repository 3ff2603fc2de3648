package app

import (
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/person"
)

// blind are all routes whose readings are not noted, because they show no resident: the door, what is public, the rooms of
// the machine, officers, blank forms, and tables of nothing but counts. Whoever adds one here has looked at its page.
var blind = []string{
	"GET /backup", "POST /backup", "GET /backup/{id}", "POST /backup/{id}/drill",
	"GET /checkup", "POST /checkup",
	"GET /disbursement", // one line for each roster, with its sum
	"GET /held",
	"GET /intake", "GET /intake/mapping", "GET /intake/new", "GET /intake/template", // names of files and of columns
	"GET /jobs", "GET /jobs/{id}",
	"GET /officer", "POST /officer", "GET /officer/new", "GET /officer/{id}", "GET /officer/{id}/ending", "POST /officer/{id}/ending",
	"GET /officer/{id}/password", "POST /officer/{id}/password", "GET /password", "POST /password",
	"GET /person", "GET /person/new", // a box to search with, and a blank form
	"GET /provisions", "GET /provisions/{name}",
	"POST /scheme", "GET /sign-in", "POST /sign-in", "POST /sign-out",
	"GET /statistics/editions", "GET /statistics/editions/{id}", "GET /statistics/editions/{id}/print",
	"GET /statistics/monthly", "GET /statistics/monthly/print", "GET /statistics/report", "GET /statistics/report/print",
	"GET /statistics/wording", "POST /statistics/wording",
}

func TestEveryRouteThatShowsResidentsIsNoted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		mux, err := house(t, db, &bytes.Buffer{}).handler(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, r := range mux.Routes() {
			if r.ShowsNobody {
				found = append(found, r.Pattern)
			}
		}
		if diff := cmp.Diff(blind, found); diff != "" {
			t.Errorf("routes whose readings are not noted: %s", diff)
		}
	})
}

func TestWhoLookedStandsInTheBooksBeforeThePageIsSeen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := house(t, db, &bytes.Buffer{})
		if _, err := b.officer.Demonstrate(t.Context(), b.demonstrator(), demoVillage, demoPassword); err != nil {
			t.Fatal(err)
		}
		id := family(t, db, huachang, person.Particulars{Name: "李桂兰"})
		mux, err := b.handler(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(mux)
		defer server.Close()
		visit := func(name string) func(path string) string {
			jar, _ := cookiejar.New(nil)
			client := &http.Client{Jar: jar}
			page := func(answer *http.Response, err error) string {
				if err != nil {
					t.Fatal(err)
				}
				defer answer.Body.Close()
				text, err := io.ReadAll(answer.Body)
				if err != nil {
					t.Fatal(err)
				}
				return string(text)
			}
			page(client.PostForm(server.URL+"/sign-in", url.Values{"sign_in": {name}, "password": {demoPassword}}))
			return func(path string) string { return page(client.Get(server.URL + path)) }
		}
		preparer, auditor := visit("prepare01"), visit("audit01")
		if body := preparer("/person/" + id); !strings.Contains(body, "李桂兰") {
			t.Fatal(body)
		}
		preparer("/household?place=宝丰镇")

		county := access.Within(theCounty)
		err = db.Read(t.Context(), func(tx *store.Tx) error {
			all, err := audit.ListReadings(t.Context(), tx, county, audit.Filter{Limit: 2})
			if err != nil {
				return err
			}
			list, file := all[0], all[1]
			if list.Route != "GET /household" || list.Address != "/household?place=宝丰镇" || list.Count != 1 || list.Division != theCounty {
				t.Errorf("of the list: %+v", list)
			}
			if file.Act != "查看人员档案" || file.Record != id || file.Division != huachang || file.ActorName != "演示·经办" {
				t.Errorf("of the file: %+v", file)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for page, parts := range map[string][]string{
			"/log/looked":              {"查看人员档案", "演示·经办", "宝丰镇 铧厂村", "宝丰镇，1 行", `href="/person/` + id + `"`},
			"/log/looked?record=" + id: {"查看人员档案"},
			"/person/" + id:            {"谁看过", "演示·经办"},
		} {
			body := auditor(page)
			for _, part := range parts {
				if !strings.Contains(body, part) {
					t.Errorf("%s lacks %q", page, part)
				}
			}
		}
		if body := auditor("/log/looked?record=" + id); strings.Contains(body, "查看家庭列表") {
			t.Error("the list is among the readings of the record")
		}
		if body := visit("admin01")("/log/looked"); strings.Contains(body, "李桂兰") || strings.Contains(body, id) {
			t.Error("the administrator learns of business")
		}
		if body := visit("town01")("/log/looked"); strings.Contains(body, id) {
			t.Error("another township learns who was looked at")
		}
	})
}
