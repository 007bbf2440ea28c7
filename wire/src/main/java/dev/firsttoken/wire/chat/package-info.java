/**
 * The meaning of a chat chunk, read from the structure of its JSON byte by byte. {@link
 * dev.firsttoken.wire.chat.ChatScanner} runs a JSON automaton and matches a table of paths.
 */
@NullMarked
package dev.firsttoken.wire.chat;

import org.jspecify.annotations.NullMarked;
