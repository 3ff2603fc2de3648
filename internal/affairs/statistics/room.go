package statistics

import (
	"context"
	"fmt"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// Room declares the room to the roof.
func (s *Statistics) Room() room.Room {
	return room.Room{
		Name: "statistics", Term: "统计报表", Migrations: Migrations, Routes: s.routes,
		Menu: []web.Link{
			{Group: "业务", Term: "统计月报", Path: "/statistics/monthly", Icon: "file-spreadsheet", Needs: web.Needs(Read), Count: s.waitingCount},
			{Group: "业务", Term: "工作报告", Path: "/statistics/report", Icon: "file-text", Needs: web.Needs(ReadCounty)},
		},
		Permissions: []access.Permission{Read, ReadCounty, Preparing, Reviewing, Reporting},
		Ledgers:     s.ownLedgers(),
		Headlines:   s.headlines,
		Waiting:     s.waiting,
		Acts: map[string]string{
			Preparing.Name: "编制统计报表", Reviewing.Name: "审核统计报表", Reporting.Name: "签发统计报表", returnAct: "退回统计报表", rewordAct: "修改报告文稿模板",
		},
	}
}

// waiting lists the editions that wait for the actor: to be prepared anew, reviewed, signed.
func (s *Statistics) waiting(ctx context.Context, tx *store.Tx, by access.Actor) ([]web.Waiting, error) {
	if !by.May(Preparing, county(tx)) && !by.May(Reviewing, county(tx)) && !by.May(Reporting, county(tx)) {
		return nil, nil
	}
	editions, err := editionsWhere(ctx, tx, "s.at IS NULL")
	var waiting []web.Waiting
	for _, e := range editions {
		step, ok := steps[e.State()]
		if e.Later || !ok || !by.May(step.permission, county(tx)) {
			continue
		}
		waiting = append(waiting, web.Waiting{Term: e.Title() + e.State().Term(), Text: step.next, Count: 1, Path: "/statistics/editions/" + e.ID})
	}
	return waiting, err
}

// steps says for each state in whose hands an edition is, and what they do next.
var steps = map[State]struct {
	permission access.Permission
	next       string
}{
	StateReturned: {Preparing, "按退回原因核对台账，重新编制"},
	StatePrepared: {Reviewing, "核对校核关系和各数的记录，审核或退回"},
	StateReviewed: {Reporting, "签发上报，或退回"},
}

func (s *Statistics) waitingCount(ctx context.Context, by access.Actor) (n int, err error) {
	err = s.db.Read(ctx, func(tx *store.Tx) error {
		n, err = store.Kept(ctx, tx, fmt.Sprintf("statistics/count/%s/%s/%q", by.Role, by.Division, by.ID), func() (int, error) {
			waiting, err := s.waiting(ctx, tx, by)
			return len(waiting), err
		})
		return err
	})
	return n, err
}

func (s *Statistics) routes(m *web.Mux) {
	m.Handle("GET /statistics/rows", web.Needs(Read), s.rowIndex)
	m.Handle("GET /statistics/rows/export", web.Needs(Read), s.rowExport, web.Patient)
	m.Handle("GET /statistics/monthly", web.Needs(Read), s.monthlyShow, web.ShowsNobody)
	m.Handle("GET /statistics/monthly/export", web.Needs(Read), s.monthlyExport, web.Patient)
	m.Handle("GET /statistics/monthly/print", web.Needs(Read), s.monthlyPrint, web.ShowsNobody)
	m.Handle("GET /statistics/report", web.Needs(ReadCounty), s.reportShow, web.ShowsNobody)
	m.Handle("GET /statistics/report/print", web.Needs(ReadCounty), s.reportPrint, web.ShowsNobody)
	m.Handle("GET /statistics/report/document", web.Needs(ReadCounty), s.reportDocument, web.Patient)
	m.Handle("GET /statistics/report/export", web.Needs(ReadCounty), s.reportExport, web.Patient)
	m.Handle("GET /statistics/wording", web.Needs(Preparing), s.wordingShow, web.ShowsNobody)
	m.Handle("POST /statistics/wording", web.Needs(Preparing), s.wordingChange, web.ShowsNobody)
	m.Handle("GET /statistics/editions", web.Needs(ReadCounty), s.editionIndex, web.ShowsNobody)
	m.Handle("POST /statistics/editions", web.Needs(Preparing), s.editionPrepare, web.Patient)
	m.Handle("GET /statistics/editions/{id}", web.Needs(ReadCounty), s.editionShow, web.ShowsNobody)
	m.Handle("GET /statistics/editions/{id}/difference", web.Needs(ReadCounty), s.editionDifference, web.Patient)
	m.Handle("GET /statistics/editions/{id}/print", web.Needs(ReadCounty), s.editionPrint, web.ShowsNobody)
	m.Handle("GET /statistics/editions/{id}/export", web.Needs(ReadCounty), s.editionExport, web.Patient)
	m.Handle("GET /statistics/editions/{id}/document", web.Needs(ReadCounty), s.editionDocument)
	m.Handle("POST /statistics/editions/{id}/review", web.Needs(Reviewing), s.editionReview)
	m.Handle("POST /statistics/editions/{id}/signature", web.Needs(Reporting), s.editionSign)
	m.Handle("POST /statistics/editions/{id}/return", web.Needs(ReadCounty), s.editionReturn)
}
