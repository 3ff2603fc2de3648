package household

import (
	"context"
	"fmt"
	"strings"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// find answers the search box with the households of those heads who were found.
func (r *Register) find(ctx context.Context, tx *store.Tx, by access.Actor, asked room.Asked) ([]room.Found, error) {
	if len(asked.People) == 0 || !by.Can(Read) {
		return nil, nil
	}
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	people := asked.People[:min(len(asked.People), asked.Most)]
	headed, err := headedBy(ctx, tx, by.Scope(Read), people)
	if err != nil {
		return nil, err
	}
	var found []room.Found
	for _, id := range people {
		h, ok := headed[id]
		if !ok || len(found) == 5 {
			continue
		}
		found = append(found, room.Found{
			Kind: "家庭", Icon: "users", Name: h.head + "的家庭", Place: strings.TrimSpace(tree.Local(h.Division) + " " + h.Address),
			Note: fmt.Sprintf("%d 口人", h.heads), Path: "/household/" + h.id,
		})
	}
	return found, nil
}

// A headedHousehold is a household in brief, found by its head.
type headedHousehold struct {
	Seat
	id, head string
	heads    int
}

// headedBy gives the households in sight that these people head today, by the head.
func headedBy(ctx context.Context, tx *store.Tx, scope access.Scope, people []string) (map[string]headedHousehold, error) {
	inside, args := scope.Where("s.division", 3)
	args = append([]any{tx.County(), tx.Today()}, args...)
	among := ""
	for _, id := range people {
		args = append(args, id)
		among += fmt.Sprintf("$%d,", len(args))
	}
	// The few people first: the scope would lead through every seat of the county.
	rows, err := tx.Query(ctx, `WITH heads AS MATERIALIZED (SELECT m.county, m.person, m.household FROM household_member m
			WHERE m.county = $1 AND m.relation = 'head' AND `+store.Held("m", 2)+` AND m.person IN (`+among[:len(among)-1]+`))
		SELECT m.person, s.household, s.division, s.address, s.number, n.name,
			(SELECT count(*) FROM household_member o WHERE o.county = s.county AND o.household = s.household AND `+store.Held("o", 2)+`)
		FROM heads m
		JOIN household_seat s ON s.county = m.county AND s.household = m.household AND `+store.Held("s", 2)+`
		JOIN person_name n ON n.county = m.county AND n.person = m.person AND `+store.Held("n", 2)+`
		WHERE `+inside, args...)
	if err != nil {
		return nil, fmt.Errorf("read households of heads: %w", err)
	}
	defer rows.Close()
	found := map[string]headedHousehold{}
	for rows.Next() {
		var head string
		var h headedHousehold
		if err := rows.Scan(&head, &h.id, &h.Division, &h.Address, &h.Number, &h.head, &h.heads); err != nil {
			return nil, err
		}
		found[head] = h
	}
	return found, rows.Err()
}
