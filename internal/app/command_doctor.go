package app

import (
	"context"
	"os"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/checkup"
	"minzheng/internal/engine/room"
)

type doctorCommand struct{}

// Run checks whatever can be checked, and fails when something is wrong. It keeps no record: it may be called when nothing can be
// written any more.
func (doctorCommand) Run(ctx context.Context, c *Config) error {
	if _, err := os.Stat(c.file()); err != nil && c.Database == "" { // opening would make the folder
		c.sayLines(checkup.Folder(c.Data))
		return fault.Conflict("这里没有数据：%s，其余各项没有检查", c.file())
	}
	b, err := openBureau(ctx, c)
	switch {
	case err != nil:
		c.sayLines(checkup.Folder(c.Data))
		first, _, _ := strings.Cut(err.Error(), "\n")
		c.sayLine(checkup.Line{Term: "数据库", Verdict: room.Verdict{
			Grade: room.Broken, Says: "打不开：" + first, Do: "请核对数据库地址、密码和网络，或数据文件是否损坏",
		}})
		return fault.Conflict("数据库打不开，其余各项没有检查")
	case b.db.County() == "":
		defer b.db.Close()
		c.sayLines(checkup.Folder(c.Data))
		return fault.Conflict("这里还没有建立县：%s，其余各项没有检查", c.place())
	}
	defer b.db.Close()
	if err := b.furnish(ctx); err != nil {
		return err
	}
	all := b.checkup.Look(ctx, func(_ int, l checkup.Line) { c.sayLine(l) })
	if _, _, broken := checkup.Tally(all); broken > 0 {
		return fault.Conflict("%s", checkup.Sentence(all))
	}
	c.say("%s", checkup.Sentence(all))
	return nil
}

func (c *Config) sayLines(lines []checkup.Line) {
	for _, l := range lines {
		c.sayLine(l)
	}
}

func (c *Config) sayLine(l checkup.Line) {
	c.say("%s %s：%s", l.Grade.Sign(), l.Term, l.Says)
	if l.Do != "" {
		c.say("    %s", l.Do)
	}
}

// checks are what a checkup looks at: the machine and the engines first, then each room.
func (b *Bureau) checks() []room.Check {
	all := checkup.Ground{Data: b.config.Data, Law: b.law, Backup: b.backup, House: b.house()}.Checks(b.db)
	for _, r := range b.list {
		all = append(all, r.Checks...)
	}
	return all
}
