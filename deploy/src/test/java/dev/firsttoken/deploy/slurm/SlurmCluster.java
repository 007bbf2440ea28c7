package dev.firsttoken.deploy.slurm;

import dev.firsttoken.bench.baselines.GuardedProcess;
import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Slurm and MUNGE on loopback: one node, on free ports, with all files in one folder. If this JVM
 * is killed, its daemons end, and jobs that run then end with their load.
 */
final class SlurmCluster implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int KEY_BYTES = 128;

  /** Name that slurmd looks up in the configuration; it needs not resolve. */
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private static final Pattern STATE = Pattern.compile("JobState=(\\w+)");
  private static final Pattern EXIT_CODE = Pattern.compile("ExitCode=(\\d+):");
  private static final Set<String> UNFINISHED = Set.of("PENDING", "RUNNING", "COMPLETING");

  private final Path dir;
  private final Map<String, String> environment = new HashMap<>(System.getenv());

  /** The last one first, as they are stopped. */
  private final Deque<GuardedProcess> daemons = new ArrayDeque<>();

  /** Starts it, and waits until the node takes jobs. */
  SlurmCluster(Path dir) {
    this.dir = dir;
    environment.keySet().removeIf(name -> name.matches("(SLURM|SBATCH|LLM|SYN)_.*"));
    environment.put("SLURM_CONF", dir.resolve("slurm.conf").toString());
    try {
      write();
      startMunge();
      start("slurmctld", "-D");
      start("slurmd", "-D");
      await("an idle node", () -> query("sinfo", "--noheader", "--format=%T").equals("idle"));
    } catch (IOException e) {
      stopAll();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      stopAll();
      throw e;
    }
  }

  /** Without cgroups, and with more CPUs than the machine may have: all tasks run at once. */
  private void write() throws IOException {
    Files.createDirectory(dir.resolve("state"));
    Files.createDirectory(dir.resolve("spool"));
    Files.writeString(
        dir.resolve("slurm.conf"),
        """
        ClusterName=first-token
        SlurmctldHost=%1$s(127.0.0.1)
        SlurmUser=root
        SlurmctldPort=%2$d
        SlurmdPort=%3$d
        AuthType=auth/munge
        AuthInfo=socket=%4$s/munge.socket
        SlurmctldPidFile=%4$s/slurmctld.pid
        SlurmdPidFile=%4$s/slurmd.pid
        StateSaveLocation=%4$s/state
        SlurmdSpoolDir=%4$s/spool
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        JobAcctGatherType=jobacct_gather/none
        MpiDefault=none
        SelectType=select/cons_tres
        SelectTypeParameters=CR_CPU
        SlurmdParameters=config_overrides
        SchedulerParameters=batch_sched_delay=0
        KillWait=5
        NodeName=%1$s NodeAddr=127.0.0.1 CPUs=8
        PartitionName=all Nodes=ALL Default=YES
        """
            .formatted(
                Files.readString(HOST_NAME).strip().split("\\.", 2)[0],
                FreePort.find(),
                FreePort.find(),
                dir));
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    Path file =
        Files.createFile(
            dir.resolve("munge.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, key);
  }

  private void startMunge() {
    Path socket = dir.resolve("munge.socket");
    start(
        "munged",
        "--foreground",
        // The folder is private, and MUNGE wants a socket that everybody can reach.
        "--force",
        "--key-file=" + dir.resolve("munge.key"),
        "--socket=" + socket,
        "--pid-file=" + dir.resolve("munged.pid"),
        "--seed-file=" + dir.resolve("munged.seed"),
        "--num-threads=1");
    await("the socket of MUNGE", () -> Files.exists(socket));
  }

  private void start(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    daemons.push(
        GuardedProcess.start(
            new GuardedProcess.Launch(command, dir, environment, log(program)), GRACE));
  }

  private Path log(String program) {
    return dir.resolve(program + ".log");
  }

  /** Waits for a condition while all daemons run. */
  void await(String description, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (daemons.getFirst().waitFor(LOOK) || hasLostADaemon()) {
        throw new AssertionError("a daemon ended before " + description + logs());
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("never came: " + description + logs());
      }
    }
  }

  private boolean hasLostADaemon() {
    return daemons.stream().anyMatch(daemon -> daemon.waitFor(Duration.ZERO));
  }

  private String logs() {
    StringBuilder logs = new StringBuilder();
    for (String program : List.of("munged", "slurmctld", "slurmd")) {
      try {
        logs.append('\n').append(Files.readString(log(program)));
      } catch (IOException e) {
        logs.append('\n').append(e);
      }
    }
    return logs.toString();
  }

  /**
   * Runs a command of Slurm that changes nothing; empty if it fails, as it does during the start.
   */
  private String query(String... command) {
    try {
      return run(command);
    } catch (AssertionError e) {
      return "";
    }
  }

  private String run(String... command) {
    return CommandRunner.run(List.of(command), environment, TIMEOUT).strip();
  }

  /**
   * Submits a script.
   *
   * @param checkout folder that it is submitted from
   * @param arguments options of sbatch, the script, and its own arguments
   * @return the number of the job
   */
  String submit(Path checkout, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("env", "--chdir=" + checkout, "sbatch", "--parsable"));
    command.addAll(List.of(arguments));
    return run(command.toArray(String[]::new));
  }

  /** Cancels a job, or one task of an array as {@code 4_1}. */
  void cancel(String job) {
    run("scancel", job);
  }

  /** Waits for the end of a job and returns its exit status. */
  int awaitEnd(String job) {
    await("the end of job " + job, () -> !UNFINISHED.contains(field(job, STATE)));
    return Integer.parseInt(field(job, EXIT_CODE));
  }

  private String field(String job, Pattern field) {
    String description = run("scontrol", "show", "job", job);
    Matcher matcher = field.matcher(description);
    if (!matcher.find()) {
      throw new AssertionError(description);
    }
    return matcher.group(1);
  }

  @Override
  public void close() {
    try {
      run("scancel", "--user=root");
      await("the end of all jobs", () -> run("squeue", "--noheader").isEmpty());
    } finally {
      stopAll();
    }
  }

  private void stopAll() {
    while (!daemons.isEmpty()) {
      daemons.pop().stop();
    }
  }
}
