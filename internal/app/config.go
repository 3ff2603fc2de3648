package app

import (
	"context"
	"fmt"
	"net/url"
	"path/filepath"
)

// Config is all that the program itself can be told; the county's own things lie in its data folder.
type Config struct {
	Data     string   `help:"数据文件夹" default:"./data" placeholder:"DIR"`
	Database string   `help:"数据库地址（postgres://…）；不填则用数据文件夹里的 SQLite" placeholder:"URL"`
	Secure   bool     `help:"通过 https 提供服务（本机或前面的代理）"`
	Origin   []string `help:"代理对外的地址，如 https://mz.example.gov.cn" placeholder:"URL"`

	process Process
}

// variables of the environment that stand for flags.
var variables = map[string]string{
	"data":     "MINZHENG_DATA",
	"database": "DATABASE_URL",
	"secure":   "MINZHENG_SECURE",
	"origin":   "MINZHENG_ORIGIN",
}

// address is where the books are.
func (c *Config) address() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + c.file()
}

// file is where the books lie when no database is named.
func (c *Config) file() string { return filepath.Join(c.Data, "county.db") }

// backups is the folder where backups go when nobody says where.
func (c *Config) backups() string { return filepath.Join(c.Data, "backups") }

type configCommand struct{}

// Run prints each setting in effect and where it comes from.
func (configCommand) Run(_ context.Context, c *Config) error {
	settings := []struct{ flag, value, usual string }{
		{"data", c.Data, "./data"},
		{"database", redact(c.Database), ""},
		{"secure", fmt.Sprint(c.Secure), "false"},
		{"origin", fmt.Sprint(c.Origin), "[]"},
	}
	for _, s := range settings {
		fmt.Fprintf(c.process.Out, "%-10s %-40s %s\n", s.flag, s.value, c.origin(s.flag, s.value, s.usual))
	}
	return nil
}

func (c *Config) origin(flag, value, usual string) string {
	name := variables[flag]
	switch {
	case c.process.Env(name) != "":
		return "环境变量 " + name
	case value != usual:
		return "命令行 --" + flag
	}
	return "默认"
}

// redact hides the password in a database address.
func redact(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "（无法识别）"
	}
	return u.Redacted()
}
