package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/officer"
	"minzheng/internal/registers/place"
)

type initCommand struct {
	County string `help:"县资料文件夹：county.toml、divisions.csv，可以有 aliases.csv、values、geography" required:"" placeholder:"FOLDER"`
	Admin  string `help:"第一个管理员的登录名" default:"admin" placeholder:"NAME"`
	Name   string `help:"第一个管理员的姓名" default:"系统管理员" placeholder:"NAME"`
	Renew  bool   `help:"县已经建好：用文件夹里的新资料换下原来的区划、法规参数和地图"`
}

// Run starts a county that is not a demonstration, or brings one up to date with its folder. The folder is looked through before
// anything is opened, and the books get all of it in one transaction.
func (k initCommand) Run(ctx context.Context, c *Config) error {
	files, err := folderAt(k.County)
	if err != nil {
		return err
	}
	f, err := readFolder(files, false)
	if err != nil {
		return err
	}
	if f.county == idcard.DemoArea {
		return fault.Invalid("county", "%s 是演示号码专用的地区，不能建立正式县；请填写本县的区划代码", idcard.DemoArea)
	}
	packed, err := pack(files)
	if err != nil {
		return err
	}
	b, err := openBureau(ctx, c)
	if err != nil {
		return err
	}
	defer b.db.Close()
	if k.Renew {
		return b.renew(ctx, f, packed)
	}
	return b.start(ctx, f, packed, officer.Appointment{Name: k.Name, SignIn: k.Admin, Role: access.Administrator, Division: f.at()})
}

// folderAt is the folder with this name.
func folderAt(name string) (fs.FS, error) {
	is, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.NotFound("没有这个文件夹：%s", name)
	}
	if err != nil {
		return nil, fault.Unavailable("文件夹打不开：%v", err)
	}
	if !is.IsDir() {
		return nil, fault.Invalid("county", "%s 不是文件夹；请把 county.toml、divisions.csv 和 values 放进一个文件夹，再写它的名字", name)
	}
	return os.DirFS(name), nil
}

// at is the division of the county whose folder it is.
func (f folder) at() division.Code { return division.Code(f.county + "000000") }

// start makes the books those of the county, with its places, its law and one administrator.
func (b *Bureau) start(ctx context.Context, f folder, packed []byte, first officer.Appointment) error {
	if b.db.County() != "" {
		return b.exists()
	}
	b.files, b.law = nil, f.law
	if err := b.build(ctx); err != nil {
		return err
	}
	var password string
	deed := store.Deed{County: f.county, SettledAt: store.FormatStamp(b.config.process.Clock())}
	err := b.db.Fill(ctx, deed, func(tx *store.Tx) (err error) {
		by := access.System(b.config.operator(), f.at())
		if err := f.keep(ctx, tx, by, packed); err != nil {
			return err
		}
		password, err = b.officer.AppointFirst(ctx, tx, by, first)
		return err
	})
	if err != nil {
		return err
	}
	b.say("%s 已建立：%d 个区划，%d 项法规参数（版本 %s）。", f.office, len(f.gazette.Divisions), len(f.law.Entries()), f.law.Version()[:12])
	b.tellLacking(f)
	b.say("\n第一个管理员：%s\n首次密码：%s\n密码只显示这一次，首次登录必须更改。\n\n启动：minzheng serve", first.SignIn, password)
	return nil
}

// keep writes what the folder holds into the books.
func (f folder) keep(ctx context.Context, tx *store.Tx, by access.Actor, packed []byte) error {
	if _, err := place.Load(ctx, tx, by, f.gazette); err != nil {
		return err
	}
	if err := tx.KeepFolder(ctx, packed); err != nil {
		return err
	}
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: loadingLaw, Subject: "county", SubjectID: string(f.at()), Division: f.at(),
		Details: map[string]string{"source": f.office, "version": f.law.Version()},
	})
}

// exists says that the books are somebody's already.
func (b *Bureau) exists() error {
	kind := "正式县"
	if b.db.Demo() {
		kind = "演示县"
	}
	return fault.Conflict("%s 里已经有一个县（%s，%s），没有改动。换用新资料请加 --renew；另建一县请换一个数据文件夹或数据库", b.config.place(), b.db.County(), kind)
}

// renew puts the folder in place of the one before. What was decided stays as it was decided.
func (b *Bureau) renew(ctx context.Context, f folder, packed []byte) error {
	switch {
	case b.db.County() == "":
		return fault.NotFound("这里还没有建立县：%s。第一次请不加 --renew", b.config.place())
	case b.db.Demo():
		return fault.Conflict("%s 里是演示县，不能换上正式县的资料", b.config.place())
	case b.db.County() != f.county:
		return fault.Conflict("%s 里是 %s，文件夹里是 %s；请核对是否用错了文件夹", b.config.place(), b.db.County(), f.county)
	}
	if err := b.furnish(ctx); err != nil {
		return err
	}
	kept, err := b.db.Folder(ctx)
	if err != nil {
		return err
	}
	if string(kept) == string(packed) {
		b.say("资料与原来的相同，没有改动。")
		return nil
	}
	before := b.law.Version()
	err = b.db.Write(ctx, func(tx *store.Tx) error { return f.keep(ctx, tx, b.operator(), packed) })
	if err != nil {
		return err
	}
	b.say("%s 的资料已更换：%d 个区划，%d 项法规参数（版本 %s，原为 %s）。正在运行的服务重新启动后按新资料办理。",
		f.office, len(f.gazette.Divisions), len(f.law.Entries()), f.law.Version()[:12], before[:12])
	b.tellLacking(f)
	return nil
}

// tellLacking says which values of the law the county has still to find.
func (b *Bureau) tellLacking(f folder) {
	lacking := f.law.Lacking(f.at(), month.Today(b.config.process.Clock()))
	if len(lacking) == 0 {
		return
	}
	b.say("还没有本县今天的值，用到时会说明缺什么，请补进 values 后用 --renew 载入：\n  %s", strings.Join(lacking, "\n  "))
}

// loadingLaw is the act of bringing a county's folder into the books.
const loadingLaw = "provision.load"
