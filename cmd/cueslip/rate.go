package main

import "github.com/cueslip/cueslip/web"

// rate is a web.Rate as it is written in a setting.
type rate struct{ web.Rate }

// UnmarshalText reads a rate like 600/5m.
func (r *rate) UnmarshalText(text []byte) (err error) {
	r.Rate, err = web.ParseRate(string(text))
	return err
}
