package officer

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"minzheng/internal/base/money"
	"minzheng/internal/engine/audit"
)

// remarks are the reason and the details of an entry in words: 原因：…；月份：2026-11. What only a program can use, the
// ids of records, is left out; the entry opens its record elsewhere.
func (o *Officer) remarks(l audit.Line) string {
	var parts []string
	if l.Reason != "" {
		parts = append(parts, "原因："+l.Reason)
	}
	for _, key := range slices.Sorted(maps.Keys(l.Details)) {
		if v := detailValue(key, l.Details[key]); v != "" {
			parts = append(parts, cmp.Or(detailWords()[key], key)+"："+v)
		}
	}
	return strings.Join(parts, "；")
}

var (
	recordID = regexp.MustCompile(`^[0-9a-z]{22}$`)
	digest   = regexp.MustCompile(`^[0-9a-f]{32,}$`)
)

// detailValue is a detail as people read it: amounts in groups of three, the beginning of a digest, nothing of an id.
func detailValue(key, value string) string {
	switch {
	case recordID.MatchString(value):
		return ""
	case digest.MatchString(value):
		return value[:12] + "…"
	case key == "amount" || key == "sum" || key == "total":
		if fen, err := money.Parse(value); err == nil {
			return fen.String()
		}
	}
	return cmp.Or(codeWords()[value], value)
}

// detailWords are the words for the names of details.
func detailWords() map[string]string {
	return map[string]string{
		"name": "姓名或名称", "sign_in": "登录名", "role": "岗位", "month": "月份", "amount": "金额", "total": "合计", "sum": "合计", "count": "数量",
		"file": "文件", "from": "起", "until": "止", "programme": "项目", "digest": "摘要", "rows": "行数", "people": "人数", "households": "户数",
		"source": "来源", "head": "户主", "household": "家庭", "person": "人员", "kind": "种类", "item": "项目", "old": "原为", "new": "改为",
		"fund": "资金", "lines": "笔数", "divisions": "区划数", "news": "新增或变更", "edition": "稿次", "held": "没有办理", "line": "行",
		"award": "待遇", "format": "格式", "as_of": "起始日期", "size": "字节数", "taken": "已导入", "changed": "有变化", "note": "说明",
		"assessed": "核定户数", "written": "新建议", "kept": "沿用建议", "replaced": "取代建议", "account": "账号", "class": "城乡类别",
		"channel": "申请方式", "applicant": "申请人", "day": "日期", "outcome": "结论", "serial": "序号", "run": "体检", "filter": "筛选",
		"title": "名称", "made_at": "备份时间", "headings": "列数", "notice": "死亡登记", "says": "内容", "proposal": "建议",
	}
}

// codeWords are the words for the values that entries keep as codes.
func codeWords() map[string]string {
	return map[string]string{
		"urban": "城市", "rural": "农村", "new": "新增", "change": "变更", "stop": "停发", "refuse": "不予确认", "unknown": "资料不全",
		"visit": "本人到场", "agent": "委托代办", "online": "网上申请", "sighted": "主动发现后告知申请",
		"roll": "低保发放名册", "families": "低保家庭情况表", "deaths": "死亡人员名单", "disability": "残疾人两项补贴发放表",
		"dibao": "低保", "tekun": "特困", "temporary": "临时救助", "disability_living": "残疾人生活补贴", "disability_care": "残疾人护理补贴",
		"advanced_age": "高龄津贴", "hardship_aged": "高龄失能补贴", "verified": "核实属实", "wrong": "排除",
	}
}
