// Package app is the roof: it lists the rooms, connects them, and runs the program. It decides nothing itself.
//
// Begin with rooms.go, the list of rooms in floor order, and wiring.go, the list of all side effects between them.
// The commands of the program stand in command_*.go.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/alecthomas/kong"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
)

// A Process is what the operating system gives to the program.
type Process struct {
	Args  []string
	Env   func(string) string
	Out   io.Writer
	Err   io.Writer
	Clock store.Clock
}

// commands are the words the program understands on the command line.
type commands struct {
	Config
	Version kong.VersionFlag `help:"打印版本"`

	Demo    demoCommand    `cmd:"" help:"建立演示县（全部人员均为虚构）并提供服务"`
	Init    initCommand    `cmd:"" help:"建立正式县：载入本县的区划和法规参数，设第一个管理员"`
	Serve   serveCommand   `cmd:"" help:"提供服务"`
	Import  importCommand  `cmd:"" help:"导入名册、家庭情况表、死亡人员名单"`
	Check   checkCommand   `cmd:"" help:"名册体检：检查几个文件，列出疑点；不需要建县，什么也不保存"`
	Assess  assessCommand  `cmd:"" help:"按法规逐条认定一户并说明理由"`
	Month   monthCommand   `cmd:"" help:"每月认定：提出待确认事项"`
	Roster  rosterCommand  `cmd:"" help:"发放名册：编制、核验"`
	Figures figuresCommand `cmd:"" help:"统计月报：数出各表，写成 xlsx，列出校核结果"`
	Report  reportCommand  `cmd:"" help:"工作报告：写成 docx 和附记录的 xlsx"`
	Audit   auditCommand   `cmd:"" help:"活动记录：打印链首、核验"`
	Backup  backupCommand  `cmd:"" help:"把全县数据备份成一个文件，或核对一份备份"`
	Restore restoreCommand `cmd:"" help:"从备份恢复到空的数据文件夹或数据库"`
	Clock   clockCommand   `cmd:"" help:"确认本机时间无误（曾在错误的时间办理过业务时）"`
	Doctor  doctorCommand  `cmd:"" help:"系统体检：逐项检查并说明怎么办"`
	Invent  inventCommand  `cmd:"" help:"把演示县的虚构人员写成各乡镇的名册，供试用和测试"`
	Effect  configCommand  `cmd:"" name:"config" help:"打印生效的设置及其来源"`
}

// version of the program, as a backup notes it.
const version = "0.2"

// Main runs the program and gives its exit code: 0 done, 1 refused or failed, 2 not understood.
func Main(ctx context.Context, p Process) int {
	var c commands
	exited := -1
	parser, err := kong.New(&c, kong.Name("minzheng"), kong.Description("民政：县级民政业务平台"), kong.Writers(p.Out, p.Err), kong.Vars{"version": version},
		kong.Exit(func(code int) { exited = code }), kong.Resolvers(environment(p.Env)), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		panic(err) // a mistake in the tags above
	}
	chosen, err := parser.Parse(p.Args)
	if exited >= 0 { // --help printed its text
		return exited
	}
	if err != nil {
		fmt.Fprintf(p.Err, "命令不完整或有误：%v\n请用 minzheng --help 查看用法\n", err)
		return 2
	}
	c.Config.process = p
	if err := run(ctx, chosen, &c.Config); err != nil {
		return complain(p.Err, err)
	}
	return 0
}

func run(ctx context.Context, chosen *kong.Context, config *Config) error {
	chosen.BindTo(ctx, (*context.Context)(nil))
	return chosen.Run(config)
}

// complain tells the operator what went wrong: a fault by its sentence, anything else as it is.
func complain(to io.Writer, err error) int {
	if sentence, ok := fault.Sentence(err); ok {
		fmt.Fprintln(to, sentence)
		return 1
	}
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(to, "已中断，未完成的操作没有留下任何更改")
		return 1
	}
	fmt.Fprintf(to, "出错：%v\n", err)
	return 1
}

// environment lets variables of the environment stand for flags, as far as a flag names one.
func environment(env func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name, ok := variables[flag.Name]
		if !ok {
			return nil, nil
		}
		if value := strings.TrimSpace(env(name)); value != "" {
			return value, nil
		}
		return nil, nil
	})
}

func (c *Config) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(c.process.Err, nil))
}
