package dev.firsttoken.deploy.kubernetes;

import dev.firsttoken.wire.testing.ChildProcess;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Proxy of this build with the file system, user, privileges and environment of its pod. Only the
 * network is that of this host.
 */
final class PodProcess extends ChildProcess {
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final Path TARGET = Path.of("..", "proxy", "target").toAbsolutePath().normalize();

  /**
   * Mounts, and then becomes what {@code bench serve} becomes. {@code /mnt} stands for the image: a
   * checkout may be below a folder that a volume hides. File systems of the kernel stay writable.
   */
  private static final String SCRIPT =
      """
      target=$1 java=$2 uid=$3 gid=$4
      shift 4
      mount --make-rprivate /
      cut -d ' ' -f 5 /proc/self/mountinfo | sort -u | while read -r folder; do
        case $folder in
          /dev | /dev/* | /proc | /proc/* | /run/netns/* | /sys | /sys/*) ;;
          *) mount -o remount,bind,ro "$folder" ;;
        esac
      done
      for folder in "$target:/mnt" /tmp:/tmp; do
        mount --bind "${folder%:*}" "${folder##*:}"
        mount -o remount,bind,ro "${folder##*:}"
      done
      while [ $# -gt 0 ]; do
        mount -t tmpfs -o mode=1777,size="$1" tmpfs "$2"
        shift 2
      done
      cd /tmp
      exec setpriv --reuid="$uid" --regid="$gid" --clear-groups --no-new-privs \\
        --bounding-set=-all --inh-caps=-all --ambient-caps=-all -- \\
        "$java" \\
      """
          + inWords(javaArguments(Path.of("/mnt")));

  /** Arguments that {@code bench serve} gives to Java, with the proxy's build in a folder. */
  static List<String> javaArguments(Path target) {
    return List.of(
        "@" + target.resolve("proxy.jvmargs"),
        "-XX:AOTCache=" + target.resolve("proxy.aot"),
        "-Xlog:aot*=off,cds*=off",
        "-jar",
        target.resolve("proxy.jar").toString());
  }

  /** Quotes the arguments for a shell; none may have a quote. */
  private static String inWords(List<String> arguments) {
    return "'" + String.join("' '", arguments) + "'";
  }

  private PodProcess(Path dir, ProcessBuilder builder) {
    super(dir, builder);
  }

  /**
   * Starts the process.
   *
   * @param dir folder for its output
   * @param environment complete environment of the container
   */
  static PodProcess start(Path dir, WorkloadResource proxy, Map<String, String> environment) {
    PodSecurityContext security = proxy.pod().getSecurityContext();
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-euc", SCRIPT));
    command.add("pod");
    command.add(TARGET.toString());
    command.add(JAVA);
    command.add(security.getRunAsUser().toString());
    command.add(security.getRunAsGroup().toString());
    for (VolumeMount mount : proxy.container().getVolumeMounts()) {
      command.add(size(proxy, mount.getName()));
      command.add(mount.getMountPath());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(dir.resolve("stdout").toFile())
            .redirectError(dir.resolve("stderr").toFile());
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().putAll(Map.of("HOME", "/tmp", "LC_ALL", "C.UTF-8"));
    builder.environment().putAll(environment);
    return new PodProcess(dir, builder);
  }

  /** Bytes that fit into a volume. */
  private static String size(WorkloadResource proxy, String name) {
    Volume volume =
        proxy.pod().getVolumes().stream()
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow();
    return volume.getEmptyDir().getSizeLimit().getNumericalAmount().toBigIntegerExact().toString();
  }
}
