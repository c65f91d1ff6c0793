package workerpool

import (
	_ "flag"
	_ "internal/race"
	_ "io/ioutil"
	_ "log"
	_ "net"
	_ "os"
	_ "os/exec"
	_ "os/signal"
	_ "plugin"
	_ "reflect"
	_ "runtime"
	_ "runtime/cgo"
	_ "runtime/debug"
	_ "syscall"
	_ "testing/synctest"
	_ "weak"

	_ "github.com/evil/module"
	_ "golang.org/x/sys/unix"
	_ "vendor/golang.org/x/net/dns/dnsmessage"
	_ "your/workerpool_test"
)
