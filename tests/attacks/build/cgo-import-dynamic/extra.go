package workerpool

//go:cgo_import_dynamic libc_exit exit "libc.so.6"
var exit uintptr
