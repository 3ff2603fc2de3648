package benefit

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/circumstance"
)

// A Family is what the registers know of a household on the first day of a
// month: the facts a programme assesses. 家庭情况.
type Family struct {
	Household string        // id
	Number    string        // the clerk's household number 户编号, may be empty
	Division  division.Code // where the household is on that day
	Day       month.Day     // the first day of the month
	Class     Classed       // for the programme being assessed
	// Person is whom the assessment is for, in programmes that pay persons;
	// empty in those that pay households.
	Person  string
	Members []Member // head first, then by relation and birth: a stable order
	// Circumstances of the household as a whole; those of a person stand with
	// the member.
	Circumstances []circumstance.Fact
	// Held lists the benefits in force in the month for the household or one of
	// its members, the assessed programme included.
	Held []Holding
}

// A Member is a person of the co-living family on the day. 共同生活的家庭成员.
type Member struct {
	Person        string
	Name          string
	Relation      string    // to the head, as package household names it
	Birth         month.Day // zero: not known
	Sex           string    // as package person names it; empty: not known
	Presence      string    // as package household names it; empty: not known
	Circumstances []circumstance.Fact
}

// A Holding is a benefit in force, as an assessment of another sees it.
type Holding struct {
	Award     string
	Programme string
	Person    string // empty: held by the household
}
