package people

import (
	"minzheng/internal/base/division"
)

// A Village is a village or community (村、社区) of the county, as the division tree has it.
type Village struct {
	Code  division.Code
	Name  string // 迎丰村, 大街社区: as people say it
	Town  string // 城关镇
	Urban bool   // a residents' committee
}

// tinyTown is the one township of the tiny scale, in which the demonstration's township and village accounts work.
const tinyTown division.Code = "420323100000"

// townPeople are the registered people of the townships whose number is published; the others have as many for each of
// their villages as these have on average.
var townPeople = map[division.Code]int{
	"420323103000": 59857, // 宝丰镇, undated
	"420323102000": 32800, // 麻家渡镇, undated
	"420323201000": 24682, // 竹坪乡, 2019
	"420323108000": 19492, // 官渡镇, 2017
	"420323200000": 16346, // 潘口乡, undated
	"420323205000": 15659, // 文峰乡, 2019
	"420323206000": 12591, // 深河乡, undated
}

// within keeps the villages of a scale.
func (s Scale) within(villages []Village) []Village {
	if s != Tiny {
		return villages
	}
	var kept []Village
	for _, v := range villages {
		if tinyTown.Contains(v.Code) {
			kept = append(kept, v)
		}
	}
	return kept
}

// settlers divides people among villages; a community weighs two and a half times a village of its township.
func settlers(all int, villages []Village) []int {
	known, knownVillages := 0, 0
	units := map[division.Code]int{} // of a township: two for a village, five for a community
	for _, v := range villages {
		units[v.Code.Town()] += v.unit()
		if townPeople[v.Code.Town()] > 0 {
			knownVillages++
		}
	}
	count := map[division.Code]int{}
	for _, v := range villages {
		count[v.Code.Town()]++
	}
	for town := range count {
		known += townPeople[town]
	}
	mean := 1800
	if knownVillages > 0 {
		mean = known / knownVillages
	}
	weights := make([]int, len(villages))
	for i, v := range villages {
		town := v.Code.Town()
		n := townPeople[town]
		if n == 0 {
			n = mean * count[town]
		}
		weights[i] = n * v.unit() / units[town]
	}
	return apportion(all, weights)
}

func (v Village) unit() int {
	if v.Urban {
		return 5
	}
	return 2
}
