package intake

import (
	"regexp"
	"strings"

	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/circumstance"
)

// A word is what a cell says where the register has a list of answers: one of
// them, with words beside it.
type word struct {
	option string
	count  int
	words  string
}

// An answer is the words people write for one option of a kind: the whole cell,
// or anywhere in it. Answers are tried in the order of their list.
type answer struct {
	option   string
	words    []string
	anywhere bool
}

// disabilities are the categories of the disability certificate (残疾人证).
var disabilities = []answer{
	{"visual", []string{"视力", "视残", "盲"}, true},
	{"hearing", []string{"听力", "听残", "聋"}, true},
	{"speech", []string{"言语", "语言"}, true},
	{"limb", []string{"肢体", "肢残"}, true},
	{"intellectual", []string{"智力", "智残"}, true},
	{"mental", []string{"精神"}, true},
	{"multiple", []string{"多重"}, true},
}

var gradePattern = regexp.MustCompile(`([一二三四壹贰叁肆1234ⅠⅡⅢⅣ]|IV|I{1,3})级`)

// grades are the grades of the certificate, the first the gravest.
var grades = map[string]int{"一": 1, "二": 2, "三": 3, "四": 4, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "1": 1, "2": 2, "3": 3, "4": 4, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4, "I": 1, "II": 2, "III": 3, "IV": 4}

// readDisability reads category and grade: 听力四级, 二级肢体, 智力残疾1级. A
// missing part is left out; ok is false when neither was met or two categories
// were.
func readDisability(text string) (found word, ok bool) {
	if saysNone(text) {
		return word{option: circumstance.None}, true
	}
	t := plain(text)
	for _, a := range disabilities {
		for _, w := range a.words {
			if strings.Contains(t, w) {
				if found.option != "" && found.option != a.option {
					return word{}, false
				}
				found.option = a.option
			}
		}
	}
	found.count = readGrade(t)
	return found, found.option != "" || found.count > 0
}

// readGrade reads the grade alone: 二级, 2. Zero when there is none.
func readGrade(text string) int {
	t := plain(text)
	if n, ok := grades[t]; ok {
		return n
	}
	all := gradePattern.FindAllStringSubmatch(t, -1)
	if len(all) != 1 {
		return 0
	}
	return grades[all[0][1]]
}

var bracketed = regexp.MustCompile(`[（(]([^（）()]*)[）)]`)

// inBrackets are the words in brackets: 十堰 of 外出务工（十堰）.
func inBrackets(text string) string {
	if m := bracketed.FindStringSubmatch(text); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}

// pick finds the answer that a text gives.
func pick(answers []answer, text string) (string, bool) {
	t := plain(unbracketed(text))
	for _, a := range answers {
		for _, w := range a.words {
			if t == w || a.anywhere && strings.Contains(t, w) {
				return a.option, true
			}
		}
	}
	return "", false
}

var healths = []answer{
	{"serious", []string{"大病", "重病", "重疾", "癌", "恶性肿瘤", "尿毒症", "白血病"}, true},
	{"chronic", []string{"慢性病", "慢病", "长期慢性病", "高血压", "糖尿病"}, true},
	{"good", []string{"健康", "良好", "一般", "正常", "较好", "好"}, false},
}

// readHealth reads the state of health: 健康, 慢性病, 大病（尿毒症）; the disease is
// in words.
func readHealth(text string) (word, bool) {
	if saysNone(text) {
		return word{option: circumstance.None}, true
	}
	option, ok := pick(healths, text)
	w := word{option: option, words: inBrackets(text)}
	if option == "serious" && w.words == "" && !strings.HasSuffix(plain(text), "病") {
		w.words = strings.TrimSpace(text)
	}
	return w, ok
}

var labours = []answer{
	{"lost", []string{"完全丧失", "丧失", "丧失劳动能力", "完全丧失劳动能力", "丧失劳动力"}, false},
	{"partial", []string{"部分", "部分丧失", "部分丧失劳动能力", "弱", "弱劳动力", "弱劳力", "半劳力", "半劳动力"}, false},
	{circumstance.None, []string{"无", "无劳动能力", "无劳动力", "无劳力", "没有"}, false},
	{"full", []string{"有", "有劳动能力", "有劳动力", "全劳力", "正常", "普通劳动力", "普通劳力", "技能劳动力"}, false},
}

// readLabour reads the ability to work.
func readLabour(text string) (word, bool) {
	if saysNone(text) {
		return word{option: circumstance.None}, true
	}
	option, ok := pick(labours, text)
	return word{option: option}, ok
}

