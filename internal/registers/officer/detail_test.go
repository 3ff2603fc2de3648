package officer

import (
	"testing"

	"minzheng/internal/engine/audit"
)

func TestRemarks(t *testing.T) {
	line := audit.Line{Entry: audit.Entry{Reason: "户籍迁出", Details: map[string]string{
		"amount": "804873.50", "digest": "71925a380d6a5495e3b7a04e9643fd05f452c2a774681dd5185a97047590fe20",
		"household": "06bqk8t2d0000000000abc", "class": "rural", "month": "2026-11", "until": "",
	}}}
	want := "原因：户籍迁出；金额：804,873.50 元；城乡类别：农村；摘要：71925a380d6a…；月份：2026-11"
	if got := (&Officer{}).remarks(line); got != want {
		t.Errorf("the remarks are %s, not %s", got, want)
	}
}
