// Runs a health check as Argo CD runs it: in the same interpreter, with the libraries that it opens, on an object named obj.
// Arguments: the script; a second one opens all libraries, as Argo CD does for the checks that it brings. Input: the object
// as JSON. Output: the status and its message.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"

	lua "github.com/yuin/gopher-lua"
)

func value(state *lua.LState, any interface{}) lua.LValue {
	switch given := any.(type) {
	case nil:
		return lua.LNil
	case bool:
		return lua.LBool(given)
	case float64:
		return lua.LNumber(given)
	case string:
		return lua.LString(given)
	case []interface{}:
		table := state.NewTable()
		for _, one := range given {
			table.Append(value(state, one))
		}
		return table
	case map[string]interface{}:
		table := state.NewTable()
		for key, one := range given {
			table.RawSetString(key, value(state, one))
		}
		return table
	}
	return lua.LNil
}

func main() {
	script, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var object map[string]interface{}
	if err := json.NewDecoder(os.Stdin).Decode(&object); err != nil {
		log.Fatal(err)
	}
	state := lua.NewState(lua.Options{SkipOpenLibs: len(os.Args) < 3})
	defer state.Close()
	for _, open := range []func(*lua.LState) int{lua.OpenPackage, lua.OpenBase, lua.OpenTable} {
		state.Push(state.NewFunction(open))
		state.Call(0, 0)
	}
	state.SetGlobal("obj", value(state, object))
	if err := state.DoString(string(script)); err != nil {
		log.Fatal(err)
	}
	health, ok := state.Get(-1).(*lua.LTable)
	if !ok {
		log.Fatal("Expected the script to return a table.")
	}
	fmt.Printf("%s: %s\n", health.RawGetString("status"), health.RawGetString("message"))
}
