package scenario

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestStories(t *testing.T) {
	t.Parallel()
	built := program(t)
	eachDatabase(t, func(t *testing.T, fresh func(t testing.TB) string) {
		testscript.Run(t, testscript.Params{
			Dir:                 "stories",
			Setup:               func(env *testscript.Env) error { return furnish(env, built, fresh(env.T().(testing.TB))) },
			Cmds:                words,
			RequireExplicitExec: true,
			RequireUniqueNames:  true,
		})
	})
}

// eachDatabase runs a test for every database. fresh gives the DATABASE_URL of
// books that nobody has used; it is empty for SQLite, whose books lie in the
// data folder.
func eachDatabase(t *testing.T, test func(t *testing.T, fresh func(t testing.TB) string)) {
	t.Run("SQLite", func(t *testing.T) {
		test(t, func(testing.TB) string { return "" })
	})
	address := os.Getenv("MINZHENG_TEST_POSTGRES")
	if address == "" {
		return
	}
	t.Run("PostgreSQL", func(t *testing.T) {
		test(t, func(t testing.TB) string { return freshSchema(t, address) })
	})
}

// freshSchema makes a schema that ends with the test and gives the address
// under which the program finds nothing else.
func freshSchema(t testing.TB, server string) string {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "story_" + rand.Text()
	if _, err := admin.Exec(fmt.Sprintf(`CREATE SCHEMA %q`, name)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		defer admin.Close()
		if _, err := admin.Exec(fmt.Sprintf(`DROP SCHEMA %q CASCADE`, name)); err != nil {
			t.Error(err)
		}
	})
	address, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	query := address.Query()
	query.Set("search_path", `"`+name+`"`)
	address.RawQuery = query.Encode()
	return address.String()
}

// furnish prepares the folder of a story: the program on the path, the sample
// files beside it, books that nobody has used.
func furnish(env *testscript.Env, built, database string) error {
	samples, err := filepath.Abs("../county/zhushan/samples")
	if err != nil {
		return err
	}
	env.Setenv("PATH", filepath.Dir(built)+string(os.PathListSeparator)+os.Getenv("PATH"))
	env.Setenv("PROGRAM", built)
	env.Setenv("SAMPLES", samples)
	env.Setenv("MINZHENG_DATA", filepath.Join(env.WorkDir, "data"))
	env.Setenv("DATABASE_URL", database)
	stage := &stage{visitors: map[string]*visitor{}}
	env.Values[stageKey{}] = stage
	env.Defer(stage.clear)
	return nil
}
