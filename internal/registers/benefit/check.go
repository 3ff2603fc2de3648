package benefit

import "minzheng/internal/engine/room"

// checks are what the register can say about the soundness of its books.
func checks() []room.Check {
	const mend = "请保留现场并联系程序维护人员；在查清之前不要编制名册"
	return []room.Check{
		room.None("待遇的对象都在底册", "待遇的家庭或人员在底册里没有", mend, `SELECT count(*) FROM benefit_award a WHERE a.county = $1
			AND NOT EXISTS (SELECT 1 FROM person_person p WHERE p.county = a.county AND p.id = a.holder)
			AND NOT EXISTS (SELECT 1 FROM household_household h WHERE h.county = a.county AND h.id = a.holder)`),
		room.None("保障人口都在底册", "保障人口在人口底册里没有", mend, `SELECT count(*) FROM benefit_covered c WHERE c.county = $1 AND c.person <> ''
			AND NOT EXISTS (SELECT 1 FROM person_person p WHERE p.county = c.county AND p.id = c.person)`),
		room.None("领取人都在底册", "领取人在人口底册里没有", mend, `SELECT count(*) FROM benefit_payee y WHERE y.county = $1 AND y.person <> ''
			AND NOT EXISTS (SELECT 1 FROM person_person p WHERE p.county = y.county AND p.id = y.person)`),
		room.None("领取人都对应待遇", "领取人所属的待遇没有", mend, `SELECT count(*) FROM benefit_payee y WHERE y.county = $1
			AND NOT EXISTS (SELECT 1 FROM benefit_award a WHERE a.county = y.county AND a.id = y.award)`),
	}
}
