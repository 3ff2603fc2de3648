package person_test

import (
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault/faulttest"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/person"
)

// FuzzSearch: whatever is typed into the search box, it finds people within sight, each once, or says what can be looked
// for; on both databases the same number.
func FuzzSearch(f *testing.F) {
	var all []*store.DB
	for _, p := range storetest.Places() {
		db := storetest.Open(f, p.Address(f))
		if err := db.Settle(f.Context(), storetest.County, true); err != nil {
			f.Fatal(err)
		}
		storetest.Furnish(f, db, rooms)
		loadPlaces(f, db)
		people := person.New(db)
		for name, village := range map[string]string{"李桂兰": "铧厂", "李贵兰": "上坝", "单守华": "擂鼓", "买买提·吐尔逊": "铧厂", "𬬭": "上坝", "O'Neil": "擂鼓"} {
			told := person.Particulars{Name: name, Phone: "139 0000 1234"}
			if name == guilan.Name {
				told = guilan
			}
			register(f, people, told, map[string]division.Code{"铧厂": huachang, "上坝": shangba, "擂鼓": leiguCun}[village])
		}
		all = append(all, db)
	}
	for _, text := range []string{
		"李桂兰", "li guilan", "lgl", "铧厂 李桂兰", "宝丰镇铧厂村李桂兰", "1234", "-1234", "022X", "𬬭", "O'Neil", "%", "_", "\\", "李%", "' OR 1=1 --",
		"\u202e兰桂李", "a\u0301", strings.Repeat("李", 300), strings.Repeat("铧厂 ", 50), strings.Repeat("9", 400), "·", "，，，", "１２３４", "买买提",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.ToValidUTF8(text, "") != text || strings.ContainsRune(text, 0) {
			return // refused at the door
		}
		for _, scope := range []access.Scope{access.Within(county), access.Within(baofeng)} {
			counts := make([]int, len(all))
			for i, db := range all {
				err := db.Read(t.Context(), func(tx *store.Tx) error {
					found, err := person.Search(t.Context(), tx, scope, text, 5)
					counts[i] = len(found)
					seen := map[string]bool{}
					for _, v := range found {
						if seen[v.ID] || !scope.Contains(v.Division) {
							t.Errorf("%q in %s finds %s twice or out of sight", text, scope.Division(), v.Name)
						}
						seen[v.ID] = true
					}
					return err
				})
				if err != nil {
					faulttest.Refused(t, err)
				}
			}
			if counts[0] != counts[len(counts)-1] {
				t.Errorf("%q finds %v in %s", text, counts, scope.Division())
			}
		}
	})
}
