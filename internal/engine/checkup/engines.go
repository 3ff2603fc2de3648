package checkup

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/backup"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// What a county should have at hand, and how old its last backup and drill may be.
const (
	littleSpace = 5 << 30 // bytes left on the disk: look
	noSpace     = 500 << 20
	backupLate  = 7 * 24 * time.Hour
	backupOld   = 31 * 24 * time.Hour
	drillLate   = 180 * 24 * time.Hour
)

// Folder looks at the data folder: that it is there, that the program can write in it, and that others cannot read it.
func Folder(path string) []Line {
	return []Line{{"数据文件夹", rights(path)}, {"磁盘空间", space(path)}, {"未完成的恢复", leftovers(path)}}
}

func rights(path string) room.Verdict {
	state, err := os.Stat(path)
	if err != nil || !state.IsDir() {
		return room.Verdict{Grade: room.Broken, Says: path + " 不存在或不是文件夹", Do: "请用 --data 指明数据文件夹"}
	}
	probe, err := os.CreateTemp(path, "checkup-")
	if err != nil {
		return room.Verdict{Grade: room.Broken, Says: path + " 不能写入", Do: "请把文件夹交给运行本程序的用户"}
	}
	probe.Close()
	if err := os.Remove(probe.Name()); err != nil {
		return Failed(err)
	}
	if open := state.Mode().Perm() & 0o077; open != 0 {
		return room.Verdict{Grade: room.Notice, Says: fmt.Sprintf("%s 对本机其他用户开放（权限 %o）", path, state.Mode().Perm()), Do: "请执行 chmod 700 " + path}
	}
	return room.Good("%s 可以写入，其他用户看不到", path)
}

func space(path string) room.Verdict {
	free, known := backup.Free(path)
	switch {
	case !known:
		return room.Verdict{Grade: room.Notice, Says: "看不到所在磁盘还剩多少空间", Do: "请自行查看"}
	case free < noSpace:
		return room.Verdict{Grade: room.Broken, Says: "所在磁盘只剩 " + backup.Size(free), Do: "请立即腾出空间，写满后将不能办理任何业务"}
	case free < littleSpace:
		return room.Verdict{Grade: room.Notice, Says: "所在磁盘还剩 " + backup.Size(free), Do: "请腾出空间或换大一些的磁盘"}
	}
	return room.Good("所在磁盘还剩 %s", backup.Size(free))
}

func leftovers(path string) room.Verdict {
	found, err := backup.Leftovers(path)
	if err != nil {
		return Failed(err)
	}
	if len(found) > 0 {
		return room.Verdict{Grade: room.Notice, Says: "有中断的恢复留下的文件夹：" + strings.Join(found, "、"), Do: "确认没有恢复正在进行后，可以删除"}
	}
	return room.Good("没有")
}

// Ground are the checks of the machine and the engines.
type Ground struct {
	Data   string // data folder
	Law    *rules.Book
	Backup *backup.Backup
	House  backup.House
}

// Checks are the checks of the machine and the engines, in the order in which they are shown.
func (g Ground) Checks(db *store.DB) []room.Check {
	var checks []room.Check
	for i, l := range Folder(g.Data) {
		checks = append(checks, room.Check{Term: l.Term, Run: func(context.Context, *store.Tx) (room.Verdict, error) { return Folder(g.Data)[i].Verdict, nil }})
	}
	return append(checks,
		room.Check{Term: "数据库", Run: func(ctx context.Context, _ *store.Tx) (room.Verdict, error) { return database(ctx, db) }},
		room.Check{Term: "表结构", Run: func(ctx context.Context, tx *store.Tx) (room.Verdict, error) { return g.versions(ctx, tx, db) }},
		room.Check{Term: "数据分布统计", Run: func(ctx context.Context, _ *store.Tx) (room.Verdict, error) { return analyzed(ctx, db) }},
		room.Check{Term: "机器时钟", Run: func(ctx context.Context, _ *store.Tx) (room.Verdict, error) { return clock(ctx, db) }},
		room.Check{Term: "活动记录", Run: chains},
		room.Check{Term: "备份", Run: g.backup},
		room.Check{Term: "恢复演练", Run: g.drill},
		room.Check{Term: "法规参数", Run: g.law},
		room.Check{Term: "页面样式", Run: bundled},
	)
}

