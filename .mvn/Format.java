import com.google.googlejavaformat.java.Main;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Checks ({@code check}) or writes ({@code write}) the format of every Java source below here. */
class Format {
  public static void main(String[] args) throws Exception {
    boolean write = args.length > 0 && args[0].equals("write");
    List<String> call = new ArrayList<>(List.of(write ? "--replace" : "--dry-run"));
    if (!write) {
      call.add("--set-exit-if-changed");
    }
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    int options = call.size();
    for (Path modules : List.of(Path.of("."), Path.of("baselines"), Path.of("dist"))) {
      try (Stream<Path> folders = Files.list(modules)) {
        for (Path folder : folders.sorted().toList()) {
          addFiles(folder.endsWith(".mvn") ? folder : folder.resolve("src"), call);
        }
      }
    }
    int status =
        call.size() == options
            ? 0
            : new Main(out, err, System.in).format(call.toArray(String[]::new));
    out.flush();
    err.flush();
    if (status != 0) {
      System.err.println(
          "Those files are not formatted: mvn -N validate -Dformat.mode=write mends them.");
    }
    System.exit(status);
  }

  /** Not through build folders, where a test may have put thousands of other files. */
  private static void addFiles(Path folder, List<String> to) throws Exception {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .sorted()
            .forEach(file -> to.add(file.toString()));
      }
    }
  }
}
