package app

import (
	"context"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/backup"
	"minzheng/internal/engine/store"
)

type restoreCommand struct {
	File string `arg:"" help:"备份文件"`
}

// Run makes the county of a backup where there is none, in the data folder or in a database.
func (k restoreCommand) Run(ctx context.Context, c *Config) error {
	a, err := backup.Open(k.File)
	if err != nil {
		return err
	}
	if err := a.Verify(ctx, c.tell()); err != nil {
		return err
	}
	c.say("备份完整：%s", a)
	house, err := c.houseOf(ctx, a)
	if err != nil {
		return err
	}
	done, err := c.restore(ctx, a, house)
	if err != nil {
		return err
	}
	c.say("%s。\n启动：minzheng serve", done.Sentence())
	return nil
}

func (c *Config) restore(ctx context.Context, a *backup.Archive, house backup.House) (backup.Restoration, error) {
	if c.Database == "" {
		return a.RestoreFile(ctx, house, c.operator(), c.file(), c.process.Clock, c.tell())
	}
	db, err := store.Open(ctx, c.Database, c.process.Clock)
	if err != nil {
		return backup.Restoration{}, err
	}
	defer db.Close()
	if db.County() != "" {
		return backup.Restoration{}, fault.Conflict("%s 里已经有一个县，不能覆盖；请换一个空的数据库", c.place())
	}
	return a.Restore(ctx, db, house, c.operator(), c.tell())
}
