package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"

	"github.com/cueslip/cueslip/loadtest"
)

// A page's backoff doubles up to 30 s and begins anew after 10 s of calm: kills
// that follow each other faster would measure that, and not the servers.
const calm = 18 * time.Second

var scenarios = []scenario{
	{
		name: "sqlite-kill", about: "one server on SQLite, kill -9 again and again", runs: 1,
		crowd: loadtest.Options{Listeners: 100, Duration: 5 * (calm + 4*time.Second), Speed: 60},
		most:  []string{"reconnect.p99=5s"}, set: onSQLite, fault: crashes(5),
	},
	{
		name: "postgres-kill", about: "one server on Postgres, kill -9 again and again", runs: 1,
		crowd: loadtest.Options{Listeners: 100, Duration: 5 * (calm + 4*time.Second), Speed: 60},
		most:  []string{"reconnect.p99=5s"}, set: onPostgres(1, false), fault: crashes(5),
	},
	{
		name: "postgres-restart", about: "Postgres restarted with -m immediate under one server", runs: 1,
		crowd: loadtest.Options{Listeners: 100, Duration: 5 * (calm + 4*time.Second), Votes: 40, Requests: 1, Speed: 60},
		most:  []string{"felt.max=8s"}, set: onPostgres(1, false), fault: restarts(5),
	},
	{
		name: "replica-kill", about: "two replicas behind a proxy, kill -9 of one in the middle", runs: 1,
		crowd: loadtest.Options{Listeners: 500, Duration: 40 * time.Second, Votes: 100, Requests: 2, Speed: 60},
		most:  []string{"reconnect.p99=5s"}, set: onReplicas(true), fault: crashes(1),
	},
	{
		name: "replica-kills", about: "the same twenty times at seeded moments", runs: 20,
		crowd: loadtest.Options{Listeners: 60, Duration: 16 * time.Second, Votes: 30, Requests: 1, Speed: 60},
		most:  []string{"reconnect.p99=5s"}, set: onReplicas(true), fault: crashes(1),
	},
	{
		name: "redis", about: "Redis frozen, then killed and started again, under two replicas", runs: 1,
		crowd: loadtest.Options{Listeners: 100, Duration: 64 * time.Second, Votes: 30, Requests: 1, Speed: 60},
		most:  []string{"across.max=1.5s", "reconnect.max=0.001s"}, set: onReplicas(false), fault: redisAway, check: followed,
	},
	{
		name: "drain", about: "SIGTERM of each of two replicas in turn", runs: 1,
		crowd: loadtest.Options{Listeners: 200, Duration: 60 * time.Second, Votes: 50, Requests: 1, Speed: 60},
		most:  []string{"reconnect.p99=2s"}, set: onReplicas(true), fault: rolling,
	},
	{
		name: "storm", about: "a storm of votes on one replica, the DJ on the other", runs: 1,
		crowd: loadtest.Options{Listeners: 250, Duration: 30 * time.Second, Votes: 5000, Requests: 1, Speed: 300},
		most:  []string{"dj.p99=250ms"}, set: onTwoSides, fault: nothing,
	},
}

func onSQLite(ctx context.Context, b *bench, o *loadtest.Options) (*stage, error) {
	b.data = "sqlite:" + b.dir + "/faults.db"
	return serve(ctx, b, o, 1)
}

func onPostgres(replicas int, redis bool) func(context.Context, *bench, *loadtest.Options) (*stage, error) {
	return func(ctx context.Context, b *bench, o *loadtest.Options) (*stage, error) {
		p, err := b.postgres(ctx)
		if err != nil {
			return nil, err
		}
		if redis {
			if _, err := b.startRedis(ctx); err != nil {
				return nil, err
			}
		}
		st, err := serve(ctx, b, o, replicas)
		if err != nil {
			return nil, err
		}
		st.postgres, st.redis = p, b.redis
		return st, nil
	}
}

// onReplicas starts two replicas on one Postgres and one Redis. Behind a proxy
// the crowd sees one address, without one it is spread over both.
func onReplicas(proxy bool) func(context.Context, *bench, *loadtest.Options) (*stage, error) {
	return func(ctx context.Context, b *bench, o *loadtest.Options) (*stage, error) {
		st, err := onPostgres(2, true)(ctx, b, o)
		if err != nil || !proxy {
			return st, err
		}
		o.URLs, err = b.front(ctx, st.replicas)
		return st, err
	}
}

// onTwoSides has the crowd on one replica and the DJ on the other.
func onTwoSides(ctx context.Context, b *bench, o *loadtest.Options) (*stage, error) {
	st, err := onPostgres(2, true)(ctx, b, o)
	if err != nil {
		return nil, err
	}
	o.URLs, o.DJURL = o.URLs[:1], o.URLs[1]
	return st, nil
}

// serve brings the schema up to date, makes the DJ and starts replicas, whose
// addresses become the crowd's.
func serve(ctx context.Context, b *bench, o *loadtest.Options, replicas int) (*stage, error) {
	if _, err := b.ask(ctx, "migrate"); err != nil {
		return nil, err
	}
	if err := b.makeDJ(ctx); err != nil {
		return nil, err
	}
	st := &stage{}
	for i := range replicas {
		r, err := b.replica(ctx, fmt.Sprintf("replica-%d", i+1), "--trusted-proxy", "127.0.0.1/32")
		if err != nil {
			return nil, err
		}
		st.replicas = append(st.replicas, r)
		o.URLs = append(o.URLs, r.url())
	}
	return st, nil
}

