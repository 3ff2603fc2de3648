package access_test

import (
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/engine/access"
)

const (
	county   = division.Code("420323000000")
	baofeng  = division.Code("420323102000")
	village  = division.Code("420323102201")
	other    = division.Code("420323103201")
	neighbor = division.Code("420324102201")
)

var confirm = access.Permission{Name: "benefit.confirm", Term: "确认待遇", Roles: []access.Role{access.Preparer, access.TownshipOfficer}}

func TestMay(t *testing.T) {
	cases := []struct {
		name string
		by   access.Actor
		at   division.Code
		want bool
	}{
		{"the county sees a village", access.Actor{Role: access.Preparer, Division: county}, village, true},
		{"a township sees its village", access.Actor{Role: access.TownshipOfficer, Division: baofeng}, village, true},
		{"a township sees no other township", access.Actor{Role: access.TownshipOfficer, Division: baofeng}, other, false},
		{"a township does not stand for the county", access.Actor{Role: access.TownshipOfficer, Division: baofeng}, county, false},
		{"a county sees no other county", access.Actor{Role: access.Preparer, Division: county}, neighbor, false},
		{"a role without the permission may nowhere", access.Actor{Role: access.Auditor, Division: county}, village, false},
		{"nobody may nothing", access.Actor{}, village, false},
		{"nowhere is in no scope", access.Actor{Role: access.Preparer, Division: county}, "", false},
		{"the system may in its division", access.System("每月提出", county), village, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := c.by.May(confirm, c.at); got != c.want {
				t.Errorf("May = %v", got)
			}
			kind, _ := fault.KindOf(c.by.Require(confirm, c.at))
			if denied := kind == fault.KindDenied; denied == c.want {
				t.Errorf("Require says %v", kind)
			}
		})
	}
}

func TestNarrow(t *testing.T) {
	scope := access.Within(baofeng)
	cases := map[division.Code]division.Code{"": baofeng, county: baofeng, village: village, other: ""}
	for to, want := range cases {
		if got := scope.Narrow(to).Division(); got != want {
			t.Errorf("Narrow(%q) = %q, want %q", to, got, want)
		}
	}
}

func TestWhere(t *testing.T) {
	condition, args := access.Within(baofeng).Where("division", 3)
	if condition != "division BETWEEN $3 AND $4" || len(args) != 2 || args[0] != "420323102000" || args[1] != "420323102999" {
		t.Error(condition, args)
	}
	if condition, args := (access.Scope{}).Where("division", 1); condition != "1 = 0" || args != nil {
		t.Error("the empty scope sees", condition, args)
	}
}
