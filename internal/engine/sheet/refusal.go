package sheet

import (
	"archive/zip"
	"bytes"
	"net/http"
	"strings"

	"minzheng/internal/base/fault"
)

// The sentences of files that are not read. Each says what the file is and what
// the person should do next.
const (
	emptySentence     = "文件是空的，请重新导出后再导入"
	pageSentence      = "不是Excel工作簿（内容是网页表格），请用Excel另存为xlsx"
	oldXMLSentence    = "XML表格（2003格式），请用Excel另存为xlsx"
	passwordSentence  = "文件有密码，请去掉密码后再导入"
	oldBookSentence   = "旧版xls格式，请另存为xlsx"
	macroSentence     = "工作簿带有宏（xlsm），请用Excel另存为不带宏的xlsx再导入"
	binaryBook        = "xlsb二进制工作簿，请用Excel另存为xlsx"
	openDocument      = "ODF表格（ods），请另存为xlsx"
	documentSentence  = "是文字文档，不是表格，请导入xlsx或csv名册"
	slidesSentence    = "是演示文稿，不是表格，请导入xlsx或csv名册"
	pdfSentence       = "是PDF文件，不是表格，请向报送单位索取xlsx原表"
	pictureSentence   = "是图片，不是表格，请向报送单位索取xlsx原表"
	archiveSentence   = "是压缩包，请解压后逐个导入其中的xlsx"
	damagedSentence   = "工作簿已损坏，打不开，请用Excel打开后另存为新的xlsx"
	binarySentence    = "不是表格文件，请导入xlsx或csv名册"
	encodingSentence  = "文字编码无法识别，请用Excel打开后另存为xlsx"
	tooLargeSentence  = "表格过大，请按乡镇或按村拆分后再导入"
	sheetlessSentence = "工作簿里没有工作表，请核对是否选错了文件"
)

// refused is the fault of a file that is not read.
func refused(sentence string) error { return fault.Invalid("file", "%s", sentence) }

// signatures are the first bytes of files that people send by mistake.
var signatures = []struct{ start, sentence string }{
	{"%PDF", pdfSentence},
	{"\xFF\xD8\xFF", pictureSentence},
	{"\x89PNG", pictureSentence},
	{"GIF8", pictureSentence},
	{"BM", pictureSentence},
	{"II*\x00", pictureSentence},
	{"MM\x00*", pictureSentence},
	{"Rar!", archiveSentence},
	{"7z\xBC\xAF", archiveSentence},
	{"\x1F\x8B", archiveSentence},
	{"{\\rtf", documentSentence},
	{"MIME-Version", pageSentence},
}

// recognise says by the content how a file is written, or refuses it.
func recognise(content []byte) (Format, error) {
	switch {
	case len(bytes.TrimSpace(content)) == 0:
		return "", refused(emptySentence)
	case bytes.HasPrefix(content, []byte("PK\x03\x04")), bytes.HasPrefix(content, []byte("PK\x05\x06")):
		return Workbook, knownPackage(content)
	case bytes.HasPrefix(content, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return "", refused(compound(content))
	}
	for _, s := range signatures {
		// BM alone may begin a text; a bitmap has zero bytes soon after.
		if bytes.HasPrefix(content, []byte(s.start)) && (s.start != "BM" || bytes.IndexByte(content[:min(len(content), 16)], 0) > 0) {
			return "", refused(s.sentence)
		}
	}
	if sentence := marked(content); sentence != "" {
		return "", refused(sentence)
	}
	return Text, nil
}

// compound tells apart what Microsoft's older container holds, by the names in
// its directory, which stand in UTF-16.
func compound(content []byte) string {
	holds := func(name string) bool {
		var wide []byte
		for _, r := range name {
			wide = append(wide, byte(r), 0)
		}
		return bytes.Contains(content, wide)
	}
	switch {
	case holds("EncryptedPackage"):
		return passwordSentence
	case holds("WordDocument"):
		return documentSentence
	case holds("PowerPoint Document"):
		return slidesSentence
	case holds("Workbook"), holds("Book"):
		return oldBookSentence
	}
	return binarySentence
}

// knownPackage refuses zip files that are no xlsx workbook.
func knownPackage(content []byte) error {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return refused(damagedSentence)
	}
	sentence, workbook := archiveSentence, false
	for _, f := range z.File {
		// Some writers use backslashes in the names of parts.
		name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		switch {
		case name == "xl/workbook.xml":
			workbook = true
		case strings.HasSuffix(name, "/vbaproject.bin"):
			return refused(macroSentence) // what is received is given out again, marked: no programs with it
		case name == "xl/workbook.bin":
			sentence = binaryBook
		case strings.HasPrefix(name, "word/"):
			sentence = documentSentence
		case strings.HasPrefix(name, "ppt/"):
			sentence = slidesSentence
		case name == "content.xml":
			sentence = openDocument
		}
	}
	if workbook {
		return nil
	}
	return refused(sentence)
}

// marked recognises web pages and XML that carry the name of a workbook, and
// bytes that are no text at all.
func marked(content []byte) string {
	start := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(content[:min(len(content), 2048)]), "\ufeff")))
	switch {
	case strings.HasPrefix(start, "<?xml") && strings.Contains(start, "urn:schemas-microsoft-com:office:spreadsheet"):
		return oldXMLSentence
	case strings.HasPrefix(start, "<") && (strings.Contains(start, "<html") || strings.Contains(start, "<table") || strings.Contains(start, "<!doctype")):
		return pageSentence
	}
	switch kind := http.DetectContentType(content); {
	case strings.HasPrefix(kind, "image/"):
		return pictureSentence
	case strings.HasPrefix(kind, "audio/"), strings.HasPrefix(kind, "video/"), strings.HasPrefix(kind, "font/"):
		return binarySentence
	}
	return ""
}
