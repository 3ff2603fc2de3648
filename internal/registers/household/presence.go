package household

// A Presence is where a member is to be met. 在家情况.
type Presence string

// The presences.
const (
	Home        Presence = "home"        // 在家, also when nothing is recorded
	Away        Presence = "away"        // 外出
	Institution Presence = "institution" // 在机构
)

// Presences lists the presences that can be chosen.
func Presences() []Presence { return []Presence{Home, Away, Institution} }

// Term is the presence's official term.
func (p Presence) Term() string {
	switch p {
	case Away:
		return "外出"
	case Institution:
		return "在机构"
	}
	return "在家"
}
