package app

import "context"

type clockCommand struct {
	Accept clockAcceptCommand `cmd:"" help:"确认现在的本机时间无误：更晚的时间是当时的钟错了，那时办的业务仍按当时记录的时间保留"`
}

type clockAcceptCommand struct{}

// Run takes the machine's clock as right, and puts that on record.
func (clockAcceptCommand) Run(ctx context.Context, c *Config) error {
	return c.withBureau(ctx, func(b *Bureau) error {
		if err := b.checkup.AcceptClock(ctx, b.operator()); err != nil {
			return err
		}
		c.say("已确认本机时间无误，可以继续办理")
		return nil
	})
}
