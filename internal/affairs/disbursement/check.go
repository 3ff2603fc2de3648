package disbursement

import (
	"context"
	"fmt"
	"strings"

	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
)

// checks are what the room can say about the soundness of its books.
func (d *Disbursement) checks() []room.Check {
	return []room.Check{
		{Term: "已签批名册与签批时一致", Run: d.checkRosters},
		room.None("名册的每行都对应待遇", "名册行所列的待遇在台账里没有", "请停止使用有关名册并联系程序维护人员", `SELECT count(*) FROM disbursement_line l WHERE l.county = $1
			AND NOT EXISTS (SELECT 1 FROM benefit_award a WHERE a.county = l.county AND a.id = l.award)`),
	}
}

// checkRosters verifies every signed roster.
func (d *Disbursement) checkRosters(ctx context.Context, tx *store.Tx) (room.Verdict, error) {
	rosters, err := rostersWhere(ctx, tx, `EXISTS (SELECT 1 FROM disbursement_signature s
		WHERE s.county = disbursement_roster.county AND s.roster = disbursement_roster.id)`)
	if err != nil {
		return room.Verdict{}, err
	}
	var broken []string
	for _, r := range rosters {
		v, err := verify(ctx, tx, r)
		if err != nil {
			return room.Verdict{}, err
		}
		if !v.Whole() {
			broken = append(broken, v.Title)
		}
	}
	if len(broken) > 0 {
		return room.Verdict{
			Grade: room.Broken, Says: fmt.Sprintf("%d 份名册与签批时不一致：%s", len(broken), strings.Join(broken[:min(5, len(broken))], "、")),
			Do: "请停止使用这些名册，保留现场并报告审计部门；在名册页按“核验”可看是哪一行",
		}, nil
	}
	return room.Good("%d 份，逐行一致", len(rosters)), nil
}
