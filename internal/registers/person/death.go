package person

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
)

// A Death is one notice that somebody died, as an office or a village wrote it: 死亡登记. A notice whose number is not
// valid is kept without a person: a name alone never makes anybody dead.
type Death struct {
	ID       string
	Person   string        // id in the register; empty: nobody with this number is known
	Name     string        // as written
	Number   idcard.Number // none when it is not valid; then Read says what stood there
	Read     string
	Sex      string
	Day      month.Day // 0: the day is not known; then Month may be
	Month    month.Month
	Division division.Code // where the notice says the person lived, as far as it could be made out
	Place    string        // as written
	Burial   string        // 火化, 土葬; as written
	From     string        // who told: 派出所, 殡仪馆; as written
	Source   string        // intake:<file id> or the act
	Row      int           // of the file
	Sheet    string
}
