package backup

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"minzheng/internal/engine/store"
)

var three = store.Table{Name: "three", Columns: []store.Column{{Name: "t", Kind: store.Text}, {Name: "n", Kind: store.Whole}, {Name: "b", Kind: store.Bytes}}}

func TestRow(t *testing.T) {
	t.Run("comes back as it went, text that is no UTF-8 too", func(t *testing.T) {
		rapid.Check(t, func(r *rapid.T) {
			text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(r, "text")
			row := []any{text, rapid.Int64().Draw(r, "number"), append([]byte{}, rapid.SliceOf(rapid.Byte()).Draw(r, "bytes")...)}
			for i := range row {
				if rapid.Bool().Draw(r, "nothing") {
					row[i] = nil
				}
			}
			var line bytes.Buffer
			if err := appendRow(&line, row); err != nil {
				r.Fatal(err)
			}
			if n := bytes.Count(line.Bytes(), []byte("\n")); n != 1 {
				r.Fatalf("%d lines: %q", n, line.Bytes())
			}
			got, err := readRow(json.NewDecoder(&line), three)
			if diff := cmp.Diff(row, got); err != nil || diff != "" {
				r.Fatal(err, diff)
			}
		})
	})
	t.Run("is written as anybody can read it", func(t *testing.T) {
		var line bytes.Buffer
		if err := appendRow(&line, []any{"李\"\\\n\x00<>", int64(-5), []byte{0, 255}}); err != nil {
			t.Fatal(err)
		}
		if want := `["李\"\\\n\u0000<>",-5,{"bytes":"AP8="}]` + "\n"; line.String() != want {
			t.Errorf("%s, want %s", line.Bytes(), want)
		}
	})
	t.Run("is refused when it is none", func(t *testing.T) {
		for _, line := range []string{
			``, `[`, `["a",1]`, `["a",1,null,null]`, `[1,1,null]`, `["a","1",null]`, `["a",1.5,null]`, `["a",9223372036854775808,null]`,
			`["a",1,"b"]`, `["a",1,{}]`, `["a",1,{"bytes":"?"}]`, `["a",true,null]`, `["a",1,[]]`, `{"a":1}`, `null`,
		} {
			if row, err := readRow(json.NewDecoder(bytes.NewBufferString(line)), three); err == nil {
				t.Errorf("%s passes as %v", line, row)
			}
		}
	})
}
