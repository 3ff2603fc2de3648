package officer

import (
	"context"
	"fmt"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// lookLine is one reading in words.
type lookLine struct {
	At, Who, Role, Act, Where, Text string
	Path                            string // of the page that was looked at; empty when it cannot be opened again
}

type looksView struct {
	Filter   *web.Form
	Officers []web.Choice
	Lines    []lookLine
	Pager    *web.Pager
}

// looksPage shows who looked at what in the reader's division 查看记录. The administrator, who has no business data, has
// none of it.
func (o *Officer) looksPage(c *web.Context) error {
	if c.Actor.Role == access.Administrator {
		return c.Redirect("/log")
	}
	pager, filter := c.Pager(50), c.Filter()
	f := audit.Filter{Day: filter.Day("day"), Actor: filter.Text("officer"), SubjectID: filter.Text("record"), Before: pager.After, Limit: pager.Limit()}
	view := looksView{Filter: filter, Pager: pager}
	if filter.Err() == nil {
		err := o.db.Read(c.Context(), func(tx *store.Tx) error { return o.readLooks(c.Context(), tx, c.Actor, f, &view) })
		if err != nil {
			return err
		}
	}
	c.Crumb("活动记录", "/log")
	return c.Render(o.pages, "looked.index", "查看记录", view)
}

func (o *Officer) readLooks(ctx context.Context, tx *store.Tx, by access.Actor, f audit.Filter, view *looksView) error {
	scope := by.Scope(ReadingLog)
	looks, err := audit.ListReadings(ctx, tx, scope, f)
	if err != nil {
		return err
	}
	looks = web.Cut(view.Pager, looks, func(l audit.Looked) string { return l.ID })
	if view.Lines, err = lookLines(ctx, tx, looks); err != nil {
		return err
	}
	view.Officers, err = officerChoices(ctx, tx, scope)
	return err
}

func lookLines(ctx context.Context, tx *store.Tx, looks []audit.Looked) ([]lookLine, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	lines := make([]lookLine, len(looks))
	for i, l := range looks {
		path, filter, _ := strings.Cut(l.Address, "?")
		lines[i] = lookLine{At: month.Clock(l.At), Who: l.ActorName, Role: l.Role.Term(), Act: l.Act, Where: tree.Local(l.Division), Text: lookText(tree, filter, l.Count)}
		if strings.HasPrefix(l.Route, "GET ") && !strings.Contains(l.Address, "*") {
			lines[i].Path = (&url.URL{Path: path, RawQuery: queryOf(filter)}).String()
		}
	}
	return lines, nil
}

// lookText is what a list was narrowed to, each thing once, and how many rows it showed.
func lookText(tree *place.Tree, filter string, count int) string {
	var parts []string
	for part := range strings.SplitSeq(filter, "&") {
		_, value, _ := strings.Cut(part, "=")
		if word := inWords(tree, value); word != "" && !slices.Contains(parts, word) {
			parts = append(parts, word)
		}
	}
	if count > 0 {
		parts = append(parts, fmt.Sprintf("%d 行", count))
	}
	return strings.Join(parts, "，")
}

// inWords is a value of an address as a reader knows it; empty for names that only the program has for things: the line
// leads to the list itself, which says what they mean.
func inWords(tree *place.Tree, value string) string {
	if at, err := tree.Find(division.Code(value)); err == nil {
		return tree.Local(at.Code)
	}
	if m, err := month.Parse(value); err == nil && m.Known() {
		return m.Term()
	}
	spoken := strings.ContainsFunc(value, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if spoken || strings.Trim(value, "0123456789-*X") == "" {
		return value
	}
	return ""
}

// queryOf writes a filter as an address needs it.
func queryOf(filter string) string {
	query := url.Values{}
	for part := range strings.SplitSeq(filter, "&") {
		if name, value, ok := strings.Cut(part, "="); ok {
			query.Add(name, value)
		}
	}
	return query.Encode()
}

// looksShown is how many readings a record's own page tells of.
const looksShown = 5

// looksPanel shows on a person's or a household's page who looked at it last.
func (o *Officer) looksPanel(ctx context.Context, tx *store.Tx, by access.Actor, id string) (template.HTML, error) {
	looks, err := audit.ListReadings(ctx, tx, by.Scope(ReadingLog), audit.Filter{SubjectID: id, Limit: looksShown + 1})
	if err != nil || len(looks) == 0 {
		return "", err
	}
	more := len(looks) > looksShown
	lines, err := lookLines(ctx, tx, looks[:min(len(looks), looksShown)])
	if err != nil {
		return "", err
	}
	return o.pages.Fragment("looked.panel", struct {
		Lines  []lookLine
		Record string
		More   bool
	}{lines, id, more})
}

func (o *Officer) panels() []room.Panel {
	var panels []room.Panel
	for _, on := range []string{room.OnPerson, room.OnHousehold} {
		panels = append(panels, room.Panel{On: on, Term: "谁看过", Needs: ReadingLog, Below: true, Show: o.looksPanel})
	}
	return panels
}

// officerChoices are the officers in sight, for a filter.
func officerChoices(ctx context.Context, tx *store.Tx, scope access.Scope) ([]web.Choice, error) {
	officers, err := query(ctx, tx, scope, "1 = 1")
	choices := make([]web.Choice, len(officers))
	for i, v := range officers {
		choices[i] = web.Choice{Value: v.ID, Label: v.Name + "（" + v.Role.Term() + "）"}
	}
	return choices, err
}
