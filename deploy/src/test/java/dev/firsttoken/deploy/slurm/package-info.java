/** The scripts for Slurm on a real one, of one node. */
@NullMarked
package dev.firsttoken.deploy.slurm;

import org.jspecify.annotations.NullMarked;
