package dev.firsttoken.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.wire.testing.CommandRunner;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Prometheus gets in a cluster, compared with what it gets without one. */
class MonitoringTest {
  private static final Path PROMETHEUS = Path.of("..", "dashboards", "prometheus");
  private static final Path RULE = Cluster.FOLDER.resolve("monitoring/prometheus-rule.yaml");
  private static final String SCRIPT = "src/main/sh/prometheus-rule.sh";
  private static final Manifests MANIFESTS =
      Kustomizer.build(Cluster.FOLDER.resolve(Cluster.OVERLAYS.getFirst()));

  @Test
  void rulesAreMadeByTheScript() {
    assertThat(RULE)
        .as("run deploy/%s > deploy/%s", SCRIPT, RULE)
        .hasContent(CommandRunner.run(List.of("sh", SCRIPT), null, Duration.ofSeconds(30)));
  }

  @Test
  void rulesAreThoseOfTheDashboards() {
    List<JsonNode> groups = new ArrayList<>();
    for (String file : List.of("recording.yml", "alerts.yml")) {
      ManifestReader.readTree(PROMETHEUS.resolve(file)).path("groups").forEach(groups::add);
    }
    assertThat(ManifestReader.readTree(RULE).at("/spec/groups"))
        .containsExactlyElementsOf(groups)
        .isNotEmpty();
  }

  @Test
  void proxyIsScrapedAsWithoutACluster() {
    JsonNode configuration = ManifestReader.readTree(PROMETHEUS.resolve("prometheus.yml"));
    ServiceMonitor monitor = MANIFESTS.only(ServiceMonitor.class);
    Endpoint endpoint = monitor.getSpec().getEndpoints().getFirst();
    Service service = SelectorChecks.services(MANIFESTS, monitor).getFirst();

    assertThat(endpoint.getPath()).isEqualTo("/metrics");
    assertThat(endpoint.getInterval())
        .isEqualTo(configuration.at("/global/scrape_interval").asText());
    assertThat(endpoint.getScrapeTimeout())
        .isEqualTo(configuration.at("/global/scrape_timeout").asText());
    assertThat(service.getMetadata().getLabels().get(monitor.getSpec().getJobLabel()))
        .as("job, by which alerts and dashboard know the proxy")
        .isEqualTo(configuration.at("/scrape_configs/0/job_name").asText());
  }

  @Test
  void adapterServesTheMetricOfTheAutoscaler() {
    String metric =
        MANIFESTS
            .only(HorizontalPodAutoscaler.class)
            .getSpec()
            .getMetrics()
            .getFirst()
            .getPods()
            .getMetric()
            .getName();
    JsonNode rule =
        ManifestReader.readTree(Cluster.FOLDER.resolve("adapter/values.yaml"))
            .at("/rules/custom/0");

    assertThat(rule.at("/name/as").asText()).isEqualTo(metric);
    assertThat(rule.path("seriesQuery").asText()).startsWith(metric + "{");
    assertThat(rule.path("metricsQuery").asText()).startsWith("sum(<<.Series>>{");
  }
}
