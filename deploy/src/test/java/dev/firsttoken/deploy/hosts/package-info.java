/**
 * Several proxies and injectors, each on a host of its own: a network namespace of this machine.
 */
@NullMarked
package dev.firsttoken.deploy.hosts;

import org.jspecify.annotations.NullMarked;
