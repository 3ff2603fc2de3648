package app

import (
	"context"
	"fmt"
	"strings"

	"minzheng/county/zhushan/people"
	"minzheng/internal/affairs/charity"
	"minzheng/internal/affairs/deliberation"
	"minzheng/internal/affairs/eldercare"
	"minzheng/internal/base/month"
)

// enterGifts enters what was given for charity: received by the county's federation, each with a receipt. Every third donor agrees to be
// named in public.
func (f *founding) enterGifts(ctx context.Context) (string, error) {
	var all []charity.Gift
	for i := range f.county.Gifts {
		g := &f.county.Gifts[i]
		gift := charity.Gift{
			Division: f.Bureau.county(), Day: g.Day, Donor: g.Donor, DonorKind: "organisation", Kind: "money", Amount: g.Amount, Purpose: g.Purpose,
			Receipt: fmt.Sprintf("演示%d-%04d", g.Day.Month().Year(), i+1), Handler: "慈善会", Published: i%3 == 0, Note: inventedSource,
		}
		if g.Person != people.None {
			gift.DonorKind = "person"
		}
		all = append(all, gift)
	}
	ids, err := f.charity.Gifts.Enter(ctx, f.tx, f.by, all)
	return fmt.Sprintf("%d 笔", len(ids)), err
}

// enterEldercare enters the homes, what was invested in them, and the dwellings made fit for the old. The inventor tells the year of a home
// and a project; the books want a day.
func (f *founding) enterEldercare(ctx context.Context) (string, error) {
	var homes []eldercare.Home
	for i := range f.county.Homes {
		h := &f.county.Homes[i]
		home := eldercare.Home{
			Division: f.county.Villages[h.Village].Code, Name: h.Name, Kind: "welfare", Operator: "public", Opened: month.MustDay(h.Opened, 9, 1),
			Beds: int64(h.Beds), Source: inventedSource,
		}
		if h.Nursing {
			home.Kind = "nursing"
		}
		homes = append(homes, home)
	}
	ids, err := f.eldercare.Homes.Enter(ctx, f.tx, f.by, homes)
	if err != nil {
		return "", err
	}
	var projects []eldercare.Project
	for i := range f.county.Projects {
		p := &f.county.Projects[i]
		projects = append(projects, eldercare.Project{
			Home: ids[p.Home], Name: f.county.Homes[p.Home].Name + " " + p.Name, Kind: p.Kind, Day: month.MustDay(p.Year, 5, 30), Amount: p.Amount, Fund: "演示资金",
			Source: inventedSource,
		})
	}
	if _, err := f.eldercare.Projects.Enter(ctx, f.tx, f.by, projects); err != nil {
		return "", err
	}
	var adapted []eldercare.Adaptation
	for i := range f.county.Adaptations {
		a := &f.county.Adaptations[i]
		adapted = append(adapted, eldercare.Adaptation{
			Division: f.county.Village(a.Person).Code, Person: f.persons[a.Person], Household: f.households[a.Household], Works: a.Works, Day: a.Done, Amount: a.Amount, Inspector: "演示验收人", Source: inventedSource,
		})
	}
	_, err = f.eldercare.Adaptations.Enter(ctx, f.tx, f.by, adapted)
	return fmt.Sprintf("%d 所机构、%d 个项目、%d 户改造", len(homes), len(projects), len(adapted)), err
}

// inventedTopics sorts the topics that the inventor knows; of the others nobody disputes that people live by them.
var inventedTopics = map[string]string{
	"移风易俗、红白事简办": "work", "村级公益性岗位安排": "work", "土地流转收益分配": "dispute", "垃圾分类和清运": "concern", "河道保洁": "concern",
}

// enterDeliberation enters the village councils and their meetings.
func (f *founding) enterDeliberation(ctx context.Context) (string, error) {
	var councils []deliberation.Council
	var meetings []deliberation.Meeting
	for i := range f.county.Councils {
		c := &f.county.Councils[i]
		if len(c.Members) == 0 {
			continue
		}
		v := &f.county.Villages[c.Village]
		council := deliberation.Council{
			Division: v.Code, Name: v.Name + "村民议事协商委员会", Founded: c.Founded, Members: int64(len(c.Members)), Source: inventedSource,
		}
		if v.Urban {
			council.Name = v.Name + "居民议事协商委员会"
		}
		var names []string
		for _, m := range c.Members {
			names = append(names, f.county.Persons[m].Full())
		}
		council.Chair, council.Roll = names[0], strings.Join(names, "、")
		councils = append(councils, council)
		for _, m := range c.Meeting {
			meeting := deliberation.Meeting{
				Division: v.Code, Day: m.Day, Topic: m.Topic, Category: "livelihood", Channel: "visit", Present: int64(m.Present), Agreed: m.Agreed,
				Assembly: m.Topic == "土地流转收益分配", Recorder: "演示记录人", Source: inventedSource,
			}
			if category, ok := inventedTopics[m.Topic]; ok {
				meeting.Category = category
			}
			if m.Agreed {
				meeting.Opinion = "同意按会上商定的办法办理（演示）"
			}
			meetings = append(meetings, meeting)
		}
	}
	if _, err := f.deliberation.Councils.Enter(ctx, f.tx, f.by, councils); err != nil {
		return "", err
	}
	_, err := f.deliberation.Meetings.Enter(ctx, f.tx, f.by, meetings)
	return fmt.Sprintf("%d 个委员会、%d 次会议", len(councils), len(meetings)), err
}
