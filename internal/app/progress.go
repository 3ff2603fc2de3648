package app

import (
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	console "golang.org/x/term"

	"minzheng/internal/registers/intake"
)

// A progressLine shows on a terminal how far long work has come. 进度条.
type progressLine struct {
	out   io.Writer
	words string
	bar   *progressbar.ProgressBar
}

// progress gives what tells the operator how far work has come, and what ends it. Where nobody watches, as in a script or
// a pipe, there is nothing to hear.
func (c *Config) progress() (tell intake.Tell, end func()) {
	out, ok := c.process.Err.(*os.File)
	if !ok || !console.IsTerminal(int(out.Fd())) {
		return nil, func() {}
	}
	p := &progressLine{out: out}
	return p.tell, p.end
}

// tell moves the line on; other words begin a new one.
func (p *progressLine) tell(words string, done, total int) {
	if words != p.words {
		p.end()
		p.words = words
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(p.out), progressbar.OptionSetDescription(words),
			progressbar.OptionThrottle(100e6), progressbar.OptionSetWidth(30), progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish())
	}
	_ = p.bar.Set(min(done, total)) // a terminal that is gone needs no line
}

// end takes the line away.
func (p *progressLine) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar, p.words = nil, ""
	}
}
