package officer

import (
	"context"
	"fmt"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// How many wrong passwords in a row lock an account, and for how long. GB/T 22239-2019 asks for a limit and leaves its
// size to the operator.
const (
	tries    = 5
	lockTime = 30 * time.Minute
)

// isLocked reads the lock from the trials, newest first: as many wrong ones as allowed, in a row, close to each other,
// and the last of them not long ago.
func isLocked(attempts []attempt, now time.Time) bool {
	if len(attempts) < tries {
		return false
	}
	for _, a := range attempts[:tries] {
		if a.passed {
			return false
		}
	}
	return attempts[0].at.Sub(attempts[tries-1].at) < lockTime && now.Sub(attempts[0].at) < lockTime
}

func locked(ctx context.Context, tx *store.Tx, officer string) (bool, error) {
	attempts, err := attemptsSince(ctx, tx, officer, tries)
	return isLocked(attempts, tx.Now()), err
}

// SignIn lets an officer in by name and password and gives what their session is bound to.
//
// It returns fault.Invalid with one and the same sentence for a wrong name and a wrong password, and
// fault.Invalid without a field while the account is locked.
func (o *Officer) SignIn(ctx context.Context, name, password string) (id, credential string, err error) {
	k, err := o.try(ctx, "sign_in", foldSignIn(name), password, "password")
	if err != nil {
		return "", "", err
	}
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		v, err := one(ctx, tx, access.Within(countyOf(tx)), k.officer)
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx, actorOf(v), audit.Entry{Act: signedIn, Subject: "officer", SubjectID: v.ID, Division: v.Division})
	})
	return k.officer, k.credential, err
}

// SignOut records that the officer left.
func (o *Officer) SignOut(ctx context.Context, by access.Actor) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		return audit.Append(ctx, tx, by, audit.Entry{Act: signedOut, Subject: "officer", SubjectID: by.ID, Division: by.Division})
	})
}

// try compares a password. The trial is written down as failed before the comparison, and as passed after it, so that
// many trials at once cannot all be made before the count sees the first.
func (o *Officer) try(ctx context.Context, column, value, password, field string) (key, error) {
	wrong := fault.Invalid(field, "登录名或密码不正确。连续错5次，账号将锁定30分钟")
	if field == "old_password" {
		wrong = fault.Invalid(field, "原密码不正确。连续错5次，账号将锁定30分钟")
	}
	k, shut, err := o.begin(ctx, column, value)
	switch {
	case err != nil:
		return key{}, err
	case shut:
		return key{}, fault.Invalid("", "连续5次密码错误，账号已锁定。请过30分钟再试，或请系统管理员重置密码")
	case k.officer == "":
		_, err := o.matches(ctx, password, o.decoy)
		if err != nil {
			return key{}, err
		}
		return key{}, wrong
	}
	ok, err := o.matches(ctx, password, k.hash)
	if err != nil {
		return key{}, err
	}
	if err := o.settle(ctx, k, ok); err != nil {
		return key{}, err
	}
	if !ok {
		return key{}, wrong
	}
	return k, nil
}

// begin finds the key and writes the trial down, unless the account is locked.
func (o *Officer) begin(ctx context.Context, column, value string) (k key, shut bool, err error) {
	err = o.db.Write(store.Aside(ctx), func(tx *store.Tx) error {
		if k, err = keyOf(ctx, tx, column, value); err != nil || k.officer == "" {
			return err
		}
		if err := tx.Lock(ctx, "officer:"+k.officer); err != nil {
			return err
		}
		if shut, err = locked(ctx, tx, k.officer); err != nil || shut {
			return err
		}
		return writeAttempt(ctx, tx, k.officer, false)
	})
	return k, shut, err
}

// settle writes down how the trial ended.
func (o *Officer) settle(ctx context.Context, k key, ok bool) error {
	return o.db.Write(store.Aside(ctx), func(tx *store.Tx) error {
		if ok {
			return writeAttempt(ctx, tx, k.officer, true)
		}
		v, err := one(ctx, tx, access.Within(countyOf(tx)), k.officer)
		if err != nil {
			return err
		}
		door := access.System("登录", v.Division)
		act := refused
		if v.Locked {
			act = lockedOut
		}
		return audit.Append(ctx, tx, door, audit.Entry{
			Act: act, Subject: "officer", SubjectID: v.ID, Division: v.Division,
			Details: map[string]string{"name": v.Name},
		})
	})
}

// Identify finds the officer of a session for each request. It returns fault.Denied when the password was changed
// since the session began, and when the officer's work here ended.
func (o *Officer) Identify(ctx context.Context, officer, credential string) (web.Identity, error) {
	var known standing
	err := o.db.Read(ctx, func(tx *store.Tx) (err error) {
		known, err = store.Kept(ctx, tx, fmt.Sprintf("officer/standing/%q", officer), func() (standing, error) { return standingOf(ctx, tx, officer) })
		return err
	})
	if err != nil {
		return web.Identity{}, err
	}
	if known.credential == "" || known.credential != credential {
		return web.Identity{}, fault.Denied("登录已失效，请重新登录")
	}
	return known.identity, nil
}

// A standing is who an officer is today, and the password that opens sessions; empty when the work here ended.
type standing struct {
	credential string
	identity   web.Identity
}

func standingOf(ctx context.Context, tx *store.Tx, officer string) (standing, error) {
	credential, v, err := presentOf(ctx, tx, officer)
	if err != nil || credential == "" {
		return standing{}, err
	}
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return standing{}, err
	}
	return standing{credential, web.Identity{Actor: actorOf(v), Role: v.Role.Term(), Place: tree.Local(v.Division), MustChange: v.MustChange}}, nil
}

func actorOf(v View) access.Actor {
	return access.Actor{ID: v.ID, Name: v.Name, Role: v.Role, Division: v.Division}
}
