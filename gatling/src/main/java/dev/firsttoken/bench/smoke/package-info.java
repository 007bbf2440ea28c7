/** Whether a server keeps the contract, check by check, without load. */
@NullMarked
package dev.firsttoken.bench.smoke;

import org.jspecify.annotations.NullMarked;
