package ai.kalimtak.serve.http;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Waits for a body without occupying a thread, and for a limited time: a slow client only occupies
 * a connection until its time is up.
 */
public final class BodyDeadline extends Handler.Wrapper {
  /** Maximum size buffered while a body arrives; longer bodies are read by their endpoint. */
  private static final int HELD_BYTES = 65_536;

  private static final int FRAMING_BYTES = 256;
  private static final String PENDING = BodyDeadline.class.getName();

  private final long seconds;
  private final long maxBytes;

  private BodyDeadline(long seconds, long maxBytes) {
    this.seconds = seconds;
    this.maxBytes = maxBytes;
  }

  /** Installs the handler in front of everything else. */
  public static void guard(Server server, long seconds, long maxBytes) {
    server.insertHandler(new Arrived());
    server.insertHandler(
        new EagerContentHandler(
            new EagerContentHandler.RetainedContentLoaderFactory(
                HELD_BYTES, FRAMING_BYTES, false)));
    server.insertHandler(new BodyDeadline(seconds, maxBytes));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getLength() > maxBytes) {
      Response.writeError(request, response, callback, HttpStatus.PAYLOAD_TOO_LARGE_413);
      return true;
    }
    if (request.getLength() != 0) {
      Runnable hangUp = () -> request.getConnectionMetaData().getConnection().getEndPoint().close();
      request.setAttribute(
          PENDING,
          request.getComponents().getScheduler().schedule(hangUp, seconds, TimeUnit.SECONDS));
    }
    return super.handle(request, response, callback);
  }

  /** Continues with a request once its body, or the buffered part of it, has arrived. */
  private static final class Arrived extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (request.removeAttribute(PENDING) instanceof Scheduler.Task pending) {
        pending.cancel();
      }
      return super.handle(request, response, callback);
    }
  }
}
