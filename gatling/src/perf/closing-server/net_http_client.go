// 180 streamed chats over net/http's pool of kept connections, four at a time: net_http_client URL
package main

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
)

const body = `{"messages":[{"role":"user","content":"hello"}],"max_tokens":60,"stream":true}`

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4}}

func main() {
	requests := make(chan int, 180)
	for i := range 180 {
		requests <- i
	}
	close(requests)
	results := map[string]int{}
	var lock sync.Mutex
	var users sync.WaitGroup
	for range 4 {
		users.Go(func() {
			for range requests {
				result := chat(os.Args[1])
				lock.Lock()
				results[result]++
				lock.Unlock()
			}
		})
	}
	users.Wait()
	json.NewEncoder(os.Stdout).Encode(results)
}

func chat(target string) string {
	response, err := client.Post(target, "application/json", strings.NewReader(body))
	if err == nil {
		defer response.Body.Close()
		var text []byte
		text, err = io.ReadAll(response.Body)
		if err == nil && strings.HasSuffix(string(text), "data: [DONE]\n\n") {
			return "complete"
		}
	}
	if err == nil {
		return "truncated"
	}
	var failure *url.Error
	if errors.As(err, &failure) {
		err = failure.Err
	}
	if strings.Contains(err.Error(), "reset by peer") {
		return "connection reset by peer" // without the ports, which differ
	}
	return err.Error()
}
