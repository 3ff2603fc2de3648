package app

import (
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"minzheng/internal/engine/store"
)

// BenchmarkPage asks the heavy pages of the county whose data folder stands in MINZHENG_BENCH_DATA within this process,
// so that a profile tells what they spend their time on. Give it a copy: the reading is logged in it.
func BenchmarkPage(b *testing.B) {
	folder := os.Getenv("MINZHENG_BENCH_DATA")
	if folder == "" {
		b.Skip("MINZHENG_BENCH_DATA names no data folder")
	}
	bureau, browser, base := bench(b, folder)
	defer bureau.db.Close()
	for _, page := range []string{
		"/password", "/", "/household", oneOf(b, browser, base, "/household"), "/benefit/awards", "/disbursement", "/rollcheck",
		"/statistics/monthly?month=2026-10", "/statistics/report?from=2026-01&to=2026-06",
	} {
		b.Run(page, func(b *testing.B) {
			for b.Loop() {
				answer, err := browser.Get(base + page)
				if err != nil {
					b.Fatal(err)
				}
				body, err := io.ReadAll(answer.Body)
				answer.Body.Close()
				if err != nil || answer.StatusCode != http.StatusOK {
					b.Fatal(answer.Status, err, string(body))
				}
				b.ReportMetric(float64(len(body))/1000, "kB")
			}
		})
	}
}

// oneOf is the page of the first record of a list.
func oneOf(b *testing.B, browser *http.Client, base, list string) string {
	b.Helper()
	answer, err := browser.Get(base + list)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		b.Fatal(err)
	}
	return list + "/" + recordID.FindString(strings.SplitAfterN(string(body), `href="`+list+`/`, 2)[1])
}

// bench opens a bureau on the folder and signs its preparer in.
func bench(b *testing.B, folder string) (*Bureau, *http.Client, string) {
	b.Helper()
	address := folder + "/county.db"
	if at := os.Getenv("MINZHENG_BENCH_DATABASE"); at != "" {
		address = at
	}
	db, err := store.Open(b.Context(), address, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	bureau := &Bureau{config: &Config{Data: folder, process: Process{Clock: time.Now, Env: func(string) string { return "" }, Out: io.Discard, Err: &bytes.Buffer{}}}, db: db}
	if err := bureau.furnish(b.Context()); err != nil {
		b.Fatal(err)
	}
	handler, err := bureau.handler(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	answer, err := browser.PostForm(server.URL+"/sign-in", url.Values{"sign_in": {"prepare01"}, "password": {"Demo-420323"}})
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatal(answer, err)
	}
	answer.Body.Close()
	return bureau, browser, server.URL
}
