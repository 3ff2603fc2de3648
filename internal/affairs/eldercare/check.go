package eldercare

import "minzheng/internal/engine/room"

// checks are what the room can say about the soundness of its books.
func checks() []room.Check {
	return []room.Check{
		room.None("适老化改造的老年人都在人口底册", "适老化改造的老年人在底册里没有", "请核对身份证号码，作废后重新登记", `SELECT count(*) FROM eldercare_adaptation a WHERE a.county = $1
			AND a.known_until = '9999-12-31T00:00:00.000000Z' AND NOT EXISTS (SELECT 1 FROM person_person p WHERE p.county = a.county AND p.id = a.person)`),
		room.None("养老投资项目的机构都在册", "投资项目的机构没有登记或已作废，投资仍在统计中", "请核对机构；机构作废有误的重新登记，项目作废后登记到正确的机构", `SELECT count(*) FROM eldercare_project p WHERE p.county = $1
			AND p.known_until = '9999-12-31T00:00:00.000000Z' AND p.struck = 0 AND NOT EXISTS (SELECT 1 FROM eldercare_home h WHERE h.county = p.county AND h.id = p.home
			AND h.known_until = '9999-12-31T00:00:00.000000Z' AND h.struck = 0)`),
	}
}
