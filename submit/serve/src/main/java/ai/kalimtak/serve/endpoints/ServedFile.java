package ai.kalimtak.serve.endpoints;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A file of this jar that is served as it is; each is named here, so that no path leads elsewhere.
 */
public final class ServedFile {
  private final String contentType;
  private final byte[] content;

  private ServedFile(String contentType, byte[] content) {
    this.contentType = contentType;
    this.content = content;
  }

  public static ServedFile load(String name, String contentType) {
    try (InputStream in = ServedFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name + " beside " + ServedFile.class);
      }
      return new ServedFile(contentType, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void get(Context request) {
    request.contentType(contentType).result(content);
  }
}
