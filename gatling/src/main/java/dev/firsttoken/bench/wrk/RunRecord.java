package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import org.jspecify.annotations.Nullable;

/**
 * Line of one run of the tool.
 *
 * @param target name of the server
 * @param round round, counted from 1
 * @param startedAt wall clock at the start, ISO-8601 with an offset
 * @param file file of the raw output, from the result directory
 * @param exitStatus exit status of the tool, or null unless it ended by itself
 * @param detail why the tool was not run, or null
 * @param server cost of the server, or null if its processes are unknown
 * @param toolCpuNanos CPU time of the tool, or null if it is unknown
 */
public record RunRecord(
    String target,
    int round,
    String startedAt,
    String file,
    Ending ending,
    @Nullable Integer exitStatus,
    @Nullable String detail,
    @Nullable ServerCost server,
    @Nullable Long toolCpuNanos) {}
