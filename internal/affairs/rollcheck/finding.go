package rollcheck

import (
	"slices"
	"strconv"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/engine/access"
)

// A Finding is a suspect as a run found it, and what became of it. 疑点记录.
type Finding struct {
	Run        string
	Serial     int    // place in the run, the worst first
	Key        string // of the suspect, the same in every run
	Kind       Kind
	Detail     string
	Level      Level
	Stake      money.Fen // a month
	Says       string
	Verify     string
	Programmes []string
	Places     []division.Code
	People     []Person
	Rows       []Row
	Verdict    *Verdict // the last one on the suspect; it may be about other evidence

	evidence string
}

// A Person is somebody a finding is about, with the number masked. 疑点涉及人员.
type Person struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name"`
	Number string `json:"number"`
}

// peopleOf are the people of a suspect, each once.
func peopleOf(s Suspect) []Person {
	var people []Person
	for _, who := range s.People {
		p := Person{who.Person, who.Name, shown(who)}
		if !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	return people
}

// placesIn are where the evidence lies, else where the run was made.
func (s Suspect) placesIn(run division.Code) []division.Code {
	if all := s.Divisions(); len(all) > 0 {
		return all
	}
	return []division.Code{run}
}

// subjects are the ids of the persons and households that the evidence is about.
func (s Suspect) subjects() []string {
	var ids []string
	note := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, who := range s.People {
		note(who.Person)
	}
	for _, r := range s.Rows {
		note(r.Person)
		note(r.Household)
	}
	return ids
}

// A State is where a finding stands.
type State string

// The states, read from the verdicts.
const (
	Open     State = "open"     // 待核实
	Reopened State = "reopened" // 证据有变: judged before, on other evidence
	Verified State = "verified" // 核实属实
	Wrong    State = "wrong"    // 排除
)

// States are all states.
func States() []State { return []State{Open, Reopened, Verified, Wrong} }

// Term is the state as pages show it.
func (s State) Term() string {
	switch s {
	case Open:
		return "待核实"
	case Reopened:
		return "证据有变，待重新核实"
	case Verified:
		return "核实属实"
	case Wrong:
		return "已排除"
	}
	return string(s)
}

// State is where the finding stands.
func (f Finding) State() State {
	switch {
	case f.Verdict == nil:
		return Open
	case f.Verdict.evidence != f.evidence:
		return Reopened
	}
	return State(f.Verdict.Outcome)
}

// Open tells whether a person still has to judge.
func (f Finding) Open() bool { return f.State() == Open || f.State() == Reopened }

// Path is the page of the finding.
func (f Finding) Path() string { return "/rollcheck/" + f.Run + "/" + strconv.Itoa(f.Serial) }

// Names are whom it is about, for lists.
func (f Finding) Names() string {
	var names []string
	for _, p := range f.People {
		if !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	if len(names) > namesShown {
		return strings.Join(names[:namesShown], "、") + "等" + strconv.Itoa(len(names)) + "人"
	}
	return strings.Join(names, "、")
}

// namesShown is how many names a list shows of one finding.
const namesShown = 3

// towns are the townships the evidence lies in.
func (f Finding) towns() []division.Code {
	var all []division.Code
	for _, at := range f.Places {
		town := at.Town()
		if town == "" {
			town = at
		}
		if !slices.Contains(all, town) {
			all = append(all, town)
		}
	}
	return all
}

// within leaves of the evidence what the scope sees; of the rest it only says that it is elsewhere, and in which
// programme.
func (f Finding) within(scope access.Scope) Finding {
	rows := slices.Clone(f.Rows)
	for i, r := range rows {
		if r.Division == "" || scope.Contains(r.Division) {
			continue
		}
		hidden := Row{What: r.What, Division: r.Division}
		for _, c := range r.Cells {
			if c.Term == programmeCell {
				hidden.Cells = append(hidden.Cells, c)
			}
		}
		rows[i] = hidden
	}
	f.Rows = rows
	return f
}
