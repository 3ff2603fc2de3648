package scenario

import (
	"bufio"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// connections are how many browsers ask at once.
const connections = 32

// crowded asks a page from many browsers at once, and tells how many answers come in a second and how long the slow ones
// take. The floor, measured in the same run, is a bare handler that sends the same bytes.
func crowded(b *testing.B, base, page string, officer *visitor) {
	do(b, officer.open(page))
	body := slices.Clone(officer.body)
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(body)
	}))
	defer bare.Close()
	client := &http.Client{Jar: officer.client.Jar, Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	floor, _ := rush(b, client, bare.URL, 4000)
	each, slow := rush(b, client, base+page, 3200)
	for b.Loop() { // once is enough
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(each, "answers/s")
	b.ReportMetric(float64(slow.Microseconds())/1000, "ms-p99")
	b.ReportMetric(each/floor, "of-floor")
}

// rush has every connection ask its share of n.
func rush(b *testing.B, client *http.Client, address string, n int) (perSecond float64, p99 time.Duration) {
	took := make([][]time.Duration, connections)
	var all sync.WaitGroup
	began := time.Now()
	for i := range connections {
		all.Go(func() {
			for range n / connections {
				asked := time.Now()
				answer, err := client.Get(address)
				if err == nil {
					_, err = io.Copy(io.Discard, answer.Body)
					err = errors.Join(err, answer.Body.Close())
				}
				if err != nil || answer.StatusCode != http.StatusOK {
					b.Errorf("%s: %v", address, err)
					return
				}
				took[i] = append(took[i], time.Since(asked))
			}
		})
	}
	all.Wait()
	times := slices.Concat(took...)
	if len(times) == 0 {
		b.FailNow()
	}
	slices.Sort(times)
	return float64(len(times)) / time.Since(began).Seconds(), times[len(times)*99/100]
}

// starting tells how long a county's program needs to its first answer, and its memory when nobody has asked for anything.
func starting(b *testing.B, c county) {
	for b.Loop() {
		began := time.Now()
		s := c.serve(b)
		b.ReportMetric(time.Since(began).Seconds(), "s-first-answer")
		time.Sleep(2 * time.Second)
		b.ReportMetric(s.megabytes(b, "VmRSS"), "MB-at-rest")
		s.kill()
	}
	b.ReportMetric(0, "ns/op")
}

// megabytes is a line of what the system says of the server's memory: VmRSS now, VmHWM at most.
func (s *server) megabytes(b *testing.B, line string) float64 {
	b.Helper()
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	do(b, err)
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, rest, _ := strings.Cut(lines.Text(), ":")
		if name != line {
			continue
		}
		kilo, err := strconv.Atoi(strings.Fields(rest)[0])
		do(b, err)
		return float64(kilo) / 1024
	}
	b.Fatalf("no %s in /proc", line)
	return 0
}

// BenchmarkRollCSV takes in a roll of 100,000 households as csv, in a program of its own, and then the same roll again. The
// floor, measured in the same run, is to read the same file and to put its cells into one table, committed.
func BenchmarkRollCSV(b *testing.B) {
	c := county{program: program(b), folder: b.TempDir()}
	c.run(b, "demo", "--prepare", "--scale", "none")
	list := filepath.Join(c.folder, "低保发放名册.csv")
	do(b, writeLargeCSV(list, largeRows))
	floor := bareRoll(b, list)
	for _, round := range []string{"new", "again"} {
		b.Run(round, func(b *testing.B) {
			for b.Loop() {
				cmd := c.command("import", "roll", list, "--division", "420323000000", "--as-of", "2026-10-01", "--accept-good")
				began := time.Now()
				out, err := cmd.CombinedOutput()
				if err != nil {
					b.Fatalf("%v\n%.2000s", err, out)
				}
				took := time.Since(began)
				b.ReportMetric(largeRows/took.Seconds(), "rows/s")
				b.ReportMetric(took.Seconds()/floor.Seconds(), "x-floor")
				b.ReportMetric(float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss>>10), "MB-peak")
			}
		})
	}
}

// bareRoll is the time of reading a roll and putting its cells into one table of new books.
func bareRoll(b *testing.B, list string) time.Duration {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "bare.db"))
	do(b, err)
	defer db.Close()
	began := time.Now()
	f, err := os.Open(list)
	do(b, err)
	defer f.Close()
	tx, err := db.Begin()
	do(b, err)
	_, err = tx.Exec(`CREATE TABLE roll (a TEXT, b TEXT, c TEXT, d TEXT, e TEXT, f TEXT, g TEXT, h TEXT, i TEXT)`)
	do(b, err)
	insert, err := tx.Prepare(`INSERT INTO roll VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	do(b, err)
	for rows := csv.NewReader(f); ; {
		cells, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		do(b, err)
		row := make([]any, len(cells))
		for i, cell := range cells {
			row[i] = cell
		}
		_, err = insert.Exec(row...)
		do(b, err)
	}
	do(b, tx.Commit())
	return time.Since(began)
}

// writeLargeCSV writes a payment roll of invented households, each in one of the county's villages.
func writeLargeCSV(name string, rows int) error {
	villages, err := villagesOf("../county/zhushan/divisions.csv")
	if err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString("户编号,乡镇,村（社区）,类别,户主姓名,身份证号,保障人数,户月保障金,一卡通账号\n")
	for i := range rows {
		at := villages[i%len(villages)]
		fmt.Fprintf(&text, "%d,%s,%s,农村,%s,%s,1,%d,%v\n", i+1, at[0], at[1], inventedName(i), inventedNumber(i), 300+i%400, inventedAccount(i))
	}
	return os.WriteFile(name, []byte(text.String()), 0o600)
}
