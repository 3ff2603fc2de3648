package deliberation

import "minzheng/internal/engine/room"

// checks are what the room can say about the soundness of its books.
func checks() []room.Check {
	return []room.Check{
		room.None("一个村（社区）只有一个议事协商委员会", "村（社区）同时有几个议事协商委员会", "请填写已换届、撤销的委员会的撤销日期，重复登记的作废", `SELECT count(*) FROM (SELECT c.division FROM deliberation_council c WHERE c.county = $1
			AND c.known_until = '9999-12-31T00:00:00.000000Z' AND c.struck = 0 AND c.ended = '' GROUP BY c.division HAVING count(*) > 1) AS wrong`),
		room.None("议事会议的村（社区）当天有委员会", "会议当天，这个村（社区）没有议事协商委员会", "请核对会议日期和委员会的成立、撤销日期后更正", `SELECT count(*) FROM deliberation_meeting m WHERE m.county = $1
			AND m.known_until = '9999-12-31T00:00:00.000000Z' AND m.struck = 0 AND NOT EXISTS (SELECT 1 FROM deliberation_council c WHERE c.county = m.county AND c.division = m.division
			AND c.known_until = '9999-12-31T00:00:00.000000Z' AND c.struck = 0 AND c.founded <= m.day AND (c.ended = '' OR c.ended > m.day))`),
	}
}
