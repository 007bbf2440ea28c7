/**
 * What a chat chunk means, read from its JSON's structure a byte at a time: {@link
 * dev.firsttoken.wire.chat.ChatScanner} over a machine for JSON and a table of paths.
 */
@NullMarked
package dev.firsttoken.wire.chat;

import org.jspecify.annotations.NullMarked;