// moments spreads n moments over a night, each at a seeded place of its part,
// with calm between them.
func moments(n int, length time.Duration, rng *rand.Rand) []time.Duration {
	part := length / time.Duration(n)
	free := max(part-calm, 2*time.Second)
	if n == 1 {
		free = part / 3
	}
	all := make([]time.Duration, n)
	for i := range all {
		all[i] = time.Duration(i)*part + part/4 + time.Duration(rng.Int64N(int64(free)))
	}
	return all
}

// times does something n times at seeded moments.
func times(n int, do func(ctx context.Context, st *stage, rng *rand.Rand, note func(string)) error) func(context.Context, *stage, *rand.Rand, func(string)) error {
	return func(ctx context.Context, st *stage, rng *rand.Rand, note func(string)) error {
		began := time.Now()
		for _, at := range moments(n, st.length, rng) {
			if !pause(ctx, time.Until(began.Add(at))) {
				return nil
			}
			if err := do(ctx, st, rng, note); err != nil {
				return err
			}
		}
		return nil
	}
}

func crashes(n int) func(context.Context, *stage, *rand.Rand, func(string)) error {
	return times(n, func(ctx context.Context, st *stage, rng *rand.Rand, note func(string)) error {
		r := st.replicas[rng.IntN(len(st.replicas))]
		note("kill -9 of " + r.name)
		if err := r.crash(ctx, time.Duration(rng.Int64N(int64(time.Second)))); err != nil {
			return err
		}
		note(r.name + " is back")
		return nil
	})
}

func restarts(n int) func(context.Context, *stage, *rand.Rand, func(string)) error {
	return times(n, func(ctx context.Context, st *stage, _ *rand.Rand, note func(string)) error {
		note("immediate restart of Postgres")
		if err := st.postgres.control(context.WithoutCancel(ctx), "restart"); err != nil {
			return err
		}
		note("Postgres is ready")
		return nil
	})
}

// What redisAway notes, for followed to find.
const (
	redisFrozen = "Redis frozen"
	redisThawed = "Redis goes on"
	redisKilled = "Redis killed"
	redisBack   = "Redis is back"
)

func redisAway(ctx context.Context, st *stage, rng *rand.Rand, note func(string)) error {
	r := st.redis
	wait := func(s float64) bool {
		return pause(ctx, time.Duration((s+rng.Float64())*float64(time.Second)))
	}
	if !wait(8) {
		return nil
	}
	note(redisFrozen)
	if err := r.process.signal(syscall.SIGSTOP); err != nil {
		return err
	}
	wait(10)
	note(redisThawed)
	if err := r.process.signal(syscall.SIGCONT); err != nil || !wait(12) {
		return err
	}
	note(redisKilled)
	if err := r.process.kill(); err != nil {
		return err
	}
	wait(10)
	if err := r.start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	note(redisBack)
	return nil
}

// followed holds what happened while Redis was away against the promises.
func followed(rep *loadtest.Report) (broken []string) {
	at := map[string]time.Duration{}
	for _, m := range rep.Moments {
		at[m.Text] = time.Duration(m.At) * time.Millisecond
	}
	end := time.Duration(len(rep.Timeline)) * time.Second
	const heal = 3 * time.Second
	for _, part := range []struct {
		name       string
		from, to   time.Duration
		most, acks time.Duration // p99 to a board at the other replica, and of votes
	}{
		{"before", 2 * time.Second, at[redisFrozen], 500 * time.Millisecond, 250 * time.Millisecond},
		{"while frozen", at[redisFrozen], at[redisThawed], 1500 * time.Millisecond, 250 * time.Millisecond},
		{"after that", at[redisThawed] + heal, at[redisKilled], 500 * time.Millisecond, 250 * time.Millisecond},
		{"while dead", at[redisKilled], at[redisBack], 1500 * time.Millisecond, 250 * time.Millisecond},
		{"after that", at[redisBack] + heal, end, 500 * time.Millisecond, 250 * time.Millisecond},
	} {
		across, acks := rep.Within("across", part.from, part.to), rep.Within("vote", part.from, part.to)
		fmt.Printf("  %-13s across p50 %d ms, p99 %d ms, max %d ms; votes acknowledged p99 %d ms\n",
			part.name, across.P50/1000, across.P99/1000, across.Max/1000, acks.P99/1000)
		if across.Count == 0 || across.P99 > part.most.Microseconds() || acks.P99 > part.acks.Microseconds() {
			broken = append(broken, "Redis: "+part.name)
		}
	}
	return broken
}

func rolling(ctx context.Context, st *stage, rng *rand.Rand, note func(string)) error {
	for _, r := range st.replicas {
		if !pause(ctx, 12*time.Second+time.Duration(rng.Int64N(int64(4*time.Second)))) { // calm for 10 s
			return nil
		}
		note("SIGTERM to " + r.name)
		if err := r.roll(ctx); err != nil {
			return err
		}
		note(r.name + " is back")
	}
	return nil
}

func nothing(context.Context, *stage, *rand.Rand, func(string)) error { return nil }
