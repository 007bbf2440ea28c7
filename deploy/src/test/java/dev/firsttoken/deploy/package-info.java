/** Manifests, scripts and configurations of {@code deploy}, parsed and tried. */
@NullMarked
package dev.firsttoken.deploy;

import org.jspecify.annotations.NullMarked;
