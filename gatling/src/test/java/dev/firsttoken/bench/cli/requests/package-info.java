@NullMarked
package dev.firsttoken.bench.cli.requests;

import org.jspecify.annotations.NullMarked;