func database(ctx context.Context, db *store.DB) (room.Verdict, error) {
	size, err := db.Size(ctx)
	if err != nil {
		return room.Verdict{}, err
	}
	settings, err := db.Settings(ctx)
	if err != nil {
		return room.Verdict{}, err
	}
	var wrong, right []string
	for _, s := range settings {
		if s.Right() {
			right = append(right, s.Term)
		} else {
			wrong = append(wrong, fmt.Sprintf("%s应为 %s，现为 %s", s.Term, s.Want, s.Is))
		}
	}
	if len(wrong) > 0 {
		return room.Verdict{Grade: room.Broken, Says: db.Name() + "：" + strings.Join(wrong, "；"), Do: "断电时可能丢失已办的业务。请先备份，再请数据库管理人员处理"}, nil
	}
	return room.Good("%s，%s；%s均正常", db.Name(), backup.Size(size), strings.Join(right, "、")), nil
}

// versions compares the tables with those that the program makes.
func (g Ground) versions(ctx context.Context, tx *store.Tx, db *store.DB) (room.Verdict, error) {
	there, err := tx.Versions(ctx)
	if err != nil {
		return room.Verdict{}, err
	}
	var older, newer []string
	for _, r := range g.House.Rooms {
		want, err := db.Newest(r.Name, r.Migrations)
		if err != nil {
			return room.Verdict{}, err
		}
		switch is := there[r.Name]; {
		case is < want:
			older = append(older, fmt.Sprintf("%s 第%d版，应为第%d版", r.Name, is, want))
		case is > want:
			newer = append(newer, fmt.Sprintf("%s 第%d版，程序只认识到第%d版", r.Name, is, want))
		}
	}
	switch {
	case len(newer) > 0:
		return room.Verdict{Grade: room.Broken, Says: "数据库比程序新：" + strings.Join(newer, "；"), Do: "请停止使用这个程序，换用新版"}, nil
	case len(older) > 0:
		return room.Verdict{Grade: room.Broken, Says: "数据库没有升级完：" + strings.Join(older, "；"), Do: "请重新启动程序，它会接着升级"}, nil
	}
	return room.Good("%d 个部分均为最新", len(g.House.Rooms)), nil
}

func analyzed(ctx context.Context, db *store.DB) (room.Verdict, error) {
	known, err := db.Analyzed(ctx)
	if err != nil {
		return room.Verdict{}, err
	}
	if !known {
		return room.Verdict{Grade: room.Notice, Says: "数据库还不知道各表有多少行，查询可能很慢", Do: "导入一次名册后会自动统计；PostgreSQL 也可执行 ANALYZE"}, nil
	}
	return room.Good("已统计"), nil
}

// clock holds the machine's clock against the latest entry of the activity log: what is written next must not seem older.
// clock holds the machine's clock against the latest writing in the books.
func clock(ctx context.Context, db *store.DB) (room.Verdict, error) {
	behind, err := db.Behind(ctx)
	if err != nil {
		return room.Verdict{}, err
	}
	if behind > 0 {
		return room.Verdict{
			Grade: room.Broken, Says: fmt.Sprintf("机器时钟比最近一次办理还早 %s", length(behind)),
			Do: "请校准机器时间（时区为北京时间，建议开启自动对时），校准前办不了业务；确认现在的时间无误的，运行 minzheng clock accept",
		}, nil
	}
	return room.Good("%s，晚于最近一次办理", month.Today(db.Clock()()).Term()), nil
}

func chains(ctx context.Context, tx *store.Tx) (room.Verdict, error) {
	report, err := audit.Verify(ctx, tx, nil)
	if err != nil {
		return room.Verdict{}, err
	}
	if !report.Whole() {
		return room.Verdict{
			Grade: room.Broken, Says: fmt.Sprintf("不完整，%d 处：%s", len(report.Findings), strings.Join(report.Findings[:min(3, len(report.Findings))], "；")),
			Do: "请保留现场，不要重启或恢复，并报告审计部门",
		}, nil
	}
	return room.Good("完整：%d 条链，%d 条记录，%d 条查看记录", report.Chains, report.Entries, report.Readings), nil
}

