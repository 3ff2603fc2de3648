package app

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"minzheng/county/zhushan"
	"minzheng/internal/base/fault/faulttest"
	"minzheng/internal/engine/atlas"
)

// FuzzCountyFolder: whatever one of the files in a county's folder holds, the folder is taken or refused with a sentence,
// and what is taken can be drawn and has one county.
func FuzzCountyFolder(f *testing.F) {
	whole := fstest.MapFS{}
	var names []string
	err := fs.WalkDir(zhushan.Files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !wanted(name) {
			return err
		}
		text, err := fs.ReadFile(zhushan.Files, name)
		whole[name] = &fstest.MapFile{Data: text}
		names = append(names, name)
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	for at, name := range names {
		text := whole[name].Data
		f.Add(uint8(at), text[:min(len(text), 2000)])
		f.Add(uint8(at), []byte{})
	}
	at := func(name string) uint8 { return uint8(slices.Index(names, name)) }
	f.Add(at("geography/boundary.geojson"), []byte(`{"features":[{"geometry":{"type":"Polygon","coordinates":[]}}]}`))
	f.Add(at("geography/boundary.geojson"), []byte(`{"features":[{"geometry":{"type":"MultiPolygon","coordinates":[[]]}}]}`))
	f.Add(at("geography/boundary.geojson"), []byte(`{"features":[{"geometry":{"type":"Polygon","coordinates":[[[110,32]]]}}]}`))
	f.Add(at("geography/townships.geojson"), []byte(`{"features":[{"properties":{"code":"420323103"},"geometry":{"type":"Point","coordinates":[1e308,-1e308]}}]}`))
	f.Add(at("divisions.csv"), []byte("code,name,level,parent\n420323000000,竹山县,county,420300000000\n420323000000,竹山县,county,420300000000\n"))
	f.Add(at("divisions.csv"), []byte("code,name,level,parent\n420323000000,\"竹山\n县\",county\n"))
	f.Add(at("county.toml"), []byte("office = \"竹山县民政局\"\n[divisions]\nfrom = 0000-01-01\nsource = \"甲\"\n"))
	f.Add(at("aliases.csv"), []byte("alias,code,source\n城关,420323100000,\n"))
	f.Fuzz(func(t *testing.T, at uint8, text []byte) {
		folder := fstest.MapFS{}
		for name, file := range whole {
			folder[name] = file
		}
		folder[names[int(at)%len(names)]] = &fstest.MapFile{Data: text}
		found, err := readFolder(folder, true)
		if err != nil {
			faulttest.Refused(t, err)
			return
		}
		if len(found.county) != 6 || found.office == "" || !found.gazette.From.Known() {
			t.Errorf("taken: %+v", found)
		}
		sketch, err := readSketch(folder)
		if err != nil || sketch == nil {
			t.Fatal(sketch, err)
		}
		if _, err := sketch.Draw("县域示意图", "", []atlas.Bubble{{Value: 1}}); err != nil {
			t.Error(err)
		}
	})
}
