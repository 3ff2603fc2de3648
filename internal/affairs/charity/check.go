package charity

import "minzheng/internal/engine/room"

// checks are what the room can say about the soundness of its books.
func checks() []room.Check {
	return []room.Check{
		room.None("慈善捐赠各有一份现行登记", "捐赠没有现行登记，或有几份", "请保留现场并联系程序维护人员", `SELECT count(*) FROM (SELECT g.id FROM charity_gift g WHERE g.county = $1
			GROUP BY g.id HAVING sum(CASE WHEN g.known_until = '9999-12-31T00:00:00.000000Z' THEN 1 ELSE 0 END) <> 1) AS wrong`),
		room.None("慈善捐赠有票据或放弃的记录", "捐赠既没有票据号，也没有放弃的记录", "请与票据存根核对后更正", `SELECT count(*) FROM charity_gift g WHERE g.county = $1
			AND g.known_until = '9999-12-31T00:00:00.000000Z' AND g.struck = 0 AND g.receipt = '' AND g.waived = 0`),
	}
}
