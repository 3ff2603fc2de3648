package statistics

import (
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/web"
)

// Room declares the room to the roof.
func (s *Statistics) Room() room.Room {
	return room.Room{
		Name: "statistics", Term: "统计报表", Migrations: Migrations, Routes: s.routes,
		Menu: []web.Link{
			{Group: "业务", Term: "统计月报", Path: "/statistics/monthly", Icon: "file-spreadsheet", Needs: web.Needs(Read)},
		},
		Permissions: []access.Permission{Read, Preparing, Reviewing, Reporting},
		Ledgers:     s.ownLedgers(),
		Headlines:   s.headlines,
	}
}

func (s *Statistics) routes(m *web.Mux) {
	m.Handle("GET /statistics/rows", web.Needs(Read), s.rowIndex)
	m.Handle("GET /statistics/rows/export", web.Needs(Read), s.rowExport, web.Patient)
	m.Handle("GET /statistics/monthly", web.Needs(Read), s.monthlyShow)
	m.Handle("GET /statistics/monthly/export", web.Needs(Read), s.monthlyExport, web.Patient)
	m.Handle("GET /statistics/monthly/print", web.Needs(Read), s.monthlyPrint)
}
