package officer

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// An Appointment gives somebody a role in a division and a name to sign in with.
//
// 任用.
type Appointment struct {
	Name     string // as on the work card
	SignIn   string // 2 to 32 small letters and digits, may hold . - _
	Role     access.Role
	Division division.Code
}

var (
	signInName     = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)
	identityNumber = regexp.MustCompile(`^[0-9]{15,17}[0-9x]?$`)
)

// check collects what is wrong with the appointment itself.
func (a Appointment) check() error {
	var wrong fault.List
	if n := utf8.RuneCountInString(a.Name); n < 2 || n > 30 {
		wrong.Add(fault.Invalid("name", "请填写姓名，2至30个字"))
	}
	if !signInName.MatchString(a.SignIn) {
		wrong.Add(fault.Invalid("sign_in", "登录名用2至32个小写字母和数字，可以有点和短横，例如 zs012"))
	}
	if identityNumber.MatchString(a.SignIn) {
		wrong.Add(fault.Invalid("sign_in", "不要用身份证号码作登录名，请另取一个"))
	}
	wrong.Add(a.checkPost())
	return wrong.Err()
}

// levels are where each role works.
func levels(r access.Role) (division.Level, string) {
	switch r {
	case access.VillageClerk:
		return division.Village, "村（社区）"
	case access.TownshipOfficer:
		return division.Town, "乡镇"
	}
	return division.County, "县"
}

func (a Appointment) checkPost() error {
	known := false
	for _, r := range access.Roles() {
		known = known || r == a.Role
	}
	if !known {
		return fault.Invalid("role", "请选择岗位")
	}
	level, term := levels(a.Role)
	if a.Division.Level() != level {
		return fault.Invalid("division", "%s在%s工作，请选择%s", a.Role.Term(), term, term)
	}
	return nil
}

// Appoint enters a new officer and gives a first password, which is shown once and must be changed at the first
// sign-in.
//
// It returns fault.Denied without [Appointing] in the division and fault.Invalid for a name, a sign-in name, a role or
// a division that cannot be; a sign-in name that somebody has or had is refused too.
func (o *Officer) Appoint(ctx context.Context, by access.Actor, a Appointment) (id, password string, err error) {
	password = newPassword()
	id, err = o.appointWith(ctx, by, a, password, true)
	return id, password, err
}

func (o *Officer) appointWith(ctx context.Context, by access.Actor, a Appointment, password string, mustChange bool) (id string, err error) {
	a.Name, a.SignIn = strings.TrimSpace(a.Name), foldSignIn(a.SignIn)
	if err := a.check(); err != nil {
		return "", err
	}
	if err := by.Require(Appointing, a.Division); err != nil {
		return "", err
	}
	hash, err := o.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		id = tx.NewID()
		return enter(ctx, tx, by, id, a, hash, mustChange)
	})
	if store.IsUnique(err) {
		return "", fault.Invalid("sign_in", "登录名 %s 已有人使用或曾使用，请另取一个", a.SignIn)
	}
	return id, err
}

// AppointFirst is [Officer.Appoint] in the transaction that starts a county, for its first administrator.
func (o *Officer) AppointFirst(ctx context.Context, tx *store.Tx, by access.Actor, a Appointment) (password string, err error) {
	a.Name, a.SignIn = strings.TrimSpace(a.Name), foldSignIn(a.SignIn)
	if err := a.check(); err != nil {
		return "", err
	}
	password = newPassword()
	hash, err := o.hash(ctx, password)
	if err != nil {
		return "", err
	}
	return password, enter(ctx, tx, by, tx.NewID(), a, hash, true)
}

func enter(ctx context.Context, tx *store.Tx, by access.Actor, id string, a Appointment, hash string, mustChange bool) error {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tree.Find(a.Division); err != nil {
		return errors.Join(fault.Invalid("division", "本县没有这个区划，请从列表中选择"), err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO officer_officer (county, id, name, sign_in, appointed_at, appointed_by) VALUES ($1, $2, $3, $4, $5, $6)`,
		tx.County(), id, a.Name, a.SignIn, tx.Stamp(), by.ID)
	if err != nil {
		return err
	}
	post := []any{string(a.Role), string(a.Division)}
	if _, err := postFacts.Set(ctx, tx, []any{id}, post, month.Since(tx.Today()), "任用："+by.Name); err != nil {
		return err
	}
	if _, err := writePassword(ctx, tx, by, id, hash, mustChange); err != nil {
		return fmt.Errorf("appoint: %w", err)
	}
	return audit.Append(ctx, tx, by, audit.Entry{
		Act: "officer.appoint", Subject: "officer", SubjectID: id, Division: a.Division,
		Details: map[string]string{"name": a.Name, "sign_in": a.SignIn, "role": a.Role.Term()},
	})
}
