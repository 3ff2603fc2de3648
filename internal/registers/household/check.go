package household

import "minzheng/internal/engine/room"

// checks are what the register can say about the soundness of its books.
func checks() []room.Check {
	const mend = "请在“家庭”中更正这些成员；若成批出现，请保留现场并联系程序维护人员"
	return []room.Check{
		room.None("家庭成员都在人口底册", "家庭成员在人口底册里没有", mend, `SELECT count(*) FROM household_member m WHERE m.county = $1
			AND NOT EXISTS (SELECT 1 FROM person_person p WHERE p.county = m.county AND p.id = m.person)`),
		room.None("一人一天只在一个家庭", "同一人同一天登记在两个家庭", mend, `SELECT count(*) FROM household_member a
			JOIN household_member b ON b.county = a.county AND b.person = a.person AND b.true_from > a.true_from AND b.true_from < a.true_until
			WHERE a.county = $1 AND a.known_until = '9999-12-31T00:00:00.000000Z' AND b.known_until = '9999-12-31T00:00:00.000000Z'`),
		room.None("家庭所在地都在区划表", "家庭所在的村（社区）在区划表里没有", "请核对区划表，或更正这些家庭的所在地", `SELECT count(*) FROM household_seat s WHERE s.county = $1
			AND NOT EXISTS (SELECT 1 FROM place_division d WHERE d.county = s.county AND d.code = s.division)`),
	}
}
