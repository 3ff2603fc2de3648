package people_test

import (
	"encoding/csv"
	"os"
	"strings"
	"sync"
	"testing"

	"minzheng/county/zhushan/people"
	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// villages reads the county's divisions.
func villages(t testing.TB) []people.Village {
	t.Helper()
	f, err := os.Open("../divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	towns := map[string]string{}
	var all []people.Village
	for _, l := range lines {
		switch l[2] {
		case "town", "township":
			towns[l[0]] = l[1]
		case "villagers_committee", "residents_committee":
			name := strings.TrimSuffix(strings.TrimSuffix(l[1], "委会"), "居民委员会")
			all = append(all, people.Village{Code: division.Code(l[0]), Name: name, Town: towns[l[3]], Urban: l[2] == "residents_committee"})
		}
	}
	return all
}

// values are those of the demonstration, which the samples' README tells: dibao 720 and 560 yuan (690 and 540 before July
// 2025), tekun 728 (702) with 212, 312 and 1,040 for care, 70 and 100 for the disabled, 50, 100 and 500 for the old.
func values() people.Values {
	last := month.Must(2025, 7)
	return people.Values{
		Standard: standard,
		Difference: func(class string, m month.Month, n int, income money.Fen) money.Fen {
			gap := standard(class, m)*money.Fen(n) - income
			if gap <= 0 {
				return 0
			}
			return max(money.YuanHalfUp.Quotient(gap, 1), money.Yuan(60))
		},
		TopUp: func(class, _ string, m month.Month) money.Fen {
			return money.YuanHalfUp.Share(standard(class, m), 20, 100)
		},
		InGroup: func(group string, age int, handicap string, grade int, m month.Month) bool {
			switch group {
			case "aged":
				return age >= 70
			case "minor":
				return age < 18
			}
			mind := handicap == "intellectual" || handicap == "mental"
			return grade > 0 && (grade <= 2 || grade == 3 && mind && m >= last)
		},
		PensionCounts: func(m month.Month) bool { return m >= month.Must(2026, 1) },
		TekunBasic: func(m month.Month) money.Fen {
			if m >= last {
				return money.Yuan(728)
			}
			return money.Yuan(702)
		},
		TekunCare: func(tier string, _ month.Month) money.Fen {
			return money.Yuan(map[string]int64{"self": 212, "half": 312, "full": 1040}[tier])
		},
		DisabilityLiving: func(month.Month) money.Fen { return money.Yuan(70) },
		DisabilityCare:   func(month.Month) money.Fen { return money.Yuan(100) },
		Severe:           func(_ string, grade int, _ month.Month) bool { return grade == 1 || grade == 2 },
		AdvancedAge: func(age int, _ month.Month) money.Fen {
			switch {
			case age >= 100:
				return money.Yuan(500)
			case age >= 90:
				return money.Yuan(100)
			case age >= 80:
				return money.Yuan(50)
			}
			return 0
		},
		HardshipAged: func(string, month.Month) money.Fen { return money.Yuan(50) },
	}
}

func standard(class string, m month.Month) money.Fen {
	before, now := int64(690), int64(720)
	if class == "rural" {
		before, now = 540, 560
	}
	if m >= month.Must(2025, 7) {
		return money.Yuan(now)
	}
	return money.Yuan(before)
}

// counties keeps the counties that tests look at: nobody changes one.
var counties sync.Map

// invent invents a county with the demonstration's values.
func invent(t testing.TB, s people.Scale) *people.County {
	t.Helper()
	made, _ := counties.LoadOrStore(s, sync.OnceValue(func() *people.County {
		return people.Invent(people.Order{Scale: s, Seed: people.Seed, Villages: villages(t), Values: values()})
	}))
	return made.(func() *people.County)()
}
