package place_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/place"
)

const (
	county    = division.Code("420323000000")
	chengguan = division.Code("420323100000")
	yishui    = division.Code("420323101000")
	baofeng   = division.Code("420323103000")
	leigu     = division.Code("420323104000")
	qingu     = division.Code("420323105000")
	pankou    = division.Code("420323200000")
)

// zhushanGazette is the reference county's own tree.
func zhushanGazette(t testing.TB) place.Gazette {
	t.Helper()
	read := func(name string) *strings.Reader {
		text, err := os.ReadFile("../../../county/zhushan/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return strings.NewReader(string(text))
	}
	divisions, err := place.ReadDivisions(read("divisions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	aliases, err := place.ReadAliases(read("aliases.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return place.Gazette{Divisions: divisions, Aliases: aliases, From: month.MustDay(2023, 6, 30), Source: "国家统计局 2023年度区划代码"}
}

func zhushanTree(t testing.TB) *place.Tree {
	g := zhushanGazette(t)
	return place.NewTree(g.Divisions, g.Aliases)
}

// The county has 9 towns, 8 townships, 17 residents' and 227 villagers' committees.
func TestTheTreeOfZhushan(t *testing.T) {
	tree := zhushanTree(t)
	counts := map[place.Kind]int{}
	for _, d := range tree.Inside(county) {
		counts[d.Kind]++
	}
	want := map[place.Kind]int{place.County: 1, place.Town: 9, place.Township: 8, place.ResidentsCommittee: 17, place.VillagersCommittee: 227}
	for kind, n := range want {
		if counts[kind] != n {
			t.Errorf("%d of kind %s, want %d", counts[kind], kind, n)
		}
	}
	if n := len(tree.Children(county)); n != 17 {
		t.Errorf("%d townships", n)
	}
}

func TestShortNamesAreUniqueInsideATownship(t *testing.T) {
	tree := zhushanTree(t)
	for _, town := range tree.Children(county) {
		seen := map[string]place.Division{}
		for _, v := range tree.Children(town.Code) {
			if other, twice := seen[v.Short]; twice {
				t.Errorf("%s: %s and %s are both called %s", town.Name, v.Name, other.Name, v.Short)
			}
			seen[v.Short] = v
			if got, err := tree.Resolve(v.Short, town.Code); err != nil || got.Code != v.Code {
				t.Errorf("%s in %s is %s, %v", v.Short, town.Name, got.Name, err)
			}
			full := "湖北省十堰市竹山县" + town.Name + v.Name
			if got, err := tree.Resolve(full, county); err != nil || got.Code != v.Code {
				t.Errorf("%s is %s, %v", full, got.Name, err)
			}
		}
	}
}

func TestShort(t *testing.T) {
	tree := zhushanTree(t)
	short := map[string]string{}
	for _, d := range tree.Inside(county) {
		short[d.Name] = d.Short
	}
	for name, want := range map[string]string{
		"施洋路社区居民委员会": "施洋路社区",
		"铧厂村委会":      "铧厂村",
		"小漩居民委员会":    "小漩居委会",
		"小漩村委会":      "小漩村",
		"肖家垭茶场村委会":   "肖家垭茶场村",
		"宝丰镇":        "宝丰镇",
		"竹山县":        "竹山县",
	} {
		if short[name] != want {
			t.Errorf("%s is called %q, want %q", name, short[name], want)
		}
	}
}

func TestPath(t *testing.T) {
	tree := zhushanTree(t)
	d, err := tree.Resolve("铧厂村", baofeng)
	if err != nil {
		t.Fatal(err)
	}
	if got := tree.Path(d.Code); got != "竹山县 宝丰镇 铧厂村" {
		t.Errorf("the path is %q", got)
	}
	if got := tree.Local(d.Code); got != "宝丰镇 铧厂村" {
		t.Errorf("within the county it is %q", got)
	}
	if tree.Path(county) != "竹山县" || tree.Local(county) != "竹山县" || tree.Name(d.Code) != "铧厂村" {
		t.Error("names of the county and the village")
	}
	if got := tree.Path("420323103999"); got != "竹山县 宝丰镇 420323103999" {
		t.Errorf("a village that is not in the tree is %q", got)
	}
	if _, err := tree.Find("420323103999"); err == nil {
		t.Error("a village that is not in the tree was found")
	}
}

func TestResolve(t *testing.T) {
	tree := zhushanTree(t)
	for _, c := range []struct {
		text   string
		within division.Code
		want   string
	}{
		{"铧厂村", baofeng, "宝丰镇 铧厂村"},
		{"铧厂村委会", baofeng, "宝丰镇 铧厂村"},
		{"铧厂村民委员会", baofeng, "宝丰镇 铧厂村"},
		{" 铧厂 村 ", baofeng, "宝丰镇 铧厂村"},
		{"铧厂", county, "宝丰镇 铧厂村"},
		{"宝丰镇铧厂村3组", county, "宝丰镇 铧厂村"},
		{"竹山县宝丰镇铧厂村３组12号", baofeng, "宝丰镇 铧厂村"},
		{"湖北省十堰市竹山县宝丰镇（铧厂村）", county, "宝丰镇 铧厂村"},
		{"宝丰铧厂三组", county, "宝丰镇 铧厂村"},
		{"施洋路社区", baofeng, "宝丰镇 施洋路社区"},
		{"施洋路居委会", baofeng, "宝丰镇 施洋路社区"},
		{"富康路社区", qingu, "秦古镇 富康路居委会"},
		{"小漩村", pankou, "潘口乡 小漩村"},
		{"小漩居委会", pankou, "潘口乡 小漩居委会"},
		{"秦古镇小河村", county, "秦古镇 小河村"},
		{"小河村", qingu, "秦古镇 小河村"},
		{"擂鼓村", county, "擂鼓镇 擂鼓村"}, // not the town 擂鼓镇
		{"擂鼓镇", county, "擂鼓镇"},
		{"４２０３２３１０３０００", county, "宝丰镇"},
		{"竹山县", county, "竹山县"},
		{"竹坪乡马安山村", county, "竹坪乡 马鞍山村"},
		{"仁合寨", county, "竹坪乡 仁和寨村"},
		{"朱家塆村2组", yishui, "溢水镇 朱家湾村"},
		{"朱家塆村委会", county, "溢水镇 朱家湾村"},
		{"双河口村", baofeng, "宝丰镇 双河口村"}, // 双河村 is in another town
	} {
		got, err := tree.Resolve(c.text, c.within)
		if err != nil || tree.Local(got.Code) != c.want {
			t.Errorf("Resolve(%q) = %q, %v; want %q", c.text, tree.Local(got.Code), err, c.want)
		}
	}
}

func TestResolveAsksInsteadOfGuessing(t *testing.T) {
	tree := zhushanTree(t)
	for _, c := range []struct {
		text   string
		within division.Code
		says   []string
	}{
		{"小河村", county, []string{"秦古镇 小河村", "官渡镇 小河村", "请写明"}},
		{"界岭村一组", county, []string{"得胜镇 界岭村", "双台乡 界岭村"}},
		{"小漩", pankou, []string{"小漩居委会", "小漩村"}},
		{"大庙", county, []string{"大庙乡", "大庙乡 大庙村"}},
		{"铧厂村", leigu, []string{"在擂鼓镇内没有认出“铧厂村”"}},
		{"宝丰镇无此村", county, []string{"没有认出"}},
		{"得胜小学", county, []string{"没有认出"}},
		{"420324100000", county, []string{"没有代码为"}},
		{"420323103201", leigu, []string{"擂鼓镇内没有代码为"}},
		{"—", baofeng, []string{"为空"}},
	} {
		got, err := tree.Resolve(c.text, c.within)
		sentence, ok := fault.Sentence(err)
		if !ok {
			t.Errorf("Resolve(%q) = %q, %v", c.text, got.Name, err)
			continue
		}
		for _, part := range c.says {
			if !strings.Contains(sentence, part) {
				t.Errorf("Resolve(%q) says %q, not %q", c.text, sentence, part)
			}
		}
	}
}

func FuzzResolve(f *testing.F) {
	tree := zhushanTree(f)
	for _, seed := range []string{"宝丰镇铧厂村3组", "小河村", "420323", "竹山县", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := tree.Resolve(text, baofeng)
		if err == nil && !baofeng.Contains(d.Code) {
			t.Errorf("%q is %s, outside of the town", text, d.Code)
		}
		if _, isFault := fault.KindOf(err); err != nil && !isFault {
			t.Errorf("%q: %v", text, err)
		}
	})
}

var rooms = []storetest.Room{{Name: "audit", Migrations: audit.Migrations}, {Name: "place", Migrations: place.Migrations}}

func TestLoad(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, by, g := place.New(db), access.System("载入", county), zhushanGazette(t)
		load := func(g place.Gazette) int {
			t.Helper()
			news, err := p.Load(ctx, by, g)
			if err != nil {
				t.Fatal(err)
			}
			return news
		}
		resolve := func(text string) (string, error) {
			var found place.Division
			err := db.Read(ctx, func(tx *store.Tx) (err error) {
				found, err = place.Resolve(ctx, tx, text, county)
				return err
			})
			return found.Name, err
		}
		// 1 county, 17 townships, 244 villages; 4 aliases.
		if n := load(g); n != 262+4 {
			t.Errorf("%d news, want 266", n)
		}
		if n := load(g); n != 0 {
			t.Errorf("the same gazette again brought %d news", n)
		}
		if name, err := resolve("马安山村"); err != nil || name != "马鞍山村委会" {
			t.Errorf("%q, %v", name, err)
		}

		next := g
		next.From = month.MustDay(2026, 7, 1)
		next.Divisions = slices.DeleteFunc(slices.Clone(g.Divisions), func(d place.Division) bool { return d.Name == "铧厂村委会" })
		next.Aliases = g.Aliases[1:]
		if n := load(next); n != 2 {
			t.Errorf("a village and an alias less: %d news, want 2", n)
		}
		if name, err := resolve("铧厂村"); err == nil {
			t.Errorf("the dissolved village is still %s", name)
		}
		if name, err := resolve("马安山村"); err == nil {
			t.Errorf("the ended alias is still %s", name)
		}
	}, rooms...)
}