func (g Ground) backup(ctx context.Context, tx *store.Tx) (room.Verdict, error) {
	last, err := g.Backup.Last(ctx, tx)
	if err != nil {
		return room.Verdict{Grade: room.Broken, Says: "还没有备份过", Do: "请执行 minzheng backup，或在“备份”页按“立即备份”"}, nil
	}
	age := tx.Now().Sub(last.At)
	v := room.Good("%s，%s（%s）", ago(age), last.Name(), last.Size())
	switch {
	case age > backupOld:
		v.Grade, v.Do = room.Broken, "请立即备份，并安排每日备份"
	case age > backupLate:
		v.Grade, v.Do = room.Notice, "请备份，建议每日一次"
	case last.There() && g.within(last.Path):
		v.Grade, v.Do = room.Notice, "备份和数据在同一处，磁盘坏了会一起丢失；请把备份拷到另一台机器或移动硬盘"
	}
	return v, nil
}

// within tells whether a file lies in the data folder, and so on its disk.
func (g Ground) within(path string) bool {
	data, err := filepath.Abs(g.Data)
	return err == nil && strings.HasPrefix(path, data+string(filepath.Separator))
}

func (g Ground) drill(ctx context.Context, tx *store.Tx) (room.Verdict, error) {
	at, err := g.Backup.LastDrill(ctx, tx)
	if err != nil {
		return room.Verdict{}, err
	}
	switch age := tx.Now().Sub(at); {
	case at.IsZero():
		return room.Verdict{Grade: room.Notice, Says: "还没有做过", Do: "请打开“备份”页中的一份备份，按“恢复演练”"}, nil
	case age > drillLate:
		return room.Verdict{Grade: room.Notice, Says: ago(age), Do: "请再做一次，建议每半年一次"}, nil
	default:
		return room.Good("%s，恢复得出来", ago(age)), nil
	}
}

// length is how long something takes, in words.
func length(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	if minutes < 60 {
		return fmt.Sprintf("%d 分钟", max(minutes, 1))
	}
	return fmt.Sprintf("%d 小时 %d 分钟", minutes/60, minutes%60)
}

// ago says how long ago something was, in words.
func ago(age time.Duration) string {
	switch days := int(age.Hours() / 24); {
	case days > 0:
		return fmt.Sprintf("%d 天前", days)
	case age >= time.Hour:
		return fmt.Sprintf("%d 小时前", int(age.Hours()))
	}
	return "不到一小时前"
}

func (g Ground) law(_ context.Context, tx *store.Tx) (room.Verdict, error) {
	m := tx.Today().Month()
	var demo, doubt, unconfirmed int
	all := g.Law.InForce(county(tx), m)
	for _, e := range all {
		switch {
		case e.Demo:
			demo++
		case e.Doubt != "":
			doubt++
		case e.Unconfirmed != "":
			unconfirmed++
		}
	}
	says := fmt.Sprintf("%s起作用的 %d 项", m.Term(), len(all))
	for _, part := range []struct {
		n    int
		what string
	}{{demo, "演示值"}, {doubt, "存疑"}, {unconfirmed, "待确认"}} {
		if part.n > 0 {
			says += fmt.Sprintf("，%s %d 项", part.what, part.n)
		}
	}
	if ended := g.Law.Ended(county(tx), m); len(ended) > 0 {
		titles := make([]string, len(ended))
		for i, e := range ended {
			titles[i] = e.Title()
		}
		return room.Verdict{Grade: room.Broken, Says: says + "；已到期而没有接续：" + strings.Join(titles, "、"), Do: "请录入新的标准；在此之前有关待遇不能核算"}, nil
	}
	if demo+doubt+unconfirmed > 0 {
		return room.Verdict{Grade: room.Notice, Says: says, Do: "请在“法规参数”页逐项核实来源"}, nil
	}
	return room.Good("%s", says), nil
}

func bundled(context.Context, *store.Tx) (room.Verdict, error) {
	if !web.Bundled() {
		return room.Verdict{Grade: room.Notice, Says: "程序里没有打包样式和图标，页面能用但不好看", Do: "请用 make build 重新编译"}, nil
	}
	return room.Good("齐全"), nil
}
