package ai.kalimtak.serve.http;

import ai.kalimtak.common.json.ContractValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Parses bodies strictly: UTF-8, one object, no unknown or duplicate member, no coercion between
 * types, and a maximum size.
 */
public final class StrictJson {
  private static final ObjectMapper MAPPER = mapper();
  private static final int LONGEST_POINTER = 80;
  private static final int LONGEST_READ_SECONDS = 30;

  private StrictJson() {}

  private static ObjectMapper mapper() {
    JsonMapper.Builder builder =
        JsonMapper.builder(
                com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(40)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .annotationIntrospector(ContractValue.introspector());
    for (CoercionInputShape shape :
        new CoercionInputShape[] {
          CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
      builder.withCoercionConfig(
          LogicalType.Textual, config -> config.setCoercion(shape, CoercionAction.Fail));
    }
    return builder.build();
  }

  /**
   * Reads a body.
   *
   * @throws Problem 400, 413, 415 or 422
   */
  public static <T> T read(Context request, Class<T> type, int maxBytes) {
    checkContentType(request.contentType());
    String text = decode(bytes(request, maxBytes));
    try {
      T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw Problem.invalid("", "must be an object");
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw Problem.invalid(pointer(e), "is not a known member");
    } catch (JsonMappingException e) {
      throw Problem.invalid(pointer(e), "has the wrong type");
    } catch (JsonProcessingException e) {
      throw Problem.badRequest("The body is not well-formed JSON");
    }
  }

  /** Returns whether a request has a body. */
  public static boolean hasBody(Context request) {
    return request.req().getContentLengthLong() > 0 || request.header("Transfer-Encoding") != null;
  }

  static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass(), e);
    }
  }

  private static void checkContentType(String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT).replace(" ", "");
    if (!type.equals("application/json") && !type.equals("application/json;charset=utf-8")) {
      throw new Problem(415, "Send Content-Type: application/json, in UTF-8");
    }
  }

  private static byte[] bytes(Context request, int maxBytes) {
    if (request.req().getContentLengthLong() > maxBytes) {
      throw tooLarge(maxBytes);
    }
    try {
      InputStream in = request.req().getInputStream();
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_READ_SECONDS);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] part = new byte[8_192];
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        bytes.write(part, 0, read);
        if (bytes.size() > maxBytes) {
          throw tooLarge(maxBytes);
        }
        if (System.nanoTime() > deadline) {
          throw late();
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw late();
    }
  }

  private static Problem late() {
    return new Problem(408, "The body did not arrive in time");
  }

  private static Problem tooLarge(int maxBytes) {
    return new Problem(413, "A body may have at most " + maxBytes + " bytes");
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.badRequest("The body is not UTF-8");
    }
  }

  private static String pointer(JsonMappingException e) {
    String pointer =
        e.getPath().stream()
            .map(
                at -> at.getFieldName() == null ? String.valueOf(at.getIndex()) : at.getFieldName())
            .map(name -> name.replace("~", "~0").replace("/", "~1"))
            .map(name -> "/" + name)
            .collect(Collectors.joining());
    return pointer.length() <= LONGEST_POINTER ? pointer : pointer.substring(0, LONGEST_POINTER);
  }
}
