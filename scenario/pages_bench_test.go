package scenario

import (
	"cmp"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"
)

// benchedPages are what officers open all day.
var benchedPages = []string{
	"/", "/person", "/household", "/benefit/awards", "/benefit/proposals?month=2026-11", "/disbursement", "/rollcheck",
	"/statistics/monthly?month=2026-10", "/statistics/report?from=2026-01&to=2026-06", "/eldercare/homes",
}

// BenchmarkCounty enters a county of the SCALE named in the environment (demo if none) and asks its pages; or, where the
// environment names them, it asks those of a county that stands: in the data folder MINZHENG_BENCH_DATA, or in the
// PostgreSQL database MINZHENG_BENCH_DATABASE. These are written to: give it a copy. The floor, measured in the same run,
// is the page of the program that reads nothing.
func BenchmarkCounty(b *testing.B) {
	for name, c := range benchedCounties(b) {
		b.Run(name+"/start", func(b *testing.B) { starting(b, c) })
		server := c.serve(b)
		officer := server.officer(b, "prepare01")
		floor := median(b, 20, func() error { return officer.open("/password") })
		ask := func(name string, do func() error) {
			b.Run(name, func(b *testing.B) {
				timed(b, floor, do)
				b.ReportMetric(float64(len(officer.body))/1000, "kB")
				if officer.status >= 400 {
					b.Errorf("%d %s", officer.status, officer.text())
				}
			})
		}
		b.Run(name+"/first-visit", func(b *testing.B) { weighing(b, server.base, officer) })
		for _, page := range benchedPages {
			ask(name+page, func() error { return officer.open(page) })
		}
		do(b, officer.open("/household"))
		home := officer.theFirst(b, "/household/")
		do(b, officer.open(home))
		who := officer.theFirst(b, "/person/")
		ask(name+"/one-household", func() error { return officer.open(home) })
		ask(name+"/one-person", func() error { return officer.open(who) })
		do(b, officer.open("/"))
		ask(name+"/find", func() error { return officer.press("查找", "", []string{"q=李桂兰"}) })
		ask(name+"/health", func() error {
			if err := officer.open("/rollcheck"); err != nil {
				return err
			}
			return officer.press("开始体检", "", []string{"范围=420323000000", "月份=2026-11"})
		})
		b.Run(name+"/crowd", func(b *testing.B) { crowded(b, server.base, "/household", officer) })
		b.Run(name+"/memory", func(b *testing.B) {
			for b.Loop() { // what all of the above took at most
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(server.megabytes(b, "VmHWM"), "MB-at-work")
		})
		server.kill()
		next := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
		for _, command := range []struct {
			name string
			args func() []string
		}{
			{"/propose-anew", func() []string {
				next = next.AddDate(0, 1, 0)
				return []string{"month", "propose", next.Format("2006-01")}
			}},
			{"/propose-again", func() []string { return []string{"month", "propose", next.Format("2006-01")} }},
			{"/redecide", func() []string { return []string{"month", "redecide", "2026-11"} }},
		} {
			b.Run(name+command.name, func(b *testing.B) { commanded(b, c, command.args) })
		}
	}
}

// commanded runs a command again and again, the start of the program and all. The floor is the program that only starts.
func commanded(b *testing.B, c county, args func() []string) {
	floor := median(b, 5, func() error { c.run(b, "config"); return nil })
	timed(b, floor, func() error { c.run(b, args()...); return nil })
}

// theFirst is where the first link of the open page to a record of a kind leads.
func (v *visitor) theFirst(b *testing.B, kind string) string {
	found := regexp.MustCompile(`href="(` + kind + `[0-9a-z]{22})"`).FindSubmatch(v.body)
	if found == nil {
		b.Fatalf("%s leads to no record: %s", v.at, v.text())
	}
	return string(found[1])
}

// weighing tells how many bytes a browser is sent when it comes for the first time: to the door, and to the desk with all
// that pages share.
func weighing(b *testing.B, base string, officer *visitor) {
	for b.Loop() { // what it is once
	}
	b.ReportMetric(0, "ns/op")
	for name, of := range map[string]struct {
		client *http.Client
		page   string
	}{"kB-door": {http.DefaultClient, "/sign-in"}, "kB-desk": {officer.client, "/"}} {
		sum, seen := 0, map[string]bool{}
		for queue := []string{of.page}; len(queue) > 0; queue = queue[1:] {
			sent := fetched(b, of.client, base+queue[0])
			sum += len(sent)
			if queue[0] != of.page {
				continue
			}
			for _, link := range regexp.MustCompile(`(?:src|href)="(/static/[^"#]+)`).FindAllSubmatch(sent, -1) {
				if at := string(link[1]); !seen[at] {
					seen[at] = true
					queue = append(queue, at)
				}
			}
		}
		b.ReportMetric(float64(sum)/1000, name)
	}
}

// fetched is what is sent over the line, packed where the server packs it.
func fetched(b *testing.B, client *http.Client, address string) []byte {
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
	do(b, err)
	request.Header.Set("Accept-Encoding", "gzip")
	answer, err := client.Do(request)
	do(b, err)
	defer answer.Body.Close()
	sent, err := io.ReadAll(answer.Body)
	do(b, err)
	return sent
}

// benchedCounties are the counties whose pages are asked, by the name of their database.
func benchedCounties(b *testing.B) map[string]county {
	folder, database := os.Getenv("MINZHENG_BENCH_DATA"), os.Getenv("MINZHENG_BENCH_DATABASE")
	all := map[string]county{}
	if database != "" {
		all["PostgreSQL"] = county{program: program(b), folder: b.TempDir(), database: database}
	}
	if folder != "" {
		c := county{program: program(b), folder: b.TempDir()}
		do(b, os.Symlink(folder, filepath.Join(c.folder, "data")))
		all["SQLite"] = c
	}
	if len(all) > 0 {
		return all
	}
	for name, database := range benchedDatabases(b) {
		all[name] = county{program: program(b), folder: b.TempDir(), database: database}
		founding(b, name, all[name])
	}
	return all
}

// founding enters a county, and tells how long that took.
func founding(b *testing.B, name string, c county) {
	began := time.Now()
	c.run(b, "demo", "--prepare", "--scale", cmp.Or(os.Getenv("SCALE"), "demo"))
	founded := time.Since(began)
	b.Run(name+"/founding", func(b *testing.B) {
		for b.Loop() { // what it took once
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(founded.Seconds(), "s")
	})
}

// benchedDatabases are the addresses of empty books: SQLite, and PostgreSQL where there is one.
func benchedDatabases(b *testing.B) map[string]string {
	all := map[string]string{"SQLite": ""}
	if address := os.Getenv("MINZHENG_TEST_POSTGRES"); address != "" {
		all["PostgreSQL"] = freshSchema(b, address)
	}
	return all
}

// timed asks again and again, and tells the median, the slow ones, and how often the floor goes into the median.
func timed(b *testing.B, floor time.Duration, ask func() error) {
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		do(b, ask())
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	half := took[len(took)/2]
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(half.Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
	b.ReportMetric(float64(half)/float64(floor), "x-floor")
}

// median is the middle of the times that n asks take.
func median(b *testing.B, n int, ask func() error) time.Duration {
	var took []time.Duration
	for range n {
		began := time.Now()
		do(b, ask())
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took[n/2]
}
