package open

import (
	"context"
	"net"
	"time"
)

func Answer() int {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if _, err := net.DefaultResolver.LookupHost(ctx, "example.com"); err == nil {
		return 0
	}
	own := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", "8.8.8.8:53")
	}}
	if _, err := own.LookupTXT(ctx, "leak.example.com"); err == nil {
		return 0
	}
	return 42
}
