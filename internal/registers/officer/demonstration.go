package officer

import (
	"context"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
)

// An Account is an officer of a demonstration, as the door shows them.
//
// 演示账号.
type Account struct {
	SignIn   string
	Name     string
	Role     access.Role
	Division division.Code
	Place    string
	Password string
}

// Demonstrate makes one officer for each role, all with the given password, unless they are there already, and has the
// door show them. The village clerk works in the village, the township officer in its township, the others in the
// county.
//
// It returns fault.Conflict when the county is no demonstration.
func (o *Officer) Demonstrate(ctx context.Context, by access.Actor, village division.Code, password string) ([]Account, error) {
	if !o.db.Demo() {
		return nil, fault.Conflict("这不是演示县，不能建立演示账号")
	}
	county := division.Code(o.db.County() + "000000")
	accounts := []Account{
		{SignIn: "village01", Role: access.VillageClerk, Division: village},
		{SignIn: "town01", Role: access.TownshipOfficer, Division: village.Town()},
		{SignIn: "prepare01", Role: access.Preparer, Division: county},
		{SignIn: "review01", Role: access.Reviewer, Division: county},
		{SignIn: "sign01", Role: access.Signatory, Division: county},
		{SignIn: "audit01", Role: access.Auditor, Division: county},
		{SignIn: "admin01", Role: access.Administrator, Division: county},
	}
	for i := range accounts {
		a := &accounts[i]
		a.Name, a.Password = "演示·"+a.Role.Term(), password
		if err := o.demonstrate(ctx, by, a); err != nil {
			return nil, err
		}
	}
	o.accounts = accounts
	return accounts, nil
}

func (o *Officer) demonstrate(ctx context.Context, by access.Actor, a *Account) error {
	var there []View
	err := o.db.Read(ctx, func(tx *store.Tx) (err error) {
		there, err = query(ctx, tx, access.Within(countyOf(tx)), "o.sign_in = $2", a.SignIn)
		return err
	})
	if err != nil {
		return err
	}
	if len(there) == 0 {
		_, err := o.appointWith(ctx, by, Appointment{Name: a.Name, SignIn: a.SignIn, Role: a.Role, Division: a.Division}, a.Password, false)
		if err != nil {
			return err
		}
		return o.demonstrate(ctx, by, a)
	}
	a.Place, a.Division = there[0].Place, there[0].Division
	return nil
}