func TestLoadRefuses(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		p, g := place.New(db), zhushanGazette(t)
		administrator := access.Actor{ID: "a", Role: access.Administrator, Division: county}
		hole, stray, foreign := g, g, g
		hole.Divisions = slices.DeleteFunc(slices.Clone(g.Divisions), func(d place.Division) bool { return d.Code == baofeng })
		stray.Aliases = []place.Alias{{Name: "某村", Code: "420323103999", Source: "x"}}
		foreign.Divisions = nil
		for _, c := range []struct {
			name string
			by   access.Actor
			g    place.Gazette
			kind fault.Kind
		}{
			{"a clerk", access.Actor{Role: access.VillageClerk, Division: county}, g, fault.KindDenied},
			{"a tree with a hole", administrator, hole, fault.KindInvalid},
			{"an alias of nothing", administrator, stray, fault.KindInvalid},
			{"a tree without the county", administrator, foreign, fault.KindInvalid},
			{"a tree without source", administrator, place.Gazette{Divisions: g.Divisions, From: g.From}, fault.KindInvalid},
		} {
			if _, err := p.Load(ctx, c.by, c.g); func() bool { kind, _ := fault.KindOf(err); return kind != c.kind }() {
				t.Errorf("%s: %v, want %s", c.name, err, c.kind)
			}
		}
		if n, err := p.Load(ctx, administrator, g); err != nil || n == 0 {
			t.Errorf("the administrator loads: %d, %v", n, err)
		}
	}, rooms...)
}

func TestReadDivisionsNamesTheLine(t *testing.T) {
	for _, text := range []string{
		"",
		"code,name\n1,2\n",
		"code,name,level,parent\n420323000000,竹山县,county,420300000000\n42032x,城关镇,town,420323000000\n",
		"code,name,level,parent\n420323000000,竹山县,county,420300000000\n420323100000,城关镇,city,420323000000\n",
		"code,name,level,parent\n420323000000,竹山县,county,420300000000\n420323100000,城关镇,town,420300000000\n",
	} {
		if _, err := place.ReadDivisions(strings.NewReader(text)); err == nil || strings.Count(text, "\n") > 2 && !strings.Contains(err.Error(), "第3行") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := place.ReadAliases(strings.NewReader("alias,code,source\n某村,420323103201,\n")); err == nil {
		t.Error("an alias without source was read")
	}
}
