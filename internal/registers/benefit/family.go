package benefit

import (
	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
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
	Members []Member // the head first, then by birth and id: always the same order
	// Registered is how many persons ever were registered as members, those who
	// have left included: fewer than a roll counts means that some are not known.
	Registered int
	// Circumstances of the household as a whole; those of a person stand with
	// the member.
	Circumstances []circumstance.Fact
	// Held lists the benefits in force in the month for the household or one of
	// its members, those of the assessed programme included.
	Held []Holding
	// Elsewhere lists the benefits in force in the month that another household
	// has for a member of this one, as after a move that was not followed up.
	Elsewhere []Holding
}

// A Member is a person of the co-living family on the day. 共同生活的家庭成员.
type Member struct {
	Person        string
	Name          string
	Relation      household.Relation // to the head
	Birth         month.Day          // zero: not known
	Sex           string             // male, female; empty: not known
	Presence      household.Presence // at home when nothing is recorded
	Circumstances []circumstance.Fact
}

// A Holding is a benefit in force, as the assessment of another sees it.
type Holding struct {
	Award     string
	Programme string
	Person    string // who holds it, or whom it covers; empty: held by the household
	Name      string // of the head of another household that holds it
	Heads     int    // covered persons; zero when the roll did not say
}

// Head is the member who heads the household; ok is false when none does.
func (f Family) Head() (m Member, ok bool) {
	for _, m := range f.Members {
		if m.Relation == household.Head {
			return m, true
		}
	}
	return Member{}, false
}

// Named is the member with this id; ok is false when there is none.
func (f Family) Named(person string) (m Member, ok bool) {
	for _, m := range f.Members {
		if m.Person == person {
			return m, true
		}
	}
	return Member{}, false
}
