package spelling

// surnames are characters that sound otherwise as a surname than in other words, or whose first sound in the library is
// not that of the surname. Where bearers differ the commoner sound stands first.
var surnames = map[string]string{
	"柏": "bai", "秘": "bi mi", "薄": "bo", "卜": "bu", "长": "chang", "朝": "chao", "谌": "chen shen", "晟": "cheng",
	"种": "chong", "重": "chong", "调": "diao", "都": "du", "盖": "ge gai", "句": "gou", "炅": "gui", "黑": "he hei",
	"阚": "kan", "六": "lu", "宓": "mi fu", "缪": "miao", "牟": "mou mu", "佴": "nai", "能": "nai", "粘": "nian", "乜": "nie",
	"区": "ou", "朴": "piao", "繁": "po", "郄": "qie xi", "覃": "qin tan", "仇": "qiu", "单": "shan", "召": "shao", "折": "she",
	"莘": "shen xin", "盛": "sheng", "适": "shi kuo", "宿": "su", "隗": "wei kui", "尉": "wei yu", "郗": "xi chi", "洗": "xian",
	"解": "xie", "颉": "xie jie", "行": "xing", "郇": "xun huan", "么": "yao", "蔚": "yu", "乐": "yue le", "员": "yun",
	"贠": "yun", "藏": "zang", "曾": "zeng", "查": "zha", "翟": "zhai di", "祭": "zhai ji",
}

// compounds are surnames of two characters.
var compounds = map[string]string{
	"欧阳": "ou yang", "太史": "tai shi", "端木": "duan mu", "上官": "shang guan", "司马": "si ma", "东方": "dong fang",
	"独孤": "du gu", "南宫": "nan gong", "万俟": "mo qi", "闻人": "wen ren", "夏侯": "xia hou", "诸葛": "zhu ge",
	"尉迟": "yu chi", "公羊": "gong yang", "赫连": "he lian", "澹台": "tan tai", "皇甫": "huang fu", "宗政": "zong zheng",
	"濮阳": "pu yang", "公冶": "gong ye", "太叔": "tai shu", "申屠": "shen tu", "公孙": "gong sun", "慕容": "mu rong",
	"仲孙": "zhong sun", "钟离": "zhong li", "长孙": "zhang sun", "宇文": "yu wen", "司徒": "si tu", "鲜于": "xian yu",
	"司空": "si kong", "闾丘": "lu qiu", "子车": "zi ju", "亓官": "qi guan", "司寇": "si kou", "巫马": "wu ma",
	"公西": "gong xi", "颛孙": "zhuan sun", "壤驷": "rang si", "公良": "gong liang", "漆雕": "qi diao", "乐正": "yue zheng",
	"宰父": "zai fu", "谷梁": "gu liang", "拓跋": "tuo ba", "夹谷": "jia gu", "轩辕": "xuan yuan", "令狐": "ling hu",
	"段干": "duan gan", "百里": "bai li", "呼延": "hu yan", "东郭": "dong guo", "南门": "nan men", "羊舌": "yang she",
	"微生": "wei sheng", "梁丘": "liang qiu", "左丘": "zuo qiu", "东门": "dong men", "西门": "xi men", "南荣": "nan rong",
	"第五": "di wu", "完颜": "wan yan", "纳兰": "na lan", "呼和": "hu he",
}

// twofold are characters of given names and places that are said in two ways, and those whose first sound in the
// library is not the one in names.
var twofold = map[rune]string{
	'柏': "bai bo", '藏': "cang zang", '长': "chang zhang", '朝': "chao zhao", '埫': "chong tang", '重': "chong zhong",
	'传': "chuan zhuan", '都': "du dou", '伽': "jia", '降': "jiang xiang", '解': "jie xie", '乐': "le yue", '娜': "na nuo",
	'茜': "qian xi", '葚': "shen", '盛': "sheng cheng", '晟': "sheng cheng", '省': "sheng xing", '宿': "su xiu", '调': "tiao diao",
	'莞': "wan guan", '行': "xing hang", '曾': "zeng ceng", '仔': "zi zai",
}
