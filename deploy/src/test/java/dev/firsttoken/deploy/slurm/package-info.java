/** Tests of the scripts for Slurm on a real Slurm of one node. */
@NullMarked
package dev.firsttoken.deploy.slurm;

import org.jspecify.annotations.NullMarked;
