package sheet

import (
	"archive/zip"
	"bytes"
	"path"
	"strings"
)

// Bounds of what is read. They are far above any township's list and far below
// what would exhaust a small server.
const (
	largestFile     = 64 << 20  // bytes of the file
	largestUnpacked = 512 << 20 // bytes of all its parts unpacked
	largestPart     = 256 << 20 // bytes of one part unpacked
	mostCells       = 3_000_000 // cells of a file that hold something
	largestList     = 16 << 20  // bytes of a part that lists sheets, relations, styles
	mostAreas       = 2_000_000 // columns that the merged areas of a sheet cover, one by one
	mostRows        = 1_048_576 // rows of a sheet, as many as the program has
	mostColumns     = 2_000     // columns from the left
	mostSheets      = 200
	mostCharacters  = 32_767 // characters of a cell, as many as the program keeps
)

// Open reads a file that people call a spreadsheet. The name is kept for
// messages; what the file is, its content says.
//
// It returns fault.Invalid with field "file" and a sentence for everything that
// cannot be read: an empty file, a web page or XML named xlsx, a workbook with a
// password, xls, xlsb and ods, documents, pictures, archives, a damaged workbook,
// a text of unknown encoding, and a file beyond the bounds.
func Open(name string, content []byte) (*Book, error) { return OpenTelling(name, content, nil) }

// OpenTelling is [Open] of a large file: tell is called now and then with how
// many bytes of the sheets were read, and of how many.
func OpenTelling(name string, content []byte, tell func(done, total int)) (*Book, error) {
	if len(content) > largestFile {
		return nil, refused(tooLargeSentence)
	}
	format, err := recognise(content)
	if err != nil {
		return nil, err
	}
	book := &Book{Name: path.Base(strings.ReplaceAll(name, `\`, "/")), Format: format}
	if format == Workbook {
		book.Sheets, err = readWorkbook(content, tell)
	} else {
		book.Sheets, err = readText(content)
	}
	if err != nil {
		return nil, err
	}
	return book, nil
}

// Check refuses at once what [Open] would refuse by its first bytes and its
// list of parts: what is no spreadsheet, has a password, is too large. What is
// inside it does not look at.
func Check(content []byte) error {
	if len(content) > largestFile {
		return refused(tooLargeSentence)
	}
	format, err := recognise(content)
	if err != nil || format != Workbook {
		return err
	}
	if _, err := zip.NewReader(bytes.NewReader(content), int64(len(content))); err != nil {
		return damaged(err)
	}
	return nil
}
