TEXT ·init(SB), $0-0
	BYTE $0xcc
