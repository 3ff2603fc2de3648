package scenario

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestBrowser plays browser/story.mjs in a real browser against a fresh
// demonstration county. MINZHENG_TEST_CHROMIUM names the browser; make test
// finds one.
func TestBrowser(t *testing.T) {
	t.Parallel()
	chromium := os.Getenv("MINZHENG_TEST_CHROMIUM")
	if chromium == "" {
		t.Skip("MINZHENG_TEST_CHROMIUM names no browser; make test finds one")
	}
	c := demonstrate(t, program(t), "")
	s := c.serve(t)
	pictures, err := filepath.Abs("../screenshots")
	if err != nil {
		t.Fatal(err)
	}
	samples, err := filepath.Abs("../county/zhushan/samples")
	if err != nil {
		t.Fatal(err)
	}
	story := exec.CommandContext(t.Context(), "node", "story.mjs")
	story.Dir = "browser"
	story.Env = append(os.Environ(), "BASE="+s.base, "CHROMIUM="+chromium, "PICTURES="+pictures, "SAMPLES="+samples,
		"PASSWORD="+demoPassword, "PROFILE="+t.TempDir())
	out, err := story.CombinedOutput()
	if err != nil {
		t.Fatalf("the story in the browser: %v\n%s", err, out)
	}
	t.Logf("%s", out)
}
