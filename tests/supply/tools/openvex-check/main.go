// Reads an OpenVEX document as scanners do, with OpenVEX's own library. Arguments: the document; then, any number of times, an
// advisory, a product and a part of it. Output: the status that the document gives each, or "none".
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/openvex/go-vex/pkg/vex"
)

func main() {
	document, err := vex.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for _, statement := range document.Statements {
		if err := statement.Validate(); err != nil {
			log.Fatalf("%s: %v", statement.Vulnerability.Name, err)
		}
	}
	for asked := os.Args[2:]; len(asked) > 2; asked = asked[3:] {
		status := "none"
		for _, statement := range document.Matches(asked[0], asked[1], []string{asked[2]}) {
			status = string(statement.Status)
		}
		fmt.Println(status)
	}
}
