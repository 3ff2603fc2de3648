package household

import "strings"

// A Relation is what a member is to the head of the household. 与户主关系.
type Relation string

// The relations, a closed list in the order in which members are shown.
const (
	Head        Relation = "head"        // 户主
	Spouse      Relation = "spouse"      // 配偶
	Child       Relation = "child"       // 子女
	ChildInLaw  Relation = "childinlaw"  // 儿媳、女婿
	Parent      Relation = "parent"      // 父母
	ParentInLaw Relation = "parentinlaw" // 岳父母、公婆
	Grandparent Relation = "grandparent" // 祖父母、外祖父母
	Grandchild  Relation = "grandchild"  // 孙子女、外孙子女
	Sibling     Relation = "sibling"     // 兄弟姐妹
	Relative    Relation = "relative"    // 其他
	Unstated    Relation = ""            // not known
)

// relations lists for each relation its official term and the words people write for it.
var relations = []struct {
	relation Relation
	term     string
	words    string
}{
	{Head, "户主", "户主 本人 申请人 户主本人 自己"},
	{Spouse, "配偶", "配偶 妻 妻子 丈夫 夫 爱人 老婆 老公 之妻 之夫 夫妻 夫妇"},
	{Child, "子女", "子女 子 女 儿 儿子 女儿 长子 次子 三子 四子 五子 长女 次女 三女 四女 五女 二子 二女 大儿子 二儿子 小儿子 大女儿 二女儿 小女儿 独生子 独生女 养子 养女 继子 继女 之子 之女 儿女 婴儿 非婚生子女"},
	{ChildInLaw, "儿媳、女婿", "儿媳 媳妇 儿媳妇 女婿 之媳 之婿 长媳 次媳 媳 婿 儿媳或女婿"},
	{Parent, "父母", "父母 父 母 父亲 母亲 爸爸 妈妈 之父 之母 养父 养母 继父 继母 生父 生母"},
	{ParentInLaw, "岳父母、公婆", "岳父 岳母 公公 婆婆 公婆 岳父母 公 婆 岳父岳母"},
	{Grandparent, "祖父母、外祖父母", "祖父 祖母 爷爷 奶奶 外祖父 外祖母 外公 外婆 姥爷 姥姥 祖父母 外祖父母"},
	{Grandchild, "孙子女、外孙子女", "孙 孙子 孙女 外孙 外孙女 外孙子 孙子女 外孙子女 长孙 长孙女 次孙 次孙女 之孙 之孙女 孙儿 曾孙 曾孙女 重孙"},
	{Sibling, "兄弟姐妹", "兄弟姐妹 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 哥 胞兄 胞弟 胞姐 胞妹 兄弟 姐妹 大哥 二哥 大姐 二姐 之兄 之弟 之姐 之妹"},
	{Relative, "其他", "其他 其它 侄 侄子 侄女 侄儿 外甥 外甥女 叔 叔叔 伯父 伯母 婶 姑 舅 姨 嫂 嫂子 弟媳 亲属 非亲属 监护人"},
}

// Relations lists the relations that can be chosen.
func Relations() []Relation {
	list := make([]Relation, 0, len(relations))
	for _, r := range relations {
		list = append(list, r.relation)
	}
	return list
}

// Term is the relation's official term.
func (r Relation) Term() string {
	for _, known := range relations {
		if known.relation == r {
			return known.term
		}
	}
	return "未填"
}

// rank is the place of the relation in the order of members.
func (r Relation) rank() int {
	for i, known := range relations {
		if known.relation == r {
			return i
		}
	}
	return len(relations)
}

// ParseRelation understands what people write: 之妻, 长女, 孙子. It tells whether the words were understood.
func ParseRelation(text string) (Relation, bool) {
	text = strings.Join(strings.Fields(text), "")
	text = strings.TrimPrefix(text, "户主之")
	if text == "" {
		return Unstated, false
	}
	for _, known := range relations {
		for _, word := range strings.Fields(known.words) {
			if word == text || "之"+word == text {
				return known.relation, true
			}
		}
	}
	return Unstated, false
}
