package place

import (
	"context"
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
)

var (
	divisionFacts = store.Facts{Table: "place_division", Key: []string{"code"}, Values: []string{"name", "kind", "parent"}}
	aliasFacts    = store.Facts{Table: "place_alias", Key: []string{"code", "alias"}, Values: []string{"note"}}
)

// readTree reads the divisions and aliases of today.
func readTree(ctx context.Context, tx *store.Tx) (*Tree, error) {
	var divisions []Division
	err := each(ctx, tx, `SELECT d.code, d.name, d.kind, d.parent FROM place_division d WHERE d.county = $1 AND `+store.Held("d", 2), func(scan func(...any) error) error {
		var d Division
		err := scan(&d.Code, &d.Name, &d.Kind, &d.Parent)
		divisions = append(divisions, newDivision(d.Code, d.Name, d.Kind, d.Parent))
		return err
	})
	if err != nil {
		return nil, err
	}
	var aliases []Alias
	err = each(ctx, tx, `SELECT a.alias, a.code, a.note FROM place_alias a WHERE a.county = $1 AND `+store.Held("a", 2)+` ORDER BY a.alias, a.code`, func(scan func(...any) error) error {
		var a Alias
		err := scan(&a.Name, &a.Code, &a.Source)
		aliases = append(aliases, a)
		return err
	})
	return NewTree(divisions, aliases), err
}

// each runs a statement about the county today and hands on every row.
func each(ctx context.Context, tx *store.Tx, statement string, take func(scan func(...any) error) error) error {
	rows, err := tx.Query(ctx, statement, tx.County(), tx.Today())
	if err != nil {
		return fmt.Errorf("read divisions: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := take(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// keep brings the books to the gazette and counts what was news.
func keep(ctx context.Context, tx *store.Tx, g Gazette) (news int, err error) {
	count := func(changed bool, err error) error {
		if changed {
			news++
		}
		return err
	}
	gone, err := readTree(ctx, tx)
	if err != nil {
		return 0, err
	}
	ever := month.Since(g.From)
	stays := map[division.Code]bool{}
	for _, d := range g.Divisions {
		stays[d.Code] = true
		if err := count(divisionFacts.Set(ctx, tx, []any{d.Code}, []any{d.Name, string(d.Kind), d.Parent}, ever, g.Source)); err != nil {
			return 0, err
		}
	}
	named := map[Alias]bool{}
	for _, a := range g.Aliases {
		named[Alias{Name: a.Name, Code: a.Code}] = true
		if err := count(aliasFacts.Set(ctx, tx, []any{a.Code, a.Name}, []any{a.Source}, ever, g.Source)); err != nil {
			return 0, err
		}
	}
	for _, d := range gone.divisions {
		if !stays[d.Code] {
			if err := count(divisionFacts.End(ctx, tx, []any{d.Code}, g.From, g.Source)); err != nil {
				return 0, err
			}
		}
	}
	for _, a := range gone.aliases {
		if !named[Alias{Name: a.Name, Code: a.Code}] {
			if err := count(aliasFacts.End(ctx, tx, []any{a.Code, a.Name}, g.From, g.Source)); err != nil {
				return 0, err
			}
		}
	}
	return news, nil
}
