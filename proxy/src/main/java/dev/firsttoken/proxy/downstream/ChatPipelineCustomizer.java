package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.meter.FailureLog;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Adds a {@link ChatRouteHandler} to the pipeline of each connection that Micronaut's server
 * accepts.
 */
@Singleton
final class ChatPipelineCustomizer
    implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  /** A client that reads keeps its buffer empty, so the limits only bound what the others cost. */
  private static final WriteBufferWaterMark UNREAD_OUTPUT =
      new WriteBufferWaterMark(16 * 1024, 32 * 1024);

  /** Limit of the bytes that the kernel holds and has not sent yet. */
  private static final long MAX_UNSENT_BYTES = 128 * 1024;

  private final DownstreamContext downstreamContext;
  private final FailureLog failureLog;

  ChatPipelineCustomizer(DownstreamContext downstreamContext, FailureLog failureLog) {
    this.downstreamContext = downstreamContext;
    this.failureLog = failureLog;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    event.getBean().register(new Customizer(null));
    return event.getBean();
  }

  private final class Customizer implements NettyServerCustomizer {
    private final @Nullable Channel channel;

    Customizer(@Nullable Channel channel) {
      this.channel = channel;
    }

    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      if (role == ChannelRole.LISTENER) {
        channel.pipeline().addLast("accept-failures", new AcceptFailureHandler(failureLog));
      }
      return new Customizer(channel);
    }

    @Override
    public void onStreamPipelineBuilt() {
      if (channel != null && !downstreamContext.admissionControl().addConnection(channel)) {
        channel.close();
      } else if (channel != null) {
        limitUnreadOutput(channel);
        addHandlers(channel.pipeline(), new ChatRouteHandler(downstreamContext, System::nanoTime));
      }
    }

    /** Without a limit, the kernel copies megabytes per client in one turn of the event loop. */
    private static void limitUnreadOutput(Channel channel) {
      channel.config().setWriteBufferWaterMark(UNREAD_OUTPUT);
      if (channel instanceof EpollSocketChannel) {
        channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MAX_UNSENT_BYTES);
      } else if (channel instanceof IoUringSocketChannel) {
        channel.config().setOption(IoUringChannelOption.TCP_NOTSENT_LOWAT, MAX_UNSENT_BYTES);
      }
    }

    private static void addHandlers(ChannelPipeline pipeline, ChatRouteHandler chatRouteHandler) {
      String codec = pipeline.context(HttpServerCodec.class).name();
      pipeline.addBefore(codec, "framing-enforcer", chatRouteHandler.framingEnforcer());
      pipeline.addBefore(
          ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
          "chat-route-handler",
          chatRouteHandler);
    }
  }
}
