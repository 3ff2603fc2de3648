// Package officer is the register of those who work here (工作人员): their role, their division, how they sign in,
// and the page of the activity log (活动记录).
//
// An officer is appointed with one role in one division ([Officer.Appoint]); the post is a dated fact. Work here ends by
// an act ([Officer.End]); nobody is ever removed, because the log and the signatures refer to them. What a role may do
// is declared by each room as permissions; this register only says who holds the role.
//
// Passwords are kept as argon2id only. Five wrong ones in a row lock the account for half an hour, or until the
// administrator sets a new one ([Officer.ResetPassword]), which must then be changed at the next sign-in. Sessions end
// when the password changes, when the officer's work here ends, after thirty idle minutes, and after twelve hours.
//
// Start reading at [Officer.SignIn] and [Officer.Identify]. 《中华人民共和国网络安全法》 art 21; GB/T 22239-2019 on
// identification and on the handling of failed sign-ins.
package officer

import (
	"embed"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

//go:embed migrations
var migrations embed.FS

//go:embed pages
var pages embed.FS

// Migrations are the tables of the register.
var Migrations = store.Within(migrations, "migrations")

// The permissions of the register.
var (
	// Reading is leave to see who works here.
	Reading = access.Permission{Name: "officer.read", Term: "查看工作人员", Roles: []access.Role{access.Administrator, access.Auditor}}
	// Appointing is leave to appoint officers, to set their passwords anew and to end their work here.
	Appointing = access.Permission{Name: "officer.appoint", Term: "管理工作人员", Roles: []access.Role{access.Administrator}}
	// ReadingLog is leave to read the activity log of the own division.
	ReadingLog = access.Permission{Name: "officer.log", Term: "查看活动记录", Roles: []access.Role{
		access.VillageClerk, access.TownshipOfficer,
		access.Preparer, access.Reviewer, access.Signatory, access.Auditor, access.Administrator,
	}}
)

// What the log calls coming, going and being kept out.
const (
	signedIn  = "officer.signin"
	signedOut = "officer.signout"
	refused   = "officer.refuse"
	lockedOut = "officer.lock"
)

// Officer is the register.
//
// 工作人员.
type Officer struct {
	db       *store.DB
	pages    *web.Pages
	hashing  chan struct{} // a place for each password that may be reckoned at once: each takes 64 MB
	decoy    string        // compared when nobody has the sign-in name, so that the answer takes as long
	watch    watch         // of those who try passwords
	acts     map[string]string
	accounts []Account // of a demonstration, shown at the door
}

// New makes the register on the books.
func New(db *store.DB) *Officer {
	return &Officer{
		db: db, pages: web.Parse(pages), hashing: make(chan struct{}, 2), decoy: decoy(),
		acts: map[string]string{},
	}
}

// Room declares the register to the roof.
func (o *Officer) Room() room.Room {
	return room.Room{
		Name:       "officer",
		Term:       "工作人员",
		Migrations: Migrations,
		Routes:     o.routes,
		Menu: []web.Link{
			{Group: "管理", Term: "工作人员", Path: "/officer", Icon: "user-cog", Needs: web.Needs(Reading)},
			{Group: "管理", Term: "活动记录", Path: "/log", Icon: "history", Needs: web.Needs(ReadingLog)},
		},
		Permissions: []access.Permission{Reading, Appointing, ReadingLog},
		Panels:      o.panels(),
		Acts: map[string]string{
			"officer.appoint": "任用工作人员", "officer.reset": "重置密码", "officer.change": "修改密码", "officer.end": "停用账号",
			signedIn: "登录", signedOut: "退出", refused: "密码错误", lockedOut: "锁定账号",
		},
	}
}

// Describe gives the register the words for the acts in the activity log, by the acts' names. The roof calls it once,
// before serving.
func (o *Officer) Describe(acts map[string]string) { o.acts = acts }

func (o *Officer) routes(m *web.Mux) {
	m.Handle("GET /sign-in", web.Public(), o.door)
	m.Handle("POST /sign-in", web.Public(), o.enter)
	m.Handle("POST /sign-out", web.SignedIn(), o.leave, web.BeforeChange, web.ShowsNobody)
	m.Handle("GET /password", web.SignedIn(), o.passwordForm, web.BeforeChange, web.ShowsNobody)
	m.Handle("POST /password", web.SignedIn(), o.passwordTake, web.BeforeChange, web.ShowsNobody)
	m.Handle("GET /officer", web.Needs(Reading), o.index, web.ShowsNobody)
	m.Handle("GET /officer/new", web.Needs(Appointing), o.blank, web.ShowsNobody)
	m.Handle("POST /officer", web.Needs(Appointing), o.appoint, web.ShowsNobody)
	m.Handle("GET /officer/{id}", web.Needs(Reading), o.show, web.ShowsNobody)
	m.Handle("GET /officer/{id}/password", web.Needs(Appointing), o.resetForm, web.ShowsNobody)
	m.Handle("POST /officer/{id}/password", web.Needs(Appointing), o.reset, web.ShowsNobody)
	m.Handle("GET /officer/{id}/ending", web.Needs(Appointing), o.endingForm, web.ShowsNobody)
	m.Handle("POST /officer/{id}/ending", web.Needs(Appointing), o.end, web.ShowsNobody)
	m.Handle("GET /log", web.Needs(ReadingLog), o.logPage)
	m.Handle("GET /log/looked", web.Needs(ReadingLog), o.looksPage, web.Shows("查阅查看记录"))
}

// A View is one officer as pages show them.
//
// 工作人员.
type View struct {
	ID         string
	Name       string
	SignIn     string
	Role       access.Role
	Division   division.Code
	Since      month.Day // in this post
	Ended      month.Day // unknown while the officer works here
	Reason     string    // of the ending
	Place      string    // 宝丰镇 铧厂村; of the county, its name
	LastSignIn string    // stamp; empty when never
	MustChange bool
	Locked     bool
}
