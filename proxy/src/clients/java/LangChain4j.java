import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Client of the langchain4j-open-ai library. Arguments: base URL, then cases. */
final class LangChain4j {
  public static void main(String[] args) throws Exception {
    Seen.each(
        Arrays.asList(args).subList(1, args.length),
        (name, seen) -> {
          if (name.equals("whole")) {
            whole(args[0], name, seen);
          } else {
            stream(args[0], name, seen);
          }
        });
  }

  private static void whole(String baseUrl, String name, Seen seen) {
    ChatResponse answer =
        OpenAiChatModel.builder()
            .baseUrl(baseUrl)
            .apiKey("none")
            .modelName(name)
            .build()
            .chat(question(name));
    seen.text.append(answer.aiMessage().text());
    count(answer, seen);
  }

  private static void stream(String baseUrl, String name, Seen seen) throws Exception {
    Handler handler = new Handler(seen);
    OpenAiStreamingChatModel.builder()
        .baseUrl(baseUrl)
        .apiKey("none")
        .modelName(name)
        .returnThinking(true)
        .build()
        .chat(question(name), handler);
    try {
      count(handler.whole.get(), seen);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private static void count(ChatResponse answer, Seen seen) {
    if (answer.tokenUsage() != null) {
      seen.tokens = answer.tokenUsage().outputTokenCount().longValue();
    }
  }

  private static ChatRequest question(String name) {
    ChatRequest.Builder question = ChatRequest.builder().messages(UserMessage.from("Hello"));
    if (name.equals("tools")) {
      question.toolSpecifications(
          ToolSpecification.builder()
              .name("weather")
              .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
              .build());
    }
    return question.build();
  }

  private static final class Handler implements StreamingChatResponseHandler {
    final CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    private final Seen seen;

    Handler(Seen seen) {
      this.seen = seen;
    }

    @Override
    public void onPartialResponse(String text) {
      seen.text.append(text);
    }

    @Override
    public void onPartialThinking(PartialThinking thinking) {
      seen.reasoning.append(thinking.text());
    }

    @Override
    public void onPartialToolCall(PartialToolCall call) {
      seen.tool(call.index(), call.name(), call.partialArguments());
    }

    @Override
    public void onCompleteResponse(ChatResponse answer) {
      whole.complete(answer);
    }

    @Override
    public void onError(Throwable error) {
      whole.completeExceptionally(error);
    }
  }
}
