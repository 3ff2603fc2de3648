package disbursement

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"minzheng/internal/base/money"
	"minzheng/internal/registers/benefit"
)

// line makes a line of one award; heads persons without names.
func line(award string, amount money.Fen, heads int) Line {
	return Line{
		Award: award, Head: "户主" + award, Amount: amount, Covered: []Covered{{Count: heads}},
		Payee: Payee{Name: award, Bank: "竹山农商银行", Account: benefit.Account("62100000" + award)},
	}
}

func held(l Line) Line {
	l.Hold = &Hold{Reason: "账户待核实"}
	return l
}

func TestCompare(t *testing.T) {
	rerouted := line("6", 300_00, 1)
	rerouted.Payee.Account = "999912345678"
	last := []Line{
		line("1", 386_00, 1), line("2", 772_00, 2), line("3", 1158_00, 3), held(line("4", 500_00, 2)), line("5", 400_00, 1),
		line("6", 300_00, 1), line("7", 600_00, 2), held(line("8", 90_00, 1)),
	}
	this := []Line{
		line("1", 386_00, 1), line("2", 386_00, 1), line("3", 1200_00, 3), line("4", 500_00, 2), line("9", 250_00, 4),
		rerouted, line("7", 600_00, 3),
	}
	// By hand. Paid last month: 386 + 772 + 1158 + 400 + 300 + 600 = 3616, 6 households, 10 persons.
	// Due this month: 386 + 386 + 1200 + 500 + 250 + 300 + 600 = 3622, 7 households, 15 persons.
	want := []struct {
		award    string
		movement Movement
		effect   Figures
	}{
		{"9", Added, Figures{1, 4, 250_00}},
		{"4", Resumed, Figures{1, 2, 500_00}},
		{"3", Raised, Figures{0, 0, 42_00}},
		{"7", Raised, Figures{0, 1, 0}},
		{"2", Lowered, Figures{0, -1, -386_00}},
		{"5", Stopped, Figures{-1, -1, -400_00}},
		{"6", Rerouted, Figures{}},
	}
	got := compare(last, this)
	if len(got) != len(want) {
		t.Fatalf("got %d changes: %+v", len(got), got)
	}
	for i, w := range want {
		if c := got[i]; c.Award != w.award || c.Movement != w.movement || c.Effect() != w.effect {
			t.Errorf("change %d: %s %s %+v, want %s %s %+v", i, c.Award, c.Movement, c.Effect(), w.award, w.movement, w.effect)
		}
	}
	if got[1].Cause != "上月暂缓（账户待核实），本月重新列入" {
		t.Errorf("cause of resuming: %s", got[1].Cause)
	}
	if got[6].Cause != "账户由竹山农商银行尾号0006变更为竹山农商银行尾号5678" {
		t.Errorf("cause of rerouting: %s", got[6].Cause)
	}
	b := balance(BasisSigned, count(paid(last)), got, count(this))
	if b.Last != (Figures{6, 10, 3616_00}) || b.This != (Figures{7, 15, 3622_00}) {
		t.Errorf("sums %+v", b)
	}
	if err := b.Check(); err != nil {
		t.Error(err)
	}
}

func TestBalance(t *testing.T) {
	t.Run("refuses books that are one fen apart", func(t *testing.T) {
		b := balance(BasisSigned, Figures{1, 1, 386_00}, nil, Figures{1, 1, 386_01})
		if b.Check() == nil {
			t.Error("accepted")
		}
	})
	t.Run("balances whatever happened between two months", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			month := func(name string) []Line {
				var lines []Line
				for i := range rapid.IntRange(0, 12).Draw(t, name) {
					if !rapid.Bool().Draw(t, "there") {
						continue
					}
					l := line(fmt.Sprint(i), money.Fen(rapid.Int64Range(1, 300_000).Draw(t, "fen")), rapid.IntRange(1, 6).Draw(t, "heads"))
					if rapid.Bool().Draw(t, "moved") {
						l.Payee.Account = "6210999900001234"
					}
					if rapid.IntRange(0, 3).Draw(t, "held") == 0 {
						l = held(l)
					}
					lines = append(lines, l)
				}
				return lines
			}
			last, this := month("last"), month("this")
			changes := append(compare(last, this), holdings(this)...)
			b := balance(BasisImported, count(paid(last)), changes, count(paid(this)))
			if err := b.Check(); err != nil {
				t.Fatal(err)
			}
			seen := map[string]bool{}
			for _, c := range changes {
				key := c.Award + string(c.Movement)
				if seen[key] {
					t.Fatalf("%s counted twice", key)
				}
				seen[key] = true
			}
		})
	})
	t.Run("tells the same whatever the order of the lines", func(t *testing.T) {
		last := []Line{line("1", 1, 1), line("2", 2, 1), line("3", 3, 1)}
		this := []Line{line("4", 1, 1), line("2", 3, 1)}
		first := compare(last, this)
		second := compare([]Line{last[2], last[0], last[1]}, []Line{this[1], this[0]})
		if fmt.Sprint(first) != fmt.Sprint(second) {
			t.Errorf("%v\n%v", first, second)
		}
	})
}
