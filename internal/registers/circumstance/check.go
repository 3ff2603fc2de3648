package circumstance

import "minzheng/internal/engine/room"

// checks are what the register can say about the soundness of its books.
func checks() []room.Check {
	return []room.Check{
		room.None("境况都有所属的人或家庭", "境况所属的人或家庭在底册里没有", "请保留现场并联系程序维护人员", `SELECT count(*) FROM circumstance_fact f WHERE f.county = $1
			AND NOT EXISTS (SELECT 1 FROM person_person p WHERE p.county = f.county AND p.id = f.subject)
			AND NOT EXISTS (SELECT 1 FROM household_household h WHERE h.county = f.county AND h.id = f.subject)`),
	}
}
