package audit

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
)

// A Head is the last entry of a chain at some moment: who has noted it can later prove that nothing up to it was
// altered or removed.
type Head struct {
	Chain string // township code, or the county's
	Seq   int64  // number of the last entry; the first is 1
	Hash  string // SM3, 64 hexadecimal digits
}

// String is the head as it is printed, noted, and read again by [ReadHeads].
func (h Head) String() string { return fmt.Sprintf("%s %d %s", h.Chain, h.Seq, h.Hash) }

// ReadHeads reads heads as they were printed, one a line; empty lines and lines beginning with # are passed over.
func ReadHeads(from io.Reader) ([]Head, error) {
	var heads []Head
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var h Head
		if _, err := fmt.Sscanf(line, "%s %d %s", &h.Chain, &h.Seq, &h.Hash); err != nil {
			return nil, fault.Invalid("", "这一行不是链首记录：%s；每行应为“链 序号 散列值”", line)
		}
		heads = append(heads, h)
	}
	return heads, lines.Err()
}

// Heads gives the present head of every chain.
func Heads(ctx context.Context, tx *store.Tx) ([]Head, error) {
	rows, err := tx.Query(ctx, `SELECT chain, seq, hash FROM audit_head WHERE county = $1 ORDER BY chain`, tx.County())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var heads []Head
	for rows.Next() {
		var h Head
		if err := rows.Scan(&h.Chain, &h.Seq, &h.Hash); err != nil {
			return nil, err
		}
		heads = append(heads, h)
	}
	return heads, rows.Err()
}

// A Report is the outcome of [Verify].
type Report struct {
	Entries  int
	Chains   int
	Readings int      // sealed and not
	Unsealed int      // readings that no chain holds yet
	Findings []string // one sentence for each break; empty when the log is whole
}

// Whole tells whether nothing was found.
func (r Report) Whole() bool { return len(r.Findings) == 0 }

// Verify reads the whole log, computes every hash anew, and compares the chains with their heads and with heads
// noted earlier, and the readings with the entries that seal them. Each break is named: chain, number, time, act, author.
func Verify(ctx context.Context, tx *store.Tx, noted []Head) (Report, error) {
	heads, err := Heads(ctx, tx)
	if err != nil {
		return Report{}, err
	}
	v := &verifier{present: map[string]Head{}, noted: map[string]map[int64]Head{}, last: map[string]Head{}, seals: map[string]map[int64]*seal{}}
	for _, h := range heads {
		v.present[h.Chain] = h
	}
	for _, h := range noted {
		if v.noted[h.Chain] == nil {
			v.noted[h.Chain] = map[int64]Head{}
		}
		v.noted[h.Chain][h.Seq] = h
	}
	rows, err := tx.Query(ctx, `SELECT county, chain, seq, id, at, actor, actor_name, role, division, act, subject, subject_id, reason, details, hash
		FROM audit_entry WHERE county = $1 ORDER BY chain, seq`, tx.County())
	if err != nil {
		return Report{}, err
	}
	defer rows.Close()
	if err := v.walk(rows); err != nil {
		return Report{}, err
	}
	v.compareEnds(noted)
	if err := v.readings(ctx, tx); err != nil {
		return Report{}, err
	}
	v.report.Chains = len(v.last)
	return v.report, nil
}

type verifier struct {
	report  Report
	present map[string]Head            // chain → head in the database
	noted   map[string]map[int64]Head  // chain → number → head noted earlier
	last    map[string]Head            // chain → last entry read
	seals   map[string]map[int64]*seal // chain → number → what it seals
}

func (v *verifier) walk(rows *sql.Rows) error {
	for rows.Next() {
		var r record
		err := rows.Scan(&r.County, &r.Chain, &r.Seq, &r.ID, &r.At, &r.Actor, &r.ActorName, &r.Role, &r.Division,
			&r.Act, &r.Subject, &r.SubjectID, &r.Reason, &r.Details, &r.Digest)
		if err != nil {
			return err
		}
		v.check(r)
	}
	return rows.Err()
}

func (v *verifier) check(r record) {
	v.report.Entries++
	before := v.last[r.Chain]
	if r.Seq != before.Seq+1 {
		v.find("链 %s 缺少第 %d 至 %d 条记录", r.Chain, before.Seq+1, r.Seq-1)
	} else if r.seal(before.Hash) != r.Digest {
		v.find("链 %s 第 %d 条记录被改动：%s %s %s（%s）", r.Chain, r.Seq, r.At, r.Act, r.ActorName, r.SubjectID)
	}
	if h, ok := v.noted[r.Chain][r.Seq]; ok && h.Hash != r.Digest {
		v.find("链 %s 第 %d 条记录与留存的链首不符：该条或其之前的记录被重新计算过", r.Chain, r.Seq)
	}
	if r.Act == Sealing {
		v.sealed(r)
	}
	v.last[r.Chain] = Head{Chain: r.Chain, Seq: r.Seq, Hash: r.Digest}
}

// compareEnds finds chains that end before or after where they should.
func (v *verifier) compareEnds(noted []Head) {
	for chain, h := range v.present {
		if v.last[chain] != h {
			v.find("链 %s 应止于第 %d 条，实际止于第 %d 条，或末条与链首不符", chain, h.Seq, v.last[chain].Seq)
		}
	}
	for chain, h := range v.last {
		if _, ok := v.present[chain]; !ok {
			v.find("链 %s 有 %d 条记录，却没有链首", chain, h.Seq)
		}
	}
	for _, h := range noted {
		if v.last[h.Chain].Seq < h.Seq {
			v.find("链 %s 末尾被截断：留存的链首是第 %d 条，现在只到第 %d 条", h.Chain, h.Seq, v.last[h.Chain].Seq)
		}
	}
}

func (v *verifier) find(format string, args ...any) {
	v.report.Findings = append(v.report.Findings, fmt.Sprintf(format, args...))
}
