package app

import (
	"context"
	"fmt"
	"os"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

type auditCommand struct {
	Head   auditHeadCommand   `cmd:"" help:"打印各链的链首，请抄存在本机之外"`
	Verify auditVerifyCommand `cmd:"" help:"核验全部活动记录；被改动、删除的记录会逐条指出"`
}

type auditHeadCommand struct{}

// Run prints the heads in the form that audit verify --against reads.
func (auditHeadCommand) Run(ctx context.Context, c *Config) error {
	return c.withBureau(ctx, func(b *Bureau) error {
		if err := audit.Seal(ctx, b.db); err != nil {
			return err
		}
		return b.db.Read(ctx, func(tx *store.Tx) error {
			heads, err := audit.Heads(ctx, tx)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.process.Out, "# %s 活动记录链首 %s\n", tx.County(), tx.Stamp())
			for _, h := range heads {
				fmt.Fprintln(c.process.Out, h)
			}
			return nil
		})
	})
}

type auditVerifyCommand struct {
	Against string `help:"先前抄存的链首文件" type:"existingfile" placeholder:"FILE"`
}

// Run fails when anything was found.
func (a auditVerifyCommand) Run(ctx context.Context, c *Config) error {
	noted, err := a.noted()
	if err != nil {
		return err
	}
	return c.withBureau(ctx, func(b *Bureau) error {
		if err := audit.Seal(ctx, b.db); err != nil {
			return err
		}
		var report audit.Report
		err := b.db.Read(ctx, func(tx *store.Tx) (err error) {
			report, err = audit.Verify(ctx, tx, noted)
			return err
		})
		if err != nil {
			return err
		}
		for _, f := range report.Findings {
			fmt.Fprintln(c.process.Out, f)
		}
		if !report.Whole() {
			return fault.Conflict("活动记录不完整：发现 %d 处问题，请保留现场并报告审计部门", len(report.Findings))
		}
		fmt.Fprintf(c.process.Out, "活动记录完整：%d 条链，%d 条记录，%d 条查看记录\n", report.Chains, report.Entries, report.Readings)
		return nil
	})
}

func (a auditVerifyCommand) noted() ([]audit.Head, error) {
	if a.Against == "" {
		return nil, nil
	}
	f, err := os.Open(a.Against)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return audit.ReadHeads(f)
}
