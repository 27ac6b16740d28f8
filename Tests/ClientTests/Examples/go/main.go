// Asks the linked library for a plan: go run main.go catalogs < request.json
package main

/*
#cgo pkg-config: stowage
#include <stdlib.h>
#include <stowage.h>
*/
import "C"

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"unsafe"
)

func main() {
	options, err := json.Marshal(map[string]any{"catalogDirs": os.Args[1:]})
	if err != nil {
		panic(err)
	}
	request, err := io.ReadAll(os.Stdin)
	if err != nil {
		panic(err)
	}
	optionText, requestText := C.CString(string(options)), C.CString(string(request))
	defer C.free(unsafe.Pointer(optionText))
	defer C.free(unsafe.Pointer(requestText))

	engine := C.stowage_create(optionText)
	defer C.stowage_free(engine)
	answer := C.stowage_call(engine, requestText)
	defer C.stowage_free_answer(answer)
	fmt.Println(C.GoString(answer))
}
