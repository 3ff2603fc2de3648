package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/ncruces/go-sqlite3"
	sqlitedriver "github.com/ncruces/go-sqlite3/driver"
)

// openPrepared opens the books like sql.Open, but every connection keeps the statements it has run prepared: a page asks
// the same dozen again and again, and half of its time went into reading their text anew.
func openPrepared(name string) (*sql.DB, error) {
	inner, err := (&sqlitedriver.SQLite{}).OpenConnector(name)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keepingConnector{inner}), nil
}

type keepingConnector struct{ driver.Connector }

func (c keepingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	sqlite := conn.(sqlitedriver.Conn)
	// Else a statement is planned anew each time its arguments change, which takes longer than to run it. No plan here
	// depends on what is asked for: where it should, the statements say so.
	if _, err := sqlite.Raw().Config(sqlite3.DBCONFIG_ENABLE_QPSG, true); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &keepingConn{Conn: sqlite, idle: map[string]*keptStatement{}}, nil
}

// keptStatements is how many statements a connection keeps prepared at most: lists of changing length would fill the
// memory.
const keptStatements = 150

// A keepingConn is a connection with the statements that nobody is running now. One that is running is not among them: who
// asks for the same text meanwhile gets one of their own.
type keepingConn struct {
	sqlitedriver.Conn
	idle map[string]*keptStatement
	uses uint64
}

var (
	_ driver.ConnPrepareContext = (*keepingConn)(nil)
	_ driver.ExecerContext      = (*keepingConn)(nil)
	_ driver.NamedValueChecker  = (*keepingConn)(nil)
)

// PrepareContext takes an idle statement with this text, else it prepares one.
func (c *keepingConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	if s, ok := c.idle[text]; ok {
		delete(c.idle, text)
		return s, nil
	}
	inner, err := c.Conn.PrepareContext(ctx, text)
	if err != nil || !worthKeeping(text) {
		return inner, err
	}
	return &keptStatement{preparedStatement: inner.(preparedStatement), home: c, text: text}, nil
}

// worthKeeping leaves out what changes tables and settings: that is run once.
func worthKeeping(text string) bool {
	verb, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	switch strings.ToUpper(strings.TrimSpace(verb)) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH":
		return true
	}
	return false
}

// ExecContext runs scripts without placeholders; all else is prepared.
func (c *keepingConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, text, args)
}

// CheckNamedValue is the inner driver's.
func (c *keepingConn) CheckNamedValue(v *driver.NamedValue) error {
	return c.Conn.(driver.NamedValueChecker).CheckNamedValue(v)
}

// Close ends the statements, then the connection.
func (c *keepingConn) Close() error {
	var errs []error
	for _, s := range c.idle {
		errs = append(errs, s.preparedStatement.Close())
	}
	clear(c.idle)
	return errors.Join(append(errs, c.Conn.Close())...)
}

// giveBack keeps a statement that has been run, and lets the one go that was not asked for longest when there are too many.
func (c *keepingConn) giveBack(s *keptStatement) error {
	if _, twice := c.idle[s.text]; twice {
		return s.preparedStatement.Close()
	}
	c.uses++
	s.used = c.uses
	c.idle[s.text] = s
	if len(c.idle) <= keptStatements {
		return nil
	}
	oldest := s
	for _, other := range c.idle {
		if other.used < oldest.used {
			oldest = other
		}
	}
	delete(c.idle, oldest.text)
	return oldest.preparedStatement.Close()
}

// preparedStatement is what the inner driver prepares.
type preparedStatement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
	driver.NamedValueChecker
}

// A keptStatement goes back to its connection when it is closed. The inner driver has reset it by then: after an execution
// at once, after a query with the closing of its rows.
type keptStatement struct {
	preparedStatement
	home *keepingConn
	text string
	used uint64
}

// Close gives the statement back.
func (s *keptStatement) Close() error { return s.home.giveBack(s) }
