// Package benefit is the benefit register 待遇台账: who is entitled to what,
// from which month, and why.
//
// It keeps awards (programme, household or person, class, covered persons with
// their shares, amount with its lines, payee), each as a chain of acts that are
// never overwritten: a start, changes, a stop. It runs the month: every
// household with an award or a request is assessed by the programmes that the
// affairs offer, a reason record is kept for each, and what ought to change is
// listed as proposals with their cause. Only people change awards, by
// confirming a proposal or setting it aside; the program starts and stops
// nothing by itself.
//
// It does not know the law of any programme (an affair hands in a Programme),
// takes in no files (package intake calls TakeIn) and pays nothing (package
// disbursement reads InForce and copies).
//
// Start reading at Programme, then Award, then Propose and Confirm. Texts
// followed here: 《最低生活保障审核确认办法》(民发〔2021〕57号) articles 21, 24,
// 31 and 32 (from which month, changes only by legal cause and procedure).
package benefit

import (
	"embed"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

//go:embed migrations
var migrations embed.FS

//go:embed pages
var pages embed.FS

// Migrations are the tables of the register.
var Migrations = store.Within(migrations, "migrations")

// Permissions of this room.
var (
	// Read allows seeing awards, proposals and reason records. 查看待遇.
	Read = access.Permission{Name: "benefit.read", Term: "查看待遇", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer, access.Preparer, access.Reviewer, access.Signatory, access.Auditor,
	}}
	// Proposing allows running the month for a division. 生成待遇建议.
	Proposing = access.Permission{Name: "benefit.propose", Term: "生成待遇建议", Roles: []access.Role{
		access.TownshipOfficer, access.Preparer,
	}}
	// Confirming allows confirming proposals and setting them aside. 确认待遇.
	Confirming = access.Permission{Name: "benefit.confirm", Term: "确认待遇", Roles: []access.Role{access.Preparer}}
	// PayeeChanging allows entering who draws an award, and into which account. 变更领取人.
	PayeeChanging = access.Permission{Name: "benefit.payee", Term: "变更领取人", Roles: []access.Role{access.TownshipOfficer, access.Preparer}}
	// ClassDeciding allows deciding a household's class. 认定城乡类别.
	ClassDeciding = access.Permission{Name: "benefit.class", Term: "认定城乡类别", Roles: []access.Role{access.Preparer}}
)

// Benefit is the room: the register together with the programmes it assesses by
// and the rooms it asks for open requests.
type Benefit struct {
	db         *store.DB
	pages      *web.Pages
	bus        *event.Bus
	programmes []Programme
	requesters []Requester
	pairs      Compatibilities
}

// New joins the register with the values of the law (among them those of
// Shelf), the programmes offered by the affairs, in the order in which a run
// assesses them, and with those who keep requests. It panics on two programmes
// of one code: a mistake of ours, told at start.
func New(db *store.DB, bus *event.Bus, book *rules.Book, programmes []Programme, requesters []Requester) *Benefit {
	seen := map[string]bool{}
	for _, p := range programmes {
		if seen[p.Code] {
			panic("benefit: programme " + p.Code + " is offered twice")
		}
		seen[p.Code] = true
	}
	return &Benefit{db: db, pages: web.Parse(pages), bus: bus, programmes: programmes, requesters: requesters, pairs: NewCompatibilities(book)}
}

// Programmes returns the offered programmes in their order. The caller must not
// change the slice.
func (b *Benefit) Programmes() []Programme { return b.programmes }

// Doubts tells what the claim's programme finds odd about it.
func (b *Benefit) Doubts(c Claim) []Doubt {
	p, ok := b.Programme(c.Programme)
	if !ok || p.Doubts == nil {
		return nil
	}
	return p.Doubts(c)
}

// Programme finds an offered programme by its code.
func (b *Benefit) Programme(code string) (Programme, bool) {
	for _, p := range b.programmes {
		if p.Code == code {
			return p, true
		}
	}
	return Programme{}, false
}
