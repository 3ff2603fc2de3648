package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"

	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/person"
)

type serveCommand struct {
	Listen string `help:"监听地址" default:"127.0.0.1:8420" placeholder:"ADDR"`
}

// Run serves the county until the process is told to stop.
func (s serveCommand) Run(ctx context.Context, c *Config) error {
	return c.withBureau(ctx, func(b *Bureau) error {
		return b.serve(ctx, s.Listen, func(at net.Addr) {
			fmt.Fprintf(c.process.Out, "正在提供服务：http://%s\n", at)
		})
	})
}

// serve answers at the address and calls ready once it listens.
func (b *Bureau) serve(ctx context.Context, address string, ready func(net.Addr)) error {
	handler, err := b.handler(ctx)
	if err != nil {
		return err
	}
	if err := audit.Seal(ctx, b.db); err != nil { // what was read before the program ended last
		return err
	}
	working, stop := context.WithCancel(ctx)
	var work sync.WaitGroup
	work.Go(func() { b.runner.Serve(working) })
	defer work.Wait() // what is in hand is given back before the books close
	defer stop()
	return errors.Join(web.Serve(ctx, address, handler, b.config.logger(), ready), b.readings.Close(context.WithoutCancel(ctx)))
}

// handler puts the pages of all rooms behind one door.
func (b *Bureau) handler(ctx context.Context) (*web.Mux, error) {
	door, err := b.door(ctx)
	if err != nil {
		return nil, err
	}
	return b.routed(web.New(door))
}

// door is what the pages of all rooms stand behind: who is let in, and what they see on every page.
func (b *Bureau) door(ctx context.Context) (web.Config, error) {
	name, err := b.name(ctx)
	return web.Config{
		Name: name + "民政业务平台", Demo: b.db.Demo(), Clock: b.db.Clock(), Log: b.config.logger(),
		Sessions: b.officer.Sessions(), Identify: b.officer.Identify, Witness: b.witness, Menu: menuOf(b.list), Find: web.Needs(person.Read), Once: b.db,
		Secure: b.config.Secure, Origins: b.config.Origin,
	}, err
}

// routed adds the routes of all rooms.
func (b *Bureau) routed(mux *web.Mux) (*web.Mux, error) {
	sketch, err := readSketch(b.files)
	if err != nil {
		return nil, err
	}
	works := newWorks(b.db, b.runner)
	newDesk(b.db, append(slices.Clone(b.list), works.room()), sketch, b.officer.Lately).routes(mux)
	works.routes(mux)
	newFindDesk(b.db, b.list).routes(mux)
	for _, r := range b.list {
		if r.Routes != nil {
			r.Routes(mux)
		}
	}
	return mux, undeclared(mux.Routes(), b.list)
}

// undeclared refuses to start with a route whose permission no room declares: nobody could say who has it.
func undeclared(routes []web.Route, rooms []room.Room) error {
	var wrong []error
	for _, route := range routes {
		p, asks := route.Gate.Permission()
		if asks && !slices.ContainsFunc(rooms, func(r room.Room) bool { return declares(r, p) }) {
			wrong = append(wrong, fmt.Errorf("the route %s needs %s, which no room declares", route.Pattern, p.Name))
		}
	}
	return errors.Join(wrong...)
}

func declares(r room.Room, p access.Permission) bool {
	return slices.ContainsFunc(r.Permissions, func(d access.Permission) bool {
		return d.Name == p.Name && slices.Equal(d.Roles, p.Roles)
	})
}

// name is what the county is called.
func (b *Bureau) name(ctx context.Context) (name string, err error) {
	err = b.db.Read(ctx, func(tx *store.Tx) error {
		name, err = b.placeName(ctx, tx)
		return err
	})
	return name, err
}
