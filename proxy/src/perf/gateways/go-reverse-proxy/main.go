// A relay of streams with the reverse proxy of Go's standard library. UPSTREAM is the origin of the
// upstream, and PORT the port to listen on.
package main

import (
	"log"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
)

// Idle connections that are kept: more than a comparison has clients.
const keptConnections = 4096

func main() {
	upstream, err := url.Parse(os.Getenv("UPSTREAM"))
	if err != nil {
		log.Fatal(err)
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	transport.MaxIdleConns = keptConnections
	transport.MaxIdleConnsPerHost = keptConnections
	relay := &httputil.ReverseProxy{
		Rewrite:   func(request *httputil.ProxyRequest) { request.SetURL(upstream) },
		Transport: transport,
		// Each read of the upstream is sent to the client at once.
		FlushInterval: -1,
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), relay))
}
