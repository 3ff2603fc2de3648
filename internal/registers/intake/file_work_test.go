package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/intake"
)

// longRoll is a payment roll as csv of so many households that it is large. Every hundredth has no amount.
func longRoll(t *testing.T) (body []byte, rows int) {
	t.Helper()
	var out bytes.Buffer
	out.WriteString("序号,户主,身份证号,类别,保障人数,户月保障金,分类施保增发,合计,一卡通账号,村,备注\n")
	note := strings.Repeat("核实无误，", 240)
	for ; out.Len() < intake.LargeFile+1000; rows++ {
		fmt.Fprintf(&out, "%d,%s,%s,农村,1,560,0,%d,%s,铧厂村,%s\n", rows+1, "张"+string(rune('一'+rows)), number(1940+rows%60, 1+rows%12, 1+rows%28, rows/400), 560, card, note)
	}
	return out.Bytes(), rows
}

func (b *bureau) runner() *job.Runner {
	return job.NewRunner(b.db, b.Room().Jobs, slog.New(slog.DiscardHandler))
}

// work runs what was last asked for on a file.
func (b *bureau) work(kind, file string) job.Job {
	b.t.Helper()
	var j job.Job
	b.read(func(tx *store.Tx) (err error) {
		j, _, err = job.On(context.Background(), tx, kind, file)
		return err
	})
	done, err := b.runner().Do(context.Background(), j.ID, nil)
	must(b.t, err)
	return done
}

func TestLargeFile(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		d := b.sit(assistant)
		body, rows := longRoll(t)
		fields := []string{"kind", "roll", "division", string(baofeng), "as_of", "2026-10-01"}

		t.Run("what is no spreadsheet is refused at once", func(t *testing.T) {
			d.Send("/intake", "大.xlsx", append([]byte("%PDF-1.7\n"), body...), fields...).Is(http.StatusUnprocessableEntity).Shows("是PDF文件")
		})
		page := d.Send("/intake", "大.csv", body, fields...).Is(http.StatusOK).Shows("正在试读", "等候开始", "可以离开本页", `http-equiv="refresh"`)
		path := page.Path
		id := strings.TrimPrefix(path, "/intake/")

		t.Run("it is tried by work that runs later, and then shown without reading it again", func(t *testing.T) {
			d.Get(path + "/row").Is(http.StatusNotFound).Shows("还没有读完")
			j := b.work("intake.try", id)
			if j.State != job.Done || !strings.HasPrefix(j.Says, fmt.Sprintf("读懂%d户%d人", rows, rows)) || j.Progress.Done == 0 {
				t.Fatalf("%+v", j)
			}
			d.Get(path).Shows("核对的结果", fmt.Sprintf("%d 户", rows), "底册没有任何变化", "按现在的底册重新核对")
			d.Get(path+"/row").Shows("张一", "400323", "第2行").Hides(number(1940, 1, 1, 0))
			d.Get(path+"/row?after=40").Shows("张"+string(rune('一'+40)), "第42行").Hides("张一 ")
			d.Get(path + fmt.Sprintf("/row?after=%d", rows+100)).Is(http.StatusNotFound)
			d.Get(path + "/problem").Is(http.StatusOK)
		})
		t.Run("it is taken in by work that runs later, once, however often it is begun", func(t *testing.T) {
			seen := d.Get(path).Value("seen")
			b.sit(elsewhere).Post(path+"/taking", "seen", seen).Is(http.StatusNotFound)
			d.Post(path+"/taking", "seen", seen, "accept_good", "1").Shows("正在导入", "全部写入或者全不写入")
			before := b.rowsIn()
			d.Post(path+"/taking", "seen", seen, "accept_good", "1").Shows("正在导入")
			if after := b.rowsIn(); after["intake_taking"] != before["intake_taking"] {
				t.Error("asking took something in")
			}
			j := b.work("intake.takein", id)
			if j.State != job.Done || !strings.HasPrefix(j.Says, "已导入") {
				t.Fatalf("%+v", j)
			}
			d.Get(path).Shows("何助理导入", "核对的结果")
			if n := b.rowsIn(); n["intake_taking"] != 1 || n["benefit_award"] == 0 {
				t.Errorf("%v", n)
			}
		})
		t.Run("what the registers have overtaken is told, and nothing is written", func(t *testing.T) {
			d.Post(path+"/taking", "seen", "old", "accept_good", "1")
			if j := b.work("intake.takein", id); j.State != job.Failed || !strings.Contains(j.Says, "何助理已导入过这个文件") {
				t.Fatalf("%+v", j)
			}
			d.Get(path).Shows("何助理已导入过这个文件")
			d.Post(path + "/trial").Shows("正在试读")
			b.work("intake.try", id)
			d.Get(path).Hides("何助理已导入过这个文件")
		})
	})
}

// A server that died after the taking was committed and before it could say so leaves the work to another one, which
// finds it done.
func TestLargeFile_begunAgain(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		body, _ := longRoll(t)
		s := intake.Submission{Name: "大.csv", Kind: intake.Roll, Division: baofeng, AsOf: 20261001, Body: body}
		id, err := b.Receive(context.Background(), assistant, s)
		must(t, err)
		b.work("intake.try", id)
		trial, err := b.Try(context.Background(), assistant, s)
		must(t, err)
		must(t, b.TakeInLater(context.Background(), assistant, id, true, trial.Seal()))
		_, done, err := b.TakeIn(context.Background(), assistant, id, true, trial.Seal()) // as the dead server did
		must(t, err)
		if j := b.work("intake.takein", id); j.State != job.Done || j.Says != done.Sentence() {
			t.Fatalf("%+v, want %s", j, done.Sentence())
		}
		if n := b.rowsIn()["intake_taking"]; n != 1 {
			t.Errorf("%d takings", n)
		}
		err = b.TakeInLater(context.Background(), elsewhere, id, true, "")
		if kind, _ := fault.KindOf(err); kind != fault.KindNotFound {
			t.Error(err)
		}
	})
}
