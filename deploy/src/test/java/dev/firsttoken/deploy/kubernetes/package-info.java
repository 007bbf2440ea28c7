/** Manifests of the proxy and of the load in Kubernetes, checked as typed models. */
@NullMarked
package dev.firsttoken.deploy.kubernetes;

import org.jspecify.annotations.NullMarked;
