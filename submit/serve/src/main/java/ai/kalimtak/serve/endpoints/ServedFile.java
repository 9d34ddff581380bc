package ai.kalimtak.serve.endpoints;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A static file from this jar; each file is named in code, so that no path can reach another one.
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
        throw new IllegalStateException(name + " is missing next to " + ServedFile.class);
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
