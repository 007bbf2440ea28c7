/** From numbers to what people and programs read: a JSON file and a table. */
@NullMarked
package dev.firsttoken.bench.report;

import org.jspecify.annotations.NullMarked;
