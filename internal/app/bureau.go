package app

import (
	"context"
	"fmt"
	"io/fs"
	"os"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// A Bureau is the whole house, open: the books, the law in force, and the rooms in floor order.
type Bureau struct {
	config *Config
	db     *store.DB
	files  fs.FS // the county's own things
	law    *rules.Book
	runner *job.Runner

	readings *audit.Readings // notes who looks at what
	rooms
}

// withBureau opens the books of a county that exists, runs f, and closes them.
func (c *Config) withBureau(ctx context.Context, f func(b *Bureau) error) error {
	b, err := openBureau(ctx, c)
	if err != nil {
		return err
	}
	defer b.db.Close()
	if b.db.County() == "" {
		return fault.NotFound("这里还没有建立县：%s。请先运行 minzheng demo 建立演示县，或 minzheng init --county 文件夹 建立正式县，或用 --data、--database 指明数据所在", c.place())
	}
	if err := b.furnish(ctx); err != nil {
		return err
	}
	return f(b)
}

// openBureau opens the database alone.
func openBureau(ctx context.Context, c *Config) (*Bureau, error) {
	if c.Database == "" {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return nil, fmt.Errorf("data folder: %w", err)
		}
	}
	db, err := store.Open(ctx, c.address(), c.process.Clock)
	if err != nil {
		return nil, err
	}
	return &Bureau{config: c, db: db}, nil
}

// furnish loads the law, builds the rooms and brings their tables up to date.
func (b *Bureau) furnish(ctx context.Context) (err error) {
	if b.files, err = countyFiles(ctx, b.db); err != nil {
		return err
	}
	if b.law, err = lawOf(b.files, b.db.County(), b.db.Demo()); err != nil {
		return err
	}
	if err := b.build(ctx); err != nil {
		return err
	}
	_, _, office, err := readTitle(b.files)
	if err != nil {
		return err
	}
	b.statistics.Call(office)
	return b.person.Index(ctx)
}

// build builds the rooms under the law and brings their tables up to date.
func (b *Bureau) build(ctx context.Context) (err error) {
	if b.rooms, err = furnish(b.db, b.law, b.config.backups()); err != nil {
		return err
	}
	b.checkup.Contribute(b.checks())
	b.runner = job.NewRunner(b.db, b.jobs(), b.config.logger())
	b.readings = audit.NewReadings(b.db, func(err error) { b.config.logger().Error("seal readings", "error", err) })
	for _, r := range b.house().Rooms {
		if err := b.db.Migrate(ctx, r.Name, r.Migrations); err != nil {
			return err
		}
	}
	return nil
}

// witness notes what a page shows of people's files.
func (b *Bureau) witness(ctx context.Context, by access.Actor, seen web.Reading) error {
	return b.readings.Note(ctx, by, audit.Reading(seen))
}

// county is the division of the county whose books these are.
func (b *Bureau) county() division.Code { return division.Code(b.db.County() + "000000") }

// operator is who acts when a command is typed at the machine itself.
func (b *Bureau) operator() access.Actor { return access.System(b.config.operator(), b.county()) }

// operator is the name of whoever types commands at the machine itself.
func (c *Config) operator() string {
	name := c.process.Env("USER")
	if name == "" {
		name = "未署名"
	}
	return "命令行（" + name + "）"
}

// place is where the books are, for people.
func (c *Config) place() string {
	if c.Database != "" {
		return redact(c.Database)
	}
	return c.Data
}