var works = []answer{
	{"away", []string{"外出务工", "外出打工", "在外务工", "省外务工", "县外务工", "外地务工", "外出"}, true},
	{"county", []string{"县内务工", "本地务工", "就近务工", "县内打工", "务工", "打工"}, true},
	{"flexible", []string{"灵活就业", "打零工", "零工", "临时工"}, true},
	{"farming", []string{"在家务农", "务农", "种地", "种养"}, true},
	{"retired", []string{"退休", "离退休"}, true},
	{"employed", []string{"在职", "公益性岗位", "公益岗位", "上班", "职工"}, true},
	{circumstance.None, []string{"无业", "失业", "待业", "在家", "未就业", "学龄前"}, false},
}

var schools = []answer{
	{"preschool", []string{"幼儿园", "学前班", "幼儿"}, true},
	{"primary", []string{"小学"}, true},
	{"junior", []string{"初中"}, true},
	{"vocational", []string{"中职", "中专", "技校", "职高", "职中", "职业高中"}, true},
	{"senior", []string{"高中"}, true},
	{"graduate", []string{"研究生", "硕士", "博士"}, true},
	{"college", []string{"大学", "大专", "本科", "高职", "专科"}, true},
}

// readWork reads employment and schooling, which one column often holds: 外出务工
// （十堰）, 在读小学. School is empty for who is not at school.
func readWork(text string) (work word, school string, ok bool) {
	if saysNone(text) {
		return word{option: circumstance.None}, "", true
	}
	if option, met := pick(works, text); met {
		return word{option: option, words: inBrackets(text)}, "", true
	}
	if option, met := pick(schools, text); met {
		return word{option: "student", words: inBrackets(text)}, option, true
	}
	if plain(text) == "学生" || plain(text) == "在读" || plain(text) == "在校" {
		return word{option: "student"}, "", true
	}
	return word{}, "", false
}

var vehicles = []answer{
	{"tricycle", []string{"三轮"}, true},
	{"motorcycle", []string{"摩托", "电动车", "电瓶车"}, true},
	{"van", []string{"面包车"}, true},
	{"truck", []string{"货车", "卡车"}, true},
	{"machine", []string{"拖拉机", "收割机", "旋耕机", "挖掘机", "农机", "铲车"}, true},
	{"ship", []string{"船"}, true},
	{"car", []string{"轿车", "小汽车", "汽车", "越野车", "SUV", "小车", "商务车", "私家车"}, true},
}

var countedPattern = regexp.MustCompile(`([0-9]{1,2})(?:辆|台|艘|套|处)`)

// readVehicle reads what the household drives: 三轮摩托, 面包车1辆, 小轿车（鄂C…）.
// Whatever is no "none" is a vehicle, of another sort when the words are not
// known.
func readVehicle(text string) word {
	if saysNone(text) {
		return word{option: circumstance.None}
	}
	option, ok := pick(vehicles, text)
	if !ok {
		return word{option: "other", count: counted(text), words: strings.TrimSpace(text)}
	}
	return word{option: option, count: counted(text), words: inBrackets(text)}
}

func counted(text string) int {
	if m := countedPattern.FindStringSubmatch(plain(text)); m != nil {
		return max(1, atoi(m[1]))
	}
	return 1
}

var housings = []answer{
	{"public", []string{"公租", "廉租", "保障房"}, true}, // before 租房, which 公租房 contains
	{"rented", []string{"租房", "租住", "租赁", "出租"}, true},
	{"resettled", []string{"安置", "搬迁"}, true},
	{"own", []string{"自建", "自有", "商品房", "土坯", "砖混", "砖木", "平房", "楼房", "自住", "房"}, true},
}

var ownedPattern = regexp.MustCompile(`^[0-9]{1,2}(套|处|栋|幢|间)$`)

// readHousing reads where the household lives: 1套（自建）, 自建房2间, 公租房.
func readHousing(text string) word {
	if saysNone(text) {
		return word{option: circumstance.None}
	}
	w := word{count: counted(text), words: strings.TrimSpace(text)}
	switch option, ok := pick(housings, text); {
	case ok:
		w.option = option
	case ownedPattern.MatchString(plain(unbracketed(text))), strings.Contains(text, "自建"):
		w.option = "own"
	default:
		w.option = "other"
	}
	return w
}

// isNothing is true of a cell that is blank or says that there is nothing.
func isNothing(c sheet.Cell) bool {
	return c.Kind == sheet.Blank || plain(c.Text) == "" || saysNone(c.Text)
}
