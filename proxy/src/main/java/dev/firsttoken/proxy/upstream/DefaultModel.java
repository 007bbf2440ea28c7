package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.upstream.ModelChoice.Several;
import dev.firsttoken.proxy.upstream.ModelChoice.Single;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Model of the requests that name none, as the operator's upstream lists it. It is looked up when
 * the first such request comes, again after it has responded 404 to the model, and now and then
 * while it lists several. Shared by all event loops; no method waits.
 */
final class DefaultModel {
  private static final Logger LOG = LoggerFactory.getLogger(DefaultModel.class);

  /** At most one look-up in this time follows a 404, or a list of several models. */
  private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(10);

  /** Time to the next look-up after a failed one. */
  private static final Duration RETRY_DELAY = Duration.ofSeconds(5);

  /** Starts one look-up on an event loop, whose result may come on any thread. */
  interface Lookup extends BiConsumer<EventLoop, Consumer<LookupResult>> {}

  private record Waiter(EventLoop eventLoop, Consumer<ModelChoice> onChoice) {}

  private sealed interface Phase {
    record Unknown() implements Phase {}

    /** One look-up runs, and requests wait for it. */
    record LookingUp(List<Waiter> waiters) implements Phase {}

    record Known(ModelChoice choice) implements Phase {}

    /**
     * The last look-up failed or found several models, and the next one is due at a time of the
     * monotonic clock.
     */
    record Provisional(ModelChoice choice, long dueNanos) implements Phase {}
  }

  private final Lookup lookup;
  private final LongSupplier nanoTime;
  private Phase phase = new Phase.Unknown();
  private @Nullable ModelChoice loggedChoice;
  private @Nullable Long lastRefreshNanos;

  DefaultModel(Lookup lookup, LongSupplier nanoTime) {
    this.lookup = lookup;
    this.nanoTime = nanoTime;
  }

  /** Returns the choice, or null if it has to be looked up first. */
  synchronized @Nullable ModelChoice current() {
    return switch (phase) {
      case Phase.Known(ModelChoice choice) -> choice;
      case Phase.Provisional(ModelChoice choice, long dueNanos)
          when nanoTime.getAsLong() - dueNanos < 0 ->
          choice;
      case Phase.Unknown _, Phase.LookingUp _, Phase.Provisional _ -> null;
    };
  }

  /**
   * Looks the model up, unless that is under way.
   *
   * @param eventLoop the current one
   * @param onChoice is called later, on the event loop
   */
  void lookUp(EventLoop eventLoop, Consumer<ModelChoice> onChoice) {
    Waiter waiter = new Waiter(eventLoop, onChoice);
    synchronized (this) {
      if (phase instanceof Phase.LookingUp(List<Waiter> waiters)) {
        waiters.add(waiter);
        return;
      }
      phase = new Phase.LookingUp(new ArrayList<>(List.of(waiter)));
    }
    try {
      lookup.accept(eventLoop, this::onResult);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("The upstream's models could not be looked up", e);
      onResult(new LookupResult.Failed("a fault of the proxy", false));
    }
  }

  /** Is called when the upstream has responded 404 to a request with this model. */
  synchronized void onNotFound(String model) {
    long now = nanoTime.getAsLong();
    boolean current =
        phase instanceof Phase.Known(ModelChoice choice) && choice.equals(new Single(model));
    boolean early = lastRefreshNanos != null && now - lastRefreshNanos < REFRESH_INTERVAL.toNanos();
    if (current && !early) {
      lastRefreshNanos = now;
      phase = new Phase.Unknown();
    }
  }

  private void onResult(LookupResult result) {
    ModelChoice choice = choose(result);
    List<Waiter> waiters;
    synchronized (this) {
      waiters = phase instanceof Phase.LookingUp(List<Waiter> waiting) ? waiting : List.of();
      phase = phaseAfter(result, choice);
      log(result, choice);
    }
    for (Waiter waiter : waiters) {
      waiter.eventLoop.execute(() -> waiter.onChoice.accept(choice));
    }
  }

  private Phase phaseAfter(LookupResult result, ModelChoice choice) {
    long now = nanoTime.getAsLong();
    if (result instanceof LookupResult.Failed failed) {
      return new Phase.Provisional(choice, now + (failed.atOnce() ? 0 : RETRY_DELAY.toNanos()));
    }
    return choice instanceof Several
        ? new Phase.Provisional(choice, now + REFRESH_INTERVAL.toNanos())
        : new Phase.Known(choice);
  }

  private static ModelChoice choose(LookupResult result) {
    Single byDefault = new Single(Configuration.DEFAULT_MODEL);
    return switch (result) {
      case LookupResult.Listed(List<String> models) when models.size() == 1 ->
          new Single(models.getFirst());
      case LookupResult.Listed(List<String> models)
          when !models.contains(Configuration.DEFAULT_MODEL) ->
          new Several(models);
      case LookupResult.Listed _, LookupResult.NoList _, LookupResult.Failed _ -> byDefault;
    };
  }

  private void log(LookupResult result, ModelChoice choice) {
    if (choice.equals(loggedChoice)) {
      return;
    }
    loggedChoice = choice;
    String found =
        switch (result) {
          case LookupResult.Listed(List<String> models) ->
              models.size() + " in the upstream's list";
          case LookupResult.NoList(String reason) -> "the upstream lists none: " + reason;
          case LookupResult.Failed(String reason, _) -> "the look-up failed: " + reason;
        };
    if (choice instanceof Single(String model)) {
      LOG.info("Requests that name no model get {} ({})", model, found);
    } else {
      LOG.warn("Requests must name a model, or LLM_MODEL must be set ({})", found);
    }
  }
}
