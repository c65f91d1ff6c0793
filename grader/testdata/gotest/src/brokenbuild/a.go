// Package brokenbuild does not compile.
package brokenbuild

import "os"

func broken() int { return "text" + undefined }
