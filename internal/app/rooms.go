package app

import (
	"maps"
	"slices"

	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/backup"
	"minzheng/internal/engine/checkup"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/job"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/officer"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"

	"minzheng/internal/affairs/allowance"
	"minzheng/internal/affairs/assistance"
	"minzheng/internal/affairs/charity"
	"minzheng/internal/affairs/deliberation"
	"minzheng/internal/affairs/disbursement"
	"minzheng/internal/affairs/eldercare"
	"minzheng/internal/affairs/rollcheck"
	"minzheng/internal/affairs/statistics"
)

// rooms are the rooms of the house, by name for the commands and as a list for everything that ranges over them.
type rooms struct {
	place        *place.Place
	officer      *officer.Officer
	person       *person.Person
	household    *household.Register
	circumstance *circumstance.Circumstance
	intake       *intake.Intake
	benefit      *benefit.Benefit
	assistance   *assistance.Assistance
	allowance    *allowance.Allowance
	rollcheck    *rollcheck.Rollcheck
	disbursement *disbursement.Disbursement
	eldercare    *eldercare.Eldercare
	deliberation *deliberation.Deliberation
	charity      *charity.Charity
	statistics   *statistics.Statistics
	backup       *backup.Backup
	checkup      *checkup.Checkup

	list []room.Room // in floor order
}

// furnish builds the rooms from the ground up, gives each the registers it needs, and then gives the owners of pages
// what the others contribute. A room left out here leaves no trace in menus, pages or tables. Backups go to a folder.
func furnish(db *store.DB, law *rules.Book, backups string) (rooms, error) {
	bus := event.NewBus()
	var r rooms
	r.place = place.New(db)
	r.officer = officer.New(db)
	r.person = person.New(db)
	r.household = household.New(db)
	r.circumstance = circumstance.New(db, bus)
	r.assistance = assistance.New(db, bus, law)
	r.allowance = allowance.New(law)
	r.benefit = benefit.New(db, bus, law, slices.Concat(r.assistance.Programmes(), r.allowance.Programmes()), []benefit.Requester{r.assistance.Requests})
	r.intake = intake.New(db, bus, assistance.Dibao, r.assistance.ListCheck, r.benefit.Doubts)
	r.rollcheck = rollcheck.New(db, bus, law, r.benefit.Programmes(), r.assistance.ListCheck)
	r.disbursement = disbursement.New(db, bus, r.benefit, law)
	r.eldercare = eldercare.New(db, law)
	r.deliberation = deliberation.New(db)
	r.charity = charity.New(db)
	r.statistics = statistics.New(db, law, r.benefit.Programmes(), demoPeriod(db.Demo()))
	r.backup = backup.New(db, backups)
	r.checkup = checkup.New(db)
	wire(bus, r)

	r.list = []room.Room{
		r.place.Room(),
		r.officer.Room(),
		r.person.Room(),
		r.household.Room(),
		r.circumstance.Room(),
		r.benefit.Room(),
		r.intake.Room(),
		r.assistance.Room(),
		r.allowance.Room(),
		r.rollcheck.Room(),
		r.disbursement.Room(),
		r.eldercare.Room(),
		r.deliberation.Room(),
		r.charity.Room(),
		r.statistics.Room(),

		r.backup.Room(), // engines with a page for administrators, below all others in the menu
		r.checkup.Room(),
		newProvisions(db, law).room(), // the law, for everybody
	}
	r.contribute()
	return r, nil
}

// jobs are the kinds of work of all rooms.
func (r rooms) jobs() []job.Kind {
	var kinds []job.Kind
	for _, room := range r.list {
		kinds = append(kinds, room.Jobs...)
	}
	return kinds
}

// house is what a backup must know: everything that keeps tables, in the order in which they are made, and what stays at home.
func (r rooms) house() backup.House {
	h := backup.House{Program: version, Left: []string{"officer_session"}, Rooms: []backup.Room{
		{Name: "audit", Migrations: audit.Migrations},
		{Name: "job", Migrations: job.Migrations},
	}}
	for _, room := range r.list {
		if room.Migrations != nil {
			h.Rooms = append(h.Rooms, backup.Room{Name: room.Name, Migrations: room.Migrations})
		}
	}
	return h
}

// contribute hands each owner of a page what other rooms add to it.
func (r rooms) contribute() {
	var panels []room.Panel
	acts := map[string]string{}
	var ledgers []room.Ledger
	for _, room := range r.list {
		panels = append(panels, room.Panels...)
		maps.Copy(acts, room.Acts)
		ledgers = append(ledgers, room.Ledgers...)
	}
	r.person.Contribute(panels)
	r.household.Contribute(panels)
	r.officer.Describe(acts)
	r.statistics.Contribute(ledgers)
	r.backup.Contribute(r.house())
}
