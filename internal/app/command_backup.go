package app

import (
	"context"
	"os"
	"path/filepath"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/backup"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
)

type backupCommand struct {
	Out    string `help:"备份文件写到这里；不填则写进数据文件夹的 backups" placeholder:"FILE"`
	Verify string `help:"不备份，只核对这份备份是否完整" placeholder:"FILE"`
	Drill  bool   `help:"核对时再做恢复演练：恢复到临时文件，逐表核对，然后删除"`
}

// Run makes a backup, or verifies one.
func (k backupCommand) Run(ctx context.Context, c *Config) error {
	if k.Verify != "" {
		return k.verify(ctx, c)
	}
	if k.Drill {
		return fault.Invalid("drill", "恢复演练要指明备份：minzheng backup --verify 文件 --drill")
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		m, err := b.backup.Make(ctx, b.operator(), k.Out, c.tell())
		if err != nil {
			return err
		}
		b.say("%s", m.Sentence())
		return nil
	})
}

func (k backupCommand) verify(ctx context.Context, c *Config) error {
	a, err := backup.Open(k.Verify)
	if err != nil {
		return err
	}
	if err := a.Verify(ctx, c.tell()); err != nil {
		return err
	}
	c.say("备份完整：%s", a)
	if !k.Drill {
		return nil
	}
	house, err := c.houseOf(ctx, a)
	if err != nil {
		return err
	}
	done, err := a.Drill(ctx, house, c.Data, c.process.Clock, c.tell())
	if err != nil {
		return err
	}
	c.say("演练成功：%s。演练用的文件已经删除", done.Sentence())
	return nil
}

// houseOf is the house as it would stand on the books of a backup. It is built on empty books in a folder that goes again, because the rooms
// ask whose books they are on.
func (c *Config) houseOf(ctx context.Context, a *backup.Archive) (backup.House, error) {
	folder, err := os.MkdirTemp("", "minzheng-")
	if err != nil {
		return backup.House{}, err
	}
	defer os.RemoveAll(folder)
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(folder, "county.db"), c.process.Clock)
	if err != nil {
		return backup.House{}, err
	}
	defer db.Close()
	if err := db.Settle(ctx, a.Manifest.County, a.Manifest.Demo); err != nil {
		return backup.House{}, err
	}
	law, err := lawWithin(a)
	if err != nil {
		return backup.House{}, err
	}
	r, err := furnish(db, law, c.backups())
	return r.house(), err
}

// lawWithin is the law by the folder that a backup carries.
func lawWithin(a *backup.Archive) (*rules.Book, error) {
	if a.Manifest.Demo {
		return demoLaw()
	}
	kept, err := a.Bytes("store_folder", "files")
	if err != nil {
		return nil, err
	}
	files, err := unpack(kept)
	if err != nil {
		return nil, err
	}
	return lawOf(files, a.Manifest.County, false)
}

// tell prints the larger steps of copying, so that the operator sees that something happens.
func (c *Config) tell() backup.Progress {
	return func(s backup.Step) {
		if s.Part.Rows >= 100_000 {
			c.say("  %s %d/%d %s：%d 行", s.What, s.No, s.Of, s.Part.Name, s.Part.Rows)
		}
	}
}
