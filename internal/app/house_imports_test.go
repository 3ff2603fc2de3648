package app_test

import (
	"fmt"
	"slices"
	"strings"
)

// importLaw holds every import against the tables.
func importLaw(h tree) []string {
	var wrong []string
	for _, f := range h.sources(true) {
		from := placeOf(folder(f.path))
		if !known(from.floor) {
			wrong = append(wrong, fmt.Sprintf("%s stands on no floor: put it under internal/base, engine, registers, affairs or app, whichever question of docs/house.md section 2 it answers", f.path))
			continue
		}
		ours, others := f.imported()
		for _, name := range ours {
			if advice := judge(from, placeOf(name), f.test); advice != "" {
				wrong = append(wrong, fmt.Sprintf("%s: %s imports %s, but %s", f.path, from.whole(), placeOf(name).whole(), advice))
			}
		}
		for _, name := range others {
			if from.floor == "base" && !f.test && foreign(name) {
				wrong = append(wrong, fmt.Sprintf("%s: %s imports %s, but base stands on the standard library alone: move what needs it up to engine", f.path, from.whole(), name))
			}
		}
	}
	return wrong
}

// judge tells what to do instead of this import; nothing when it is allowed.
func judge(from, to place, test bool) string {
	if from == to {
		return ""
	}
	if strings.HasSuffix(to.whole(), "test") && !test {
		return to.whole() + " is for tests: only files ending in _test.go import it"
	}
	if to.walled() && to.inner != "" && from.name() != to.name() {
		return fmt.Sprintf("a package inside a room is seen by that room alone: ask %s for it", to.name())
	}
	if from.name() == to.name() {
		return ""
	}
	if from.floor != to.floor {
		return judgeFloors(from, to)
	}
	return judgeNeighbours(from, to)
}

func judgeFloors(from, to place) string {
	below := seen(floors, from.floor)
	switch {
	case slices.Contains(below, to.floor):
		return ""
	case to.floor == "app":
		return "nothing but cmd sees the roof: hand in what is needed as an argument from internal/app/rooms.go"
	case from.floor == "scenario" || from.floor == "assets":
		return from.floor + " sees nothing of ours"
	case from.floor == "county":
		return "county sees only base: hand in what is needed from internal/app, and enter from there what comes out"
	case from.floor == "cmd":
		return "cmd only reads flags and calls app: move the work into internal/app"
	}
	return fmt.Sprintf("arrows go down and %s sees only %s: move what is shared down to where both see it, or let the upper side pass it in as an argument or an event",
		from.floor, strings.Join(below, ", "))
}

func judgeNeighbours(from, to place) string {
	beside := seen(neighbours, from.name())
	if slices.Contains(beside, to.room) {
		return ""
	}
	switch from.floor {
	case "affairs":
		return "one affair sees no other affair: speak through a register, or declare an event in one and join both in internal/app/wiring.go"
	case "base":
		return "base packages do not see each other: pass plain values, or move what joins them up to engine"
	}
	if len(beside) == 0 {
		return fmt.Sprintf("on its floor %s sees none: pass the value in from above, or move what is shared down a floor", from.room)
	}
	return fmt.Sprintf("on its floor %s sees only %s: pass the value in from above, or move what is shared into one of these",
		from.room, strings.Join(beside, ", "))
}

func known(floor string) bool {
	return slices.ContainsFunc(floors, func(r row) bool { return r.part == floor })
}

func seen(table []row, part string) []string {
	for _, r := range table {
		if r.part == part {
			return strings.Fields(r.sees)
		}
	}
	return nil
}

func folder(file string) string {
	if i := strings.LastIndex(file, "/"); i >= 0 {
		return file[:i]
	}
	return "."
}

// foreign tells whether an import path is of neither ours nor the standard library.
func foreign(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return strings.Contains(first, ".")
}

// rulesLaw keeps the packages of law apart from books, files, clocks and net.
func rulesLaw(h tree) []string {
	var wrong []string
	for _, f := range h.sources(false) {
		if !h.holdsLaw(folder(f.path)) {
			continue
		}
		ours, others := f.imported()
		for _, name := range ours {
			if !slices.ContainsFunc(rulesSee, func(p string) bool { return strings.HasPrefix(name+"/", strings.TrimSuffix(p, "/")+"/") }) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, but a rules package sees only base and engine/rules: let the room gather the facts and pass them in", f.path, name))
			}
		}
		for _, name := range others {
			if foreign(name) || slices.ContainsFunc(rulesForbid, func(p string) bool { return name == p || strings.HasPrefix(name, strings.TrimSuffix(p, "/")+"/") }) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, but the law opens no book, file, net or clock: pass in plain facts and dates", f.path, name))
			}
		}
	}
	return wrong
}

// holdsLaw tells whether a package is a programme's law: a folder inside an
// affair that keeps values or cases beside its formulas.
func (h *tree) holdsLaw(pkg string) bool {
	p := placeOf(pkg)
	if p.floor != "affairs" || p.inner == "" {
		return false
	}
	return slices.ContainsFunc(h.names, func(name string) bool {
		return strings.HasPrefix(name, pkg+"/values/") || strings.HasPrefix(name, pkg+"/cases/")
	})
}
