package spelling_test

import (
	"strings"
	"testing"

	"minzheng/internal/engine/spelling"
)

// The surnames are those of the table of polyphonic surnames in every school dictionary (现代汉语词典, 姓氏音).
func TestNamesAreReadAsPeopleReadThem(t *testing.T) {
	for name, want := range map[string]string{
		"李桂兰":     "liguilan",
		"单雄信":     "shanxiongxin",
		"仇英":      "qiuying",
		"曾国藩":     "zengguofan",
		"解放":      "xiefang",
		"查良镛":     "zhaliangyong",
		"区寄":      "ouji",
		"朴正欢":     "piaozhenghuan",
		"盖叫天":     "gejiaotian gaijiaotian",
		"缪荃孙":     "miaoquansun",
		"翟让":      "zhairang dirang",
		"覃大志":     "qindazhi tandazhi",
		"尉迟恭":     "yuchigong",
		"万俟卨":     "moqixie",
		"欧阳修":     "ouyangxiu",
		"吕布":      "lubu",
		"王长乐":     "wangchangle wangchangyue wangzhangle wangzhangyue",
		"任盛":      "rensheng rencheng",
		"买买提·吐尔逊": "maimaitituerxun",
		"𠮷":       "𠮷",
		"Anna Lü": "annalu",
		"":        "",
	} {
		var got []string
		for _, r := range spelling.Name(name) {
			got = append(got, r.Letters())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is read %q, want %q", name, got, want)
		}
	}
}

func TestInitialsAreTheFirstLettersOfTheSyllables(t *testing.T) {
	for name, want := range map[string]string{"李桂兰": "lgl", "张三": "zs", "尉迟恭": "ycg", "单雄信": "sxx"} {
		if got := spelling.Name(name)[0].Initials(); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestTheGivenNameIsWhatFollowsTheSurname(t *testing.T) {
	for name, want := range map[string]string{"李桂兰": "桂兰", "欧阳修": "修", "张三": "三", "王": "", "欧阳": "阳", "Anna": "anna"} {
		if got := spelling.GivenName(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestWordsThatAreNoNamesAreReadPlainly(t *testing.T) {
	for text, want := range map[string]string{"解放路": "jiefanglu", "铧厂": "huachang", "长沙": "changsha", "第2小组": "di2xiaozu"} {
		if got := spelling.Word(text).Letters(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestFoldBringsWhatPeopleTypeToOneForm(t *testing.T) {
	for text, want := range map[string]string{"ＬＶ ｂｕ": "lubu", "Li Gui-Lan": "liguilan", " 李　桂兰 ": "李桂兰", "lüe": "lue"} {
		if got := spelling.Fold(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
