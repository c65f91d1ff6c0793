package workerpool

type shape interface{ size() uint64 }

type number struct{ n uint64 }

type pointer struct{ p *uint64 }

func (n *number) size() uint64  { return n.n }
func (p *pointer) size() uint64 { return *p.p }

func init() {
	var target uint64 = 7
	a, b := &number{0x1000}, &pointer{&target}
	var value shape = a
	done := make(chan bool)
	go func() {
		for range 100000 {
			value = a
			value = b
		}
		done <- true
	}()
	defer func() { _ = recover() }()
	for range 100000 {
		if n := value.size(); n != 7 && n != 0x1000 {
			panic("torn")
		}
	}
	<-done
}
