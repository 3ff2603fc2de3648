package app

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"

	"minzheng/county/zhushan"
	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/place"
)

// countyFiles is the folder of the county's own things: what the county brought in when it was started, or, for the
// demonstration, what the program carries of the reference county.
func countyFiles(ctx context.Context, db *store.DB) (fs.FS, error) {
	kept, err := db.Folder(ctx)
	switch {
	case err != nil:
		return nil, err
	case kept != nil:
		return unpack(kept)
	case db.Demo() && db.County() == zhushan.Code:
		return zhushan.Files, nil
	}
	return nil, fault.NotFound("没有本县（%s）的区划和法规参数，请用 minzheng init --county 文件夹 载入", db.County())
}

// wanted tells whether a file of a county's folder is one that the program reads.
func wanted(name string) bool {
	switch dir := path.Dir(name); {
	case name == "county.toml", name == "divisions.csv", name == "aliases.csv":
		return true
	case dir == "geography":
		return path.Ext(name) == ".geojson"
	}
	return strings.HasPrefix(name, "values/") && path.Ext(name) == ".toml"
}

// largestFolder is how much a county's folder may hold.
const largestFolder = 32 << 20

// pack puts the files of a county's folder that the program reads into one archive; the same files give the same bytes.
func pack(folder fs.FS) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	size := 0
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !wanted(name) {
			return err
		}
		content, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		if size += len(content); size > largestFolder {
			return fault.Invalid("county", "县资料文件夹超过%d兆字节，请只放区划、法规参数和地图", largestFolder>>20)
		}
		file, err := w.Create(name)
		if err != nil {
			return err
		}
		_, err = file.Write(content)
		return err
	})
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// unpack is the folder that was packed.
func unpack(kept []byte) (fs.FS, error) {
	files, err := zip.NewReader(bytes.NewReader(kept), int64(len(kept)))
	if err != nil {
		return nil, fmt.Errorf("open the county's files: %w", err)
	}
	return files, nil
}

// A folder is a county's folder that was looked through: whose it is, its division tree, its law.
type folder struct {
	county  string // six digits
	office  string // 竹山县民政局
	gazette place.Gazette
	law     *rules.Book
}

// readFolder looks a county's folder through, so that nothing is wrong with it when a county stands on it.
func readFolder(files fs.FS, demo bool) (f folder, err error) {
	if f.gazette.From, f.gazette.Source, f.office, err = readTitle(files); err != nil {
		return f, err
	}
	if f.gazette.Divisions, err = readTable(files, "divisions.csv", place.ReadDivisions); err != nil {
		return f, unreadable("divisions.csv", err)
	}
	f.gazette.Aliases, err = readTable(files, "aliases.csv", place.ReadAliases)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f, unreadable("aliases.csv", err)
	}
	at := slices.IndexFunc(f.gazette.Divisions, func(d place.Division) bool { return d.Kind == place.County })
	if at < 0 {
		return f, fault.Invalid("county", "divisions.csv 里没有本县一行，请补上（level 写 county）")
	}
	f.county = f.gazette.Divisions[at].Code.County()
	if _, err := readSketch(files); err != nil {
		return f, unreadable("geography/boundary.geojson 或 geography/townships.geojson", err)
	}
	f.law, err = lawOf(files, f.county, demo)
	return f, err
}

// readTitle reads what the folder says of itself.
func readTitle(files fs.FS) (from month.Day, source, office string, err error) {
	text, err := fs.ReadFile(files, "county.toml")
	if err != nil {
		return from, "", "", unreadable("county.toml", err)
	}
	var title struct {
		Office    string `toml:"office"`
		Divisions struct {
			From   toml.LocalDate `toml:"from"`
			Source string         `toml:"source"`
		} `toml:"divisions"`
	}
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&title); err != nil {
		return from, "", "", fault.Invalid("county", "county.toml 写法不对，只写 office 和 [divisions] 下的 from、source（%v）", err)
	}
	if n := utf8.RuneCountInString(title.Office); n < 3 || n > 40 {
		return from, "", "", fault.Invalid("county", "county.toml 里请写明单位名称，例如 office = \"某某县民政局\"")
	}
	from, err = month.ParseDay(title.Divisions.From.String())
	if err != nil || title.Divisions.Source == "" {
		return from, "", "", fault.Invalid("county", "county.toml 的 [divisions] 下请写明区划代码从哪天起用（from）、出自哪里（source）")
	}
	return from, title.Divisions.Source, title.Office, nil
}

// howTo says what belongs into the files that a folder must have.
var howTo = map[string]string{
	"county.toml":   "写单位名称 office，以及 [divisions] 下的 from、source",
	"divisions.csv": "每行写 code,name,level,parent",
}

// unreadable says of a file in the county's folder what is the matter.
func unreadable(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) && howTo[name] != "" {
		return fault.NotFound("县资料文件夹里没有 %s，请补上：%s", name, howTo[name])
	}
	return fault.Invalid("county", "%s 读不懂：%v", name, err)
}

// lawOf reads the values of the law: those that the rooms bring, and those in the county's folder, where there are any.
func lawOf(files fs.FS, county string, demo bool) (*rules.Book, error) {
	list := shelves()
	if _, err := fs.Stat(files, "values"); err == nil {
		own, err := fs.Sub(files, "values")
		if err != nil {
			return nil, err
		}
		list = append(list, rules.Shelf{Name: "县", Files: own, Within: division.Code(county + "000000")})
	}
	return rules.Load(demo, list...)
}
