package officer

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
)

// The cost of a password: about 50 ms and 64 MB, which the places in [Officer] bound. RFC 9106 section 4.
const (
	passes  = 1
	memory  = 64 << 10 // KiB
	threads = 2
	saltLen = 16
	keyLen  = 32
)

// seal makes the text that is kept instead of a password.
func seal(password string, salt []byte) string {
	return kept(salt, argon2.IDKey([]byte(password), salt, passes, memory, threads, keyLen))
}

// decoy is compared with the password of whoever has no account: it takes as long to compare, and nothing to make.
func decoy() string {
	noise := make([]byte, saltLen+keyLen)
	rand.Read(noise)
	return kept(noise[:saltLen], noise[saltLen:])
}

func kept(salt, sum []byte) string {
	code := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, threads, code(salt), code(sum))
}

// hash seals a password with a new salt, when there is a place for it.
func (o *Officer) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	rand.Read(salt)
	var sealed string
	err := o.reckon(ctx, func() { sealed = seal(password, salt) })
	return sealed, err
}

// matches compares a password with what is kept, by the parameters that are kept with it.
func (o *Officer) matches(ctx context.Context, password, sealed string) (ok bool, err error) {
	var version, m, t, p int
	parts := strings.Split(sealed, "$")
	if len(parts) != 6 {
		return false, fmt.Errorf("a password is kept in an unknown form")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &m, &t, &p); err != nil {
		return false, fmt.Errorf("a password is kept in an unknown form: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, err
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, err
	}
	err = o.reckon(ctx, func() {
		sum := argon2.IDKey([]byte(password), salt, uint32(t), uint32(m), uint8(p), uint32(len(want)))
		ok = subtle.ConstantTimeCompare(sum, want) == 1
	})
	return ok, err
}

// reckon runs work when one of the places is free; the person may go away while waiting.
func (o *Officer) reckon(ctx context.Context, work func()) error {
	select {
	case o.hashing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-o.hashing }()
	work()
	return nil
}

// checkPassword tells whether a person may choose the password: ten characters, letters and digits, not the sign-in name.
func checkPassword(password, signIn string) error {
	letter, digit := strings.ContainsFunc(password, unicode.IsLetter), strings.ContainsFunc(password, unicode.IsDigit)
	switch {
	case utf8.RuneCountInString(password) < 10:
		return fault.Invalid("new_password", "新密码至少10个字符")
	case len(password) > 200:
		return fault.Invalid("new_password", "新密码太长，请不超过60个字符")
	case !letter || !digit:
		return fault.Invalid("new_password", "新密码里既要有字母，也要有数字")
	case strings.Contains(strings.ToLower(password), signIn):
		return fault.Invalid("new_password", "新密码里不要包含登录名")
	}
	return nil
}

// newPassword makes a first password that can be read out and copied by hand: kmt7-w3xp-9hvd.
func newPassword() string {
	const signs = "abcdefghjkmnpqrstuvwxyz23456789" // none that look alike
	var b strings.Builder
	for i := 0; i < 12; {
		var r [1]byte
		rand.Read(r[:])
		if int(r[0]) >= len(signs)*(256/len(signs)) {
			continue // keeps all signs equally likely
		}
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(signs[int(r[0])%len(signs)])
		i++
	}
	return b.String()
}

// ResetPassword gives the officer a new first password, which is shown once, lifts a lock and ends all sessions.
//
// It returns fault.Denied without [Appointing] in the officer's division, fault.NotFound for nobody, and
// fault.Conflict when the officer's work here has ended or the actor is the officer.
func (o *Officer) ResetPassword(ctx context.Context, by access.Actor, officer string) (password string, err error) {
	password = newPassword()
	hash, err := o.hash(ctx, password)
	if err != nil {
		return "", err
	}
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		v, err := o.subject(ctx, tx, by, officer)
		if err != nil {
			return err
		}
		if _, err := writePassword(ctx, tx, by, v.ID, hash, true); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: "officer.reset", Subject: "officer", SubjectID: v.ID, Division: v.Division,
			Details: map[string]string{"name": v.Name},
		})
	})
	return password, err
}

// ChangePassword sets the actor's own password and gives the credential of the sessions to come; all sessions before
// end. A wrong old password counts like a wrong one at the door.
//
// It returns fault.Invalid on old_password or new_password, also when the password was changed or reset while this one
// was compared: whoever knew only the old one has no say any more.
func (o *Officer) ChangePassword(ctx context.Context, by access.Actor, old, next string) (credential string, err error) {
	k, err := o.try(ctx, "id", by.ID, old, "old_password")
	if err != nil {
		return "", err
	}
	var v View
	err = o.db.Read(ctx, func(tx *store.Tx) (err error) {
		v, err = one(ctx, tx, access.Within(by.Division), k.officer)
		return err
	})
	if err != nil {
		return "", err
	}
	if err := checkPassword(next, v.SignIn); err != nil {
		return "", err
	}
	if next == old {
		return "", fault.Invalid("new_password", "新密码不能与原密码相同")
	}
	hash, err := o.hash(ctx, next)
	if err != nil {
		return "", err
	}
	err = o.db.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Lock(ctx, "officer:"+v.ID); err != nil {
			return err
		}
		now, err := keyOf(ctx, tx, "id", v.ID)
		if err != nil {
			return err
		}
		if now.credential != k.credential {
			return fault.Invalid("old_password", "密码刚刚已被修改或重置，这次没有改动。请用新的密码重新登录后再改")
		}
		if credential, err = writePassword(ctx, tx, by, v.ID, hash, false); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{Act: "officer.change", Subject: "officer", SubjectID: v.ID, Division: v.Division})
	})
	return credential, err
}
