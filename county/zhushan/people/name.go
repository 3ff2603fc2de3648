package people

// Names are labels, never keys: a surname by its frequency in the police ministry's reports for 2018 and 2019 (Li leads in
// Hubei), a given name of one or two characters by sex and decade of birth. The lists are our own.

// surnames in falling frequency; their weights follow.
var surnames = []rune("李王张刘陈杨黄周吴赵徐孙胡朱高何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍覃霍翁甘景单包司柏宁柯阮桂闵解")

// surnameWeights are the weights of the surnames: the first ten hold about two fifths, the first hundred about nine tenths.
func surnameWeights() []int {
	weights := make([]int, len(surnames))
	for i := range weights {
		switch {
		case i < 3:
			weights[i] = 760 - 12*i
		case i < 10:
			weights[i] = 560 - 45*i
		case i < 30:
			weights[i] = 160 - 3*i
		case i < 100:
			weights[i] = 78 - i/2
		default:
			weights[i] = 10
		}
	}
	return weights
}

// givenLists are the characters of given names, by decade of birth and sex.
var givenLists = []struct {
	until int // born before this year
	male  string
	woman string
}{
	{1950, "德明国文正清云山成光发福贵全兴金华忠义永长有才玉春", "秀英兰珍玉芝桂花香莲凤秋菊翠梅云素淑贞芳金枝春荣"},
	{1965, "国建明华文志军德平成贵兴胜林强生发友富荣祥春学忠", "秀英兰芳珍玉桂香莲凤菊翠梅云素淑霞红琴萍春艳珠荣"},
	{1980, "军强勇建国明志华伟平斌辉刚林波涛峰海东文俊忠新超", "红艳丽霞梅芳英玲秀萍燕娟敏静琴华兰莉娥云晓慧群凤"},
	{1995, "伟杰俊涛超磊鹏飞波强浩亮凯斌鑫龙宇峰明健博文勇旭", "婷丽静敏娟艳芳燕娜玲莉雪倩慧颖莹丹琴薇洁晶云红霞"},
	{2010, "浩宇轩杰俊涛鑫博文泽豪天翔睿阳晨凯磊嘉航鹏志明子", "欣怡雨婷佳梦瑶雪琪思慧颖诗涵静悦雅晨馨琳嘉钰洁可"},
	{9999, "梓宇子浩泽轩涵睿辰沐宸俊奕博昊瑞晨航嘉皓铭安一景", "梓涵子欣雨佳怡诺一汐沐语萱可馨悦若彤妍伊诗琪瑶玥"},
}

// nobody are names that a draw must not give: people of public life.
var nobody = map[string]bool{
	"王毅": true, "李强": true, "李希": true, "王刚": true, "张勇": true, "王勇": true, "李斌": true, "刘伟": true, "王涛": true,
	"张艺兴": true, "王俊凯": true, "李宇春": true, "张杰": true, "王杰": true, "刘涛": true, "李娜": true, "李云龙": true, "王一博": true,
	"李国庆": true, "刘强东": true, "马云": true, "陈毅": true, "李静": true, "王菲": true, "李平": true, "陈凯歌": true, "张文宏": true, "王建军": true,
	"李小龙": true, "王志文": true, "刘德华": true, "张学友": true, "李德生": true, "王国强": true, "刘少奇": true, "刘国梁": true, "王军霞": true, "李雪琴": true,
}

// A label is a name as it is kept: the surname and one or two characters of the given name, as places in the lists.
type label struct{ surname, list, first, second uint8 }

// text is the name.
func (l label) text(male bool) string {
	chars := givenChars(int(l.list), male)
	name := []rune{surnames[l.surname], chars[l.first]}
	if l.second != none8 {
		name = append(name, chars[l.second])
	}
	return string(name)
}

const none8 = 255

func givenChars(list int, male bool) []rune {
	if male {
		return []rune(givenLists[list].male)
	}
	return []rune(givenLists[list].woman)
}

// A namer draws names.
type namer struct {
	r     *stream
	heavy []int // surnames, each as often as its weight says
}

func newNamer(r *stream) *namer {
	n := &namer{r: r}
	for i, w := range surnameWeights() {
		for range w / 5 {
			n.heavy = append(n.heavy, i)
		}
	}
	return n
}

func (n *namer) surname() uint8 { return uint8(n.heavy[n.r.below(len(n.heavy))]) }

// name draws a name for somebody of a surname; one character in five.
func (n *namer) name(surname uint8, born int, male bool) label {
	list := 0
	for born >= givenLists[list].until {
		list++
	}
	for {
		count := len(givenChars(list, male))
		l := label{surname, uint8(list), uint8(n.r.below(count)), none8}
		if !n.r.hits(2000) {
			l.second = uint8(n.r.below(count))
		}
		if l.second != l.first && !nobody[l.text(male)] {
			return l
		}
	}
}
