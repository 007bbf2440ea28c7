@NullMarked
package dev.firsttoken.wire.chat;

import org.jspecify.annotations.NullMarked;
