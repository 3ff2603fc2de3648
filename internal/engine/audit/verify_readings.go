package audit

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm3"

	"minzheng/internal/engine/store"
)

// A seal is what an entry says of the readings it seals.
type seal struct {
	count  int64
	digest string
	found  int64
}

func (v *verifier) sealed(r record) {
	var told struct{ Count, Digest string }
	if json.Unmarshal([]byte(r.Details), &told) != nil {
		return // the entry was altered, and named for it
	}
	count, _ := strconv.ParseInt(told.Count, 10, 64)
	if v.seals[r.Chain] == nil {
		v.seals[r.Chain] = map[int64]*seal{}
	}
	v.seals[r.Chain][r.Seq] = &seal{count: count, digest: told.Digest}
}

// readings compares every reading with its own mark, and every batch with its seal.
func (v *verifier) readings(ctx context.Context, tx *store.Tx) error {
	if noted, err := notesReadings(ctx, tx); err != nil || !noted {
		return err
	}
	if err := v.batches(ctx, tx); err != nil {
		return err
	}
	for _, chain := range slices.Sorted(maps.Keys(v.seals)) {
		for _, batch := range slices.Sorted(maps.Keys(v.seals[chain])) {
			if s := v.seals[chain][batch]; s.found == 0 {
				v.find("链 %s 第 %d 批查看记录（%d 条）全部缺少", chain, batch, s.count)
			}
		}
	}
	loose, err := looksWhere(ctx, tx, "audit_unsealed", "county = $1 ORDER BY chain, id", tx.County())
	for _, l := range loose {
		v.report.Readings++
		v.report.Unsealed++
		v.compareMark(l, "待封存")
	}
	return err
}

// notesReadings tells whether these books are of an age that notes readings: older backups are verified as they are.
func notesReadings(ctx context.Context, tx *store.Tx) (bool, error) {
	tables, err := tx.Tables(ctx)
	return slices.ContainsFunc(tables, func(t store.Table) bool { return t.Name == "audit_read" }), err
}

// batches walks through the sealed readings in their order.
func (v *verifier) batches(ctx context.Context, tx *store.Tx) error {
	rows, err := tx.Query(ctx, `SELECT batch, n, `+strings.Join(lookColumns, ", ")+` FROM audit_read WHERE county = $1 ORDER BY chain, batch, n`, tx.County())
	if err != nil {
		return fmt.Errorf("read readings: %w", err)
	}
	defer rows.Close()
	var b batch
	for rows.Next() {
		var l look
		var number, n int64
		if err := rows.Scan(append([]any{&number, &n}, l.fields()...)...); err != nil {
			return err
		}
		if b.chain != l.Chain || b.number != number {
			v.close(b)
			b = batch{chain: l.Chain, number: number, seal: v.seals[l.Chain][number], marks: sm3.New()}
		}
		v.read(&b, n, l)
	}
	v.close(b)
	return rows.Err()
}

// A batch is the readings under one number, as far as they were read.
type batch struct {
	chain  string
	number int64
	seal   *seal // nil: no entry seals it
	last   int64
	marks  hash.Hash
	named  bool // what is wrong with it was said
}

func (v *verifier) read(b *batch, n int64, l look) {
	v.report.Readings++
	if n != b.last+1 {
		v.find("链 %s 第 %d 批缺少第 %d 至 %d 条查看记录", b.chain, b.number, b.last+1, n-1)
		b.named = true
	}
	b.last = n
	if b.seal != nil && n > b.seal.count {
		v.find("链 %s 第 %d 批第 %d 条查看记录是封存以后加入的：%s", b.chain, b.number, n, l)
		b.named = true
		return
	}
	if v.compareMark(l, fmt.Sprintf("第 %d 批第 %d 条", b.number, n)) {
		b.named = true
	}
	writeField(b.marks, l.Mark)
}

func (v *verifier) compareMark(l look, which string) (altered bool) {
	if l.mark() == l.Mark {
		return false
	}
	v.find("链 %s %s查看记录被改动：%s", l.Chain, which, l)
	return true
}

// close compares a batch that was read to its end with its seal.
func (v *verifier) close(b batch) {
	if b.last == 0 {
		return
	}
	if b.seal == nil {
		v.find("链 %s 第 %d 批查看记录没有封存它的记录", b.chain, b.number)
		return
	}
	b.seal.found = b.last
	if b.last < b.seal.count {
		v.find("链 %s 第 %d 批缺少第 %d 至 %d 条查看记录", b.chain, b.number, b.last+1, b.seal.count)
		return
	}
	if !b.named && hex.EncodeToString(b.marks.Sum(nil)) != b.seal.digest {
		v.find("链 %s 第 %d 批查看记录（%d 条）与封存时的摘要不符：其中有的被换过并重新计算", b.chain, b.number, b.seal.count)
	}
}

// String names the reading for people.
func (l look) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", l.At, l.ActorName, l.Act, l.Address))
}
