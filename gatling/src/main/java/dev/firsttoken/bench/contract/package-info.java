/** Black-box checks of the server contract, without load. */
@NullMarked
package dev.firsttoken.bench.contract;

import org.jspecify.annotations.NullMarked;
